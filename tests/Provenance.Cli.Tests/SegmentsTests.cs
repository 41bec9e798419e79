using System.Text.Json;

namespace Provenance.Tests.Cli;

/// <summary><c>provenance segments</c>: what pipelines of DASH and HLS type.</summary>
[Clause("A.5.4.1.2")]
public sealed class SegmentsTests
{
    [Fact]
    public async Task What_segments_sign_writes_segments_verify_trusts_and_what_is_wrong_it_names()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] inputs = [Write(folder, "video/init.mp4", Init(1)), .. Enumerable.Range(1, 12).Select(i => Write(folder, $"video/seg-{i}.m4s", Segment(1, i))),
            Write(folder, "audio/init.mp4", Init(2)), .. Enumerable.Range(1, 3).Select(i => Write(folder, $"audio/seg-{i}.m4s", Segment(2, i)))];

        // As a shell lists them: seg-10 before seg-2.
        string[] listed = [inputs[0], .. inputs[1..13].Order(StringComparer.Ordinal), .. inputs[13..]];
        string[] signing = ["--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia"];
        CliRun signed = await CliRun.RunAsync(["segments", "sign", .. listed, "-o", folder["out"], .. signing]);
        Assert.True(signed.ExitCode == 0, signed.Output + signed.Error);

        string[] outputs = [.. listed.Select(p => Path.Combine(folder["out"], Path.GetRelativePath(folder.Path, p)))];
        Assert.All(outputs, p => Assert.True(File.Exists(p), p));
        CliRun verified = await CliRun.RunAsync(["segments", "verify", .. outputs, "--trust", root]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("12 of 12 authentic", verified.Output, StringComparison.Ordinal);
        Assert.Contains("3 of 3 authentic", verified.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await CliRun.RunAsync(["segments", "verify", .. outputs])).ExitCode);

        // In the order of the shell they are out of order; without the last one is missing; with one of the other rendition it is foreign.
        CliRun reordered = await CliRun.RunAsync(["segments", "verify", .. outputs, "--trust", root, "--order", "given"]);
        Assert.Equal(1, reordered.ExitCode);
        Assert.Contains("out of order", reordered.Output, StringComparison.Ordinal);
        CliRun missing = await CliRun.RunAsync(["segments", "verify", .. outputs[..^1], "--trust", root, "--format", "json"]);
        Assert.Equal(1, missing.ExitCode);
        using var report = JsonDocument.Parse(missing.Output);
        Assert.Equal(["authentic", "authentic", "missing"], report.RootElement[1].GetProperty("segments").EnumerateArray().Select(s => s.GetProperty("finding").GetString()!));
        CliRun foreign = await CliRun.RunAsync(["segments", "verify", .. outputs[..13], outputs[14], "--trust", root]);
        Assert.Equal(1, foreign.ExitCode);
        Assert.Contains("seg-1.m4s: foreign", foreign.Output, StringComparison.Ordinal);

        byte[] tampered = await File.ReadAllBytesAsync(outputs[3]);
        tampered[^1] ^= 1;
        await File.WriteAllBytesAsync(outputs[3], tampered);
        CliRun altered = await CliRun.RunAsync(["segments", "verify", .. outputs, "--trust", root]);
        Assert.Equal(1, altered.ExitCode);
        Assert.Contains("altered. ", altered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_segments_are_refused_and_nothing_is_written()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string init = Write(folder, "init.mp4", Init(1));
        string one = Write(folder, "one.m4s", Segment(1, 1));
        string other = Write(folder, "other.m4s", Segment(9, 1));
        string[] signing = ["--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia"];
        foreach (var (files, exit) in new[] { (new[] { one, init }, 5), (new[] { init, other }, 5), (new[] { init, one, one }, 5), (new[] { init }, 5), (new[] { init, folder["not-there.m4s"] }, 5) })
        {
            CliRun run = await CliRun.RunAsync(["segments", "sign", .. files, "-o", folder["out"], .. signing]);
            Assert.True(run.ExitCode == exit, $"{string.Join(' ', files)}: {run.ExitCode} {run.Error}");
            Assert.False(Directory.Exists(folder["out"]));
        }

        CliRun onto = await CliRun.RunAsync(["segments", "sign", init, one, "-o", folder.Path, .. signing]);
        Assert.Equal(6, onto.ExitCode);
        Assert.Equal(Init(1), await File.ReadAllBytesAsync(init));
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "sign", init, one, .. signing])).ExitCode);
        Assert.Equal(2, (await CliRun.RunAsync(["segments"])).ExitCode);
        Assert.Equal(5, (await CliRun.RunAsync(["segments", "verify", one])).ExitCode);
    }

    [Fact]
    public async Task A_playlist_names_the_segments()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        Write(folder, "in/video/init.mp4", Init(1));
        for (int i = 1; i <= 3; i++)
        {
            Write(folder, $"in/video/{i}.m4s", Segment(1, i));
        }

        string dash = folder.Write("in/stream.mpd", """
            <MPD mediaPresentationDuration="PT6S"><Period><AdaptationSet><Representation id="video">
            <SegmentTemplate duration="2" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/>
            </Representation></AdaptationSet></Period></MPD>
            """);
        string hls = folder.Write("in/stream.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"video/init.mp4\"\n#EXTINF:2,\nvideo/1.m4s\n#EXTINF:2,\nvideo/2.m4s\n#EXTINF:2,\nvideo/3.m4s\n");
        string[] signing = ["--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia"];
        foreach (string playlist in new[] { dash, hls })
        {
            string output = folder["out-" + Path.GetFileName(playlist)];
            CliRun signed = await CliRun.RunAsync(["segments", "sign", "--playlist", playlist, "-o", output, .. signing]);
            Assert.True(signed.ExitCode == 0, signed.Output + signed.Error);
            string copy = Path.Combine(output, Path.GetFileName(playlist));
            CliRun verified = await CliRun.RunAsync(["segments", "verify", "--playlist", copy, "--trust", root]);
            Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
            Assert.Contains("3 of 3 authentic", verified.Output, StringComparison.Ordinal);

            // Nothing may be written over what was read.
            Assert.Equal(6, (await CliRun.RunAsync(["segments", "sign", "--playlist", playlist, "-o", folder["in"], .. signing])).ExitCode);

            File.Delete(Path.Combine(output, "video", "2.m4s"));
            CliRun missing = await CliRun.RunAsync(["segments", "verify", "--playlist", copy, "--trust", root]);
            Assert.Equal(1, missing.ExitCode);
            Assert.Contains("2 of 3 authentic", missing.Output, StringComparison.Ordinal);
            Assert.Contains("video/2.m4s: the playlist lists it, but there is no such file", missing.Error, StringComparison.Ordinal);
        }

        string outside = folder.Write("in/outside.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"../root.pem\"\n");
        foreach (string verb in new[] { "sign", "verify" })
        {
            CliRun run = await CliRun.RunAsync(["segments", verb, "--playlist", outside, .. verb == "sign" ? ["-o", folder["never"], .. signing] : Array.Empty<string>()]);
            Assert.Equal(5, run.ExitCode);
            Assert.Contains("leads out of the folder", run.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder["never"]));
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "verify", "--playlist", dash, dash])).ExitCode);
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "verify", "--playlist", dash, "--order", "given"])).ExitCode);
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "sign", "-o", folder["never"], .. signing])).ExitCode);
        Assert.Equal(5, (await CliRun.RunAsync(["segments", "verify", "--playlist", folder["not-there.mpd"]])).ExitCode);
    }

    [Fact]
    [Clause("11.4")]
    public async Task The_manifest_of_segments_can_stand_beside_them_or_at_an_address()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] inputs = [Write(folder, "in/v/init.mp4", Init(1)), Write(folder, "in/v/1.m4s", Segment(1, 1)), Write(folder, "in/v/2.m4s", Segment(1, 2)), Write(folder, "in/a/init.mp4", Init(2)), Write(folder, "in/a/1.m4s", Segment(2, 1))];
        string[] signing = ["--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia"];
        string[] Outputs(string name) => [.. inputs.Select(p => Path.Combine(folder[name], Path.GetRelativePath(folder["in"], p)))];

        CliRun signed = await CliRun.RunAsync(["segments", "sign", .. inputs, "-o", folder["out"], "--sidecar", .. signing]);
        Assert.True(signed.ExitCode == 0, signed.Error);
        string manifest = folder["out/v/init.c2pa"];
        Assert.Equal(Init(1), await File.ReadAllBytesAsync(folder["out/v/init.mp4"]));
        CliRun verified = await CliRun.RunAsync(["segments", "verify", .. Outputs("out"), "--manifest", manifest, "--trust", root]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("2 of 2 authentic", verified.Output, StringComparison.Ordinal);
        Assert.Equal(4, (await CliRun.RunAsync(["segments", "verify", .. Outputs("out"), "--trust", root])).ExitCode);

        // Another place below the folder; none outside of it.
        CliRun placed = await CliRun.RunAsync(["segments", "sign", .. inputs, "-o", folder["placed"], "--sidecar", folder["placed/m.c2pa"], "--remote", "https://manifests.example/m.c2pa", .. signing]);
        Assert.True(placed.ExitCode == 0, placed.Error);
        Assert.True((await File.ReadAllBytesAsync(folder["placed/a/init.mp4"])).AsSpan().IndexOf("https://manifests.example/m.c2pa"u8) > 0);
        Assert.Equal(0, (await CliRun.RunAsync(["segments", "verify", .. Outputs("placed"), "--manifest", folder["placed/m.c2pa"], "--trust", root])).ExitCode);
        CliRun outside = await CliRun.RunAsync(["segments", "sign", .. inputs, "-o", folder["never"], "--sidecar", folder["m.c2pa"], .. signing]);
        Assert.Equal(2, outside.ExitCode);
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "sign", .. inputs, "-o", folder["never"], "--remote", "m.c2pa", .. signing])).ExitCode);
        Assert.False(Directory.Exists(folder["never"]));

        string playlist = folder.Write("in/stream.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"v/init.mp4\"\n#EXTINF:2,\nv/1.m4s\n#EXTINF:2,\nv/2.m4s\n");
        CliRun listed = await CliRun.RunAsync(["segments", "sign", "--playlist", playlist, "-o", folder["listed"], "--sidecar", .. signing]);
        Assert.True(listed.ExitCode == 0, listed.Error);
        Assert.Equal(0, (await CliRun.RunAsync(["segments", "verify", "--playlist", folder["listed/stream.m3u8"], "--manifest", folder["listed/stream.c2pa"], "--trust", root])).ExitCode);
    }

    [Fact]
    public async Task A_file_of_which_a_playlist_lists_ranges_is_signed_and_verified_by_itself()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        byte[] init = Init(1);
        Write(folder, "in/v.mp4", [.. init, .. Segment(1, 1), .. Segment(1, 2)]);
        string playlist = folder.Write("in/v.m3u8", $"#EXTM3U\n#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"{init.Length}@0\"\n#EXTINF:2,\n#EXT-X-BYTERANGE:{Segment(1, 1).Length}@{init.Length}\nv.mp4\n#EXTINF:2,\n#EXT-X-BYTERANGE:{Segment(1, 2).Length}\nv.mp4\n");
        CliRun signed = await CliRun.RunAsync(["segments", "sign", "--playlist", playlist, "-o", folder["out"], "--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia"]);
        Assert.True(signed.ExitCode == 0, signed.Error);
        CliRun verified = await CliRun.RunAsync(["segments", "verify", "--playlist", folder["out/v.m3u8"], "--trust", root, "--format", "json"]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        using var report = JsonDocument.Parse(verified.Output);
        Assert.True(report.RootElement[0].TryGetProperty("file", out _));
        byte[] tampered = await File.ReadAllBytesAsync(folder["out/v.mp4"]);
        tampered[^1] ^= 1;
        await File.WriteAllBytesAsync(folder["out/v.mp4"], tampered);
        Assert.Equal(1, (await CliRun.RunAsync(["segments", "verify", "--playlist", folder["out/v.m3u8"], "--trust", root])).ExitCode);
    }

    [Fact]
    [Clause("11.2.3")]
    public async Task An_update_changes_the_initialization_segments_alone()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] inputs = [Write(folder, "in/v/init.mp4", Init(1)), Write(folder, "in/v/1.m4s", Segment(1, 1)), Write(folder, "in/a/init.mp4", Init(2)), Write(folder, "in/a/1.m4s", Segment(2, 1))];
        string[] signer = ["--cert", chain, "--key", key];
        Assert.Equal(0, (await CliRun.RunAsync(["segments", "sign", .. inputs, "-o", folder["out"], .. signer, "--digital-source-type", "trainedAlgorithmicMedia"])).ExitCode);
        string[] outputs = [.. inputs.Select(p => Path.Combine(folder["out"], Path.GetRelativePath(folder["in"], p)))];
        string[] inits = [outputs[0], outputs[2]];
        byte[] before = await File.ReadAllBytesAsync(inits[0]);

        CliRun copied = await CliRun.RunAsync(["segments", "update", .. inits, "-o", folder["updated"], "--published", .. signer]);
        Assert.True(copied.ExitCode == 0, copied.Error);
        Assert.Equal(before, await File.ReadAllBytesAsync(inits[0]));
        Assert.Equal(2, Directory.GetFiles(folder["updated"], "*", SearchOption.AllDirectories).Length);
        CliRun mixed = await CliRun.RunAsync(["segments", "verify", folder["updated/v/init.mp4"], outputs[1], folder["updated/a/init.mp4"], outputs[3], "--trust", root]);
        Assert.True(mixed.ExitCode == 0, mixed.Output + mixed.Error);

        CliRun updated = await CliRun.RunAsync(["segments", "update", .. outputs, "--in-place", "--title", "From the archive", .. signer]);
        Assert.True(updated.ExitCode == 0, updated.Error);
        CliRun verified = await CliRun.RunAsync(["segments", "verify", .. outputs, "--trust", root]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("From the archive", verified.Output, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories).Length);

        // One alone would differ from the others afterwards: those who update it again are told.
        Assert.Equal(0, (await CliRun.RunAsync(["segments", "update", inits[0], "--in-place", "--published", .. signer])).ExitCode);
        CliRun differing = await CliRun.RunAsync(["segments", "update", .. inits, "--in-place", "--published", .. signer]);
        Assert.NotEqual(0, differing.ExitCode);
        Assert.Contains("carries other credentials than", differing.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "update", .. inits, "--published", .. signer])).ExitCode);
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "update", .. inits, "--in-place", .. signer])).ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause("11.2.3", "11.4")]
    public async Task A_playlist_names_what_is_updated_and_a_manifest_beside_the_segments_is_updated_alone(bool apart)
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        Write(folder, "in/v/init.mp4", Init(1));
        Write(folder, "in/v/1.m4s", Segment(1, 1));
        Write(folder, "in/v/2.m4s", Segment(1, 2));
        string playlist = folder.Write("in/stream.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"v/init.mp4\"\n#EXTINF:2,\nv/1.m4s\n#EXTINF:2,\nv/2.m4s\n");
        string[] signer = ["--cert", chain, "--key", key];
        Assert.Equal(0, (await CliRun.RunAsync(["segments", "sign", "--playlist", playlist, "-o", folder["out"], .. apart ? ["--sidecar"] : Array.Empty<string>(), .. signer, "--digital-source-type", "trainedAlgorithmicMedia"])).ExitCode);
        string signed = folder["out/stream.m3u8"];
        string[] manifest = apart ? ["--manifest", folder["out/stream.c2pa"]] : [];
        string changes = apart ? "stream.c2pa" : "v/init.mp4";
        byte[] before = await File.ReadAllBytesAsync(folder["out/" + changes]);

        CliRun copied = await CliRun.RunAsync(["segments", "update", "--playlist", signed, .. manifest, "-o", folder["updated"], "--published", .. signer]);
        Assert.True(copied.ExitCode == 0, copied.Error);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder["out/" + changes]));
        Assert.Equal([changes], Directory.GetFiles(folder["updated"], "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(folder["updated"], p).Replace('\\', '/')));
        CliRun onto = await CliRun.RunAsync(["segments", "update", "--playlist", signed, .. manifest, "-o", folder["out"], "--published", .. signer]);
        Assert.Equal(6, onto.ExitCode);
        Assert.Contains("would take the place of", onto.Error, StringComparison.Ordinal);

        string[] others = [.. Files("out").Where(p => Path.GetFileName(p) != Path.GetFileName(changes))];
        byte[][] old = [.. others.Select(File.ReadAllBytes)];
        CliRun updated = await CliRun.RunAsync(["segments", "update", "--playlist", signed, .. manifest, "--in-place", "--title", "From the archive", .. signer]);
        Assert.True(updated.ExitCode == 0, updated.Error);
        Assert.Equal(old, others.Select(File.ReadAllBytes));
        Assert.Equal(old.Length + 1, Files("out").Length);
        CliRun verified = await CliRun.RunAsync(["segments", "verify", "--playlist", signed, .. manifest, "--trust", root]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("From the archive", verified.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 authentic", verified.Output, StringComparison.Ordinal);

        // Media that was changed, and media that is not there, are no basis for an update.
        File.Delete(folder["out/v/2.m4s"]);
        CliRun missing = await CliRun.RunAsync(["segments", "update", "--playlist", signed, .. manifest, "--in-place", "--published", .. signer]);
        Assert.Equal(5, missing.ExitCode);
        Assert.Contains("there is no such file", missing.Error, StringComparison.Ordinal);
        Write(folder, "out/v/2.m4s", Segment(1, 2));
        Assert.Equal(5, (await CliRun.RunAsync(["segments", "update", "--playlist", signed, .. manifest, "--in-place", "--published", .. signer])).ExitCode);
        Assert.Equal(2, (await CliRun.RunAsync(["segments", "update", "--playlist", signed, folder["out/v/init.mp4"], "--in-place", "--published", .. signer])).ExitCode);

        string[] Files(string name) => Directory.GetFiles(folder[name], "*", SearchOption.AllDirectories);
    }

    private static string Write(TempFolder folder, string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], bytes);
        return folder[name];
    }

    [Theory]
    [Clause("19.6", "19.7")]
    [InlineData("segment-info")]
    [InlineData("segment-manifest")]
    public async Task Live_video_is_signed_segment_by_segment_and_verified_by_the_rules_of_live_video(string method)
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] inputs = [Write(folder, "v/init.mp4", Init(1)), .. Enumerable.Range(1, 11).Select(i => Write(folder, $"v/{i}.m4s", Segment(1, i))), Write(folder, "a/init.mp4", Init(2)), .. Enumerable.Range(1, 2).Select(i => Write(folder, $"a/{i}.m4s", Segment(2, i)))];
        string[] listed = [inputs[0], .. inputs[1..12].Order(StringComparer.Ordinal), .. inputs[12..]];
        string[] signing = ["--cert", chain, "--key", key, "--digital-source-type", "digitalCapture"];
        CliRun signed = await CliRun.RunAsync(["segments", "sign", .. listed, "-o", folder["out"], "--live", method, .. signing]);
        Assert.True(signed.ExitCode == 0, signed.Output + signed.Error);

        string[] outputs = [.. listed.Select(p => Path.Combine(folder["out"], Path.GetRelativePath(folder.Path, p)))];
        CliRun verified = await CliRun.RunAsync(["segments", "verify", .. outputs, "--trust", root]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("11 of 11 authentic", verified.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 authentic", verified.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await CliRun.RunAsync(["segments", "verify", .. outputs])).ExitCode);

        // A gap is a fault where each names the one before; otherwise it is told.
        string[] gap = [outputs[0], .. outputs[1..12].Where(o => !o.EndsWith("5.m4s", StringComparison.Ordinal))];
        CliRun skipped = await CliRun.RunAsync(["segments", "verify", .. gap, "--trust", root]);
        Assert.Equal(method == "segment-info" ? 0 : 1, skipped.ExitCode);
        Assert.Contains(method == "segment-info" ? "6.m4s: number 6, before which 1 are skipped" : "6.m4s: out of order. ", skipped.Output, StringComparison.Ordinal);

        byte[] tampered = await File.ReadAllBytesAsync(outputs[1]);
        tampered[^1] ^= 1;
        await File.WriteAllBytesAsync(outputs[1], tampered);
        CliRun altered = await CliRun.RunAsync(["segments", "verify", .. outputs[..12], "--trust", root, "--format", "json"]);
        Assert.Equal(1, altered.ExitCode);
        using var report = JsonDocument.Parse(altered.Output);
        var first = report.RootElement[0].GetProperty("segments")[0];
        Assert.Equal(("altered", method == "segment-info" ? "livevideo.segment.invalid" : "livevideo.manifest.invalid"), (first.GetProperty("finding").GetString(), first.GetProperty("code").GetString()));
        Assert.Equal(11UL, report.RootElement[0].GetProperty("segments")[10].GetProperty("sequenceNumber").GetUInt64());

        // Without its credentials a segment is nothing; so is one of another stream.
        await File.WriteAllBytesAsync(outputs[1], await File.ReadAllBytesAsync(inputs[1]));
        Assert.Equal(1, (await CliRun.RunAsync(["segments", "verify", .. outputs[..12], "--trust", root])).ExitCode);

        // What is signed by itself is not signed twice.
        Assert.Equal(6, (await CliRun.RunAsync(["segments", "sign", .. outputs[..12], "-o", folder["twice"], "--live", .. signing])).ExitCode);
        Assert.False(Directory.Exists(folder["twice"]));
    }

    [Fact]
    public async Task Options_of_live_video_that_do_not_fit_are_refused()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string[] files = [Write(folder, "init.mp4", Init(1)), Write(folder, "1.m4s", Segment(1, 1))];
        string[] signing = ["-o", folder["out"], "--cert", chain, "--key", key, "--digital-source-type", "digitalCapture"];
        foreach (string[] wrong in (string[][])
        [
            ["--live", "often"], ["--live", "--sidecar"], ["--live", "--remote", "https://example.com/x"], ["--key-validity", "60"], ["--stream-id", "x"], ["--live", "segment-info", "--stream-id", "x"],
            ["--live", "segment-manifest", "--key-validity", "60"], ["--live", "--key-validity", "0"], ["--live", "--key-validity", "soon"],
        ])
        {
            CliRun run = await CliRun.RunAsync(["segments", "sign", .. files, .. wrong, .. signing]);
            Assert.True(run.ExitCode == 2, $"{string.Join(' ', wrong)}: {run.ExitCode} {run.Error}");
        }

        Assert.Equal(2, (await CliRun.RunAsync(["segments", "sign", "--playlist", folder.Write("x.m3u8", "#EXTM3U\n"), "--live", .. signing])).ExitCode);
        Assert.NotEqual(0, (await CliRun.RunAsync(["segments", "sign", files[0], "--live", .. signing])).ExitCode);
        Assert.False(Directory.Exists(folder["out"]));
        CliRun named = await CliRun.RunAsync(["segments", "sign", .. files, "--live", "segment-manifest", "--stream-id", "urn:example:1", .. signing]);
        Assert.True(named.ExitCode == 0, named.Error);
        Assert.True((await File.ReadAllBytesAsync(folder["out/1.m4s"])).AsSpan().IndexOf("urn:example:1"u8) > 0);
    }

    /// <summary>An initialization segment and media segments.</summary>
    internal static (byte[] Init, byte[][] Segments) Stream(int count) => (Init(1), [.. Enumerable.Range(1, count).Select(i => Segment(1, i))]);

    private static byte[] Init(uint track) => new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(Mp4Track.Of(track, 1)).Build();

    private static byte[] Segment(uint track, int number) => new Mp4Builder().Fragment((uint)number, Mp4Track.Of(track, 1), [Bytes.Pattern(90, number), Bytes.Pattern(50 + number, (int)track)]).Build();
}
