using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>What the steps over one claim signature establish, each for the next (§15.7–15.9).</summary>
internal sealed class SignatureFacts(CoseSign1 message)
{
    /// <summary>The COSE_Sign1 message.</summary>
    public CoseSign1 Message { get; } = message;

    /// <summary>The certificates as the file has them, the signer's first; empty when they cannot be read.</summary>
    public IReadOnlyList<ParsedCertificate> Certificates { get; set; } = [];

    /// <summary>Whether the signer's certificate is in the private credential store (§14.4.3).</summary>
    public bool IsPrivateCredential { get; set; }

    /// <summary>Whether the claim is rejected, so that its signature is not worth verifying (§15.7).</summary>
    public bool IsRejected { get; set; }

    /// <summary>The time-stamp that counts: the trusted one, else the first that could be read; null when there is none.</summary>
    public TimestampEvaluation? Timestamp { get; set; }

    /// <summary>The time attested by a trusted time-stamp, or null.</summary>
    public DateTimeOffset? TrustedTime => Timestamp?.TrustedTime;

    /// <summary>The path to a trust anchor, or as far as it reaches.</summary>
    public CertificatePath? Path { get; set; }
}
