namespace Provenance.Bmff;

/// <summary>
/// An output as it will be, which is written by being read: whoever reads gets the bytes that were written a moment before. What the output shares
/// with the input is in place already and only read.
/// </summary>
/// <param name="source">The output as it will be.</param>
/// <param name="output">Where it goes.</param>
internal sealed class CopyingSource(AssetSource source, Output output) : AssetSource
{
    public override long Length => source.Length;

    public override string? Name => source.Name;

    public override bool IsUnchanged() => source.IsUnchanged();

    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await source.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false);
        long at = offset;
        long end = offset + count;
        foreach (var shared in output.Shared)
        {
            if (shared.Output + shared.Length > at && shared.Output < end)
            {
                await WriteAsync(at, Math.Max(at, shared.Output)).ConfigureAwait(false);
                at = Math.Min(end, shared.Output + shared.Length);
            }
        }

        await WriteAsync(at, end).ConfigureAwait(false);
        return count;

        ValueTask WriteAsync(long from, long to) => from == to
            ? ValueTask.CompletedTask
            : output.WriteAsync(from, buffer[(int)(from - offset)..(int)(to - offset)], cancellationToken);
    }
}
