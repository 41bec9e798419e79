using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>Verifies the signatures of one validation, within its limits. Not for use from several threads.</summary>
internal sealed class SignatureVerifier(ParserLimits limits, Ed25519Verifier? ed25519) : IDisposable
{
    /// <summary>The limits of the validation.</summary>
    public ParserLimits Limits { get; } = limits;

    /// <summary>The Ed25519 implementation, or null for none.</summary>
    public Ed25519Verifier? Ed25519 { get; } = ed25519;

    /// <summary>Verifies a COSE signature (§13.2): r‖s for ECDSA, salt as long as the hash for RSA-PSS.</summary>
    public SignatureVerdict Verify(SigningAlgorithm algorithm, ParsedCertificate signer, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => throw new NotImplementedException();

    /// <summary>As above with a platform certificate.</summary>
    public SignatureVerdict Verify(SigningAlgorithm algorithm, X509Certificate2 signer, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => throw new NotImplementedException();

    public void Dispose()
    {
    }
}
