namespace Provenance.Tests.Bmff.Faults;

/// <summary>A folder of segments, whose calls a plan counts.</summary>
internal sealed class FaultySegments(SegmentFolder folder, FaultPlan plan) : SegmentSink
{
    public override async ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default)
    {
        plan.Pass("segment open");
        return new FaultyStream(await folder.OpenAsync(file, CancellationToken.None), plan, "segment");
    }

    public override async ValueTask<AssetSource?> OpenWrittenAsync(SegmentFile file, CancellationToken cancellationToken = default)
    {
        plan.Pass("segment reopen");
        return new FaultySource(await folder.OpenWrittenAsync(file, CancellationToken.None) ?? throw new InvalidOperationException(), plan, "segment read");
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        plan.Pass("segments complete");
        return folder.CompleteAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await folder.DisposeAsync();
        await base.DisposeAsync();
    }
}
