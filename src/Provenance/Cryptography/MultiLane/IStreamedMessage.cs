namespace Provenance.Cryptography.MultiLane;

/// <summary>A message that is read piece by piece, once, from its first byte to its last.</summary>
internal interface IStreamedMessage
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Where what is read next stands in its file, for the choice of the memory (<see cref="ReadBuffer"/>).</summary>
    long Offset { get; }

    /// <summary>Reads the bytes that follow those read before.</summary>
    /// <param name="buffer">Is filled; never longer than what is left of the message.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    ValueTask ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
