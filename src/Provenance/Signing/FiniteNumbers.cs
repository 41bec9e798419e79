using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>The rule that numbers in an assertion are numbers: NaN and infinities mean nothing to a reader, and JSON reports (crJSON) cannot show them.</summary>
internal static class FiniteNumbers
{
    // Type and size in front of the content of a box.
    private const int BoxHeaderSize = 8;

    /// <summary>A sentence when a number is not finite, else null.</summary>
    public static string? Check(string label, AssertionContent content, ParserLimits limits)
    {
        if (content.ContentType != JumbfTypes.Cbor || content.Boxes is not [var box] || !CborValue.TryParse(box[BoxHeaderSize..], limits, out var value, out _))
        {
            return null;
        }

        return IsFinite(value) ? null : $"The assertion {TextRule.Shorten(label)} holds a number that is not finite (RFC 8949 §3.3); write what is meant as text, or leave it out.";
    }

    // Parsing bounds the depth.
    private static bool IsFinite(CborValue value) => value.Kind switch
    {
        CborKind.Float => double.IsFinite(value.AsDouble!.Value),
        CborKind.Array => value.Items.All(IsFinite),
        CborKind.Map => value.Entries.All(e => IsFinite(e.Key) && IsFinite(e.Value)),
        CborKind.Tag => IsFinite(value.TagContent!),
        _ => true,
    };
}
