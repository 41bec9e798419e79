using System.Globalization;

namespace Provenance.Bmff;

/// <summary>The segments of one HLS media playlist (RFC 8216 §4.3.2): files of their own, or ranges of the bytes of one file that holds them all.</summary>
internal sealed class HlsSegments(PlaylistListing listing, PlaylistText text, bool isSubtitles, bool isPictures)
{
    private string? _map;
    private bool _isMapPart;
    private ListedRendition? _rendition;
    private (string File, long End)? _last;
    private int _parts;
    private bool _hasParts;

    /// <summary>Reads an <c>EXT-X-MAP</c>: where the initialization segment is.</summary>
    /// <exception cref="PlaylistException">It says nothing of the kind.</exception>
    public void Map(Dictionary<string, (string Value, int Start)> attributes)
    {
        _map = PlaylistPath.Resolve(text.Path, attributes.TryGetValue("URI", out var uri) ? uri.Value : throw new PlaylistException($"An EXT-X-MAP of {text.Path} has no URI."));
        var range = attributes.TryGetValue("BYTERANGE", out var stated) ? Range(_map, stated.Value, stated.Start, 0) : null;
        if (range is not null)
        {
            text.Add(range);
        }

        _isMapPart = listing.IsPart(range);
        _rendition = null;
        if (_isMapPart)
        {
            listing.AddFile(_map);
        }
        else if (!isPictures)
        {
            _rendition = listing.Rendition(_map);
        }
    }

    /// <summary>Reads an <c>EXT-X-PART</c> or <c>EXT-X-PRELOAD-HINT</c> (RFC 8216bis §4.4.4.9): it makes a segment with others, or will.</summary>
    /// <exception cref="PlaylistException">It leads out of the folder.</exception>
    public void Part(Dictionary<string, (string Value, int Start)> attributes)
    {
        if (attributes.TryGetValue("URI", out var uri))
        {
            _ = PlaylistPath.Resolve(text.Path, uri.Value);
        }

        _parts++;
        _hasParts = true;
    }

    /// <summary>Reads a segment.</summary>
    /// <param name="uri">Its file.</param>
    /// <param name="stated">Its range and where in the text that stands, or null for all of the file.</param>
    /// <exception cref="PlaylistException">It is no ISO media, or of another form than its initialization segment.</exception>
    public void Segment(string uri, (string Value, int Start)? stated)
    {
        _parts = 0;
        string segment = PlaylistPath.Resolve(text.Path, uri);
        if (_map is null)
        {
            if (!isSubtitles)
            {
                throw new PlaylistException($"{text.Path} has no initialization segment (EXT-X-MAP): MPEG-2 transport streams and bare audio are not ISO media and cannot be signed.");
            }

            listing.AddOther(segment);
            return;
        }

        var range = stated is var (value, start) ? Range(segment, value, start, _last is { } last && last.File == segment ? last.End : null) : null;
        _last = range is null ? null : (segment, range.First + range.Count);
        if (range is not null)
        {
            text.Add(range with { IsExact = isPictures });
        }

        if (isPictures && range is not null)
        {
            listing.AddPictures(segment);
        }
        else if (listing.IsPart(range))
        {
            listing.AddFile(segment);
        }
        else if (_isMapPart)
        {
            throw new PlaylistException($"{segment} has its initialization segment in a part of {_map}: a rendition is one file, or each of its segments is.");
        }
        else
        {
            listing.Add(_rendition ??= listing.Rendition(_map), segment);
        }
    }

    /// <summary>Says what of the playlist can only be read.</summary>
    public void Complete()
    {
        if (isPictures)
        {
            listing.Notes.Add($"{text.Path} lists single pictures: the segments they are in are verified, pictures by themselves cannot be");
        }

        if (_hasParts)
        {
            listing.Refusals.Add($"{text.Path} has partial segments (EXT-X-PART), several of which make one segment: signing would change what is a part. Sign the segments, and take the parts out.");
            listing.Notes.Add(_parts == 0
                ? $"{text.Path} lists partial segments (EXT-X-PART): the segments they make are verified, parts by themselves cannot be"
                : $"{text.Path} lists partial segments (EXT-X-PART), the last {_parts} of which make no segment yet: nothing says whether those are authentic");
        }
    }

    // n[@o]; without o it goes on where the range before ended.
    private static ListedRange Range(string file, string value, int start, long? next)
    {
        string[] parts = value.Split('@');
        long first = 0;
        if (parts.Length > 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || (parts.Length == 2 && !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out first)))
        {
            throw new PlaylistException($"The range '{value}' of {file} is not one of bytes.");
        }

        first = parts.Length == 2 ? first : next ?? throw new PlaylistException($"The range '{value}' is a part of {file} that goes on where no range of it ended.");
        return first <= long.MaxValue - count
            ? new(start, value.Length, file, first, count, static (from, length) => string.Create(CultureInfo.InvariantCulture, $"{length}@{from}"))
            : throw new PlaylistException($"The range '{value}' of {file} is beyond all bounds.");
    }
}
