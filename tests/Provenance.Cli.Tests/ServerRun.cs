using System.Text;
using System.Text.RegularExpressions;
using Provenance.Cli;

namespace Provenance.Tests.Cli;

/// <summary>A command that serves (<c>serve</c>, <c>dev-tsa</c>), in this process, on a free port, until it is stopped.</summary>
internal sealed partial class ServerRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Listening _said;
    private readonly Task<int> _serving;

    private ServerRun(string[] args)
    {
        _said = new Listening();
        var terminal = new Terminal { Output = _said, Error = _said, Clock = TestPki.Clock };
        _serving = CliProgram.RunAsync([.. args, "--port", "0"], terminal, _stop.Token);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it, and waits until it says where it listens.</summary>
    public static async Task<ServerRun> StartAsync(params string[] args)
    {
        var run = new ServerRun(args);
        Task first = await Task.WhenAny(run._said.Address, run._serving).WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(first == run._said.Address, "It ended: " + run._said);
        run.Address = await run._said.Address;
        return run;
    }

    /// <summary>Interrupts it, and waits until it has ended.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _serving;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        await _said.DisposeAsync();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+/?(?=\s)")]
    private static partial Regex AddressPattern();

    /// <summary>Keeps what is written, and hears the address in it.</summary>
    private sealed class Listening : TextWriter
    {
        private readonly Lock _lock = new();
        private readonly StringBuilder _text = new();
        private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Encoding Encoding => Encoding.UTF8;

        public Task<Uri> Address => _address.Task;

        public override void Write(char value)
        {
            lock (_lock)
            {
                _text.Append(value);
                if (value is ' ' or '\n' && AddressPattern().Match(_text.ToString()) is { Success: true } match)
                {
                    _address.TrySetResult(new Uri(match.Value));
                }
            }
        }

        public override string ToString()
        {
            lock (_lock)
            {
                return _text.ToString();
            }
        }
    }
}
