namespace Provenance.Bmff;

/// <summary>A change of the input's bytes that may change their number: dropped, inserted or replaced.</summary>
/// <param name="Start">First byte of the input that goes; for an insertion, the byte before which it happens.</param>
/// <param name="End">Byte of the input after the last one that goes; equal to <paramref name="Start"/> for an insertion.</param>
/// <param name="NewLength">Number of bytes that come instead.</param>
internal readonly record struct Edit(long Start, long End, long NewLength)
{
    /// <summary>Bytes left out.</summary>
    public static Edit Drop(long start, long end) => new(start, end, 0);

    /// <summary>Bytes put in before the byte at <paramref name="at"/>.</summary>
    public static Edit Insert(long at, long length) => new(at, at, length);
}

/// <summary>Bytes of the input that are overwritten by as many others.</summary>
/// <param name="Start">Where, in the input.</param>
/// <param name="Bytes">What stands there in the output.</param>
internal readonly record struct Patch(long Start, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Byte of the input after the last one that is overwritten.</summary>
    public long End => Start + Bytes.Length;
}
