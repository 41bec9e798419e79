using System.Net.Http.Headers;

namespace Provenance.Cryptography;

/// <summary>Asks OCSP responders (RFC 6960 appendix A) over the caller's client.</summary>
internal static class OcspClient
{
    // A certificate of a stranger names the addresses; honest ones name one or two.
    private const int MostResponders = 2;

    /// <summary>Asks the responders of the certificate in order.</summary>
    /// <param name="client">The caller's client, with its own time-out and its own view on private addresses.</param>
    /// <param name="certificate">The certificate asked about.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="limits">Most bytes of an answer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The response, or null when none answered properly (<c>signingCredential.ocsp.inaccessible</c>); then a sentence when a limit is why.</returns>
    public static async Task<(OcspResponse? Response, string? Problem)> AskAsync(HttpClient client, ParsedCertificate certificate, ParsedCertificate issuer, ParserLimits limits, CancellationToken cancellationToken)
    {
        byte[] request = OcspRequest.Encode(certificate, issuer);
        string? problem = null;
        foreach (var responder in certificate.OcspResponders.Take(MostResponders))
        {
            try
            {
                using var content = new ByteArrayContent(request);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/ocsp-request");
                using var question = new HttpRequestMessage(HttpMethod.Post, responder) { Content = content };
                using var answer = await client.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode)
                {
                    continue;
                }

                if (await BoundedBody.ReadAsync(answer.Content, limits.MaxRemoteSize, cancellationToken).ConfigureAwait(false) is not { } body)
                {
                    problem = ExceededLimit.Sentence("The answer of the OCSP responder is too large", limits.MaxRemoteSize);
                }
                else if (OcspResponse.TryParse(body, limits, out var response, out _) && response.IsAbout(certificate, issuer))
                {
                    return (response, null);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The next responder may answer; that none did is what the caller reports.
            }
        }

        return (null, problem);
    }
}
