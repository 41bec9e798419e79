using System.Buffers;

namespace Provenance.Cryptography.MultiLane;

/// <summary>Independent messages to be hashed, by number.</summary>
internal interface IMessages
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The length of one in bytes.</summary>
    long Length(int message);

    /// <summary>The bytes of one.</summary>
    ReadOnlySpan<byte> Bytes(int message);

    /// <summary>Keeps the bytes of one where they are until the handle is disposed.</summary>
    MemoryHandle Pin(int message);
}

/// <summary>Blocks of equal length, cut out of one buffer that the caller holds fixed; the last one may be shorter.</summary>
internal readonly unsafe struct BlockMessages(byte* data, int length, int blockSize) : IMessages
{
    public int Count { get; } = CountOf(length, blockSize);

    /// <summary>How many blocks a length makes.</summary>
    public static int CountOf(int length, int blockSize) => (length / blockSize) + (length % blockSize == 0 ? 0 : 1);

    public long Length(int message) => Math.Min(blockSize, length - ((long)message * blockSize));

    public ReadOnlySpan<byte> Bytes(int message) => new(data + ((nint)message * blockSize), (int)Length(message));

    public MemoryHandle Pin(int message) => new(data + ((nint)message * blockSize));
}

/// <summary>Messages of any length, anywhere in memory.</summary>
internal readonly struct MemoryMessages(IReadOnlyList<ReadOnlyMemory<byte>> messages) : IMessages
{
    public int Count => messages.Count;

    public long Length(int message) => messages[message].Length;

    public ReadOnlySpan<byte> Bytes(int message) => messages[message].Span;

    public MemoryHandle Pin(int message) => messages[message].Pin();
}
