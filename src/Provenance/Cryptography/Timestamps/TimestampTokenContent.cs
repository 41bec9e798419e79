using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>A problem of a token with the status §15.8.2 gives it.</summary>
internal sealed record TimestampProblem(ValidationStatusCode Code, string Sentence);

/// <summary>A time-stamp token taken apart: the CMS around it, and what it states.</summary>
internal sealed class TimestampTokenContent
{
    private TimestampTokenContent(CmsSignedData cms, TstInfo info)
    {
        Cms = cms;
        Info = info;
    }

    public CmsSignedData Cms { get; }

    public TstInfo Info { get; }

    /// <summary>Reads a token (CMS ContentInfo).</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> token, ParserLimits limits, [NotNullWhen(true)] out TimestampTokenContent? content, [NotNullWhen(false)] out string? error, KnownCertificates? known = null)
    {
        content = null;
        try
        {
            var cms = CmsSignedData.Read(token, limits, known);
            if (cms.ContentType != Oids.TstInfo)
            {
                error = "The token does not hold a time-stamp.";
                return false;
            }

            content = new TimestampTokenContent(cms, TstInfo.Read(cms.Content));
            error = null;
            return true;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or ArgumentException or FormatException or OverflowException)
        {
            error = "The time-stamp token cannot be read: " + e.Message;
            return false;
        }
    }

    /// <summary>Takes the token out of a TimeStampResp (RFC 3161 §2.4.2), when its status is granted or granted with modifications.</summary>
    public static bool TryReadResponse(ReadOnlyMemory<byte> response, out ReadOnlyMemory<byte> token, [NotNullWhen(false)] out string? error)
    {
        token = default;
        try
        {
            var reader = new AsnReader(response, AsnEncodingRules.BER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var info = sequence.ReadSequence();
            if (!info.TryReadInt32(out int status) || status is not (0 or 1))
            {
                error = "The time-stamp authority refused the request.";
                return false;
            }

            if (!sequence.HasData)
            {
                error = "The response holds no time-stamp token.";
                return false;
            }

            token = sequence.ReadEncodedValue();
            sequence.ThrowIfNotEmpty();
            error = null;
            return true;
        }
        catch (AsnContentException e)
        {
            error = "The time-stamp response cannot be read: " + e.Message;
            return false;
        }
    }

    /// <summary>The checks of §15.8.2 that need no trust: algorithm, signature, signing certificate, imprint.</summary>
    /// <param name="message">What should have been stamped.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    /// <returns>The first problem, or null.</returns>
    public TimestampProblem? CheckIntact(ReadOnlySpan<byte> message, SignatureVerifier verifier) =>
        CheckSignature(verifier) ?? CheckSigningCertificate() ?? CheckImprint(message);

    private TimestampProblem? CheckSignature(SignatureVerifier verifier)
    {
        // "If the signature algorithm in the timeStampToken is not on the allowed or deprecated list ...". Read as the list of the certificate
        // profile (§14.5.1.1), which has RSA PKCS#1 v1.5 too: the C2PA list of authorities is made of such ones.
        if (!Cms.TryReadScheme(out var scheme, out string? problem) || SignatureScheme.FindHash(Cms.DigestAlgorithm.Oid) is null)
        {
            return new(ValidationStatusCode.TimeStampUntrusted, "The time-stamp is signed in a way the standard does not allow: " + (problem ?? $"The digest algorithm {Cms.DigestAlgorithm.Oid} is not allowed."));
        }

        if (!Cms.HasCertificates || Cms.Signer is not { } signer)
        {
            return new(ValidationStatusCode.TimeStampUntrusted, "The certificate of the time-stamp authority is not in the token.");
        }

        // "Validate the signature in the timeStampToken".
        if (!Cms.AttributesFitContent())
        {
            return new(ValidationStatusCode.TimeStampMismatch, "The time-stamp was changed after it was signed.");
        }

        return verifier.Verify(scheme!, signer.PublicKey, Cms.SignedAttributes.Span, Cms.Signature.Span) switch
        {
            SignatureVerdict.Valid => null,
            SignatureVerdict.Invalid => new(ValidationStatusCode.TimeStampMismatch, "The signature of the time-stamp is not correct."),
            SignatureVerdict.KeyNotAllowed => new(ValidationStatusCode.TimeStampUntrusted, "The key of the time-stamp authority is not allowed for its algorithm."),
            SignatureVerdict.LimitReached => new(ValidationStatusCode.TimeStampUntrusted, "The limit of signature checks was reached before the time-stamp."),
            _ => new(ValidationStatusCode.TimeStampUntrusted, "The signature of the time-stamp cannot be verified on this machine."),
        };
    }

    // RFC 3161 §2.4.1, RFC 5035: the token names its signer's certificate by hash, so that it cannot be passed off as another authority's.
    private TimestampProblem? CheckSigningCertificate()
    {
        try
        {
            if (Cms.SignedAttribute(Oids.SigningCertificateV2) is { } version2)
            {
                var identifier = FirstIdentifier(version2);
                string hash = identifier.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? AlgorithmIdentifier.Read(identifier).Oid : Oids.Sha256;
                return SignatureScheme.FindHash(hash) is { } name
                    ? Compare(identifier.ReadOctetString(), ContentHash.Compute(name, Cms.Signer!.Der.Span))
                    : new(ValidationStatusCode.TimeStampUntrusted, $"The time-stamp names its certificate by the hash {hash}, which is not allowed.");
            }

            if (Cms.SignedAttribute(Oids.SigningCertificate) is { } version1)
            {
                // SHA-1 is what version 1 is made of. It picks among the certificates of the token; the trust comes from the chain.
                return Compare(FirstIdentifier(version1).ReadOctetString(), SHA1.HashData(Cms.Signer!.Der.Span));
            }
        }
        catch (AsnContentException)
        {
            return new(ValidationStatusCode.TimeStampMalformed, "The time-stamp's reference to its certificate cannot be read.");
        }

        return new(ValidationStatusCode.TimeStampMalformed, "The time-stamp does not name the certificate it is signed with.");
    }

    private static AsnReader FirstIdentifier(ReadOnlyMemory<byte> attribute) =>
        new AsnReader(attribute, AsnEncodingRules.BER).ReadSequence().ReadSequence().ReadSequence();

    private static TimestampProblem? Compare(byte[] named, byte[] actual) =>
        named.AsSpan().SequenceEqual(actual) ? null : new(ValidationStatusCode.TimeStampMismatch, "The time-stamp names another certificate than the one it is signed with.");

    private TimestampProblem? CheckImprint(ReadOnlySpan<byte> message)
    {
        // "If the message imprint hash algorithm is not on the allowed or deprecated list in Section 13.1".
        if (SignatureScheme.FindHash(Info.ImprintAlgorithm) is not { } hash)
        {
            return new(ValidationStatusCode.TimeStampUntrusted, $"The time-stamp is over a hash that is not allowed ({Info.ImprintAlgorithm}).");
        }

        // "Validate that the value of the messageImprint field ... matches".
        return CryptographicOperations.FixedTimeEquals(ContentHash.Compute(hash, message), Info.Imprint.Span)
            ? null
            : new(ValidationStatusCode.TimeStampMismatch, "The time-stamp is not of this claim signature.");
    }
}
