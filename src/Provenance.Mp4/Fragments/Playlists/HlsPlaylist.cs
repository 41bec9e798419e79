namespace Provenance.Bmff;

/// <summary>Reads HLS playlists (RFC 8216 and its second edition): a multivariant playlist with its variants and renditions, or one media playlist.</summary>
internal sealed class HlsPlaylist(PlaylistFolder folder, PlaylistListing listing)
{
    // What leads to files that nobody can tell from here.
    private static readonly Dictionary<string, string> Unsupported = new(StringComparer.Ordinal)
    {
        ["#EXT-X-SKIP"] = "segments of an earlier version of itself",
        ["#EXT-X-DEFINE"] = "variables",
    };

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Whether a text is an HLS playlist.</summary>
    public static bool Recognizes(string text) => text.TrimStart('\uFEFF').StartsWith("#EXTM3U", StringComparison.Ordinal);

    /// <summary>Reads a playlist and those it names.</summary>
    /// <exception cref="PlaylistException">One cannot be followed.</exception>
    /// <exception cref="IOException">One cannot be read.</exception>
    public async ValueTask ReadAsync(PlaylistText text, CancellationToken cancellationToken)
    {
        Lines lines = new(text.Text);
        if (!lines.Any(l => l.Tag is "#EXT-X-STREAM-INF" or "#EXT-X-MEDIA"))
        {
            ReadMedia(text, lines, isSubtitles: false);
            return;
        }

        var named = new List<(string Path, bool IsSubtitles)>();
        bool isVariant = false;
        foreach (var line in lines)
        {
            Refuse(text, line);
            if (line.Tag is "#EXT-X-MEDIA" && HlsAttributes.Read(line.Value, line.ValueStart) is var media && media.TryGetValue("URI", out var uri))
            {
                named.Add((PlaylistPath.Resolve(text.Path, uri.Value), media.TryGetValue("TYPE", out var type) && type.Value == "SUBTITLES"));
            }
            else if (line.Tag is "#EXT-X-I-FRAME-STREAM-INF" && HlsAttributes.Read(line.Value, line.ValueStart).TryGetValue("URI", out var pictures))
            {
                named.Add((PlaylistPath.Resolve(text.Path, pictures.Value), false));
            }
            else if (line.Tag is "#EXTINF")
            {
                throw new PlaylistException($"{text.Path} is a multivariant playlist and a media playlist at once.");
            }
            else if (line.IsUri && isVariant)
            {
                named.Add((PlaylistPath.Resolve(text.Path, line.Value), false));
            }

            isVariant = line.Tag is "#EXT-X-STREAM-INF" || (isVariant && !line.IsUri);
        }

        foreach (var (path, isSubtitles) in named.Where(n => _read.Add(n.Path)))
        {
            var playlist = await PlaylistText.ReadAsync(folder, path, cancellationToken).ConfigureAwait(false);
            if (!Recognizes(playlist.Text))
            {
                throw new PlaylistException($"{path} is no playlist.");
            }

            listing.Add(playlist);
            ReadMedia(playlist, new(playlist.Text), isSubtitles);
        }
    }

    private void ReadMedia(PlaylistText text, Lines lines, bool isSubtitles)
    {
        bool isPictures = lines.Any(l => l.Tag is "#EXT-X-I-FRAMES-ONLY");
        var reader = new HlsSegments(listing, text, isSubtitles, isPictures);
        Line? range = null;
        bool isGap = false;
        foreach (var line in lines)
        {
            Refuse(text, line);
            switch (line.Tag)
            {
                case "#EXT-X-STREAM-INF" or "#EXT-X-MEDIA":
                    throw new PlaylistException($"{text.Path} is named as a media playlist, but names playlists itself.");
                case "#EXT-X-KEY" when HlsAttributes.Read(line.Value, 0).GetValueOrDefault("METHOD").Value is "AES-128":
                    throw new PlaylistException($"The segments of {text.Path} are encrypted as a whole (EXT-X-KEY METHOD=AES-128): no box in them can be read or added.");
                case "#EXT-X-MAP":
                    reader.Map(HlsAttributes.Read(line.Value, line.ValueStart));
                    break;
                case "#EXT-X-PART" or "#EXT-X-PRELOAD-HINT":
                    reader.Part(HlsAttributes.Read(line.Value, line.ValueStart));
                    break;
                case "#EXT-X-BYTERANGE":
                    range = line;
                    break;
                case "#EXT-X-GAP":
                    isGap = true;
                    break;
            }

            if (!line.IsUri)
            {
                continue;
            }

            if (!isGap)
            {
                reader.Segment(line.Value, range is { } stated ? (stated.Value, stated.ValueStart) : null);
            }

            range = null;
            isGap = false;
        }

        reader.Complete();
    }

    private static void Refuse(PlaylistText text, Line line)
    {
        if (line.Tag is { } tag && Unsupported.TryGetValue(tag, out string? what))
        {
            throw new PlaylistException($"{text.Path} has {what} ({tag[1..]}), which do not go with signing.");
        }
    }

    /// <summary>A line that says something: a tag with its value, or a URI.</summary>
    private readonly record struct Line(string? Tag, string Value, int ValueStart)
    {
        public bool IsUri => Tag is null;
    }

    /// <summary>The lines of a text that are neither empty nor comments.</summary>
    private sealed class Lines(string text) : IEnumerable<Line>
    {
        public IEnumerator<Line> GetEnumerator()
        {
            for (int at = text.StartsWith('\uFEFF') ? 1 : 0; at < text.Length;)
            {
                int end = text.AsSpan(at).IndexOfAny('\r', '\n') is var length and >= 0 ? at + length : text.Length;
                string line = text[at..end].TrimEnd();
                if (line.StartsWith("#EXT", StringComparison.Ordinal))
                {
                    int colon = line.IndexOf(':', StringComparison.Ordinal);
                    yield return colon < 0 ? new(line, string.Empty, end) : new(line[..colon], line[(colon + 1)..], at + colon + 1);
                }
                else if (line.Length > 0 && line[0] != '#')
                {
                    yield return new(null, line, at);
                }

                at = end + 1;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
