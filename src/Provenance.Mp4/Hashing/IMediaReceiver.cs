using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>Takes the bytes of a file in order.</summary>
internal interface IMediaReceiver
{
    /// <summary>Media that is hashed in blocks, in file order, and not taken: whoever reads the file has it hashed by <see cref="LeafHasher"/>.</summary>
    IReadOnlyList<LeafRun> Leaves => [];

    /// <summary>Takes bytes of the file.</summary>
    /// <param name="offset">Where they stand in the file; right behind those before, or behind a run of leaves.</param>
    /// <param name="bytes">The bytes.</param>
    void Append(long offset, ReadOnlySpan<byte> bytes);
}

/// <summary>Consecutive blocks of a file, and who waits for their digests.</summary>
/// <param name="Blocks">The blocks.</param>
/// <param name="Algorithm">With what they are hashed.</param>
/// <param name="Receiver">Takes the digests in order.</param>
internal sealed record LeafRun(BlockRun Blocks, HashAlgorithmName Algorithm, LeafHasher.Receiver Receiver);
