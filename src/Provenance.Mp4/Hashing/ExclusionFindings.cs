namespace Provenance.Bmff;

/// <summary>
/// What there is to say about a list of exclusions (§15.12.2): what goes beyond §A.5.6, <c>free</c> and <c>skip</c> is reported; what leaves media or its
/// description open is a failure of our own.
/// </summary>
internal static class ExclusionFindings
{
    // A list of exclusions can be long; a sentence is not.
    private const int MaxNamed = 5;

    /// <summary>The findings.</summary>
    /// <param name="assertion">The assertion with the list.</param>
    /// <param name="matches">What the list matches in the file.</param>
    public static IEnumerable<BmffHashFault> Of(BmffHashAssertion assertion, ExclusionMatches matches)
    {
        var dangerous = Standing(ExclusionStanding.Dangerous);
        List<Exclusion> additional = [.. Standing(ExclusionStanding.Additional), .. dangerous];
        if (additional.Count > 0)
        {
            yield return new(ValidationStatusCode.AssertionBmffHashAdditionalExclusionsPresent, $"The hash also leaves out {Names(additional)}.");
        }

        dangerous = [.. dangerous.Where(matches.Effective.Contains)];
        if (dangerous.Count > 0)
        {
            yield return new(ValidationStatusCode.AssertionBmffHashDangerousExclusion, $"The hash leaves out {Names(dangerous)}: what is there can be changed without a trace.");
        }

        var open = matches.Effective.Where(e => MandatoryExclusions.Judge(e, assertion.HasHashAndMerkle) is ExclusionStanding.Additional or ExclusionStanding.Padding).ToList();
        if (open.Count > 0)
        {
            yield return new(ValidationStatusCode.ContainerUnprotectedBytes, $"The hash leaves out {Names(open)}.");
        }

        List<Exclusion> Standing(ExclusionStanding standing) => [.. assertion.Exclusions.Where(e => MandatoryExclusions.Judge(e, assertion.HasHashAndMerkle) == standing)];
    }

    private static string Names(List<Exclusion> exclusions) =>
        string.Join(", ", exclusions.Take(MaxNamed).Select(e => e.Path.Text)) + (exclusions.Count > MaxNamed ? $" and {exclusions.Count - MaxNamed} more" : string.Empty);
}
