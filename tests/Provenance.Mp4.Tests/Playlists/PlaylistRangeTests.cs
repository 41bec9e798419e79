using System.Globalization;
using System.Text.RegularExpressions;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Playlists that list ranges of bytes: one file with all segments, single pictures, parts. After signing each range leads to what it led to.</summary>
[Clause("A.5.4.1.2")]
public sealed class PlaylistRangeTests : IDisposable
{
    private static readonly Mp4Track Media = Mp4Track.Of(1, 1);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hls")]
    [InlineData("dash")]
    public async Task A_stream_of_single_files_plays_as_before_and_every_file_is_trusted(string kind)
    {
        string name = await StreamAsync(kind);
        var result = await SignAsync(name);
        Assert.True(result.Signed);
        await using var playlist = await Playlist.ReadAsync(_folder["out/" + name]);
        Assert.Empty(playlist.Renditions);
        Assert.Equal(2, playlist.Files.Count);
        foreach (var file in playlist.Files)
        {
            var validated = await new Validator(Mp4.Format) { Options = Signing.Validator.Options }.ValidateAsync(file.Source);
            Assert.True(validated.State == ValidationState.Trusted && validated.MediaWasHashed, $"{file.Path}: {string.Join("; ", validated.Failures)}");

            // By the files: ffmpeg reads a DASH description with ranges past the end of each.
            Assert.Equal(await RealMedia.DecodedFramesAsync(_folder["in/" + file.Path]), await RealMedia.DecodedFramesAsync(_folder["out/" + file.Path]));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_range_goes_on_to_hold_its_boxes_and_the_Merkle_box_of_its_segment(bool offsets)
    {
        var (whole, ends) = File(4);
        string text = "#EXTM3U\n#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"" + ends[0] + "@0\"\n"
            + string.Concat(Enumerable.Range(1, 4).Select(i => $"#EXTINF:2,\n#EXT-X-BYTERANGE:{ends[i] - ends[i - 1]}{(offsets || i == 1 ? $"@{ends[i - 1]}" : string.Empty)}\nv.mp4\n"));
        Write("media.m3u8", text, ("v.mp4", whole));
        await SignAsync("media.m3u8");
        byte[] signed = await System.IO.File.ReadAllBytesAsync(_folder["out/v.mp4"]);
        var ranges = Ranges("out/media.m3u8");
        Assert.Equal(["ftyp", "uuid", "moov", "free"], Boxes(signed, ranges[0]));
        Assert.All(ranges[1..], r => Assert.Equal(["styp", "uuid", "moof", "mdat"], Boxes(signed, r)));
        Assert.Equal(signed.Length, ranges[^1].First + ranges[^1].Count);
        Assert.All(Enumerable.Range(1, 4), i => Assert.Equal(ranges[i].First, ranges[i - 1].First + ranges[i - 1].Count));

        // Signed again, with the ranges of the signed one.
        await SignAsync("media.m3u8", "out", "again", Signing.Options with { IfSigned = IfSigned.Ingredient }, Signing.Edit);
        byte[] again = await System.IO.File.ReadAllBytesAsync(_folder["again/v.mp4"]);
        Assert.All(Ranges("again/media.m3u8")[1..], r => Assert.Equal(["styp", "uuid", "moof", "mdat"], Boxes(again, r)));
    }

    [Fact]
    public async Task Single_pictures_are_found_in_the_signed_segments_and_are_not_verified_by_themselves()
    {
        var (whole, ends) = File(2);
        byte[] init = whole[..(int)ends[0]];
        byte[] one = whole[(int)ends[0]..(int)ends[1]];
        byte[] two = whole[(int)ends[1]..];
        var moof = MatrixAsset.Boxes(one).Single(b => b.Type == "moof");
        int picture = moof.End - moof.Start + 8 + 60;
        string pictures = $"#EXTM3U\n#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\n#EXT-X-BYTERANGE:{picture}@{moof.Start}\n1.m4s\n";
        string media = "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\n1.m4s\n#EXTINF:2,\n2.m4s\n";
        Write("master.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nmedia.m3u8\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"pictures.m3u8\"\n", ("init.mp4", init), ("1.m4s", one), ("2.m4s", two), ("media.m3u8", Text(media)), ("pictures.m3u8", Text(pictures)));
        await SignAsync("master.m3u8");
        await using (var playlist = await Playlist.ReadAsync(_folder["out/master.m3u8"]))
        {
            Assert.Equal(2, Assert.Single(playlist.Renditions).Segments.Count);
            Assert.Empty(playlist.Files);
            Assert.Contains("single pictures", Assert.Single(playlist.Notes), StringComparison.Ordinal);
        }

        var (first, count) = Assert.Single(Ranges("out/pictures.m3u8"));
        byte[] signed = await System.IO.File.ReadAllBytesAsync(_folder["out/1.m4s"]);
        Assert.Equal(picture, count);
        Assert.Equal(one[moof.End..(moof.Start + picture)], signed[(int)(first + moof.End - moof.Start)..(int)(first + count)]);
        Assert.Equal("moof", System.Text.Encoding.ASCII.GetString(signed, (int)first + 4, 4));
    }

    [Fact]
    public async Task The_index_of_an_on_demand_file_is_where_the_description_says()
    {
        byte[] movie = new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(Media).Build();
        byte[][] parts = [Fragment(1), Fragment(2)];
        byte[] sidx = Bytes.FullBox("sidx", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1000), new byte[8], Bytes.UInt16(0), Bytes.UInt16(2),
            Bytes.UInt32((uint)parts[0].Length), Bytes.UInt32(2000), Bytes.UInt32(0), Bytes.UInt32((uint)parts[1].Length), Bytes.UInt32(2000), Bytes.UInt32(0));
        string mpd = $"<MPD mediaPresentationDuration='PT4S'><Period><AdaptationSet><Representation id='v'><BaseURL>v.mp4</BaseURL>"
            + $"<SegmentBase indexRange='{movie.Length}-{movie.Length + sidx.Length - 1}'><Initialization range='0-{movie.Length - 1}'/></SegmentBase></Representation></AdaptationSet></Period></MPD>";
        Write("stream.mpd", mpd, ("v.mp4", Bytes.Concat(movie, sidx, parts[0], parts[1])));
        await SignAsync("stream.mpd");
        byte[] signed = await System.IO.File.ReadAllBytesAsync(_folder["out/v.mp4"]);
        var index = MatrixAsset.Boxes(signed).Single(b => b.Type == "sidx");
        var moov = MatrixAsset.Boxes(signed).Single(b => b.Type == "moov");
        string text = await System.IO.File.ReadAllTextAsync(_folder["out/stream.mpd"]);
        Assert.Contains($"indexRange='{index.Start}-{index.End - 1}'", text, StringComparison.Ordinal);
        Assert.Contains($"range='0-{moov.End - 1}'", text, StringComparison.Ordinal);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
    }

    [Fact]
    public async Task Parts_of_segments_are_not_signed_and_when_verifying_left_to_their_segments()
    {
        var (whole, ends) = File(1);
        Write("media.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\n1.m4s\n", ("init.mp4", whole[..(int)ends[0]]), ("1.m4s", whole[(int)ends[0]..]));
        await SignAsync("media.m3u8");
        const string Parts = "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-PART:DURATION=2,URI=\"1.m4s\",BYTERANGE=\"9@0\"\n#EXTINF:2,\n1.m4s\n";
        foreach (var (text, note) in new[] { (Parts, "the segments they make are verified"), (Parts + "#EXT-X-PART:DURATION=1,URI=\"2.1.m4s\"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"2.2.m4s\"\n", "the last 2 of which make no segment yet") })
        {
            _folder.Write("in/parts.m3u8", text);
            _folder.Write("out/parts.m3u8", text);
            var refused = await Assert.ThrowsAsync<PlaylistException>(() => SignAsync("parts.m3u8", output: "never"));
            Assert.Contains("partial segments", refused.Message, StringComparison.Ordinal);
            await using var playlist = await Playlist.ReadAsync(_folder["out/parts.m3u8"]);
            Assert.Contains(note, Assert.Single(playlist.Notes), StringComparison.Ordinal);
            var init = await FragmentedMp4.OpenAsync(Assert.Single(playlist.Renditions).Init, Signing.Validator.Options);
            await foreach (var verdict in init.ValidateAsync(playlist.Renditions[0].Segments))
            {
                Assert.Equal(SegmentFinding.Authentic, verdict.Finding);
            }
        }

        Assert.False(Directory.Exists(_folder["never"]));
    }

    /// <summary>Ranges that cannot be kept true, and a part of the sentence that says why. L is the length of the file, I that of its initialization segment.</summary>
    public static TheoryData<string, string> Untrue() => new()
    {
        { "#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"I@0\"\n#EXT-X-BYTERANGE:99999@I\nv.mp4\n", "signing takes apart" },
        { "#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"20@0\"\n#EXT-X-BYTERANGE:0@I\nv.mp4\n", "signing takes apart" },
        { "#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"I@0\"\n#EXTINF:2,\nother.m4s\n", "a rendition is one file" },
        { "#EXT-X-MAP:URI=\"v.mp4\"\n#EXT-X-BYTERANGE:50@I\nv.mp4\n", "one segment or many" },
        { "#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-BYTERANGE:50@0\nother.m4s\n", "no moov box" },
    };

    [Theory]
    [MemberData(nameof(Untrue))]
    public async Task A_range_that_cannot_be_kept_true_is_refused_and_nothing_is_written(string text, string because)
    {
        var (whole, ends) = File(2);
        text = "#EXTM3U\n" + text.Replace("I", ends[0].ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace($"#EXT{'-'}X-MAP:UR{ends[0]}", "#EXT-X-MAP:URI", StringComparison.Ordinal).Replace($"#EXT{ends[0]}NF", "#EXTINF", StringComparison.Ordinal);
        Write("media.m3u8", text, ("v.mp4", whole), ("init.mp4", whole[..(int)ends[0]]), ("other.m4s", whole[(int)ends[0]..]));
        var thrown = await Assert.ThrowsAsync<PlaylistException>(() => SignAsync("media.m3u8"));
        Assert.Contains(because, thrown.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task One_sidecar_is_not_that_of_several_files_and_a_changed_file_is_found()
    {
        var (whole, ends) = File(2);
        Write("media.m3u8", $"#EXTM3U\n#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"{ends[0]}@0\"\n#EXT-X-BYTERANGE:{ends[1] - ends[0]}@{ends[0]}\nv.mp4\n#EXT-X-BYTERANGE:{ends[2] - ends[1]}\nv.mp4\n", ("v.mp4", whole));
        await using (var playlist = await Playlist.ReadAsync(_folder["in/media.m3u8"]))
        {
            var refused = await Assert.ThrowsAsync<SigningException>(() => playlist.SignDetachedAsync(_folder["out"], "m.c2pa", Signing.Definition, Signing.Signer(), Signing.Options));
            Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        }

        await SignAsync("media.m3u8");
        Assert.False((await SignAsync("media.m3u8", "out", "skipped", Signing.Options with { IfSigned = IfSigned.Skip })).Signed);
        Assert.False(Directory.Exists(_folder["skipped"]));
        byte[] signed = await System.IO.File.ReadAllBytesAsync(_folder["out/v.mp4"]);
        signed[^1] ^= 1;
        _folder.Write("out/v.mp4", signed);
        await using var changed = await Playlist.ReadAsync(_folder["out/media.m3u8"]);
        Assert.Equal(ValidationState.Invalid, (await new Validator(Mp4.Format) { Options = Signing.Validator.Options }.ValidateAsync(Assert.Single(changed.Files).Source)).State);
    }

    // One file: initialization segment, then styp, moof and mdat of each segment; and where each of them ends.
    private static (byte[] File, long[] Ends) File(int segments)
    {
        byte[] init = new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(Media).Free(20).Build();
        byte[][] parts = [init, .. Enumerable.Range(1, segments).Select(Fragment)];
        long end = 0;
        return (Bytes.Concat(parts), [.. parts.Select(p => end += p.Length)]);
    }

    private static byte[] Fragment(int number) => new Mp4Builder().Add("styp", Bytes.Code("msdh")).Fragment((uint)number, Media, [Bytes.Pattern(60, number), Bytes.Pattern(30 + number, number)]).Build();

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string[] Boxes(byte[] file, (long First, long Count) range) => [.. MediaProbe.Boxes(file, range.First, range.First + range.Count).Select(b => b.Type)];

    private List<(long First, long Count)> Ranges(string playlist) =>
        [.. Regex.Matches(System.IO.File.ReadAllText(_folder[playlist]), "BYTERANGE[:=]\"?([0-9]+)@([0-9]+)").Select(m => (long.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)))];

    private void Write(string playlist, string text, params (string Name, byte[] Content)[] files)
    {
        Directory.CreateDirectory(_folder["in"]);
        foreach (var (name, content) in files.Append((playlist, Text(text))))
        {
            _folder.Write("in/" + name, content);
        }
    }

    private async Task<SigningResult> SignAsync(string name, string input = "in", string output = "out", SigningOptions? options = null, ManifestDefinition? definition = null)
    {
        await using var playlist = await Playlist.ReadAsync(_folder[$"{input}/{name}"]);
        return await playlist.SignAsync(_folder[output], definition ?? Signing.Definition, Signing.Signer(), options ?? Signing.Options);
    }

    private async Task<string> StreamAsync(string kind)
    {
        Directory.CreateDirectory(_folder["in"]);
        string[] input =
        [
            "-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=duration=4:size=160x90:rate=25", "-f", "lavfi", "-i", "sine=frequency=440:duration=4", "-map", "0:v", "-map", "1:a",
            "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-threads", "1", "-c:a", "aac", "-b:a", "64k", "-fflags", "+bitexact",
        ];
        string[] output = kind == "dash"
            ? ["-f", "dash", "-single_file", "1", "-seg_duration", "1", "-adaptation_sets", "id=0,streams=0 id=1,streams=1", "stream.mpd"]
            : ["-f", "hls", "-hls_segment_type", "fmp4", "-hls_flags", "single_file", "-hls_time", "1", "-hls_playlist_type", "vod", "-master_pl_name", "master.m3u8", "-var_stream_map", "v:0,agroup:a a:0,agroup:a", "v%v.m3u8"];
        (await Tools.RunAsync(Tools.Require("ffmpeg"), [.. input, .. output], _folder["in"])).Succeeded();
        return kind == "dash" ? "stream.mpd" : "master.m3u8";
    }
}
