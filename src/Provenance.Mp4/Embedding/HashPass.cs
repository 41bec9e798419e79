using System.Buffers;

namespace Provenance.Bmff;

/// <summary>Hashes media that stays where it is: one read of the file, each piece hashed while the next one is read.</summary>
internal static class HashPass
{
    private const int BufferSize = 512 << 10;

    /// <summary>Hashes a file.</summary>
    /// <param name="source">The file as it will be.</param>
    /// <param name="binding">How the media is bound; it changes nothing in the file.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="progress">Told the number of bytes read so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The assertion.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<BmffHashAssertion> RunAsync(AssetSource source, MediaBinding binding, ParserLimits limits, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(source, limits, cancellationToken).ConfigureAwait(false);
        var matches = await ExclusionMatcher.MatchAsync(index, binding.Template.Exclusions, limits, cancellationToken).ConfigureAwait(false);
        using var hash = binding.Start(index, matches);
        byte[][] buffers = [ArrayPool<byte>.Shared.Rent(BufferSize), ArrayPool<byte>.Shared.Rent(BufferSize)];
        var next = Task.FromResult(0);
        try
        {
            long offset = 0;
            int turn = 0;
            next = ReadAsync(source, 0, buffers[0], cancellationToken);
            int count;
            while ((count = await next.ConfigureAwait(false)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                next = ReadAsync(source, offset + count, buffers[1 - turn], cancellationToken);
                hash.Append(offset, buffers[turn].AsSpan(0, count));
                offset += count;
                turn = 1 - turn;
                progress?.Report(offset);
            }

            return hash.Finish();
        }
        finally
        {
            // A buffer that is still being filled belongs to nobody else yet.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(buffers[0]);
            ArrayPool<byte>.Shared.Return(buffers[1]);
        }
    }

    private static Task<int> ReadAsync(AssetSource source, long offset, byte[] buffer, CancellationToken cancellationToken) =>
        source.ReadAsync(offset, buffer.AsMemory(0, BufferSize), cancellationToken).AsTask();
}
