using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli.Faults;

/// <summary>The program as a process: it needs no network, opens no socket to one, and writes nothing but what it was asked to.</summary>
public sealed class NoSurprisesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _temporary = new();
    private readonly TempFolder _home = new();

    public NoSurprisesTests() => _folder.Write("in.mp4", DemoVideo.Create(frames: 2));

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Without_any_network_interface_everything_works()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has network namespaces.");
        string[] unshare = Environment.IsPrivilegedProcess ? [Tools.Require("unshare"), "-n"] : [Tools.Require("unshare"), "-r", "-n"];
        var possible = await Tools.RunAsync(unshare[0], [.. unshare[1..], Tools.Require("true")]);
        Assert.SkipUnless(possible.ExitCode == 0, $"A network namespace cannot be made here: {possible.Error.Trim()}");
        await RunAllAsync(unshare);
    }

    [Fact]
    public async Task No_socket_to_a_network_is_opened()
    {
        Assert.SkipUnless(Tools.Find("strace") is not null, "strace is not installed.");
        string log = _home["network.log"];
        await RunAllAsync([Tools.Find("strace")!, "-f", "-qq", "-e", "trace=socket,connect,bind,sendto", "-A", "-o", log]);

        // Sockets of the runtime's own debugging interface are files, not network.
        string[] lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(lines, l => l.Contains("AF_INET", StringComparison.Ordinal) || l.Contains("AF_NETLINK", StringComparison.Ordinal) || l.Contains("AF_PACKET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_written_but_what_was_asked_for()
    {
        await RunAllAsync([]);
        Assert.Equal(
            ["in.mp4", "keys", "out.bare.mp4", "out.c2pa", "out.mp4"],
            _folder.Names);
        Assert.Equal(["root.pem", "signer.key", "signer.pem", "tsa.key", "tsa.pem"], Directory.EnumerateFiles(_folder["keys"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(_temporary.Names);
        Assert.Empty(_home.Names);
    }

    private async Task RunAllAsync(string[] through)
    {
        string[][] commands =
        [
            ["dev-keys", "-o", _folder["keys"]],
            ["sign", _folder["in.mp4"], "-o", _folder["out.mp4"], "--cert", _folder["keys/signer.pem"], "--key", _folder["keys/signer.key"], "--digital-source-type", "digitalCapture"],
            ["verify", _folder["out.mp4"], "--trust", _folder["keys/root.pem"]],
            ["verify", _folder["out.mp4"], "--trust", _folder["keys/root.pem"], "--format", "crjson"],
            ["inspect", _folder["out.mp4"]],
            ["extract", _folder["out.mp4"], "-o", _folder["out.c2pa"]],
            ["strip", _folder["out.mp4"], "-o", _folder["out.bare.mp4"]],
        ];
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["TMPDIR"] = _temporary.Path, ["TMP"] = _temporary.Path, ["TEMP"] = _temporary.Path, ["HOME"] = _home.Path };
        foreach (string[] command in commands)
        {
            (await CliProcess.RunAsync(through, command, environment)).Succeeded();
        }
    }
}
