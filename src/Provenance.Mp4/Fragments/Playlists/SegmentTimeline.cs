using System.Globalization;
using System.Xml.Linq;

namespace Provenance.Bmff;

/// <summary>Numbers and times of segments from a <c>SegmentTimeline</c> (ISO/IEC 23009-1 §5.3.9.6).</summary>
internal static class SegmentTimeline
{
    /// <summary>The segments.</summary>
    /// <param name="timeline">The element.</param>
    /// <param name="startNumber">Number of the first segment.</param>
    /// <param name="end">Where the period ends, in units of the time scale, or null when nothing says.</param>
    /// <param name="require">Refuses too many.</param>
    /// <exception cref="PlaylistException">It contradicts itself.</exception>
    public static IEnumerable<(long Number, long Time)> Read(XElement timeline, long startNumber, Int128? end, Action<long> require)
    {
        XElement[] runs = [.. timeline.Elements().Where(e => e.Name.LocalName == "S")];
        long number = startNumber;
        long time = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            time = Value(runs[i], "t") ?? time;
            number = Value(runs[i], "n") ?? number;
            if (runs[i].Attribute("k") is not null)
            {
                throw new PlaylistException("A SegmentTimeline counts segment sequences (S@k): those are not supported.");
            }

            if (Value(runs[i], "d") is not ({ } duration and > 0))
            {
                throw new PlaylistException("An S element of a SegmentTimeline has no duration.");
            }

            long count = Count(runs, i, time, duration, end);
            require(count);
            for (long n = 0; n < count; n++)
            {
                yield return (number, time);
                number = Next(number, 1);
                time = Next(time, duration);
            }
        }
    }

    // §5.3.9.6.2: a negative @r repeats up to the next S@t, or to the end of the period.
    private static long Count(XElement[] runs, int index, long time, long duration, Int128? end)
    {
        string text = runs[index].Attribute("r")?.Value ?? "0";
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long repeat))
        {
            throw new PlaylistException($"S@r of a SegmentTimeline is no number: '{text}'.");
        }

        if (repeat >= 0)
        {
            return Next(repeat, 1);
        }

        Int128? until = index + 1 < runs.Length ? Value(runs[index + 1], "t") : end;
        return until is { } limit && limit > time
            ? (long)Int128.Min(long.MaxValue / 2, (limit - time + duration - 1) / duration)
            : throw new PlaylistException("A SegmentTimeline repeats to an end that nothing states.");
    }

    private static long? Value(XElement element, string name) => element.Attribute(name)?.Value is { } text
        ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw new PlaylistException($"S@{name} of a SegmentTimeline is no number: '{text}'.")
        : null;

    private static long Next(long value, long step) =>
        value <= long.MaxValue - step ? value + step : throw new PlaylistException("The numbers of a SegmentTimeline are beyond all bounds.");
}
