using System.Globalization;
using System.Text.Json;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary><c>verify --partial</c>: a download of which not all has arrived.</summary>
[Clause("A.5.4")]
public sealed class PartialTests
{
    [Fact]
    public async Task What_is_complete_of_a_download_is_authentic_and_the_rest_is_never_taken_for_content()
    {
        using var folder = new TempFolder();
        var (whole, length, trust) = await SignAsync(folder, moovFirst: true);
        string half = folder["half.mp4"];
        await File.WriteAllBytesAsync(half, whole[..(whole.Length * 2 / 3)]);

        CliRun verified = await CliRun.RunAsync(["verify", half, "--partial", length, .. trust, "--format", "json"]);
        Assert.Equal(0, verified.ExitCode);
        using var report = JsonDocument.Parse(verified.Output);
        Assert.Equal("Partial", report.RootElement.GetProperty("state").GetString());
        Assert.Equal(["unprotected", "authentic", "missing"], report.RootElement.GetProperty("ranges").EnumerateArray().Select(r => r.GetProperty("finding").GetString()));
        Assert.Contains("which have not all arrived", report.RootElement.GetProperty("verdict").GetString(), StringComparison.Ordinal);

        CliRun missing = await CliRun.RunAsync(["verify", half, "--partial", length, "--range", $"{whole.Length - 100}-", .. trust]);
        Assert.Equal(5, missing.ExitCode);
        Assert.StartsWith("NOT ALL THERE — ", missing.Output, StringComparison.Ordinal);

        // As a file it is cut off.
        Assert.Equal(1, (await CliRun.RunAsync(["verify", half, .. trust])).ExitCode);

        byte[] changed = whole[..(whole.Length * 2 / 3)];
        changed[whole.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(half, changed);
        CliRun altered = await CliRun.RunAsync(["verify", half, "--partial", length, .. trust]);
        Assert.Equal(1, altered.ExitCode);
        Assert.StartsWith("NOT AUTHENTIC — ", altered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_what_is_not_media_nothing_can_be_said_and_what_is_needed_is_named()
    {
        using var folder = new TempFolder();
        var (whole, length, trust) = await SignAsync(folder, moovFirst: false);
        string head = folder["head.mp4"];
        await File.WriteAllBytesAsync(head, whole[..(whole.Length / 2)]);
        CliRun early = await CliRun.RunAsync(["verify", head, "--partial", length, .. trust]);
        Assert.Equal(5, early.ExitCode);
        Assert.Contains("are needed first", early.Error, StringComparison.Ordinal);

        // The end is fetched out of turn: the file has a hole, which reads as zeros and is not taken for content.
        byte[] holed = [.. whole];
        int hole = whole.Length / 2;
        holed.AsSpan(hole, 3000).Clear();
        await File.WriteAllBytesAsync(head, holed);
        string[] arrived = ["--arrived", string.Create(CultureInfo.InvariantCulture, $"0-{hole - 1}"), "--arrived", string.Create(CultureInfo.InvariantCulture, $"{hole + 3000}-")];
        CliRun late = await CliRun.RunAsync(["verify", head, "--partial", length, .. arrived, .. trust]);
        Assert.Equal(0, late.ExitCode);
        Assert.Contains(": missing", late.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await CliRun.RunAsync(["verify", head, "--partial", length, .. trust])).ExitCode);
    }

    private static async Task<(byte[] Whole, string Length, string[] Trust)> SignAsync(TempFolder folder, bool moovFirst)
    {
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string input = folder["in.mp4"];
        await File.WriteAllBytesAsync(input, DemoVideo.Create(moovFirst: moovFirst));
        CliRun signed = await CliRun.RunAsync("sign", input, "-o", folder["out.mp4"], "--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia", "--merkle", "1K");
        Assert.True(signed.ExitCode == 0, signed.Error);
        byte[] whole = await File.ReadAllBytesAsync(folder["out.mp4"]);
        return (whole, whole.Length.ToString(CultureInfo.InvariantCulture), ["--trust", folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem())]);
    }
}
