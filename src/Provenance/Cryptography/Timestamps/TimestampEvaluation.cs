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
