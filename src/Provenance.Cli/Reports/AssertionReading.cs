using Provenance.Cbor;

namespace Provenance.Cli.Reports;

/// <summary>Finds assertions in a manifest that may be damaged.</summary>
internal static class AssertionReading
{
    /// <summary>The CBOR of every assertion with the label, whatever its version and instance (<c>c2pa.actions</c>, <c>c2pa.actions.v2__1</c>).</summary>
    public static IEnumerable<CborValue> Contents(Manifest manifest, string label)
    {
        foreach (var box in manifest.AssertionBoxes)
        {
            if (HasLabel(box.Label, label)
                && box.Content("cbor") is { } bytes
                && CborValue.TryParse(bytes, ParserLimits.Default, out var content, out _))
            {
                yield return content;
            }
        }
    }

    private static bool HasLabel(string boxLabel, string label)
    {
        int instance = boxLabel.IndexOf("__", StringComparison.Ordinal);
        var bare = instance < 0 ? boxLabel.AsSpan() : boxLabel.AsSpan(0, instance);
        return bare.StartsWith(label, StringComparison.Ordinal)
            && (bare.Length == label.Length || (bare[label.Length..] is ['.', 'v', .. var version] && version.Length > 0 && !version.ContainsAnyExceptInRange('0', '9')));
    }
}
