namespace Provenance.Tests.Bmff.Faults;

/// <summary>A source whose reads a plan counts.</summary>
internal sealed class FaultySource(AssetSource source, FaultPlan plan, string call = "input read") : AssetSource
{
    public override long Length => source.Length;

    public override string? Name => source.Name;

    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        plan.Pass(call);

        // The token is not handed on: whether the work ends must not depend on a read that looks at it.
        return await source.ReadAsync(offset, buffer, CancellationToken.None);
    }

    public override bool IsUnchanged() => source.IsUnchanged();

    public override ValueTask DisposeAsync() => source.DisposeAsync();
}
