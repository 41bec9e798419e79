using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>What §15.8.2 found about one time-stamp token.</summary>
internal sealed record TimestampEvaluation
{
    /// <summary><c>timeStamp.*</c> statuses: informational ones, or the two of success.</summary>
    public required IReadOnlyList<ValidationStatus> Statuses { get; init; }

    /// <summary>genTime of a token that is intact, ours, and trusted; else null.</summary>
    public DateTimeOffset? TrustedTime { get; init; }

    /// <summary>genTime as stated, whether trusted or not; null when it cannot be read.</summary>
    public DateTimeOffset? StatedTime { get; init; }

    /// <summary>The certificates of the token, the authority's first when it is known.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; init; } = [];

    public bool IsTrusted => TrustedTime is not null;
}

/// <summary>Time-stamp tokens (RFC 3161) as §15.8 evaluates them.</summary>
internal static class TimestampToken
{
    /// <summary>§15.8.1.1 and §15.8.2 for the header of a claim signature, whichever of <c>sigTst2</c> and <c>sigTst</c> there is; null when there is neither.</summary>
    /// <param name="signature">The claim signature.</param>
    /// <param name="claim">The bytes of the claim, which <c>sigTst</c> stamps.</param>
    /// <param name="url">JUMBF URI for the statuses.</param>
    /// <param name="trustList">Anchors for time-stamp authorities.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public static TimestampEvaluation? EvaluateHeader(CoseSign1 signature, ReadOnlyMemory<byte> claim, string url, TrustList trustList, SignatureVerifier verifier) => throw new NotImplementedException();

    /// <summary>§15.8.2 for a token from elsewhere (a time-stamp assertion, §15.8.1.2) over the v2 message of the signature.</summary>
    public static TimestampEvaluation EvaluateToken(ReadOnlyMemory<byte> token, CoseSign1 signature, string url, TrustList trustList, SignatureVerifier verifier) => throw new NotImplementedException();
}
