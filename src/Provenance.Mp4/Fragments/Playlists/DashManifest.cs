using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Provenance.Bmff;

/// <summary>
/// Reads the media presentation description of DASH (ISO/IEC 23009-1): every representation of every adaptation set and period, with the
/// initialization segment and the media segments it lists. XML without document type and entities, nothing fetched.
/// </summary>
internal sealed class DashManifest
{
    private readonly PlaylistText _text;
    private readonly PlaylistListing _listing;
    private readonly XmlPositions _positions;

    private DashManifest(PlaylistText text, PlaylistListing listing, int skipped)
    {
        _text = text;
        _listing = listing;
        _positions = new(text.Text, skipped);
    }

    /// <summary>Reads the description.</summary>
    /// <exception cref="PlaylistException">It cannot be followed.</exception>
    public static void Read(PlaylistText text, PlaylistListing listing)
    {
        int skipped = text.Text.StartsWith('\uFEFF') ? 1 : 0;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
        XElement root;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.Text[skipped..]), settings);
            root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException e)
        {
            throw new PlaylistException($"{text.Path} cannot be read: {e.Message}", e);
        }

        if (root.Name.LocalName != "MPD")
        {
            throw new PlaylistException($"{text.Path} is XML, but no media presentation description: its root is '{root.Name.LocalName}'.");
        }

        new DashManifest(text, listing, skipped).Read(root);
    }

    private void Read(XElement root)
    {
        string origin = Base(string.Empty, root);
        XElement[] periods = [.. Named(root, "Period")];
        Int128? start = Int128.Zero;
        for (int i = 0; i < periods.Length; i++)
        {
            var period = periods[i];
            if (period.Attributes().Any(a => a.Name.LocalName == "href"))
            {
                throw new PlaylistException("A period is fetched from elsewhere (xlink:href): only local files are read.");
            }

            start = Ticks(period, "start") ?? start;
            Int128? next = Ticks(period, "duration") is { } own ? start + own
                : i + 1 < periods.Length ? Ticks(periods[i + 1], "start")
                : Ticks(root, "mediaPresentationDuration");
            foreach (var set in Named(period, "AdaptationSet"))
            {
                foreach (var representation in Named(set, "Representation"))
                {
                    Read([representation, set, period], Base(Base(Base(origin, period), set), representation), next - start);
                }
            }

            start = next;
        }
    }

    private void Read(XElement[] levels, string origin, Int128? duration)
    {
        string id = levels[0].Attribute("id")?.Value ?? string.Empty;
        var addressing = DashAddressing.Find(levels);
        if (addressing is null && levels.Select(l => l.Attribute("mimeType")?.Value ?? l.Attribute("contentType")?.Value).FirstOrDefault(t => t is not null) is { } type
            && (type.StartsWith("text", StringComparison.Ordinal) || type == "application/ttml+xml") && origin.Length > 0 && origin[^1] != '/')
        {
            _listing.AddOther(origin);
            return;
        }

        if (addressing is null)
        {
            _listing.AddFile(File(origin, id));
            return;
        }

        if (addressing.Attribute("index") is not null || addressing.Attribute("bitstreamSwitching") is not null
            || addressing.Child("RepresentationIndex") is not null || addressing.Child("BitstreamSwitching") is not null)
        {
            throw new PlaylistException($"Representation '{id}' has index or bitstream switching segments of their own, which would speak of the unsigned media.");
        }

        if (addressing.Kind == "SegmentBase")
        {
            ReadFile(addressing, origin, id);
        }
        else if (addressing.Kind == "SegmentList")
        {
            ReadList(addressing, origin, id);
        }
        else
        {
            ReadTemplate(addressing, origin, id, Bandwidth(levels[0]), duration);
        }
    }

    // ISO/IEC 23009-1 §5.3.9.2: one segment, whose index says where its parts are (the on-demand profile).
    private void ReadFile(DashAddressing addressing, string origin, string id)
    {
        string file = File(origin, id);
        if (addressing.Child("Initialization") is { } init)
        {
            if (init.Attribute("sourceURL")?.Value is { } source && PlaylistPath.Resolve(origin, source) != file)
            {
                throw new PlaylistException($"Representation '{id}' is a single file with an initialization segment in another: the standard binds one file, or segments that are files.");
            }

            Range(init.Attribute("range"), file);
        }

        Range(addressing.Attribute("indexRange"), file, isExact: true);
        _listing.AddFile(file);
    }

    private void ReadList(DashAddressing list, string origin, string id)
    {
        var (init, isInitPart) = Init(list, origin, id) ?? throw NoInit(id);
        var rendition = isInitPart ? null : _listing.Rendition(init);
        if (isInitPart)
        {
            _listing.AddFile(init);
        }

        foreach (var url in list.Children("SegmentURL"))
        {
            if (url.Attribute("index") is not null)
            {
                throw new PlaylistException($"Representation '{id}' has index segments of their own, which would speak of the unsigned media.");
            }

            string segment = File(url.Attribute("media")?.Value is { } media ? PlaylistPath.Resolve(origin, media) : origin, id);
            Range(url.Attribute("indexRange"), segment, isExact: true);
            if (_listing.IsPart(Range(url.Attribute("mediaRange"), segment)))
            {
                _listing.AddFile(segment);
            }
            else
            {
                _listing.Add(rendition ?? throw new PlaylistException($"{segment} has its initialization segment in a part of {init}: a rendition is one file, or each of its segments is."), segment);
            }
        }
    }

    private void ReadTemplate(DashAddressing template, string origin, string id, long bandwidth, Int128? duration)
    {
        if (template.Attribute("media")?.Value is not { } pattern)
        {
            throw new PlaylistException($"The SegmentTemplate of representation '{id}' has no @media.");
        }

        var media = SegmentName.Parse(pattern);
        string? init = template.Attribute("initialization")?.Value is { } text ? InitName(text, id).Of(id, bandwidth, 0, 0) : null;
        var rendition = _listing.Rendition(init is not null ? File(PlaylistPath.Resolve(origin, init), id) : WholeInit(template, origin, id));
        bool isTimed = template.Child("SegmentTimeline") is not null;
        if (!isTimed && media.NeedsTime)
        {
            throw new PlaylistException($"The names of representation '{id}' hold $Time$, but there is no SegmentTimeline.");
        }

        string last = string.Empty;
        foreach (var (number, time) in isTimed ? Timed(template, duration) : Counted(template, duration, id))
        {
            if (last.Length > 0 && !media.IsNumbered)
            {
                throw new PlaylistException($"The segments of representation '{id}' all have the same name.");
            }

            last = File(PlaylistPath.Resolve(origin, media.Of(id, bandwidth, number, time)), id);
            rendition.Segments.Add(last);
        }

        // The last one follows from a duration, which is rounded.
        if (!isTimed || template.Child("SegmentTimeline")!.Elements().Any(e => e.Attribute("r")?.Value.StartsWith('-') == true))
        {
            rendition.Doubtful.Add(last);
        }
    }

    private IEnumerable<(long Number, long Time)> Timed(DashAddressing template, Int128? duration)
    {
        Int128? end = duration is { } ticks ? CeilingOf(ticks * template.Timescale, TimeSpan.TicksPerSecond) + (template.Number("presentationTimeOffset") ?? 0) : null;
        return SegmentTimeline.Read(template.Child("SegmentTimeline")!, template.StartNumber, end, _listing.Require);
    }

    // §5.3.9.5.3: as many as the duration takes, the last one as long as is left.
    private List<(long Number, long Time)> Counted(DashAddressing template, Int128? length, string id)
    {
        long first = template.StartNumber;
        long? bound = template.Number("endNumber") is { } last ? last >= first ? last - first + 1 : 0 : null;
        long? count = template.Number("duration") is ({ } duration and > 0)
            ? length is { } ticks ? (long)Int128.Min(long.MaxValue, CeilingOf(ticks * template.Timescale, (Int128)duration * TimeSpan.TicksPerSecond)) : bound
            : bound ?? 1;
        if (count is not { } segments)
        {
            throw new PlaylistException($"How many segments representation '{id}' has does not follow from the playlist: no period has a duration, and there is no SegmentTimeline.");
        }

        segments = Math.Min(segments, bound ?? segments);
        _listing.Require(segments);
        return [.. Enumerable.Range(0, (int)segments).Select(i => (first + i, 0L))];
    }

    private string WholeInit(DashAddressing addressing, string origin, string id)
    {
        var (init, isPart) = Init(addressing, origin, id) ?? throw NoInit(id);
        return isPart ? throw new PlaylistException($"The initialization segment of representation '{id}' is a part of {init}, its media segments are files.") : init;
    }

    private (string Path, bool IsPart)? Init(DashAddressing addressing, string origin, string id)
    {
        if (addressing.Child("Initialization") is not { } element)
        {
            return null;
        }

        string init = File(element.Attribute("sourceURL")?.Value is { } source ? PlaylistPath.Resolve(origin, source) : origin, id);
        return (init, _listing.IsPart(Range(element.Attribute("range"), init)));
    }

    private static SegmentName InitName(string template, string id)
    {
        var name = SegmentName.Parse(template);
        return name.IsNumbered ? throw new PlaylistException($"The initialization segment of representation '{id}' is named by number or time.") : name;
    }

    private ListedRange? Range(XAttribute? attribute, string file, bool isExact = false)
    {
        if (attribute is null)
        {
            return null;
        }

        string[] ends = attribute.Value.Split('-');
        if (ends.Length != 2 || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            || !long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out long last) || last < first || last == long.MaxValue)
        {
            throw new PlaylistException($"The range '{attribute.Value}' of {file} is not one of bytes.");
        }

        var (start, length) = _positions.Value(attribute);
        var range = new ListedRange(start, length, file, first, last - first + 1, static (from, count) => string.Create(CultureInfo.InvariantCulture, $"{from}-{from + count - 1}")) { IsExact = isExact };
        _text.Add(range);
        return range;
    }

    // Alternatives of a BaseURL lead to the same content: the first one is taken.
    private static string Base(string origin, XElement level) => Named(level, "BaseURL").FirstOrDefault() is { } url ? PlaylistPath.Resolve(origin, url.Value) : origin;

    private static string File(string path, string id) => path.Length > 0 && path[^1] != '/' ? path : throw new PlaylistException($"Representation '{id}' names a folder where a file belongs.");

    private static PlaylistException NoInit(string id) => new($"Representation '{id}' has no initialization segment.");

    private static long Bandwidth(XElement representation) =>
        long.TryParse(representation.Attribute("bandwidth")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;

    private static Int128 CeilingOf(Int128 dividend, Int128 divisor) => (dividend / divisor) + (dividend % divisor > 0 ? 1 : 0);

    private static IEnumerable<XElement> Named(XElement parent, string name) => parent.Elements().Where(e => e.Name.LocalName == name);

    private static Int128? Ticks(XElement element, string name)
    {
        if (element.Attribute(name)?.Value is not { } text)
        {
            return null;
        }

        try
        {
            var duration = XmlConvert.ToTimeSpan(text);
            return duration >= TimeSpan.Zero ? duration.Ticks : throw new PlaylistException($"@{name} is negative: '{text}'.");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new PlaylistException($"@{name} is no duration: '{text}'.", e);
        }
    }
}
