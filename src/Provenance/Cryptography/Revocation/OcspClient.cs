namespace Provenance.Cryptography;

/// <summary>Asks OCSP responders (RFC 6960 appendix A) over the caller's client.</summary>
internal static class OcspClient
{
    /// <summary>Asks the responders of the certificate in order.</summary>
    /// <returns>The response, or null when none answered properly (<c>signingCredential.ocsp.inaccessible</c>).</returns>
    public static Task<OcspResponse?> AskAsync(HttpClient client, ParsedCertificate certificate, ParsedCertificate issuer, ParserLimits limits, CancellationToken cancellationToken) => throw new NotImplementedException();
}
