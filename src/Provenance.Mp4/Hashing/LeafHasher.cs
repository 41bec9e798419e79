using System.Buffers;
using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>Hashes consecutive blocks of a file, each for itself, reading them in one pass while other processors hash what was read.</summary>
internal static class LeafHasher
{
    private const int BufferSize = 256 << 10;

    /// <summary>Takes the digest of a block; returns false to stop.</summary>
    public delegate bool Receiver(ReadOnlySpan<byte> digest);

    /// <summary>Hashes blocks.</summary>
    /// <param name="source">The file.</param>
    /// <param name="offset">Where the first block starts.</param>
    /// <param name="length">Bytes of all blocks together.</param>
    /// <param name="sizes">The blocks, one behind the other; a block may be empty.</param>
    /// <param name="algorithm">With what.</param>
    /// <param name="receiver">Takes the digests in order.</param>
    /// <param name="progress">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask HashAsync(
        AssetSource source,
        long offset,
        long length,
        IEnumerable<long> sizes,
        HashAlgorithmName algorithm,
        Receiver receiver,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        using var digests = new LeafDigests(algorithm, sizes, receiver);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long done = 0; done < length && !digests.IsStopped;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsMemory(0, (int)Math.Min(BufferSize, length - done));
                await source.ReadExactlyAsync(offset + done, piece, cancellationToken).ConfigureAwait(false);
                digests.Append(piece.Span);
                done += piece.Length;
                progress?.Report(done);
            }

            digests.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
