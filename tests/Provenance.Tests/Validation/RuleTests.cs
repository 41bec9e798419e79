using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Every rule case: exactly the failures it names, and the codes it asks for among the rest.</summary>
public sealed class RuleTests
{
    public static TheoryData<string> ClaimCases => Names(ClaimRules.All);

    public static TheoryData<string> SignatureCases => Names(SignatureRules.All);

    public static TheoryData<string> AssertionCases => Names(AssertionRules.All);

    public static TheoryData<string> LineageCases => Names(LineageRules.All);

    [Theory]
    [MemberData(nameof(ClaimCases))]
    [Clause("15.6")]
    public Task Claims(string name) => JudgeAsync(ClaimRules.All, name);

    [Theory]
    [MemberData(nameof(SignatureCases))]
    [Clause("15.7")]
    public Task Signatures(string name) => JudgeAsync(SignatureRules.All, name);

    [Theory]
    [MemberData(nameof(AssertionCases))]
    [Clause("15.10")]
    public Task Assertions(string name) => JudgeAsync(AssertionRules.All, name);

    [Theory]
    [MemberData(nameof(LineageCases))]
    [Clause("15.11")]
    public Task Lineages(string name) => JudgeAsync(LineageRules.All, name);

    private static TheoryData<string> Names(IEnumerable<RuleCase> cases) => [.. cases.Select(c => c.Name)];

    private static async Task JudgeAsync(IEnumerable<RuleCase> cases, string name)
    {
        var rule = cases.Single(c => c.Name == name);
        var result = await Verdict.OfAsync([.. rule.Manifests()]);
        Assert.Equal(rule.Failures.Order(StringComparer.Ordinal), result.FailureCodes());
        Assert.All(rule.Informational, code => Assert.Contains(result.Statuses, s => s.Code.Value == code));
        var expected = rule.Failures switch
        {
            [] => ValidationState.Trusted,
            ["signingCredential.untrusted"] => ValidationState.Valid,
            ["claimSignature.outsideValidity"] => ValidationState.WellFormed,
            _ => ValidationState.Invalid,
        };
        Assert.Equal(expected, result.State);
    }
}
