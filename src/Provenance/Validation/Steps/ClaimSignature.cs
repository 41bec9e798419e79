using Provenance.Cryptography;
using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>§15.7 Validate the signature; §13.2 digital signatures.</summary>
internal static class ClaimSignature
{
    /// <summary>Finds and parses the signature; null when there is none that can be read.</summary>
    public static SignatureFacts? Locate(ValidationContext context, CurrentManifest current)
    {
        var claim = current.Claim;

        // §15.7: "not present, or cannot be resolved, or does not resolve to a location within the same manifest box".
        if (!JumbfUri.TryParse(claim.SignatureUrl, out var uri)
            || (uri.ManifestLabel is { } label && !string.Equals(label, current.Manifest.Label, StringComparison.Ordinal))
            || context.Store.Resolve(uri, current.Manifest) is not { } box
            || uri.Path is not ["c2pa.signature"]
            || box.ContentType != JumbfTypes.ClaimSignature)
        {
            current.Add(ValidationStatusCode.ClaimSignatureMissing, claim.Url);
            return null;
        }

        current.SignatureUrl = JumbfUri.Absolute(current.Manifest.Label, uri.Path).Text;
        if (box.Boxes is not [{ Type: "cbor" } content] || box.Children.Count != 0)
        {
            Mismatch(current, "The claim signature box does not hold exactly one cbor box.");
            return null;
        }

        if (!CoseSign1.TryParse(content.Payload, context.ContentLimits, out var message, out var fault))
        {
            current.Add(ValidationStatus.Of(fault, ValidationStatusCode.ClaimSignatureMismatch, current.SignatureUrl));
            return null;
        }

        context.CountItems(message.ProtectedHeader);
        context.CountItems(message.Message);
        var facts = new SignatureFacts(message);
        CheckForm(current, facts);
        return facts;
    }

    /// <summary>Verifies the signature over the bytes of the claim.</summary>
    public static void Verify(ValidationContext context, CurrentManifest current, SignatureFacts facts)
    {
        // §15.7: "if the claim has not yet been rejected". Being untrusted does not keep us from saying whether the signature is correct.
        if (facts.IsRejected || facts.Message.Algorithm is not { } algorithm || facts.Certificates is not [var signer, ..])
        {
            return;
        }

        byte[] message = facts.Message.SigStructure(current.Claim.Bytes);
        switch (context.Verifier.Verify(algorithm, signer, message, facts.Message.Signature.Span))
        {
            case SignatureVerdict.Valid:
                current.Add(ValidationStatusCode.ClaimSignatureValidated, current.SignatureUrl);
                break;
            case SignatureVerdict.Invalid:
                Mismatch(current, null);
                break;
            case SignatureVerdict.KeyNotAllowed:
                current.Add(ValidationStatusCode.SigningCredentialInvalid, current.SignatureUrl, $"The key of the signing certificate is not allowed for {algorithm}.");
                break;
            case SignatureVerdict.Unsupported:
                current.Add(ValidationStatusCode.AlgorithmUnsupported, current.SignatureUrl, $"This machine has no implementation of {algorithm}.");
                break;
            case SignatureVerdict.LimitReached:
                current.Add(ValidationStatusCode.LimitExceeded, current.SignatureUrl, ExceededLimit.Sentence("The store asks for too many signature verifications", context.Limits.MaxSignatureChecks));
                break;
        }
    }

    private static void CheckForm(CurrentManifest current, SignatureFacts facts)
    {
        var message = facts.Message;

        // §13.2.3: COSE_Sign1_Tagged with a detached payload, which is nil. A payload of its own could say something else than the claim.
        if (!message.IsTagged)
        {
            Reject(current, facts, "The signature does not carry the COSE_Sign1 tag.");
        }

        if (!message.IsDetached)
        {
            Reject(current, facts, "The signature carries a payload of its own.");
        }

        // RFC 9052 §3.1: a critical header that is not understood is fatal.
        if (message.CriticalProblem is { } critical)
        {
            Reject(current, facts, critical);
        }

        // §13.2.1: the algorithm, from the protected header only.
        if (message.Algorithm is null)
        {
            facts.IsRejected = true;
            current.Add(ValidationStatusCode.AlgorithmUnsupported, current.SignatureUrl, "The protected header of the signature names no algorithm that C2PA allows.");
        }

        if (message.HasNonZeroPadding)
        {
            current.Add(ValidationStatusCode.ContainerNonZeroPadding, current.SignatureUrl, "The padding of the signature holds something other than zeros.");
        }

        if (message.UnknownUnprotectedHeaders.Count > 0)
        {
            current.Add(ValidationStatusCode.SignatureUnknownHeader, current.SignatureUrl);
        }
    }

    private static void Reject(CurrentManifest current, SignatureFacts facts, string sentence)
    {
        facts.IsRejected = true;
        Mismatch(current, sentence);
    }

    private static void Mismatch(CurrentManifest current, string? sentence) => current.Add(ValidationStatusCode.ClaimSignatureMismatch, current.SignatureUrl, sentence);
}
