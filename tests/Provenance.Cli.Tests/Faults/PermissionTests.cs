using System.Runtime.Versioning;

namespace Provenance.Tests.Cli.Faults;

/// <summary>What a user may not do is refused with one line and leaves nothing; what a file had, its successor has. Root may do everything, so the program then runs as nobody.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
    private const UnixFileMode ReadOnly = (UnixFileMode)0b101_101_101;
    private readonly TempFolder _folder = new();
    private readonly string[] _sign;

    public PermissionTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        var credential = DevelopmentCredential.Create(SigningAlgorithm.ES256, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        _folder.Write("in.mp4", Provenance.Cli.Demo.DemoVideo.Create(frames: 2));
        _folder.Write("signer.pem", credential.CertificateChainPem);
        _folder.Write("signer-key.pem", credential.PrivateKeyPem); // Nobody must be able to read it, which is warned about.
        File.SetUnixFileMode(_folder.Path, ReadOnly | UnixFileMode.UserWrite);
        Directory.CreateDirectory(_folder["out"]);
        File.SetUnixFileMode(_folder["out"], Everybody);
        _sign = ["sign", _folder["in.mp4"], "-o", _folder["out/out.mp4"], "--cert", _folder["signer.pem"], "--key", _folder["signer-key.pem"], "--digital-source-type", "digitalCapture"];
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["out"], Everybody);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_an_error_and_the_old_file_stays()
    {
        _folder.Write("out/out.mp4", "old");
        File.SetUnixFileMode(_folder["out"], ReadOnly);
        var run = await AsNobodyAsync(_sign);
        Assert.Equal(6, run.ExitCode);
        Assert.Single(run.Error.TrimEnd().Split('\n'), l => !l.Contains("warning", StringComparison.Ordinal));
        Assert.Contains("cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(_folder["out/out.mp4"], TestContext.Current.CancellationToken));
        Assert.Equal(["out.mp4"], Names());
    }

    [Fact]
    public async Task An_input_that_may_not_be_read_is_an_error()
    {
        File.SetUnixFileMode(_folder["in.mp4"], UnixFileMode.None);
        var run = await AsNobodyAsync(_sign);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("access is denied", run.Error, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Mode_owner_and_group_of_a_replaced_file_are_kept()
    {
        RequireRoot();
        _folder.Write("out/out.mp4", "old");
        await OwnAsync("12345:54321", "640");
        (await CliProcess.RunAsync([], _sign)).Succeeded();
        Assert.Equal("12345 54321 640", await StatAsync());
        Assert.NotEqual("old", await File.ReadAllTextAsync(_folder["out/out.mp4"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_group_that_cannot_be_kept_does_not_hand_its_rights_to_another()
    {
        RequireRoot();
        _folder.Write("out/out.mp4", "old");
        await OwnAsync("12345:54321", "4664");
        (await AsNobodyAsync(_sign)).Succeeded();

        // Ours now, and our group may not do more than everybody.
        Assert.Equal("65534 65534 644", await StatAsync());
    }

    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(_folder["out"]).Select(Path.GetFileName);

    private async Task OwnAsync(string owner, string mode)
    {
        (await Tools.RunAsync(Tools.Require("chown"), [owner, _folder["out/out.mp4"]])).Succeeded();
        (await Tools.RunAsync(Tools.Require("chmod"), [mode, _folder["out/out.mp4"]])).Succeeded();
    }

    private async Task<string> StatAsync() => (await Tools.RunAsync(Tools.Require("stat"), ["-c", "%u %g %a", _folder["out/out.mp4"]])).Succeeded().Output.Trim();

    private static async Task<ToolRun> AsNobodyAsync(string[] args)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return await CliProcess.RunAsync([], args);
        }

        string[] nobody = [Tools.Require("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"];
        var readable = await Tools.RunAsync(nobody[0], [.. nobody[1..], Tools.Require("test"), "-r", CliProcess.Assembly]);
        Assert.SkipUnless(readable.ExitCode == 0, "The checkout is in a folder that nobody but root may read.");
        return await CliProcess.RunAsync(nobody, args, new Dictionary<string, string?>(StringComparer.Ordinal) { ["HOME"] = "/tmp", ["DOTNET_CLI_HOME"] = "/tmp" });
    }

    private static void RequireRoot() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root gives files to others.");
}
