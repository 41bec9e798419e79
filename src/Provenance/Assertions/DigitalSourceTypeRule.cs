namespace Provenance;

/// <summary>The rule for digital source types that are written (§18.15.4.5): a term of one of the two vocabularies.</summary>
internal static class DigitalSourceTypeRule
{
    /// <summary>A sentence when the rule is broken, else null.</summary>
    public static string? Check(string what, DigitalSourceType? type) => type is { IsKnown: false } unknown
        ? $"The digitalSourceType of {what}, '{TextRule.Shorten(unknown.ToString())}', is no term of the IPTC or C2PA vocabulary (§18.15.4.5); "
            + $"such a term is {DigitalSourceType.TrainedAlgorithmicMedia}."
        : null;
}
