namespace Provenance.Tests.Attacks;

/// <summary>What a reader of an asset learns, in a form that can be compared: the verdict, and the codes behind it.</summary>
/// <param name="State">The verdict; of segments, the worst of all.</param>
/// <param name="Codes">The codes about the asset, each once, in order; what was found about segments as words.</param>
internal sealed record Reading(ValidationState State, string Codes)
{
    /// <summary>Of one file.</summary>
    public static Reading Of(ValidationResult result) => new(result.State, Join(Words(result)));

    /// <summary>Of an initialization segment and media segments: only when all are authentic is the whole what was signed.</summary>
    public static Reading Of(ValidationResult init, IReadOnlyList<SegmentVerdict> segments)
    {
        bool sound = segments.All(s => s is { Finding: SegmentFinding.Authentic, Fault: null, Skipped: 0 });
        return new(sound || init.State < ValidationState.Valid ? init.State : ValidationState.Invalid, Join([
            .. Words(init),
            .. segments.Select(s => "segment " + s.Finding),
            .. segments.SelectMany(s => s.Fault is null ? s.Notes : [s.Fault, .. s.Notes]).Select(s => s.Code.Value),
        ]));
    }

    private static IEnumerable<string> Words(ValidationResult result) =>
        result.Statuses.Concat(result.IngredientDeltas.SelectMany(d => d.Statuses)).Select(s => s.Code.Value);

    private static string Join(IEnumerable<string> words) => string.Join(' ', words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
