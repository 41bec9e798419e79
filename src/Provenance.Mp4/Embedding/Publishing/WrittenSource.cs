namespace Provenance.Bmff;

/// <summary>What was written, read back: what goes wrong there is the destination's fault, never the input's.</summary>
/// <param name="written">Reads it; disposed of with this.</param>
/// <param name="guard">Does something to the destination and words what goes wrong.</param>
internal sealed class WrittenSource(AssetSource written, Func<Func<ValueTask>, ValueTask> guard) : AssetSource
{
    public override long Length => written.Length;

    public override string? Name => written.Name;

    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = 0;
        await guard(async () => count = await written.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return count;
    }

    public override ValueTask DisposeAsync() => written.DisposeAsync();
}
