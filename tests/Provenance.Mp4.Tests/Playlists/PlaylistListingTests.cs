using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>What playlists list, and what of them is refused.</summary>
public sealed class PlaylistListingTests
{
    private const string Template = "<SegmentTemplate timescale=\"10\" duration=\"20\" initialization=\"$RepresentationID$/init.mp4\" media=\"$RepresentationID$/$Number$.m4s\"/>";

    /// <summary>What is inside an MPD of six seconds, and the files it lists.</summary>
    public static TheoryData<string, string> Descriptions() => new()
    {
        { Period(Set(Template + One("a") + One("b"))), "a/init.mp4: a/1.m4s a/2.m4s a/3.m4s | b/init.mp4: b/1.m4s b/2.m4s b/3.m4s" },
        { Period(Template + Set(One("a"))), "a/init.mp4: a/1.m4s a/2.m4s a/3.m4s" },
        { Period(Set(Rep("a", "<SegmentTemplate timescale=\"1000\" duration=\"2500\" startNumber=\"7\" initialization=\"i$$.mp4\" media=\"s-$Number%05d$-$Bandwidth%03d$.m4s\"/>"))), "i$.mp4: s-00007-064.m4s s-00008-064.m4s s-00009-064.m4s" },
        { Period(Set("<SegmentTemplate timescale=\"10\" duration=\"20\" initialization=\"i.mp4\"/>" + Rep("a", "<SegmentTemplate media=\"$Number$.m4s\" endNumber=\"2\"/>"))), "i.mp4: 1.m4s 2.m4s" },
        { Period(Set(Rep("a", Timed("<S t=\"5\" d=\"10\" r=\"2\"/><S d=\"7\"/><S t=\"100\" d=\"3\"/>")))), "i.mp4: 5.m4s 15.m4s 25.m4s 35.m4s 100.m4s" },
        { Period(Set(Rep("a", Timed("<S t=\"0\" d=\"25\" r=\"-1\"/>")))), "i.mp4: 0.m4s 25.m4s 50.m4s" },
        { Period(Set(Rep("a", Timed("<S t=\"0\" d=\"20\" r=\"-1\"/><S t=\"40\" d=\"1\"/>")))), "i.mp4: 0.m4s 20.m4s 40.m4s" },
        { Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"$Number$.m4s\"><SegmentTimeline><S n=\"9\" d=\"1\" r=\"1\"/></SegmentTimeline></SegmentTemplate>"))), "i.mp4: 9.m4s 10.m4s" },
        { "<BaseURL>m/</BaseURL>" + Period("<BaseURL>p/</BaseURL>" + Set("<BaseURL>s/</BaseURL>" + Rep("a", "<BaseURL>../r/x</BaseURL>" + Template))), "m/p/r/a/init.mp4: m/p/r/a/1.m4s m/p/r/a/2.m4s m/p/r/a/3.m4s" },
        { Period(Set(Rep("a", "<SegmentList><Initialization sourceURL=\"i.mp4\"/><SegmentURL media=\"x%20y.m4s\"/><SegmentURL media=\"./z.m4s\"/></SegmentList>"))), "i.mp4: x y.m4s z.m4s" },
        { Period(Set("<SegmentList><Initialization sourceURL=\"i.mp4\" range=\"0-3\"/></SegmentList>" + Rep("a", "<SegmentList><SegmentURL media=\"1.m4s\" mediaRange=\"0-9\"/></SegmentList>"))), "i.mp4: 1.m4s" },
        { "<Period duration=\"PT2S\">" + Set(One("a") + Template) + "</Period><Period>" + Set(One("b") + Template) + "</Period>", "a/init.mp4: a/1.m4s | b/init.mp4: b/1.m4s b/2.m4s" },
        { "<Period start=\"PT0S\">" + Set(Rep("a", Timed("<S t=\"0\" d=\"20\" r=\"-1\"/>"))) + "</Period><Period start=\"PT4S\">" + Set(Rep("a", Timed("<S t=\"40\" d=\"20\"/>"))) + "</Period>", "i.mp4: 0.m4s 20.m4s 40.m4s" },
        { Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"all.m4s\"/>"))), "i.mp4: all.m4s" },
        { Period(Set(Rep("a", "<BaseURL>all.mp4</BaseURL><SegmentBase indexRange=\"10-19\"><Initialization range=\"0-9\"/></SegmentBase>") + Rep("b", "<BaseURL>b.mp4</BaseURL>"))), "files all.mp4 b.mp4" },
        { Period(Set(One("a") + Template) + "<AdaptationSet mimeType=\"text/vtt\"><Representation id=\"t\"><BaseURL>en.vtt</BaseURL></Representation></AdaptationSet>"), "a/init.mp4: a/1.m4s a/2.m4s a/3.m4s + en.vtt" },
    };

    [Theory]
    [MemberData(nameof(Descriptions))]
    public async Task An_MPD_lists_its_segments(string inside, string expected) => Assert.Equal(expected, await ReadAsync("stream.mpd", Mpd(inside)));

    public static TheoryData<string, string> MediaPlaylists() => new()
    {
        { "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:2,\n1.m4s\n#EXTINF:2,a, b\n\n# a comment\n2.m4s\n#EXT-X-ENDLIST", "i.mp4: 1.m4s 2.m4s" },
        { "#EXT-X-MAP:BYTERANGE=\"4@0\",URI=\"i.mp4\"\r\n#EXTINF:2,\r\n#EXT-X-BYTERANGE:10@0\r\nv/1.m4s\r\n", "i.mp4: v/1.m4s" },
        { "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:2,\n1.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"ad.mp4\"\nad1.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"i.mp4\"\n2.m4s\n", "i.mp4: 1.m4s 2.m4s | ad.mp4: ad1.m4s" },
        { "#EXT-X-MAP:URI=\"i.mp4\"\n#EXT-X-GAP\n#EXTINF:2,\nlost.m4s\n#EXTINF:2,\n2.m4s", "i.mp4: 2.m4s" },
        { "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://x\"\n#EXT-X-MAP:URI=\"i.mp4\"\n1.m4s", "i.mp4: 1.m4s" },
    };

    [Theory]
    [MemberData(nameof(MediaPlaylists))]
    public async Task A_media_playlist_lists_its_segments(string inside, string expected)
    {
        Assert.Equal(expected, await ReadAsync("media.m3u8", "#EXTM3U\n" + inside));
        Assert.Equal(expected, await ReadAsync("media.m3u8", "\uFEFF#EXTM3U\r\n#EXT-X-VERSION:7\r\n" + inside));
    }

    [Fact]
    public async Task A_multivariant_playlist_lists_every_variant_and_rendition_once()
    {
        const string Master = """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a, b",URI="audio/media.m3u8"
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="s",URI="text/media.m3u8"
            #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="c",INSTREAM-ID="CC1"
            #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"
            v0/media.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=2,AUDIO="a"
            v1/media.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=3
            audio/media.m3u8
            """;
        static string Media(string extension) => "#EXTM3U\n" + (extension == "vtt" ? string.Empty : "#EXT-X-MAP:URI=\"../init/x.mp4\"\n") + $"#EXTINF:2,\n1.{extension}\n";
        Assert.Equal(
            "init/x.mp4: audio/1.m4s v0/1.m4s v1/1.m4s + text/1.vtt",
            await ReadAsync("master.m3u8", Master, ("audio/media.m3u8", Media("m4s")), ("text/media.m3u8", Media("vtt")), ("v0/media.m3u8", Media("m4s")), ("v1/media.m3u8", Media("m4s"))));
    }

    /// <summary>What is refused, and a part of the sentence that says why.</summary>
    public static TheoryData<string, string> Refused() => new()
    {
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "../i.mp4"))))), "leads out" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "x/../../i.mp4"))))), "leads out" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "%2e%2e/i.mp4"))))), "leads out" },
        { Mpd(Period(Set(Rep("..", Template)))), "leads out" },
        { Mpd(Period(Set(Rep("..%2f..%2f", Template)))), "hides a character" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "/etc/passwd"))))), "not a relative path" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "//host/i.mp4"))))), "not a relative path" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "\\\\host\\i.mp4"))))), "not a relative path" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "a\\..\\..\\i.mp4"))))), "a backslash" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "x/c:i.mp4"))))), "a drive" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "c:/i.mp4"))))), "not a relative path" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "i.mp4?token=1"))))), "a query" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\"/>", init: "i%00.mp4"))))), "hides a character" },
        { Mpd("<BaseURL>http://example.com/</BaseURL>" + Period(Set(One("a") + Template))), "not a relative path" },
        { Mpd("<BaseURL>file:///etc/</BaseURL>" + Period(Set(One("a") + Template))), "not a relative path" },
        { "<!DOCTYPE MPD [<!ENTITY x \"y\">]>" + Mpd(Period(string.Empty)), "cannot be read" },
        { Mpd("&x;"), "cannot be read" },
        { Mpd("<Period>"), "cannot be read" },
        { "<SMIL/>", "no media presentation description" },
        { "just text", "cannot be read" },
        { string.Empty, "cannot be read" },
        { Mpd("<Period xlink:href=\"http://x/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"/>"), "fetched from elsewhere" },
        { Mpd(Period(Set(Rep("a", "<SegmentBase indexRange=\"0-9\"/>")))), "a folder" },
        { Mpd(Period(Set(Rep("a", "<BaseURL>all.mp4</BaseURL><SegmentBase><Initialization sourceURL=\"i.mp4\"/></SegmentBase>")))), "initialization segment in another" },
        { Mpd(Period(Set(Rep("a", "<BaseURL>all.mp4</BaseURL><SegmentBase indexRange=\"9-0\"/>")))), "not one of bytes" },
        { Mpd(Period(Set(Rep("a", "<BaseURL>../all.mp4</BaseURL>")))), "leads out" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"$SubNumber$.m4s\"/>")))), "$SubNumber$" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"$Number%d$.m4s\"/>")))), "$Number%d$" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"$Number%0999999999d$.m4s\"/>")))), "is not one of" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"$Number.m4s\"/>")))), "without its partner" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"$Number$.mp4\" media=\"$Number$.m4s\"/>")))), "named by number" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate media=\"$Number$.m4s\"/>")))), "no initialization segment" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\"/>")))), "no @media" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"x/\"/>")))), "a folder" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"$Time$.m4s\" duration=\"1\"/>")))), "no SegmentTimeline" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate initialization=\"i.mp4\" media=\"x.m4s\" duration=\"1\"/>")))), "the same name" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate index=\"x.sidx\" initialization=\"i.mp4\" media=\"$Number$.m4s\" duration=\"1\"/>")))), "index or bitstream switching" },
        { Mpd(Period(Set(Rep("a", "<SegmentTemplate timescale=\"9223372036854775807\" initialization=\"i.mp4\" media=\"$Number$.m4s\" duration=\"1\"/>")))), "more than" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\" r=\"9223372036854775807\"/>"))))), "beyond all bounds" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\" r=\"4000000000\"/>"))))), "more than" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"0\"/>"))))), "no duration" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"0\" d=\"1\" k=\"2\"/>"))))), "S@k" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"99\" d=\"1\" r=\"-1\"/>"))))), "nothing states" },
        { Mpd(Period(Set(Rep("a", Timed("<S t=\"x\" d=\"1\"/>"))))), "no number" },
        { "<MPD><Period>" + Set(One("a") + Template) + "</Period></MPD>", "How many segments" },
        { "<MPD mediaPresentationDuration=\"six\"><Period/></MPD>", "no duration" },
        { Mpd(Period(Set(Rep("a", "<SegmentList><Initialization sourceURL=\"i.mp4\" range=\"4-\"/></SegmentList>")))), "not one of bytes" },
        { "#EXTM3U\n#EXTINF:2,\nseg.ts\n", "MPEG-2 transport streams" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"../i.mp4\"\n1.m4s", "leads out" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\"\nhttps://example.com/1.m4s", "not a relative path" },
        { "#EXTM3U\n#EXT-X-MAP:BYTERANGE=\"4@0\"\n1.m4s", "no URI" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\n1.m4s", "without its partner" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\",BYTERANGE=\"x\"\n1.m4s", "not one of bytes" },
        { "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-MAP:URI=\"i.mp4\"\n1.m4s", "encrypted as a whole" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXT-X-PART:DURATION=1,URI=\"../p.m4s\"\n1.m4s", "leads out" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXT-X-BYTERANGE:7\n1.m4s", "goes on where no range of it ended" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXT-X-BYTERANGE:9223372036854775807@1\n1.m4s", "beyond all bounds" },
        { "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n1.m4s", "earlier version" },
        { "#EXTM3U\n#EXT-X-DEFINE:NAME=\"x\",VALUE=\"..\"\n#EXT-X-MAP:URI=\"{$x}/i.mp4\"\n1.m4s", "variables" },
        { "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://example.com/media.m3u8", "not a relative path" },
        { "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n#EXTINF:1,\n1.m4s", "at once" },
        { "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"../i.m3u8\"", "leads out" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_followed_is_refused_with_a_sentence(string text, string because)
    {
        using var folder = new TempFolder();
        var thrown = await Assert.ThrowsAsync<PlaylistException>(() => Playlist.ReadAsync(folder.Write("playlist", text)));
        Assert.Contains(because, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_playlist_that_names_itself_or_another_multivariant_playlist_is_refused()
    {
        const string Text = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nplaylist.m3u8\n";
        using var folder = new TempFolder();
        var thrown = await Assert.ThrowsAsync<PlaylistException>(() => Playlist.ReadAsync(folder.Write("playlist.m3u8", Text)));
        Assert.Contains("names playlists itself", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_leads_out_of_the_folder_is_refused_and_one_inside_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a privilege there.");
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["in/real"]);
        Directory.CreateDirectory(folder["elsewhere"]);
        folder.Write("elsewhere/i.mp4", [1]);
        folder.Write("in/real/i.mp4", [1, 2]);
        Directory.CreateSymbolicLink(folder["in/inside"], folder["in/real"]);
        Directory.CreateSymbolicLink(folder["in/outside"], folder["elsewhere"]);
        File.CreateSymbolicLink(folder["in/i.mp4"], folder["elsewhere/i.mp4"]);
        await using var playlist = await Playlist.ReadAsync(folder.Write("in/inside.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"inside/i.mp4\"\n"));
        Assert.Equal(2, Assert.Single(playlist.Renditions).Init.Length);
        foreach (string init in new[] { "outside/i.mp4", "i.mp4" })
        {
            var thrown = await Assert.ThrowsAsync<PlaylistException>(() => Playlist.ReadAsync(folder.Write("in/outside.m3u8", $"#EXTM3U\n#EXT-X-MAP:URI=\"{init}\"\n")));
            Assert.Contains("leads out", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whatever_bytes_a_playlist_has_it_is_read_or_refused_but_nothing_else()
    {
        using var folder = new TempFolder();
        string[] seeds = [.. Descriptions().Select(row => Mpd(row.Data.Item1)).Concat(MediaPlaylists().Select(row => "#EXTM3U\n" + row.Data.Item1))];
        var random = new Random(4);
        int read = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(seeds[i % seeds.Length]);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = changes == 2 ? bytes[random.Next(bytes.Length)] : (byte)random.Next(256);
            }

            try
            {
                await using var playlist = await Playlist.ReadAsync(folder.Write("playlist", bytes));
                read++;
            }
            catch (PlaylistException)
            {
                // Refused.
            }
        }

        Assert.InRange(read, 1, 2999);
    }

    private static string Mpd(string inside) => $"<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT6S\">{inside}</MPD>";

    private static string Period(string inside) => $"<Period>{inside}</Period>";

    private static string Set(string inside) => $"<AdaptationSet>{inside}</AdaptationSet>";

    private static string One(string id) => Rep(id, string.Empty);

    private static string Rep(string id, string inside) => $"<Representation id=\"{id}\" bandwidth=\"64\">{inside}</Representation>";

    private static string Timed(string runs, string init = "i.mp4") =>
        $"<SegmentTemplate timescale=\"10\" initialization=\"{init}\" media=\"$Time$.m4s\"><SegmentTimeline>{runs}</SegmentTimeline></SegmentTemplate>";

    private static async Task<string> ReadAsync(string name, string text, params (string Path, string Text)[] others)
    {
        using var folder = new TempFolder();
        foreach (var (path, content) in others)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
            folder.Write(path, content);
        }

        folder.Write(name, text);
        var files = new PlaylistFolder(folder.Path);
        var listing = new PlaylistListing(ParserLimits.Default);
        var playlist = await PlaylistText.ReadAsync(files, name, default);
        if (HlsPlaylist.Recognizes(playlist.Text))
        {
            await new HlsPlaylist(files, listing).ReadAsync(playlist, default);
        }
        else
        {
            DashManifest.Read(playlist, listing);
        }

        return string.Join(" | ", listing.Renditions.Select(r => $"{r.Init}: {string.Join(' ', r.Segments)}")) + string.Concat(listing.Others.Select(o => " + " + o)) + (listing.Files.Count > 0 ? "files " + string.Join(' ', listing.Files) : string.Empty);
    }
}
