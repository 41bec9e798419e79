using System.Buffers;
using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>Hashes consecutive blocks of a file, each for itself, reading them in one pass.</summary>
internal static class LeafHasher
{
    private const int BufferSize = 256 << 10;

    /// <summary>Takes the digest of a block; returns false to stop.</summary>
    public delegate bool Receiver(ReadOnlySpan<byte> digest);

    /// <summary>Hashes blocks.</summary>
    /// <param name="source">The file.</param>
    /// <param name="offset">Where the first block starts.</param>
    /// <param name="sizes">The blocks, one behind the other; a block may be empty.</param>
    /// <param name="algorithm">With what.</param>
    /// <param name="receiver">Takes the digests in order.</param>
    /// <param name="progress">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask HashAsync(
        AssetSource source, long offset, IEnumerable<long> sizes, HashAlgorithmName algorithm, Receiver receiver, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        byte[] digest = new byte[hash.HashLengthInBytes];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long start = offset;
            var window = default(ReadOnlyMemory<byte>);
            foreach (long size in sizes)
            {
                for (long left = size; left > 0;)
                {
                    if (window.IsEmpty)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        int count = await source.ReadAsync(offset, buffer.AsMemory(0, BufferSize), cancellationToken).ConfigureAwait(false);
                        if (count == 0)
                        {
                            throw new EndOfStreamException("The asset ended before the bytes that its length promises.");
                        }

                        window = buffer.AsMemory(0, count);
                        progress?.Report(offset - start);
                    }

                    int take = (int)Math.Min(left, window.Length);
                    hash.AppendData(window.Span[..take]);
                    window = window[take..];
                    offset += take;
                    left -= take;
                }

                hash.GetHashAndReset(digest);
                if (!receiver(digest))
                {
                    return;
                }
            }

            progress?.Report(offset - start);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
