using Provenance.Cli;
using Provenance.Reports;

namespace Provenance.Tests.Cli;

/// <summary>The sentence and the exit code of every verdict.</summary>
public sealed class VerdictTests
{
    [Theory]
    [InlineData(ValidationState.Trusted, ValidationState.Trusted, "TRUSTED", 0)]
    [InlineData(ValidationState.Trusted, ValidationState.Valid, "TRUSTED", 0)]
    [InlineData(ValidationState.Valid, ValidationState.Trusted, "VALID, NOT TRUSTED", 3)]
    [InlineData(ValidationState.Valid, ValidationState.Valid, "VALID, NOT TRUSTED", 0)]
    [InlineData(ValidationState.WellFormed, ValidationState.Valid, "NOT CONFIRMED", 1)]
    [InlineData(ValidationState.Invalid, ValidationState.Valid, "NOT AUTHENTIC", 1)]
    [InlineData(ValidationState.NoCredentials, ValidationState.Valid, "NO CREDENTIALS", 4)]
    public void Every_state_has_its_words_and_its_code(ValidationState state, ValidationState required, string words, int exitCode)
    {
        var verdict = Verdict.Of(Result(state), required);
        Assert.StartsWith(words + " — ", verdict.Sentence, StringComparison.Ordinal);
        Assert.Equal(exitCode, verdict.ExitCode);
    }

    [Fact]
    public void A_result_that_hashed_nothing_is_never_called_authentic()
    {
        var inspected = Result(ValidationState.Trusted) with { MediaWasHashed = false };
        Assert.DoesNotContain("TRUSTED", Verdict.Of(inspected, ValidationState.Valid).Sentence, StringComparison.Ordinal);
        Assert.NotEqual(0, Verdict.Of(inspected, ValidationState.Valid).ExitCode);
        Assert.StartsWith("NOT CHECKED", Verdict.OfInspection(inspected).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    [Clause("15.3-a", "15.3-b")]
    public void A_changed_video_is_named_before_an_unknown_signer() =>
        Assert.Equal(
            "NOT AUTHENTIC — the video was changed after signing",
            Verdict.Of(Result(ValidationState.Invalid, ValidationStatusCode.SigningCredentialUntrusted, ValidationStatusCode.AssertionBmffHashMismatch), ValidationState.Trusted).Sentence);

    [Fact]
    [Clause("15.3-b")]
    public void Another_fault_is_named_by_its_meaning() =>
        Assert.Equal(
            "NOT AUTHENTIC — an assertion was changed after signing",
            Verdict.Of(Result(ValidationState.Invalid, ValidationStatusCode.SigningCredentialUntrusted, ValidationStatusCode.AssertionHashedURIMismatch), ValidationState.Trusted).Sentence);

    [Fact]
    public void A_file_that_is_none_is_neither_good_nor_bad()
    {
        Assert.Equal(5, Verdict.Of(Result(ValidationState.NoCredentials) with { IsSupported = false }, ValidationState.Valid).ExitCode);
        Assert.Equal(5, Verdict.Of(Result(ValidationState.Invalid, ValidationStatusCode.ContainerMalformed), ValidationState.Valid).ExitCode);
        Assert.Equal(5, Verdict.Of(Result(ValidationState.Invalid, ValidationStatusCode.LimitExceeded), ValidationState.Valid).ExitCode);
        Assert.Equal(5, Verdict.OfInspection(Result(ValidationState.Invalid, ValidationStatusCode.ContainerMalformed)).ExitCode);
        Assert.Equal(1, Verdict.Of(Result(ValidationState.Invalid, ValidationStatusCode.ContainerMalformed, ValidationStatusCode.ManifestStoreUnusable), ValidationState.Valid).ExitCode);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 3, 3)]
    [InlineData(3, 4, 4)]
    [InlineData(4, 5, 5)]
    [InlineData(5, 1, 1)]
    [InlineData(5, 6, 6)]
    [InlineData(6, 1, 1)]
    [InlineData(1, 4, 1)]
    [InlineData(4, 0, 4)]
    public void The_worse_code_wins(int one, int other, int expected)
    {
        Assert.Equal(expected, ExitCode.Worse(one, other));
        Assert.Equal(expected, ExitCode.Worse(other, one));
    }

    private static ValidationResult Result(ValidationState state, params ValidationStatusCode[] failures) => new()
    {
        State = state,
        Statuses = [.. failures.Select(c => new ValidationStatus(c))],
        ValidationTime = TestPki.Now,
        MediaWasHashed = true,
    };
}
