using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Provenance.Endpoints;

/// <summary>Traces and metrics, for OpenTelemetry or anything else that listens. No tag names a person, a file or an address.</summary>
internal sealed class PipelineDiagnostics : IDisposable
{
    /// <summary>The name of both the activity source and the meter.</summary>
    public const string Name = "Provenance.AspNetCore";

    private readonly ActivitySource _source = new(Name);
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _rejected;

    public PipelineDiagnostics(IMeterFactory meters, VideoQueue queue)
    {
        _meter = meters.Create(Name);
        _duration = _meter.CreateHistogram<double>("provenance.video.duration", "s", "How long a video took from the first byte to the verdict.");
        _size = _meter.CreateHistogram<long>("provenance.video.size", "By", "How long the videos are.");
        _rejected = _meter.CreateCounter<long>("provenance.upload.rejected", "{upload}", "Uploads that were not taken.");
        _meter.CreateObservableUpDownCounter("provenance.queue.length", () => queue.Taken, "{upload}", "Uploads that are under way.");
    }

    /// <summary>Begins the span of one upload.</summary>
    public Activity? Start(string operation) => _source.StartActivity("provenance " + operation);

    /// <summary>Counts a video that got its verdict.</summary>
    public void Examined(string operation, string state, long length, TimeSpan elapsed)
    {
        var tags = new TagList { { "operation", operation }, { "state", state } };
        _duration.Record(elapsed.TotalSeconds, tags);
        _size.Record(length, tags);
    }

    /// <summary>Counts an upload that was not taken.</summary>
    public void Rejected(string operation, string reason) => _rejected.Add(1, new TagList { { "operation", operation }, { "reason", reason } });

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }
}
