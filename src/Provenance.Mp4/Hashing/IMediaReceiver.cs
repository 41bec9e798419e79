namespace Provenance.Bmff;

/// <summary>Takes the bytes of a file in order.</summary>
internal interface IMediaReceiver
{
    /// <summary>Takes bytes of the file.</summary>
    /// <param name="offset">Where they stand in the file; right behind those before.</param>
    /// <param name="bytes">The bytes.</param>
    void Append(long offset, ReadOnlySpan<byte> bytes);
}
