using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Changed playlists.</summary>
internal static class PlaylistMutators
{
    private static readonly string[] Words =
    [
        "#EXTM3U", "#EXT-X-MAP", "#EXT-X-BYTERANGE", "#EXT-X-GAP", "#EXT-X-KEY", "#EXT-X-DISCONTINUITY", "#EXT-X-STREAM-INF", "#EXT-X-MEDIA", "#EXT-X-ENDLIST", "#EXT-X-PART", "#EXTINF", "URI", "BYTERANGE", "METHOD", "AES-128", "10@0", "4096@18446744073709551615",
        "TYPE", "SUBTITLES", "init.mp4", "1.m4s", "2.m4s", "3.m4s", "en.vtt", "media.m3u8", "main.m3u8", "stream.mpd", "sub/media.m3u8", "MPD", "Period", "AdaptationSet", "Representation", "SegmentTemplate", "SegmentTimeline", "SegmentList", "SegmentURL", "SegmentBase", "BaseURL", "Initialization", "S", "t", "d", "r", "n",
        "\"$Number$.m4s\"", "\"$Time$.m4s\"", "\"$RepresentationID$\"", "\"$Number%064d$\"", "startNumber", "endNumber", "timescale", "duration", "media", "initialization", "mediaRange", "range", "PT6S", "<!DOCTYPE MPD [<!ENTITY x \"y\">]>", "xlink:href", "<!--", "-->", "<![CDATA[", "]]>",
    ];

    private static readonly (string Name, string Text)[] Originals =
    [
        ("media.m3u8", "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"{0}@0\"\n#EXTINF:2,one\n#EXT-X-BYTERANGE:{1}@0\n1.m4s\n#EXTINF:2,\n2.m4s\n#EXT-X-DISCONTINUITY\n#EXTINF:1.5,\n3.m4s\n#EXT-X-ENDLIST\n"),
        ("main.m3u8", "#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"s\",URI=\"sub/media.m3u8\"\n#EXT-X-STREAM-INF:BANDWIDTH=1000,SUBTITLES=\"s\"\nvideo.m3u8\n"),
        ("stream.mpd", "<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT6S\">\n<Period start=\"PT0S\">\n<AdaptationSet mimeType=\"video/mp4\">\n<SegmentTemplate timescale=\"10\" duration=\"20\" startNumber=\"1\" initialization=\"init.mp4\" media=\"$Number$.m4s\"/>\n<Representation id=\"v\" bandwidth=\"64\"/>\n</AdaptationSet>\n<AdaptationSet mimeType=\"text/vtt\"><Representation id=\"t\"><BaseURL>en.vtt</BaseURL></Representation></AdaptationSet>\n</Period>\n</MPD>\n"),
        ("timed.mpd", "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" mediaPresentationDuration=\"PT6S\"><BaseURL>./</BaseURL>\n<Period>\n<AdaptationSet><Representation id=\"v\">\n<SegmentTemplate timescale=\"1\" initialization=\"init.mp4\" media=\"$Time$.m4s\">\n<SegmentTimeline>\n<S t=\"1\" d=\"1\" r=\"2\"/>\n</SegmentTimeline>\n</SegmentTemplate>\n</Representation></AdaptationSet>\n</Period></MPD>"),
        ("list.mpd", "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet><Representation id=\"v\">\n<SegmentList><Initialization sourceURL=\"init.mp4\" range=\"0-{2}\"/>\n<SegmentURL media=\"1.m4s\"/>\n<SegmentURL media=\"2.m4s\"/>\n<SegmentURL media=\"./3.m4s\"/>\n</SegmentList></Representation></AdaptationSet></Period></MPD>"),
    ];

    public static Task<Func<Random, string?>> PlaylistsAsync()
    {
        byte[][] files = Attacked.Segments();
        return Task.FromResult<Func<Random, string?>>(random =>
        {
            using var folder = new TempFolder();
            Write(folder, files);
            var (name, text) = Originals[random.Next(Originals.Length)];
            byte[] mutant = TextMutation.Apply(Encoding.UTF8.GetBytes(Filled(text, files)), random, Words);

            // Of a multivariant playlist, one it names may be the one that is changed.
            string changed = name == "main.m3u8" && random.Next(2) == 0 ? "video.m3u8" : name;
            folder.Write("sub/" + changed, mutant);
            bool signs = random.Next(6) == 0;
            string? fault = Trial.Run(
                () => ReadAsync(folder, name, signs).GetAwaiter().GetResult(), e => e is PlaylistException or FileNotFoundException or DirectoryNotFoundException or SigningException || IsNameOfNothing(e));
            if (fault is null && Directory.Exists(folder["signed"]) && !File.Exists(Path.Combine(folder["signed"], name)))
            {
                fault = "left half a folder";
            }

            return fault is null ? null : $"{name} {fault}\n{Encoding.Latin1.GetString(mutant)}";
        });
    }

    private static async Task ReadAsync(TempFolder folder, string name, bool signs)
    {
        await using var playlist = await Playlist.ReadAsync(folder["sub/" + name]).ConfigureAwait(false);
        string root = folder["sub"] + Path.DirectorySeparatorChar;
        for (int i = 0; i < playlist.Renditions.Count; i++)
        {
            var paths = Enumerable.Range(0, playlist.Renditions[i].Segments.Count).Select(s => playlist.PathOf(i, s)).Append(playlist.PathOf(i, null));
            foreach (string path in paths.Concat(playlist.Missing).Concat(playlist.Unsigned))
            {
                if (!Path.GetFullPath(Path.Combine(root, path)).StartsWith(root, StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"'{path}' is outside the folder.");
                }
            }
        }

        if (signs && playlist.Renditions.Sum(r => r.Segments.Count) < 50)
        {
            await playlist.SignAsync(folder["signed"], Attacked.Definition, TestPki.Default.Signer().CreateSigner(), new() { Clock = TestPki.Clock }).ConfigureAwait(false);
            await using var signed = await Playlist.ReadAsync(Path.Combine(folder["signed"], name)).ConfigureAwait(false);
            foreach (var rendition in signed.Renditions)
            {
                var opened = await FragmentedMp4.OpenAsync(rendition.Init, Attacked.Options).ConfigureAwait(false);
                if (opened.Validation.State != ValidationState.Trusted)
                {
                    throw new InvalidOperationException("What was signed is " + opened.Validation.State);
                }
            }
        }
    }

    // A name may be too long for the file system, or one of a folder.
    private static bool IsNameOfNothing(Exception e) => e is PathTooLongException or UnauthorizedAccessException || (e is IOException && e.GetType() == typeof(IOException));

    private static void Write(TempFolder folder, byte[][] files)
    {
        Directory.CreateDirectory(folder["sub/sub"]);
        folder.Write("sub/init.mp4", files[0]);
        for (int i = 1; i < files.Length; i++)
        {
            folder.Write($"sub/{i}.m4s", files[i]);
        }

        folder.Write("sub/en.vtt", "WEBVTT\n");
        folder.Write("sub/sub/media.m3u8", "#EXTM3U\n#EXTINF:2,\n../en.vtt\n");
        folder.Write("sub/video.m3u8", Filled(Originals[0].Text, files));
    }

    private static string Filled(string text, byte[][] files) => text
        .Replace("{0}", $"{files[0].Length}", StringComparison.Ordinal)
        .Replace("{1}", $"{files[1].Length}", StringComparison.Ordinal)
        .Replace("{2}", $"{files[0].Length - 1}", StringComparison.Ordinal);
}
