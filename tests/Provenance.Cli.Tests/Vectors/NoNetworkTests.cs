using System.Diagnostics.Tracing;

namespace Provenance.Tests.Cli;

/// <summary>A verifier opens no socket unless it was given a client: proven with vectors that name remote places, and an eye on the runtime's own network events.</summary>
public sealed class NoNetworkTests
{
    private static readonly string[] Tempting =
    [
        "container-remote-only", "container-remote-file-url", "container-remote-metadata-service", "ocsp-skipped", "cloud-data", "external-reference-malformed", "timestamp-trusted",
    ];

    public static TheoryData<string> Vectors => [.. Tempting];

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Verifying_asks_nobody(string name)
    {
        var vector = VectorCase.All[name];
        var built = vector.Build();
        using var folder = new TempFolder();
        string file = folder.Write("vector.mp4", built.File);
        using var network = new NetworkListener();

        await new Validator(Mp4.Format) { Options = vector.Trust.ToOptions(built) }.ValidateAsync(file, cancellationToken: TestContext.Current.CancellationToken);

        // The command line of a test throws when anything asks it for a client, see CliRun.
        CliRun run = await CliRun.RunAsync("verify", file, "--at", "2026-06-15T12:00:00Z");
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
        Assert.NotEqual(70, run.ExitCode);
        Assert.Empty(network.Events);
    }

    [Fact]
    public async Task The_eye_on_the_network_sees()
    {
        using var network = new NetworkListener();
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri("http://127.0.0.1:9/"), TestContext.Current.CancellationToken));
        Assert.NotEmpty(network.Events);
    }

    /// <summary>Hears of every connection and name look-up that this asynchronous flow starts.</summary>
    private sealed class NetworkListener : EventListener
    {
        private static readonly AsyncLocal<NetworkListener?> Current = new();
        private readonly List<string> _events = [];

        public NetworkListener() => Current.Value = this;

        public IReadOnlyList<string> Events
        {
            get
            {
                lock (_events)
                {
                    return [.. _events];
                }
            }
        }

        public override void Dispose()
        {
            Current.Value = null;
            base.Dispose();
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Net.Sockets" or "System.Net.NameResolution" or "System.Net.Http")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName is "ConnectStart" or "ResolutionStart" or "RequestStart" && ReferenceEquals(Current.Value, this))
            {
                lock (_events)
                {
                    _events.Add($"{eventData.EventSource.Name}: {eventData.EventName}");
                }
            }
        }
    }
}
