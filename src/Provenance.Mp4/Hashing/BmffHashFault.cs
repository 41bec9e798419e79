using System.Runtime.CompilerServices;

namespace Provenance.Bmff;

/// <summary>Why a hash assertion cannot be used.</summary>
/// <param name="Code">The status code.</param>
/// <param name="Sentence">A plain sentence.</param>
internal sealed record BmffHashFault(ValidationStatusCode Code, string Sentence)
{
    /// <summary>Whether something could not be looked at, rather than being wrong.</summary>
    public bool IsLimit => Code == ValidationStatusCode.LimitExceeded;

    public static BmffHashFault Malformed(string sentence) => new(ValidationStatusCode.AssertionBmffHashMalformed, sentence);

    public static BmffHashFault Limit(string what, int value, [CallerArgumentExpression(nameof(value))] string limit = "") =>
        new(ValidationStatusCode.LimitExceeded, ExceededLimit.Sentence(what, value, limit));

    public static BmffHashFault Mismatch(string sentence) => new(ValidationStatusCode.AssertionBmffHashMismatch, sentence);

    public static BmffHashFault Algorithm(string? name) =>
        new(ValidationStatusCode.AlgorithmUnsupported, name is null ? "The hash assertion of the media names no algorithm." : "The hash algorithm of the media is not one that the standard allows.");
}
