namespace Provenance.Tests.Architecture;

/// <summary>A rule of the standard.</summary>
/// <param name="Id">The clause and a running letter.</param>
/// <param name="IsShall">Whether it must be met; else it should be.</param>
/// <param name="Reason">Why it does not apply here, in a sentence; null when it applies.</param>
/// <param name="Text">The rule in our words.</param>
internal sealed record Rule(string Id, bool IsShall, string? Reason, string Text)
{
    /// <summary>The clause that states it.</summary>
    public string Clause => Id[..Id.LastIndexOf('-')];
}
