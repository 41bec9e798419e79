namespace Provenance;

/// <summary>An assertion with its place in a manifest under construction.</summary>
/// <param name="Assertion">The assertion.</param>
/// <param name="Label">Its label with the instance suffix (§6.4).</param>
/// <param name="IsGathered">Whether the claim lists it in <c>gathered_assertions</c>.</param>
internal sealed record PlacedAssertion(Assertion Assertion, string Label, bool IsGathered);
