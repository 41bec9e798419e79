using System.Security.Cryptography.X509Certificates;
using Provenance.Cbor;

namespace Provenance.Cryptography;

/// <summary>Time-stamp tokens (RFC 3161) as §15.8 evaluates them. All problems are informational: the token is then ignored.</summary>
internal static class TimestampToken
{
    /// <summary>§15.8.1.1 and §15.8.2 for the header of a claim signature, <c>sigTst2</c> before <c>sigTst</c>; null when there is neither.</summary>
    /// <param name="signature">The claim signature.</param>
    /// <param name="claim">The bytes of the claim, which <c>sigTst</c> stamps.</param>
    /// <param name="url">JUMBF URI for the statuses.</param>
    /// <param name="trustList">Anchors for time-stamp authorities.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public static TimestampEvaluation? EvaluateHeader(CoseSign1 signature, ReadOnlyMemory<byte> claim, string url, TrustList trustList, SignatureVerifier verifier)
    {
        if (signature.Header(CoseHeaders.SigTst2) is { } version2)
        {
            return TryReadValue(version2, out var token, out string? error)
                ? EvaluateToken(token, signature, url, trustList, verifier)
                : Failed(new(ValidationStatusCode.TimeStampMalformed, error!), url);
        }

        if (signature.Header(CoseHeaders.SigTst) is not { } version1)
        {
            return null;
        }

        if (!TryReadValue(version1, out var response, out string? problem) || !TimestampTokenContent.TryReadResponse(response, out var inner, out problem))
        {
            return Failed(new(ValidationStatusCode.TimeStampMalformed, problem!), url);
        }

        var evaluation = Evaluate(inner, signature.TimestampMessageV1(claim), url, trustList, verifier);

        // Version 1 stamps the claim, not the signature: whoever holds the claim can sign it again later and keep the time.
        return evaluation.IsTrusted
            ? evaluation with { Statuses = [.. evaluation.Statuses, new ValidationStatus(ValidationStatusCode.TimeStampWeak, url)] }
            : evaluation;
    }

    /// <summary>§15.8.2 for a token from elsewhere (a time-stamp assertion, §15.8.1.2) over the version 2 message of the signature.</summary>
    /// <param name="token">The token.</param>
    /// <param name="signature">The claim signature it should stamp.</param>
    /// <param name="url">JUMBF URI for the statuses.</param>
    /// <param name="trustList">Anchors for time-stamp authorities.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public static TimestampEvaluation EvaluateToken(ReadOnlyMemory<byte> token, CoseSign1 signature, string url, TrustList trustList, SignatureVerifier verifier) =>
        Evaluate(token, signature.TimestampMessageV2(), url, trustList, verifier);

    /// <summary>§15.8.2 for a token over any message.</summary>
    /// <param name="token">The token.</param>
    /// <param name="message">What it should stamp.</param>
    /// <param name="url">JUMBF URI for the statuses.</param>
    /// <param name="trustList">Anchors for time-stamp authorities.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public static TimestampEvaluation Evaluate(ReadOnlyMemory<byte> token, ReadOnlyMemory<byte> message, string url, TrustList trustList, SignatureVerifier verifier)
    {
        if (!TimestampTokenContent.TryRead(token, verifier.Limits, out var content, out string? error, verifier.Known))
        {
            return Failed(new(ValidationStatusCode.TimeStampMalformed, error), url);
        }

        if (content.CheckIntact(message.Span, verifier) is { } problem)
        {
            return Failed(problem, url, content);
        }

        // "If the validator determines that a certificate is invalid it may additionally return ... timeStamp.credentialInvalid."
        var authority = content.Cms.Signer!;
        if (CertificateProfile.Check(authority, CertificateRole.TimestampAuthority) is [var violation, ..])
        {
            var untrusted = Failed(new(ValidationStatusCode.TimeStampUntrusted, "The certificate of the time-stamp authority is not acceptable."), url, content);
            return untrusted with { Statuses = [.. untrusted.Statuses, new ValidationStatus(ValidationStatusCode.TimeStampCredentialInvalid, url, violation.Sentence)] };
        }

        // "... it is possible to build a trust chain from the TSA's certificate to an entry in C2PA TSA Trust List", and genTime "falls within
        // the validity period of the TSA's signing certificate and all CA certificates up to the trust anchor".
        var others = content.Cms.Certificates.Where(c => !ReferenceEquals(c, authority)).ToArray();
        var path = CertificatePath.Build(authority, others, trustList, TrustList.TimestampUsages, content.Info.GenTime, verifier);
        return path.Outcome switch
        {
            PathOutcome.Trusted => new TimestampEvaluation
            {
                Statuses =
                [
                    new ValidationStatus(ValidationStatusCode.TimeStampValidated, url),
                    new ValidationStatus(ValidationStatusCode.TimeStampTrusted, url),
                ],
                TrustedTime = content.Info.GenTime,
                StatedTime = content.Info.GenTime,
                Certificates = [.. path.Certificates.Select(c => c.ToX509())],
            },
            PathOutcome.OutsideValidity => Failed(new(ValidationStatusCode.TimeStampOutsideValidity, path.Reason), url, content),
            _ => Failed(new(ValidationStatusCode.TimeStampUntrusted, path.Reason), url, content),
        };
    }

    // §10.3.2.5: { tstTokens: [ { val: bytes } ] } with exactly one token.
    private static bool TryReadValue(CborValue header, out ReadOnlyMemory<byte> value, out string? error)
    {
        value = default;
        var tokens = header["tstTokens"];
        if (tokens is not { Kind: CborKind.Array } || tokens.Items.Count != 1)
        {
            error = tokens is { Kind: CborKind.Array, Items.Count: > 1 }
                ? $"The signature carries {tokens.Items.Count} time-stamp tokens where one is expected."
                : "The time-stamp header of the signature holds no token.";
            return false;
        }

        if (tokens.Items[0]["val"]?.AsBytes is not { } bytes)
        {
            error = "The time-stamp header of the signature holds something that is not a token.";
            return false;
        }

        value = bytes;
        error = null;
        return true;
    }

    private static TimestampEvaluation Failed(TimestampProblem problem, string url, TimestampTokenContent? content = null)
    {
        var signer = content?.Cms.Signer;
        IEnumerable<X509Certificate2> certificates = content is null
            ? []
            : content.Cms.Certificates.OrderBy(c => ReferenceEquals(c, signer) ? 0 : 1).Select(c => c.ToX509());
        return new TimestampEvaluation
        {
            Statuses = [new ValidationStatus(problem.Code, url, problem.Sentence)],
            StatedTime = content?.Info.GenTime,
            Certificates = [.. certificates],
        };
    }
}
