using Provenance.Cryptography;

namespace Provenance;

/// <summary>The revocation status of the certificates of earlier claim signatures (§18.19), as their own responders tell it now.</summary>
internal static class EarlierCertificates
{
    /// <summary>Asks.</summary>
    /// <param name="validation">What is known of the manifests.</param>
    /// <param name="options">The client, the clock, the limits.</param>
    /// <param name="warnings">Gets what could not be had.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The assertion, or nothing when no responder answered.</returns>
    /// <exception cref="SigningException">There is no client, or a certificate was revoked.</exception>
    public static async Task<IEnumerable<Assertion>> AskAsync(ValidationResult validation, SigningOptions options, List<string> warnings, CancellationToken cancellationToken)
    {
        var client = options.OcspClient ?? throw new SigningException(SigningFault.InvalidDefinition, "Recording the status of certificates needs a client to ask for it (SigningOptions.OcspClient).");
        var responses = new List<ReadOnlyMemory<byte>>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var report in validation.Manifests.Where(m => m.Signature is { Certificates.Count: > 0 }))
        {
            var chain = report.Signature!.Certificates;
            if (asked.Add(chain[0].Thumbprint))
            {
                var status = await StapledStatus.AskAsync([.. chain.Select(ParsedCertificate.From)], client, options, cancellationToken).ConfigureAwait(false);
                responses.AddRange(status.Responses);
                warnings.AddRange(status.Warnings);
            }
        }

        if (responses.Count > 0)
        {
            return [new CertificateStatusAssertion(responses)];
        }

        warnings.Add("No certificate status was recorded: no certificate names a responder that answered.");
        return [];
    }
}
