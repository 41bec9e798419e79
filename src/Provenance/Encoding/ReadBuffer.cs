using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Provenance;

/// <summary>
/// Memory that a file is read into, at a place that suits what is read. The system copies what it has in pages of its own, in which every byte has the place
/// within a page that it has in the file. Where the copy stands a few bytes further within its page than the original, processors take the loads that follow
/// for loads of what was just stored, because they compare the lower twelve bits of addresses first, and copying takes up to four times as long. Half a
/// page apart, this never happens.
/// </summary>
internal sealed class ReadBuffer : IDisposable
{
    // The lower twelve bits of an address, whatever the system calls a page.
    private const int Span = 4096;

    private readonly int _size;
    private byte[]? _bytes;

    /// <summary>Rents memory.</summary>
    /// <param name="size">How many bytes it is to hold at the most.</param>
    public ReadBuffer(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        _size = size;
        _bytes = ArrayPool<byte>.Shared.Rent(size + Span - 1);
    }

    /// <summary>Bytes it holds at the most.</summary>
    public int Size => _size;

    /// <summary>Where to put what stands in the file from an offset on. It is overwritten by what is put there next, whatever the offset.</summary>
    /// <param name="offset">Where the bytes stand in the file.</param>
    /// <param name="length">How many, at most <see cref="Size"/>.</param>
    public Memory<byte> For(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _size);
        return _bytes.AsMemory((int)((offset + (Span / 2) - AddressOf(_bytes)) & (Span - 1)), length);
    }

    public void Dispose()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Arrays of this size hardly ever move, and if one does, it is read into a little slower.
    private static unsafe nint AddressOf(byte[] bytes) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes));
}
