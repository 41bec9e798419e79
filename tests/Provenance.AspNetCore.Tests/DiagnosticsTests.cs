using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Provenance.Tests.AspNetCore;

/// <summary>Operators see what happens, and nothing of whom it happens to.</summary>
public sealed class DiagnosticsTests
{
    [Fact]
    public async Task Traces_and_metrics_tell_operation_state_size_and_reason()
    {
        var measured = new ConcurrentBag<(string Name, double Value, string Tags)>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ProvenanceExtensions.DiagnosticsName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((i, v, t, _) => measured.Add((i.Name, v, Text(t))));
        meters.SetMeasurementEventCallback<long>((i, v, t, _) => measured.Add((i.Name, v, Text(t))));
        meters.SetMeasurementEventCallback<int>((i, v, t, _) => measured.Add((i.Name, v, Text(t))));
        meters.Start();
        var spans = new ConcurrentBag<Activity>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = s => s.Name == ProvenanceExtensions.DiagnosticsName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(traces);

        await using var host = await PipelineHost.StartAsync();
        byte[] video = await SignedVideo.GetAsync();
        await host.PostAsync("/provenance/verify", video);
        await host.PostAsync("/provenance/verify", video, "text/plain");
        await host.AssertNothingIsLeftAsync();

        // A span ends after its answer was sent.
        await Eventually.TrueAsync(() => spans.Any(s => Equals(s.GetTagItem("provenance.rejected"), "type")) && spans.Any(s => Equals(s.GetTagItem("provenance.size"), (long)video.Length)), "both spans ended");
        meters.RecordObservableInstruments();

        Assert.Contains(measured, m => m.Name == "provenance.video.duration" && m.Value > 0 && m.Tags == "operation=verify state=Trusted");
        Assert.Contains(measured, m => m.Name == "provenance.video.size" && m.Value == video.Length && m.Tags == "operation=verify state=Trusted");
        Assert.Contains(measured, m => m.Name == "provenance.upload.rejected" && m.Tags == "operation=verify reason=type");
        Assert.Contains(measured, m => m.Name == "provenance.queue.length");
        Assert.Contains(spans, s => s.OperationName == "provenance verify" && Equals(s.GetTagItem("provenance.size"), (long)video.Length) && Equals(s.GetTagItem("provenance.state"), "Trusted"));
    }

    [Fact]
    public async Task The_log_names_nobody()
    {
        using var logs = new LogRecorder();
        await using var host = await PipelineHost.StartAsync(logs: logs);
        byte[] video = await SignedVideo.SignAsync(SignedVideo.Plain, "a private title");
        await host.PostFormAsync("/provenance/verify", video, "private-name.mp4");
        await host.PostFormAsync("/provenance/verify", [1, 2, 3], "private-name.mp4");
        await host.PostAsync("/provenance/verify", video, "text/private");
        string[] ours = [.. logs.Lines.Where(l => l.Contains(" Provenance.", StringComparison.Ordinal))];
        Assert.Contains(ours, l => l.Contains("verify: Trusted, ", StringComparison.Ordinal));
        Assert.Contains(ours, l => l.Contains("not taken, status 415", StringComparison.Ordinal));
        Assert.DoesNotContain(ours, l => l.Contains("private", StringComparison.OrdinalIgnoreCase) || l.Contains("Test signer", StringComparison.Ordinal) || l.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
}
