using System.Diagnostics.CodeAnalysis;

namespace Provenance.Cryptography;

/// <summary>An OCSP response (RFC 6960 §4.2) read from DER.</summary>
internal sealed class OcspResponse
{
    public static bool TryParse(ReadOnlyMemory<byte> der, ParserLimits limits, [NotNullWhen(true)] out OcspResponse? response, [NotNullWhen(false)] out string? error) => throw new NotImplementedException();

    /// <summary>Whether some answer is about the certificate.</summary>
    public bool IsAbout(ParsedCertificate certificate, ParsedCertificate issuer) => throw new NotImplementedException();

    /// <summary>§15.9.1: a response carried in the manifest store.</summary>
    /// <param name="certificate">The certificate asked about.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="attestedTime">The trusted time-stamp, or null for none.</param>
    /// <param name="now">Time of validation.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public OcspEvaluation EvaluateStapled(ParsedCertificate certificate, ParsedCertificate issuer, DateTimeOffset? attestedTime, DateTimeOffset now, SignatureVerifier verifier) => throw new NotImplementedException();

    /// <summary>§15.9.2: a response that was just fetched.</summary>
    public OcspEvaluation EvaluateOnline(ParsedCertificate certificate, ParsedCertificate issuer, DateTimeOffset? attestedTime, DateTimeOffset now, SignatureVerifier verifier) => throw new NotImplementedException();
}
