using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <content>What the response says about a certificate at the time that counts (§15.9).</content>
internal sealed partial class OcspResponse
{
    /// <summary>§15.9.1: a response carried in the manifest store.</summary>
    /// <param name="certificate">The certificate asked about.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="attestedTime">The trusted time-stamp, or null for none.</param>
    /// <param name="now">Time of validation.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public OcspEvaluation EvaluateStapled(ParsedCertificate certificate, ParsedCertificate issuer, DateTimeOffset? attestedTime, DateTimeOffset now, SignatureVerifier verifier)
    {
        if (CheckAccepted(certificate, issuer, verifier) is { } refused)
        {
            return refused;
        }

        // "The claim signature has an attested time provided by a valid signed time-stamp."
        if (attestedTime is not { } attested)
        {
            return EvaluateWithoutTime(certificate, issuer, now);
        }

        bool unknown = false;
        bool good = false;
        foreach (var response in Responses.Where(r => r.IsAbout(certificate, issuer)))
        {
            // "The current time is no earlier than thisUpdate", and the attested time is before thisUpdate or inside the interval.
            var end = response.NextUpdate ?? ProducedAt.AddHours(24);
            if (now < response.ThisUpdate || !(attested < response.ThisUpdate || IsInside(attested, response.ThisUpdate, end)))
            {
                continue;
            }

            // One that says revoked is not outvoted by another of the same response.
            if (response.IsRevoked)
            {
                return Revoked(response, attested);
            }

            good |= response.IsGood;
            unknown |= response.Status == OcspCertificateStatus.Unknown;
        }

        return good ? NotRevoked()
            : unknown ? new(RevocationOutcome.Unknown, "The OCSP responder does not know the certificate.")
            : Unusable("The OCSP response is not for the time of the time-stamp.");
    }

    // Without an attested time a stapled response proves nothing good (§15.9.1). One that says revoked is what the responder answers anybody who asks
    // (§15.9.2), and "revoked at the current time if no trusted time-stamp is present" is what counts (§15.9); revocation is final but for a hold.
    private OcspEvaluation EvaluateWithoutTime(ParsedCertificate certificate, ParsedCertificate issuer, DateTimeOffset now)
    {
        foreach (var response in Responses.Where(r => r.IsRevoked && r.IsAbout(certificate, issuer)))
        {
            bool isCurrent = IsInside(now, response.ThisUpdate, response.NextUpdate ?? ProducedAt.AddHours(24));
            if (isCurrent || (!response.IsHold && now >= response.ThisUpdate))
            {
                return Revoked(response, now);
            }
        }

        return Unusable("An OCSP response in the manifest proves nothing good without a trusted time-stamp.");
    }

    /// <summary>§15.9.2: a response that was just fetched.</summary>
    /// <param name="certificate">The certificate asked about.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="attestedTime">The trusted time-stamp, or null for none.</param>
    /// <param name="now">Time of validation.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public OcspEvaluation EvaluateOnline(ParsedCertificate certificate, ParsedCertificate issuer, DateTimeOffset? attestedTime, DateTimeOffset now, SignatureVerifier verifier)
    {
        if (CheckAccepted(certificate, issuer, verifier) is { } refused)
        {
            return refused;
        }

        var responses = Responses.Where(r => r.IsAbout(certificate, issuer)).ToArray();
        bool Covers(OcspSingleResponse response, DateTimeOffset time) => IsInside(time, response.ThisUpdate, response.NextUpdate ?? ProducedAt.AddHours(24));

        // "revoked but with a revocationReason that is not removeFromCRL": not revoked at the time of signing only when a trusted time-stamp
        // lies inside the response's interval and before the revocation. The worst answer decides.
        foreach (var response in responses.Where(r => r.IsRevoked))
        {
            if (attestedTime is { } time && Covers(response, time) && response.RevocationTime > time)
            {
                continue;
            }

            return Revoked(response, attestedTime ?? now);
        }

        if (responses.Any(r => r.IsRevoked) || responses.Any(r => r.IsGood && Covers(r, attestedTime ?? now)))
        {
            return NotRevoked();
        }

        if (responses.Any(r => r.Status == OcspCertificateStatus.Unknown))
        {
            return new(RevocationOutcome.Unknown, "The OCSP responder does not know the certificate.");
        }

        // A good answer of now about a signature stamped before its interval: the letter of §15.9.2 calls everything else revoked. A
        // certificate that is good now was not revoked then, as revocation is final; §15.9.1 accepts the same answer when it is stapled.
        return attestedTime is { } stamped && responses.Any(r => r.IsGood && stamped <= r.ThisUpdate && Covers(r, now))
            ? NotRevoked()
            : Unusable("The OCSP response is not for the time that counts.");
    }

    // RFC 6960 §3.2, requirements 1 to 4: about the certificate, correctly signed, by the responder it names, who is authorised.
    private OcspEvaluation? CheckAccepted(ParsedCertificate certificate, ParsedCertificate issuer, SignatureVerifier verifier)
    {
        if (!IsAbout(certificate, issuer))
        {
            return Unusable("The OCSP response is about another certificate.");
        }

        if (!SignatureScheme.TryRead(_signatureAlgorithm, out var scheme, out string? problem))
        {
            return Unusable("The OCSP response is signed in a way the standard does not allow: " + problem);
        }

        // RFC 6960 §4.2.2.2: the issuer itself, or a certificate the issuer signed for this purpose. Configured responders are not supported.
        string reason = "The responder that signed the OCSP response is not among its certificates.";
        foreach (var responder in _certificates.Prepend(issuer).Where(Names))
        {
            if (!responder.IsSameAs(issuer) && CheckDelegate(responder, issuer, verifier) is { } refusal)
            {
                reason = refusal;
                continue;
            }

            switch (verifier.Verify(scheme, responder.PublicKey, _tbs.Span, _signature.Span))
            {
                case SignatureVerdict.Valid:
                    return null;
                case SignatureVerdict.Invalid:
                    reason = "The signature of the OCSP response is not correct.";
                    break;
                default:
                    reason = "The signature of the OCSP response cannot be verified.";
                    break;
            }
        }

        return Unusable(reason);
    }

    private string? CheckDelegate(ParsedCertificate responder, ParsedCertificate issuer, SignatureVerifier verifier)
    {
        if (CertificateProfile.Check(responder, CertificateRole.OcspResponder) is [var violation, ..])
        {
            return "The certificate of the OCSP responder is not acceptable: " + violation.Sentence;
        }

        // Valid when it signed: a stapled response outlives the short-lived certificates responders use.
        if (!responder.IsValidAt(ProducedAt))
        {
            return "The certificate of the OCSP responder was not valid when the response was made.";
        }

        bool issued = responder.Issuer.Span.SequenceEqual(issuer.Subject.Span)
            && issuer.MayIssue
            && verifier.VerifyIssued(responder, issuer) == SignatureVerdict.Valid
            && PathValidation.Check([responder, issuer]) is null;
        return issued ? null : "The OCSP responder was not authorised by the issuer of the certificate.";
    }

    private bool Names(ParsedCertificate responder) => _responderName is { } name
        ? responder.Subject.Span.SequenceEqual(name.Span)
        : _responderKeyHash is { } hash && hash.Span.SequenceEqual(SHA1.HashData(responder.PublicKey.Key.Span));

    private static bool IsInside(DateTimeOffset time, DateTimeOffset start, DateTimeOffset end) => time >= start && time <= end;

    private static OcspEvaluation Unusable(string reason) => new(RevocationOutcome.Unusable, reason);

    private static OcspEvaluation NotRevoked() => new(RevocationOutcome.NotRevoked, "The OCSP responder says that the certificate was not revoked.");

    private static OcspEvaluation Revoked(OcspSingleResponse response, DateTimeOffset time) => new(
        RevocationOutcome.Revoked,
        FormattableString.Invariant($"The certificate was revoked on {response.RevocationTime?.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z; the time that counts is {time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."));
}
