using System.Text.Json;
using Provenance.Cli.Commands.Batch;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary>Many files in one run: found, worked on side by side, reported, remembered; one bad file never stops the rest.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task Files_folders_patterns_and_lists_are_found()
    {
        using var folder = await FolderAsync();
        CliRun all = await CliRun.RunAsync("verify", folder["in"], "--format", "jsonl");
        Assert.Equal(["a.mp4", "b.MP4", "bad.mp4", "plain.mp4"], Names(all));
        CliRun pattern = await CliRun.RunAsync("verify", folder["in/**/*.mp4"], folder["in/deep/?.MP4"], "--format", "jsonl");
        Assert.Equal(["a.mp4", "b.MP4", "bad.mp4", "plain.mp4"], Names(pattern));
        CliRun list = await CliRun.RunAsync(["verify", "--files-from", "-", "--format", "jsonl"], null, input: System.Text.Encoding.UTF8.GetBytes($"{folder["in/a.mp4"]}\n\n{folder["in/plain.mp4"]}\n"));
        Assert.Equal(["a.mp4", "plain.mp4"], Names(list));
        string listFile = folder.Write("list.txt", folder["in/plain.mp4"] + "\r\n");
        CliRun named = await CliRun.RunAsync("verify", "--files-from", listFile);
        Assert.Equal(4, named.ExitCode);
    }

    [Fact]
    public async Task The_worst_is_the_answer_and_nothing_stops_the_rest()
    {
        using var folder = await FolderAsync();
        CliRun run = await CliRun.RunAsync("verify", folder["missing.mp4"], folder["in"], "--trust", folder["root.pem"], "--format", "jsonl", "--jobs", "3");
        Assert.Equal(1, run.ExitCode);
        Dictionary<string, int> codes = Lines(run).ToDictionary(l => Path.GetFileName(l.GetProperty("file").GetString())!, l => l.GetProperty("exitCode").GetInt32(), StringComparer.Ordinal);
        Assert.Equal(new Dictionary<string, int> { ["missing.mp4"] = 5, ["a.mp4"] = 0, ["plain.mp4"] = 4, ["bad.mp4"] = 1, ["b.MP4"] = 0 }, codes);
        Assert.Contains("5 files: 2 as required, 1 without credentials, 1 unreadable, 1 not authentic; ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_or_pattern_without_videos_is_said()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["empty"]);
        CliRun run = await CliRun.RunAsync("verify", folder["empty"], folder["*.mp4"]);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("there is no video in this folder", run.Error, StringComparison.Ordinal);
        Assert.Contains("nothing matches", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--jobs", "0")]
    [InlineData("--jobs", "1000")]
    [InlineData("--jobs", "two")]
    [InlineData("--files-from", "no-such-list")]
    public async Task A_senseless_option_is_refused(string option, string value) =>
        Assert.Equal(2, (await CliRun.RunAsync("verify", "x.mp4", option, value)).ExitCode);

    [Fact]
    public async Task Standard_input_is_read_once() =>
        Assert.Equal(2, (await CliRun.RunAsync("verify", "-", "--files-from", "-")).ExitCode);

    [Fact]
    public async Task Reports_for_people_keep_the_order_whatever_the_jobs()
    {
        using var folder = await FolderAsync();
        string[] files = [folder["in/bad.mp4"], folder["in/plain.mp4"], folder["in/a.mp4"], folder["in/deep/b.MP4"]];
        CliRun run = await CliRun.RunAsync(["verify", .. files, "-q", "--jobs", "4"]);
        Assert.Equal(files, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[..l.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_run_goes_on_where_it_ended()
    {
        using var folder = await FolderAsync();
        string[] command = ["verify", folder["in"], "--trust", folder["root.pem"], "--resume", folder["state"], "--format", "jsonl"];
        CliRun first = await CliRun.RunAsync(command);
        Assert.Equal((1, 4), (first.ExitCode, Lines(first).Length));

        // Nothing is left to do; the answer is that of the whole.
        CliRun second = await CliRun.RunAsync(command);
        Assert.Equal((1, string.Empty), (second.ExitCode, second.Output));
        Assert.Contains("(4 of them earlier", second.Error, StringComparison.Ordinal);

        // A file that changed is looked at again; a line that was cut short does not count.
        File.Copy(folder["in/a.mp4"], folder["in/bad.mp4"], overwrite: true);
        File.AppendAllText(folder["state"], "{\"file\":\"");
        CliRun third = await CliRun.RunAsync(command);
        Assert.Equal((4, "bad.mp4"), (third.ExitCode, Assert.Single(Names(third))));

        // Other trust, other verdicts: that is another run.
        CliRun other = await CliRun.RunAsync("verify", folder["in"], "--resume", folder["state"]);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("other options", other.Error, StringComparison.Ordinal);
        CliRun none = await CliRun.RunAsync("verify", folder["in"], "--resume", folder["in/a.mp4"]);
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("is not the state of a run", none.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.RunAsync("verify", folder["in/a.mp4"], "--trust", folder["root.pem"])).ExitCode);
    }

    [Fact]
    public async Task A_run_that_would_judge_otherwise_does_not_go_on_where_another_ended()
    {
        using var folder = await FolderAsync();
        folder.Write("list.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] command = ["verify", folder["in/a.mp4"], "--trust", folder["list.pem"], "--resume", folder["state"]];
        Assert.Equal(0, (await CliRun.RunAsync(command)).ExitCode);

        // How fast and how it is told changes nothing.
        CliRun same = await CliRun.RunAsync([.. command, "--jobs", "1", "--format", "jsonl", "-q", "--report", folder["report.html"]]);
        Assert.Equal((0, string.Empty), (same.ExitCode, same.Output));
        foreach (string[] other in (string[][])
            [["--at", "2026-06-15T12:00:00Z"], ["--require", "valid"], ["--tsa-trust", folder["root.pem"]], ["--disclosure", "all"], ["--online", "revocation"], ["--trust", folder["root.pem"]]])
        {
            CliRun refused = await CliRun.RunAsync([.. command, .. other], null, openHttpClient: () => new HttpClient());
            Assert.True(refused.ExitCode == 2, string.Join(' ', other));
            Assert.Contains("other options, keys or lists", refused.Error, StringComparison.Ordinal);
        }

        // The list has the same name and says something else.
        folder.Write("list.pem", TestPki.Stranger.Root.ExportCertificatePem());
        Assert.Equal(2, (await CliRun.RunAsync(command)).ExitCode);
    }

    [Fact]
    public async Task A_run_that_would_sign_otherwise_does_not_go_on_where_another_ended()
    {
        using var folder = await FolderAsync();
        folder.Write("prompt.txt", "a fox");
        string[] command =
        [
            "sign", folder["in/plain.mp4"], folder["in/a.mp4"], "-o", folder["out"] + "/", "--cert", folder["signer.pem"], "--key", folder["signer.key"], "--if-signed", "skip",
            "--generated", "text-to-video", "--provider", "Acme", "--model", "Fox", "--prompt", "hash", "--prompt-file", folder["prompt.txt"], "--resume", folder["state"],
        ];
        CliRun first = await CliRun.RunAsync([.. command, "--format", "jsonl"]);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(2, Lines(first).Length);
        CliRun second = await CliRun.RunAsync([.. command, "--format", "jsonl", "-j", "2"]);
        Assert.Equal((0, string.Empty), (second.ExitCode, second.Output));
        foreach (string[] other in (string[][])
            [["--title", "x"], ["--merkle", "auto"], ["--hash", "sha384"], ["--seed", "1"], ["--generator", "Acme/1"], ["--reserve", "64K"], ["--oversight", "prompt"]])
        {
            CliRun refused = await CliRun.RunAsync([.. command, .. other]);
            Assert.True(refused.ExitCode == 2, string.Join(' ', other));
            Assert.Contains("other options, keys or lists", refused.Error, StringComparison.Ordinal);
        }

        // Another place has none of it yet; an output that is gone or was changed is made again.
        CliRun elsewhere = await CliRun.RunAsync([.. command[..4], folder["other"] + "/", .. command[5..], "--format", "jsonl"]);
        Assert.Equal(folder["other/plain.mp4"], Assert.Single(Lines(elsewhere)).GetProperty("output").GetString());
        File.AppendAllText(folder["other/plain.mp4"], "x");
        CliRun changed = await CliRun.RunAsync([.. command[..4], folder["other"] + "/", .. command[5..], "--format", "jsonl"]);
        Assert.Single(Lines(changed));
        File.Delete(folder["other/plain.mp4"]);
        CliRun gone = await CliRun.RunAsync([.. command[..4], folder["other"] + "/", .. command[5..], "--format", "jsonl"]);
        Assert.Single(Lines(gone));

        // The same names, another prompt; another key.
        folder.Write("prompt.txt", "a wolf");
        Assert.Equal(2, (await CliRun.RunAsync(command)).ExitCode);
        folder.Write("prompt.txt", "a fox");
        Assert.Equal(0, (await CliRun.RunAsync(command)).ExitCode);
        TestPki.Default.Signer(profile: TestProfile.Signer with { CommonName = "Another" }).WriteTo(folder);
        Assert.Equal(2, (await CliRun.RunAsync(command)).ExitCode);
    }

    [Fact]
    public async Task A_definition_in_a_file_counts_with_every_file_that_it_names()
    {
        using var folder = await FolderAsync();
        folder.Write("thumbnail.txt", "a picture");
        const string Definition = """
            { "title": "T", "claim_generator_info": [{ "name": "Acme" }], "thumbnail": { "format": "text/plain", "identifier": "thumbnail.txt" }, "sign_cert": "signer.pem", "private_key": "signer.key",
              "assertions": [{ "label": "c2pa.actions.v2", "data": { "actions": [{ "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia" }] } }] }
            """;
        folder.Write("definition.json", Definition);
        string[] command = ["sign", folder["in/plain.mp4"], "-o", folder["out"] + "/", "--manifest", folder["definition.json"], "--resume", folder["state"]];
        CliRun first = await CliRun.RunAsync(command);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(0, (await CliRun.RunAsync(command)).ExitCode);
        folder.Write("thumbnail.txt", "another picture");
        Assert.Equal(2, (await CliRun.RunAsync(command)).ExitCode);
        folder.Write("thumbnail.txt", "a picture");
        Assert.Equal(0, (await CliRun.RunAsync(command)).ExitCode);
        TestPki.Default.Signer(profile: TestProfile.Signer with { CommonName = "Another" }).WriteTo(folder);
        Assert.Equal(2, (await CliRun.RunAsync(command)).ExitCode);
    }

    [Fact]
    public async Task A_video_on_standard_input_is_verified()
    {
        using var folder = await FolderAsync();
        byte[] video = File.ReadAllBytes(folder["in/a.mp4"]);
        CliRun run = await CliRun.RunAsync(["verify", "-", "--trust", folder["root.pem"], "--format", "json"], null, input: video);
        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("Trusted", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(5, (await CliRun.RunAsync(["verify", "-"], null, input: [])).ExitCode);
        video[video.Length / 2] ^= 1;
        Assert.Equal(1, (await CliRun.RunAsync(["verify", "-", "--trust", folder["root.pem"]], null, input: video)).ExitCode);
    }

    [Fact]
    public async Task A_video_on_standard_input_is_signed_to_standard_output_or_a_file()
    {
        using var folder = await FolderAsync();
        string[] signing = ["--cert", folder["signer.pem"], "--key", folder["signer.key"], "--digital-source-type", "trainedAlgorithmicMedia"];
        CliRun piped = await CliRun.RunAsync(["sign", "-", "-o", "-", .. signing], null, input: DemoVideo.Create());
        Assert.True(piped.ExitCode == 0, piped.Error);
        Assert.Equal(string.Empty, piped.Output);
        Assert.Equal(0, (await CliRun.RunAsync(["verify", "-", "--trust", folder["root.pem"]], null, input: piped.Binary)).ExitCode);

        Assert.Equal(0, (await CliRun.RunAsync(["sign", "-", "-o", folder["piped.mp4"], .. signing], null, input: DemoVideo.Create())).ExitCode);
        Assert.Equal(0, (await CliRun.RunAsync("verify", folder["piped.mp4"], "--trust", folder["root.pem"])).ExitCode);

        // What is no video is refused, and nothing is written anywhere.
        IReadOnlyList<string> before = folder.Names;
        CliRun refused = await CliRun.RunAsync(["sign", "-", "-o", folder["refused.mp4"], .. signing], null, input: [1, 2, 3]);
        Assert.Equal((5, 0), (refused.ExitCode, refused.Binary.Length));
        Assert.Equal(before, folder.Names);
    }

    [Fact]
    public async Task Many_are_signed_into_a_folder()
    {
        using var folder = await FolderAsync();
        string[] signing = ["--cert", folder["signer.pem"], "--key", folder["signer.key"], "--digital-source-type", "trainedAlgorithmicMedia"];
        folder.Write("in/text.mp4", "no video");
        string[] command = ["sign", folder["in"], "-o", folder["out"], .. signing, "--if-signed", "skip", "--format", "jsonl", "--resume", folder["state"]];
        CliRun run = await CliRun.RunAsync(command);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("text.mp4: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(5, Lines(run).Length);
        JsonElement signed = Assert.Single(Lines(run), l => l.GetProperty("signed").GetBoolean());
        Assert.Equal(folder[Path.Combine("out", "plain.mp4")], signed.GetProperty("output").GetString());
        Assert.Equal(["plain.mp4"], Directory.EnumerateFileSystemEntries(folder["out"], "*", SearchOption.AllDirectories).Where(File.Exists).Select(p => Path.GetFileName(p)));
        Assert.Equal(0, (await CliRun.RunAsync("verify", folder["out"], "--trust", folder["root.pem"])).ExitCode);

        CliRun again = await CliRun.RunAsync(command);
        Assert.DoesNotContain("plain.mp4", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_below_are_kept_and_two_inputs_never_fight_for_one_output()
    {
        using var folder = await FolderAsync();
        string[] signing = ["--cert", folder["signer.pem"], "--key", folder["signer.key"], "--digital-source-type", "trainedAlgorithmicMedia"];
        CliRun deep = await CliRun.RunAsync(["sign", folder["in"], "-o", folder["out"], .. signing, "--if-signed", "replace"]);
        Assert.Equal(0, deep.ExitCode);
        Assert.True(File.Exists(folder["out/deep/b.MP4"]));
        Directory.CreateDirectory(folder["other"]);
        File.Copy(folder["in/plain.mp4"], folder["other/plain.mp4"]);
        CliRun twice = await CliRun.RunAsync(["sign", folder["in/plain.mp4"], folder["other/plain.mp4"], "-o", folder["both"], .. signing]);
        Assert.Equal(6, twice.ExitCode);
        Assert.Contains("is already the output of", twice.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["both/plain.mp4"]));
        Assert.Equal(2, (await CliRun.RunAsync(["sign", folder["in"], "-o", folder["in/a.mp4"], .. signing])).ExitCode);
    }

    [Fact]
    public async Task Progress_is_for_people_only()
    {
        using var folder = await FolderAsync();
        var clock = new SteppingClock();
        CliRun watched = await CliRun.RunAsync(["verify", folder["in"], "-j", "1"], null, clock: clock, errorIsTerminal: true);
        Assert.Contains("of 4 files, ", watched.Error, StringComparison.Ordinal);
        CliRun piped = await CliRun.RunAsync("verify", folder["in"]);
        Assert.DoesNotContain('\r', piped.Error);
        Assert.Equal("10 of 40 files, 5.0 files/s, 50.0 MB/s, 0:06 left", BatchProgress.Describe(10, 40, 100_000_000, 400_000_000, TimeSpan.FromSeconds(2)));
        Assert.Equal("0 of 40 files, 0.0 files/s, 0.0 MB/s", BatchProgress.Describe(0, 40, 0, 400, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_report_is_one_file_with_an_article_for_each()
    {
        using var folder = await FolderAsync();
        CliRun run = await CliRun.RunAsync("verify", folder["in"], folder["missing.mp4"], "--trust", folder["root.pem"], "--report", folder["out.html"], "-q");
        Assert.Equal(1, run.ExitCode);
        string page = File.ReadAllText(folder["out.html"]);
        Assert.Equal(5, page.Split("<article").Length - 1);
        Assert.Equal(1, page.Split("data-tone=\"alarm\"").Length - 1);
        Assert.Equal(2, page.Split("data-tone=\"neutral\"").Length - 1);
        Assert.Equal(2, page.Split("data-tone=\"good\"").Length - 1);
        Assert.DoesNotContain(folder.Names, n => n.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(6, (await CliRun.RunAsync("verify", folder["in"], "--report", folder["no/such/folder.html"])).ExitCode);
    }

    // a.mp4 and deep/b.MP4 are signed, plain.mp4 is not, bad.mp4 was changed; notes.txt is none of our business.
    private static async Task<TempFolder> FolderAsync()
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder["in/deep"]);
        TestPki.Default.Signer().WriteTo(folder);
        folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        folder.Write("in/plain.mp4", DemoVideo.Create());
        folder.Write("in/notes.txt", "not a video");
        CliRun signed = await CliRun.RunAsync(
            "sign", folder["in/plain.mp4"], "-o", folder["in/a.mp4"], "--cert", folder["signer.pem"], "--key", folder["signer.key"], "--digital-source-type", "trainedAlgorithmicMedia");
        Assert.True(signed.ExitCode == 0, signed.Error);
        byte[] bytes = File.ReadAllBytes(folder["in/a.mp4"]);
        folder.Write("in/deep/b.MP4", bytes);
        bytes[bytes.Length / 2] ^= 1;
        folder.Write("in/bad.mp4", bytes);
        return folder;
    }

    private static JsonElement[] Lines(CliRun run) => [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    private static string[] Names(CliRun run) => [.. Lines(run).Select(l => Path.GetFileName(l.GetProperty("file").GetString())!).Order(StringComparer.Ordinal)];

    /// <summary>A clock whose timers ring at once, as often as they are set.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TestPki.Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
