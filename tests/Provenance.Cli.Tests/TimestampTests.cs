using System.Text.Json;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary><c>--tsa</c>, <c>--timestamp</c>, <c>--tsa-trust</c>: a missing time-stamp is never silent, and a time is worth what it rests on.</summary>
public sealed class TimestampTests
{
    private static readonly string[] Source = ["--digital-source-type", "trainedAlgorithmicMedia"];

    [Theory]
    [InlineData(true, "trustedTimestamp", "(trusted time-stamp)")]
    [InlineData(false, "untrustedTimestamp", "(time-stamp of an authority that is not trusted)")]
    public async Task A_time_is_shown_with_what_it_rests_on(bool trusted, string basis, string words)
    {
        using var folder = new TempFolder();
        CliRun sign = await SignAsync(folder, TestTimestampAuthority.Default, "--tsa", "http://tsa.example/");
        Assert.True(sign.ExitCode == 0, sign.Error);
        Assert.Contains("time-stamped 2026-06-15 12:00:00 UTC", sign.Error, StringComparison.Ordinal);

        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] verify = ["verify", folder["out.mp4"], "--trust", root, .. trusted ? (string[])["--tsa-trust", root] : []];
        CliRun text = await CliRun.RunAsync(verify);
        Assert.True(text.ExitCode == 0, text.Output + text.Error);
        Assert.Contains("2026-06-15 12:00:00 UTC " + words, text.Output, StringComparison.Ordinal);

        CliRun json = await CliRun.RunAsync([.. verify, "--format", "json"]);
        using var document = JsonDocument.Parse(json.Output);
        var signedAt = document.RootElement.GetProperty("signedAt");
        Assert.Equal(basis, signedAt.GetProperty("basis").GetString());
        Assert.Equal("2026-06-15T12:00:00Z", signedAt.GetProperty("time").GetString());
    }

    [Fact]
    public async Task A_time_stamp_outlives_the_certificate()
    {
        using var folder = new TempFolder();
        CliRun sign = await SignAsync(folder, TestTimestampAuthority.Default, "--tsa", "https://tsa.example/");
        Assert.True(sign.ExitCode == 0, sign.Error);
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] verify = ["verify", folder["out.mp4"], "--trust", root, "--at", "2045-06-01T00:00:00Z"];

        Assert.Equal(0, (await CliRun.RunAsync([.. verify, "--tsa-trust", root])).ExitCode);
        Assert.Equal(1, (await CliRun.RunAsync(verify)).ExitCode);
    }

    [Theory]
    [InlineData(new string[0], 6, "error")]
    [InlineData(new[] { "--timestamp", "required" }, 6, "error")]
    [InlineData(new[] { "--timestamp", "preferred" }, 0, "warning")]
    public async Task A_missing_time_stamp_is_never_silent(string[] policy, int exitCode, string word)
    {
        using var folder = new TempFolder();
        var refusing = new TestTimestampAuthority(TestPki.Default.Tsa(), TestPki.Now) { Flaw = TimestampFlaw.Rejected };

        CliRun sign = await SignAsync(folder, refusing, ["-q", "--tsa", "http://tsa.example/", .. policy]);

        Assert.True(sign.ExitCode == exitCode, $"{sign.ExitCode} {sign.Error}");
        Assert.Contains($"provenance: {word}: ", sign.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0, File.Exists(folder["out.mp4"]));
    }

    [Fact]
    public async Task With_none_nobody_is_asked()
    {
        using var folder = new TempFolder();
        CliRun sign = await SignAsync(folder, null, "--tsa", "http://tsa.example/", "--timestamp", "none");
        Assert.True(sign.ExitCode == 0, sign.Error);
        Assert.Contains("without time-stamp", sign.Error, StringComparison.Ordinal);
    }

    private static Task<CliRun> SignAsync(TempFolder folder, TestTimestampAuthority? authority, params string[] more)
    {
        string video = folder.Write("in.mp4", DemoVideo.Create(frames: 2));
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder);
        return CliRun.RunAsync(
            ["sign", video, "-o", folder["out.mp4"], "--cert", chain, "--key", key, .. Source, .. more],
            null,
            openHttpClient: authority is null ? null : authority.CreateClient);
    }
}
