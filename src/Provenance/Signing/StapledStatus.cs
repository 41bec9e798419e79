using Provenance.Cryptography;

namespace Provenance;

/// <summary>§10.3.2.6, §14.5.2: the status of the signer's certificates, asked for before signing so that it travels with the signature.</summary>
/// <param name="Responses">The OCSP responses, encoded, that say "not revoked".</param>
/// <param name="Warnings">What could not be had.</param>
internal sealed record StapledStatus(IReadOnlyList<ReadOnlyMemory<byte>> Responses, IReadOnlyList<string> Warnings)
{
    /// <summary>Nothing was asked.</summary>
    public static StapledStatus None { get; } = new([], []);

    /// <summary>Asks the responders that the signer's certificate and the authorities below the root name.</summary>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">The client, the clock, the limits.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="SigningException">A certificate was revoked: nobody would accept the signature.</exception>
    public static async Task<StapledStatus> AskAsync(ClaimSigner signer, SigningOptions options, CancellationToken cancellationToken)
    {
        // §10.3.2.6: "a trusted time-stamp shall also be obtained". Without one a stapled answer proves nothing (§15.9.1).
        if (options.OcspClient is not { } client || ClaimSignatureWriter.PolicyOf(signer, options) == TimestampPolicy.None)
        {
            return None;
        }

        return await AskAsync([.. signer.CertificateChain.Select(ParsedCertificate.From)], client, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the responders that a certificate and the authorities above it name.</summary>
    /// <param name="chain">The certificates, the signer's first.</param>
    /// <param name="client">The client.</param>
    /// <param name="options">The clock, the limits.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="SigningException">A certificate was revoked.</exception>
    public static async Task<StapledStatus> AskAsync(IReadOnlyList<ParsedCertificate> chain, HttpClient client, SigningOptions options, CancellationToken cancellationToken)
    {
        var limits = options.IngredientValidation.Limits;
        var responses = new List<ReadOnlyMemory<byte>>();
        var warnings = new List<string>();
        using var verifier = new SignatureVerifier(limits, Ed25519Verifier.Platform);
        for (int i = 0; i + 1 < chain.Count; i++)
        {
            var (certificate, issuer) = (chain[i], chain[i + 1]);
            if (certificate.OcspResponders.Count == 0)
            {
                continue;
            }

            var (response, _) = await OcspClient.AskAsync(client, certificate, issuer, limits, cancellationToken).ConfigureAwait(false);
            switch (response?.EvaluateOnline(certificate, issuer, null, options.Clock.GetUtcNow(), verifier).Outcome)
            {
                case RevocationOutcome.NotRevoked:
                    responses.Add(response.Der);
                    break;
                case RevocationOutcome.Revoked:
                    throw new SigningException(SigningFault.InvalidCredential, $"The certificate of {PathValidation.Name(certificate)} was revoked, says its issuer's OCSP responder.");
                default:
                    warnings.Add($"The status of the certificate of {PathValidation.Name(certificate)} could not be had from its issuer's OCSP responder; it is not stored with the signature.");
                    break;
            }
        }

        return new StapledStatus(responses, warnings);
    }
}
