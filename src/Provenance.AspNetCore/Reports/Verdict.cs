namespace Provenance.Reports;

/// <summary>A validation in one plain sentence, a tone and an exit code.</summary>
/// <param name="Sentence">Leads the report.</param>
/// <param name="Tone">How it looks.</param>
/// <param name="ExitCode">One of <see cref="VerdictCode"/>.</param>
internal sealed record Verdict(string Sentence, VerdictTone Tone, int ExitCode)
{
    private const string Video = "video";

    /// <summary>The sentence in two: what leads it in capitals, and the rest.</summary>
    public (string Headline, string Explanation) Parts =>
        Sentence.IndexOf(" — ", StringComparison.Ordinal) is var dash and >= 0 ? (Sentence[..dash], Sentence[(dash + 3)..]) : (Sentence, string.Empty);

    /// <summary>Judges a full validation.</summary>
    /// <param name="result">The result.</param>
    /// <param name="required">What <c>--require</c> asks: <see cref="ValidationState.Valid"/> or <see cref="ValidationState.Trusted"/>.</param>
    public static Verdict Of(ValidationResult result, ValidationState required)
    {
        if (!result.IsSupported)
        {
            return new Verdict("UNSUPPORTED — this is not an MP4 or another kind of file we know", VerdictTone.Neutral, VerdictCode.Unreadable);
        }

        if (IsUnreadable(result))
        {
            return new Verdict("UNREADABLE — the file is damaged or not what its type says" + Reason(result), VerdictTone.Neutral, VerdictCode.Unreadable);
        }

        return result.State switch
        {
            ValidationState.Trusted when result.MediaWasHashed =>
                new Verdict($"TRUSTED — the {Noun(result)} is exactly what was signed, and the signer is on the trust list", VerdictTone.Good, VerdictCode.Met),
            ValidationState.Valid when result.MediaWasHashed => new Verdict(
                $"VALID, NOT TRUSTED — the {Noun(result)} is exactly what was signed, but the signer is on no trust list that was given",
                VerdictTone.Caution,
                required == ValidationState.Valid ? VerdictCode.Met : VerdictCode.NotTrusted),
            ValidationState.NoCredentials => new Verdict("NO CREDENTIALS — nothing is known about this file", VerdictTone.Neutral, VerdictCode.NoCredentials),
            ValidationState.Invalid => new Verdict("NOT AUTHENTIC — " + Fault(result), VerdictTone.Alarm, VerdictCode.Failed),
            _ => new Verdict(
                "NOT CONFIRMED — the credentials follow the rules, but the signature could not be confirmed at the time that counts",
                VerdictTone.Caution,
                VerdictCode.Failed),
        };
    }

    /// <summary>Judges an inspection, which never says that a video is authentic.</summary>
    public static Verdict OfInspection(ValidationResult result) =>
        !IsUnreadable(result) && result.State >= ValidationState.WellFormed
            ? new Verdict("NOT CHECKED — this is what the credentials say; the media was not hashed, see 'verify'", VerdictTone.Neutral, VerdictCode.Met)
            : Of(result, ValidationState.Trusted);

    /// <summary>The state as reports name it: <c>Unreadable</c> beside the states of the standard.</summary>
    public static string StateOf(ValidationResult result) => IsUnreadable(result) ? "Unreadable" : result.State.ToString();

    /// <summary>
    /// Whether the file could not be judged at all: of no kind we know, or damaged (or beyond a limit) without credentials in sight.
    /// Damage to a file whose credentials were found is a change after signing.
    /// </summary>
    public static bool IsUnreadable(ValidationResult result) =>
        !result.IsSupported
        || (result.ActiveManifest is null
            && result.State == ValidationState.Invalid
            && (!result.IsReadable || result.Failures.Any())
            && result.Failures.All(f => f.Code == ValidationStatusCode.ContainerMalformed || f.Code == ValidationStatusCode.LimitExceeded));

    private static string Fault(ValidationResult result)
    {
        var failures = result.Failures.ToList();
        if (failures.Exists(f => f.Code == ValidationStatusCode.AssertionBmffHashMismatch || (Noun(result) != Video && IsMismatch(f.Code))))
        {
            return $"the {Noun(result)} was changed after signing";
        }

        // Something that is wrong weighs more than a signer who is merely unknown.
        var worst = failures.Find(f => f.Code != ValidationStatusCode.SigningCredentialUntrusted) ?? failures.FirstOrDefault();
        return worst is null ? "the credentials do not hold" : LowerFirst(VisibleText.Escape(worst.Code.Meaning).TrimEnd('.'));
    }

    private static bool IsMismatch(ValidationStatusCode code) => code == ValidationStatusCode.AssertionDataHashMismatch || code == ValidationStatusCode.AssertionBoxesHashMismatch;

    // What a person would call it.
    private static string Noun(ValidationResult result) => result.MediaType switch
    {
        { } type when type.StartsWith("image/", StringComparison.Ordinal) => "picture",
        { } type when type.StartsWith("audio/", StringComparison.Ordinal) => "recording",
        _ => Video,
    };

    private static string Reason(ValidationResult result) =>
        result.Failures.FirstOrDefault() is { } failure ? ": " + LowerFirst(VisibleText.Escape(failure.Sentence).TrimEnd('.')) : string.Empty;

    private static string LowerFirst(string sentence) => sentence.Length == 0 ? sentence : char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
