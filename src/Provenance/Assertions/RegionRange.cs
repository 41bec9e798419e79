using System.Globalization;
using Provenance.Cbor;

namespace Provenance;

/// <summary>One range of a region of interest (§18.2.2.1).</summary>
public sealed record RegionRange
{
    private RegionRange(string type, IReadOnlyDictionary<string, CborValue> members)
    {
        Type = type;
        Members = members;
    }

    /// <summary><c>spatial</c>, <c>temporal</c>, <c>frame</c>, <c>textual</c> or <c>identified</c>.</summary>
    public string Type { get; }

    /// <summary>The members of the map beside <c>type</c>: <c>time</c>, <c>shape</c>, <c>frame</c>, <c>text</c> or <c>item</c>.</summary>
    public IReadOnlyDictionary<string, CborValue> Members { get; }

    /// <summary>A range of time in normal play time (§18.2.2.3).</summary>
    /// <param name="start">The start, inclusive; null for the start of the asset.</param>
    /// <param name="end">The end, exclusive; null for the end of the asset.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or the end is not behind the start.</exception>
    public static RegionRange Temporal(TimeSpan? start, TimeSpan? end)
    {
        if (start < TimeSpan.Zero || end <= (start ?? TimeSpan.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(end), "The end of a time range lies behind its start, and neither is negative.");
        }

        return Of("temporal", "time", CborValue.Map(
            ("type", CborValue.Text("npt")), ("start", CborMembers.OfText(Npt(start))), ("end", CborMembers.OfText(Npt(end)))));
    }

    /// <summary>A range of frames (§18.2.2.4), both inclusive; null for the first or the last of the asset.</summary>
    public static RegionRange Frames(long? start, long? end)
    {
        if (start < 0 || end < (start ?? 0))
        {
            throw new ArgumentOutOfRangeException(nameof(end), "The last frame is not before the first, and neither is negative.");
        }

        return Of("frame", "frame", CborValue.Map(("start", start is { } s ? CborValue.Integer(s) : null), ("end", end is { } e ? CborValue.Integer(e) : null)));
    }

    /// <summary>A track of an ISO base media file (§18.2.2.6).</summary>
    /// <param name="trackId">The <c>track_ID</c>.</param>
    public static RegionRange Track(uint trackId) => Of("identified", "item", CborValue.Map(
        ("identifier", CborValue.Text("track_id")), ("value", CborValue.Text(trackId.ToString(CultureInfo.InvariantCulture)))));

    /// <summary>A rectangle in percent of the picture (§18.2.2.2), 0 to 100.</summary>
    public static RegionRange Rectangle(double x, double y, double width, double height)
    {
        foreach (double value in (ReadOnlySpan<double>)[x, y, width, height])
        {
            if (!(value is >= 0 and <= 100))
            {
                throw new ArgumentOutOfRangeException(nameof(x), "A rectangle is given in percent: numbers from 0 to 100.");
            }
        }

        return Of("spatial", "shape", CborValue.Map(
            ("type", CborValue.Text("rectangle")),
            ("unit", CborValue.Text("percent")),
            ("origin", CborValue.Map(("x", CborValue.Float(x)), ("y", CborValue.Float(y)))),
            ("width", CborValue.Float(width)),
            ("height", CborValue.Float(height))));
    }

    internal static RegionRange? FromCbor(CborValue value)
    {
        if (value["type"]?.AsText is not { } type || value.Entries.Any(e => e.Key.AsText is null))
        {
            return null;
        }

        var members = new CborMembers(value, "range");
        _ = members.Text("type");
        return new RegionRange(type, members.Rest);
    }

    internal CborValue ToCbor() => CborMembers.Write(Members, ("type", CborValue.Text(Type)));

    private static RegionRange Of(string type, string key, CborValue content) => new(type, new Dictionary<string, CborValue>(StringComparer.Ordinal) { [key] = content });

    private static string? Npt(TimeSpan? time) => time is { } t ? (t.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture) : null;
}
