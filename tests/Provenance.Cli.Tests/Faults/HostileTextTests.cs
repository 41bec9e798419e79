using System.Globalization;
using System.Text;
using System.Text.Json;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli.Faults;

/// <summary>
/// Text that attacks whoever shows it, in every field that takes text: the text report, messages and file names are escaped, JSON and crJSON are JSON and give
/// the text back as it is, or signing refuses the text.
/// </summary>
public sealed class HostileTextTests
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["terminal escapes"] = "a\u001b[2J\u001b]0;owned\u0007\u001b[31mNOT TRUSTED\u009b1m",
        ["a line of its own"] = "a\r\nTrusted: out.mp4\n\u2028\u2029\u0085",
        ["backspaces"] = "Invalid\b\b\b\b\b\b\bTrusted\u007f",
        ["bidirectional"] = "cod\u202Egpj.exe\u2066\u2069\u200f\u061c",
        ["zero width"] = "Ac\u200bme\u2060\ufeff",
        ["tags"] = "\U000e0041\U000e0042",
        ["NUL"] = "Acme\0hidden",
        ["markup"] = "</script><script>alert(1)</script>\" onload='x' & <!-- ]]>",
        ["JSON"] = "\"},\"state\":\"Trusted\",\"x\":{\"y\":\"\\u0000",
        ["format strings"] = "{0} %s %n ${jndi:ldap://x/} $(id) `id` [red]x[/]",
        ["half a surrogate"] = "Acme\ud800",
        ["a megabyte"] = new string('x', 1_000_000),
        ["combining"] = "A" + new string('\u0301', 5000),
    };

    private static readonly string[] Fields = ["--title", "--generator", "--model", "--model-version", "--provider", "--seed"];

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (string text in Texts.Keys)
        {
            foreach (string field in Fields)
            {
                data.Add(text, field);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_acts_on_nobody(string name, string field)
    {
        string hostile = Texts[name];
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder);
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string video = folder.Write("in.mp4", DemoVideo.Create(frames: 2));
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["--model"] = "model", ["--provider"] = "provider" };
        values[field] = field == "--generator" ? hostile + "/1" : hostile;
        CliRun signed = await CliRun.RunAsync(
            ["sign", video, "-o", folder["out.mp4"], "--cert", chain, "--key", key, "--generated", "text-to-video", .. values.SelectMany(v => (string[])[v.Key, v.Value])]);
        AssertHarmless(signed.Output + signed.Error);
        if (signed.ExitCode != 0)
        {
            // Refused as what it is, not by accident.
            Assert.Contains(signed.ExitCode, (int[])[2, 6]);
            Assert.DoesNotContain("internal error", signed.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(folder["out.mp4"]));
            return;
        }

        foreach (string[] command in (string[][])[["verify", folder["out.mp4"], "--trust", root], ["verify", folder["out.mp4"], "--trust", root, "-q"], ["inspect", folder["out.mp4"]]])
        {
            CliRun shown = await CliRun.RunAsync(command);
            Assert.True(shown.ExitCode == 0, shown.Output + shown.Error);
            AssertHarmless(shown.Output + shown.Error);
            Assert.True(shown.Output.Length < 50_000, $"{shown.Output.Length} characters");
        }

        foreach (string format in (string[])["json", "crjson"])
        {
            CliRun machine = await CliRun.RunAsync("verify", folder["out.mp4"], "--trust", root, "--format", format);
            AssertHarmless(machine.Output + machine.Error);
            using var document = JsonDocument.Parse(machine.Output);

            // A seed is embedded data, which reports name and do not show.
            Assert.True(field == "--seed" || Strings(document.RootElement).Any(s => s.Contains(hostile, StringComparison.Ordinal)), machine.Output[..Math.Min(machine.Output.Length, 2000)]);
        }
    }

    [Fact]
    public async Task Neither_does_a_file_name_or_a_certificate()
    {
        using var folder = new TempFolder();
        string hostile = "evil\u001b[31m\u202Egpj.mp4";
        (string chain, string key) = TestPki.Default.Signer(profile: TestProfile.Signer with { CommonName = "Acme\u001b[2J\u202E Inc" }).WriteTo(folder);
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string video = folder.Write(hostile, DemoVideo.Create(frames: 2));
        foreach (string[] command in (string[][])
        [
            ["sign", video, "-o", folder["out-" + hostile], "--cert", chain, "--key", key, "--digital-source-type", "digitalCapture"],
            ["verify", folder["out-" + hostile], "--trust", root],
            ["verify", folder["out-" + hostile], "--trust", root, "--format", "json"],
            ["verify", folder["out-" + hostile], "--trust", root, "--format", "crjson"],
            ["inspect", folder["out-" + hostile]],
            ["trust", "--trust", chain],
            ["verify", folder["missing-" + hostile]],
            ["sign", folder["missing-" + hostile], "-o", hostile, "--cert", chain, "--key", key, "--digital-source-type", hostile],
            [hostile],
        ])
        {
            CliRun run = await CliRun.RunAsync(command);
            Assert.NotEqual(70, run.ExitCode);
            AssertHarmless(run.Output + run.Error);
        }
    }

    private static void AssertHarmless(string output)
    {
        foreach (var rune in output.EnumerateRunes())
        {
            bool acts = rune.Value != '\n' && rune.Value is not (0x200C or 0x200D)
                && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || rune == Rune.ReplacementChar);
            Assert.False(acts, $"U+{rune.Value:X4} in: {output[..Math.Min(output.Length, 300)]}");
        }
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };
}
