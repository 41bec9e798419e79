using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Whole folders, signed by their playlist: they play as before, and what is wrong in them is named.</summary>
[Clause("A.5.4.1.2")]
public sealed class PlaylistSigningTests
{
    [Theory]
    [InlineData("dash")]
    [InlineData("hls")]
    public async Task A_signed_folder_plays_as_before_and_every_segment_is_authentic(string kind)
    {
        using var folder = new TempFolder();
        string name = await StreamAsync(folder["in"], kind);
        var result = await SignAsync(Path.Combine(folder["in"], name), folder["out"]);
        Assert.True(result.Signed);

        Assert.Equal(Tree(folder["in"]), Tree(folder["out"]));
        foreach (string playlist in Tree(folder["in"]).Where(p => Path.GetExtension(p) is ".mpd" or ".m3u8"))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["in"], playlist)), File.ReadAllBytes(Path.Combine(folder["out"], playlist)));
        }

        Assert.Equal(await RealMedia.DecodedFramesAsync(Path.Combine(folder["in"], name)), await RealMedia.DecodedFramesAsync(Path.Combine(folder["out"], name)));
        await using var signed = await Playlist.ReadAsync(Path.Combine(folder["out"], name));
        Assert.Equal(kind == "dash" ? 4 : 3, signed.Renditions.Count);
        foreach (var (state, findings) in await ValidateAsync(signed))
        {
            Assert.Equal(ValidationState.Trusted, state);
            Assert.True(findings.Count >= 4);
            Assert.All(findings, f => Assert.Equal(SegmentFinding.Authentic, f));
        }
    }

    [Fact]
    public async Task Two_languages_with_the_same_initialization_segment_are_told_apart_by_their_segments()
    {
        using var folder = new TempFolder();
        WriteStream(folder, "in", 3, "a", "b");
        Assert.Equal(await File.ReadAllBytesAsync(folder["in/a/init.mp4"]), await File.ReadAllBytesAsync(folder["in/b/init.mp4"]));
        await SignAsync(folder["in/stream.mpd"], folder["out"]);
        await using (var signed = await Playlist.ReadAsync(folder["out/stream.mpd"]))
        {
            Assert.All(await ValidateAsync(signed), r => Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Authentic], r.Findings));
        }

        File.Copy(folder["out/b/2.m4s"], folder["out/a/2.m4s"], overwrite: true);
        await using var mixed = await Playlist.ReadAsync(folder["out/stream.mpd"]);
        Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Foreign, SegmentFinding.Authentic, SegmentFinding.Missing], (await ValidateAsync(mixed))[0].Findings);
    }

    [Fact]
    public async Task What_is_listed_but_not_there_is_refused_when_signing_and_missing_when_validating()
    {
        using var folder = new TempFolder();
        WriteStream(folder, "in", 3, "a", "b");
        await SignAsync(folder["in/stream.mpd"], folder["out"]);
        File.Delete(folder["in/a/2.m4s"]);
        File.Delete(folder["out/a/2.m4s"]);
        File.Delete(folder["out/b/init.mp4"]);
        var refused = await Assert.ThrowsAsync<SigningException>(() => SignAsync(folder["in/stream.mpd"], folder["other"]));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Contains("a/2.m4s", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["other"]));

        await using var signed = await Playlist.ReadAsync(folder["out/stream.mpd"]);
        Assert.Equal(["a/2.m4s", "b/init.mp4"], signed.Missing);
        Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Missing], Assert.Single(await ValidateAsync(signed)).Findings);
    }

    [Fact]
    public async Task The_last_segment_that_a_rounded_duration_asks_for_need_not_be_there()
    {
        using var folder = new TempFolder();
        WriteStream(folder, "in", 3, "a");
        string text = await File.ReadAllTextAsync(folder["in/stream.mpd"]);
        await File.WriteAllTextAsync(folder["in/stream.mpd"], text.Replace("PT6S", "PT6.04S", StringComparison.Ordinal));
        await using var playlist = await Playlist.ReadAsync(folder["in/stream.mpd"]);
        Assert.Empty(playlist.Missing);
        Assert.Equal(3, playlist.Renditions[0].Segments.Count);
    }

    [Fact]
    public async Task The_ranges_of_whole_files_are_corrected_and_parts_of_files_without_a_moov_refused()
    {
        using var folder = new TempFolder();
        WriteStream(folder, "in", 2, "a");
        long init = new FileInfo(folder["in/a/init.mp4"]).Length;
        long one = new FileInfo(folder["in/a/1.m4s"]).Length;
        string hls = $"#EXTM3U\n#EXT-X-MAP:URI=\"a/init.mp4\",BYTERANGE=\"{init}@0\"\n#EXTINF:2,\n#EXT-X-BYTERANGE:{one}@0\na/1.m4s\n#EXTINF:2,\na/2.m4s\n";
        string mpd = $"<?xml version='1.0'?>\r\n<MPD mediaPresentationDuration='PT4S'>\r\n<Period><AdaptationSet><Representation id='é'>\n<SegmentList>"
            + $"<Initialization sourceURL='a/init.mp4'\n   range='0-{init - 1}'/><SegmentURL mediaRange=\"0-{one - 1}\" media='a/1.m4s'/><SegmentURL media='a/2.m4s'/></SegmentList></Representation></AdaptationSet></Period></MPD>";
        foreach (var (name, text) in new[] { ("media.m3u8", hls), ("list.mpd", mpd) })
        {
            folder.Write("in/" + name, text);
            string output = folder["out-" + name];
            await SignAsync(folder["in/" + name], output);
            string signed = await File.ReadAllTextAsync(Path.Combine(output, name));
            long signedInit = new FileInfo(Path.Combine(output, "a/init.mp4")).Length;
            long signedOne = new FileInfo(Path.Combine(output, "a/1.m4s")).Length;
            Assert.True(signedInit > init && signedOne > one);
            Assert.Equal(
                text.Replace($"{init}@0", $"{signedInit}@0", StringComparison.Ordinal).Replace($"{one}@0", $"{signedOne}@0", StringComparison.Ordinal)
                    .Replace($"0-{init - 1}", $"0-{signedInit - 1}", StringComparison.Ordinal).Replace($"0-{one - 1}", $"0-{signedOne - 1}", StringComparison.Ordinal),
                signed);

            foreach (string part in new[] { text.Replace($"{one}@0", $"{one - 1}@0", StringComparison.Ordinal).Replace($"0-{one - 1}", $"0-{one - 2}", StringComparison.Ordinal), text.Replace($"{one}@0", $"{one}", StringComparison.Ordinal).Replace($"0-{one - 1}", $"1-{one}", StringComparison.Ordinal) })
            {
                folder.Write("in/" + name, part);
                var thrown = await Assert.ThrowsAsync<PlaylistException>(() => SignAsync(folder["in/" + name], folder["never"]));
                Assert.Contains("a part of a/1.m4s", thrown.Message, StringComparison.Ordinal);
                Assert.False(Directory.Exists(folder["never"]));
            }
        }
    }

    [Fact]
    public async Task The_folder_of_the_playlist_is_no_place_for_the_output()
    {
        using var folder = new TempFolder();
        WriteStream(folder, "in", 2, "a");
        byte[] before = await File.ReadAllBytesAsync(folder["in/a/1.m4s"]);
        var places = new List<string> { folder["in"], folder["in"] + Path.DirectorySeparatorChar };
        if (OperatingSystem.IsLinux())
        {
            Directory.CreateSymbolicLink(folder["link"], folder["in"]);
            places.Add(folder["link"]);
        }

        foreach (string place in places)
        {
            var thrown = await Assert.ThrowsAsync<SigningException>(() => SignAsync(folder["in/stream.mpd"], place));
            Assert.Equal(SigningFault.Destination, thrown.Fault);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(folder["in/a/1.m4s"]));
    }

    [Fact]
    public async Task Subtitles_are_copied_and_named_as_unsigned()
    {
        using var folder = new TempFolder();
        WriteStream(folder, "in", 2, "a");
        folder.Write("in/a/en.vtt", "WEBVTT\n");
        folder.Write("in/text.m3u8", "#EXTM3U\n#EXTINF:4,\na/en.vtt\n");
        folder.Write("in/video.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"a/init.mp4\"\n#EXTINF:2,\na/1.m4s\n#EXTINF:2,\na/2.m4s\n");
        folder.Write("in/master.m3u8", "#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"s\",URI=\"text.m3u8\"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo.m3u8\n");
        await SignAsync(folder["in/master.m3u8"], folder["out"]);
        Assert.Equal(["a/1.m4s", "a/2.m4s", "a/en.vtt", "a/init.mp4", "master.m3u8", "text.m3u8", "video.m3u8"], Tree(folder["out"]));
        await using var signed = await Playlist.ReadAsync(folder["out/master.m3u8"]);
        Assert.Equal(["a/en.vtt"], signed.Unsigned);
        Assert.Equal("a/2.m4s", signed.PathOf(0, 1));
    }

    [Fact]
    public async Task A_published_playlist_is_read_and_what_is_not_there_of_its_segments_is_named()
    {
        await using var playlist = await Playlist.ReadAsync(Fixtures.Require("c2pa-rs/BigBuckBunny_2s_simple.mpd"));
        Assert.Equal([11, 7], playlist.Renditions.Select(r => r.Segments.Count));
        Assert.Equal("bunny_595491bps/BigBuckBunny_2s128.m4s", playlist.PathOf(1, 0));
        Assert.Equal("bunny_89283bps/BigBuckBunny_2s2.m4s", playlist.Missing[0]);
        using var folder = new TempFolder();
        var refused = await Assert.ThrowsAsync<SigningException>(() => playlist.SignAsync(folder["out"], Signing.Definition, Signing.Signer(), Signing.Options));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Empty(folder.Names);
    }

    private static async Task<SigningResult> SignAsync(string path, string output)
    {
        await using var playlist = await Playlist.ReadAsync(path);
        return await playlist.SignAsync(output, Signing.Definition, Signing.Signer(), Signing.Options);
    }

    private static async Task<List<(ValidationState State, List<SegmentFinding> Findings)>> ValidateAsync(Playlist playlist)
    {
        var all = new List<(ValidationState, List<SegmentFinding>)>();
        foreach (var rendition in playlist.Renditions)
        {
            var init = await FragmentedMp4.OpenAsync(rendition.Init, Signing.Validator.Options);
            var findings = new List<SegmentFinding>();
            await foreach (var verdict in init.ValidateAsync(rendition.Segments))
            {
                findings.Add(verdict.Finding);
            }

            all.Add((init.Validation.State, findings));
        }

        return all;
    }

    private static string[] Tree(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(folder, p).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    // Representations whose initialization segments are the same, byte for byte.
    private static void WriteStream(TempFolder folder, string name, int segments, params string[] ids)
    {
        foreach (var (id, r) in ids.Select((id, r) => (id, r)))
        {
            Directory.CreateDirectory(folder[$"{name}/{id}"]);
            var media = Mp4Track.Of(1, 1);
            folder.Write($"{name}/{id}/init.mp4", new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(media).Build());
            for (int i = 1; i <= segments; i++)
            {
                folder.Write($"{name}/{id}/{i}.m4s", new Mp4Builder().Add("styp", Bytes.Code("msdh")).Fragment((uint)i, media, [Bytes.Pattern(60 + i, (100 * r) + i)]).Build());
            }
        }

        folder.Write($"{name}/stream.mpd", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT{2 * segments}S"><Period><AdaptationSet>
            <SegmentTemplate duration="2" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/>
            {string.Concat(ids.Select(id => $"<Representation id=\"{id}\" bandwidth=\"1\"/>"))}
            </AdaptationSet></Period></MPD>
            """);
    }

    private static async Task<string> StreamAsync(string folder, string kind)
    {
        Directory.CreateDirectory(folder);
        string[] input =
        [
            "-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=duration=4:size=160x90:rate=25", "-f", "lavfi", "-i", "sine=frequency=440:duration=4",
            "-map", "0:v", "-map", "0:v", "-map", "1:a", .. kind == "dash" ? new[] { "-map", "1:a" } : [],
            "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-threads", "1", "-s:v:1", "80x44", "-c:a", "aac", "-b:a", "64k", "-fflags", "+bitexact",
        ];
        string[] output = kind == "dash"
            ? ["-f", "dash", "-seg_duration", "1", "-adaptation_sets", "id=0,streams=0,1 id=1,streams=2 id=2,streams=3", "stream.mpd"]
            : ["-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", "1", "-hls_playlist_type", "vod", "-master_pl_name", "master.m3u8",
                "-var_stream_map", "v:0,agroup:a v:1,agroup:a a:0,agroup:a", "-hls_fmp4_init_filename", "init.mp4", "v%v/media.m3u8"];
        (await Tools.RunAsync(Tools.Require("ffmpeg"), [.. input, .. output], folder)).Succeeded();
        return kind == "dash" ? "stream.mpd" : "master.m3u8";
    }
}
