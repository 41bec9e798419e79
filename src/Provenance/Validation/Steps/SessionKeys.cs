using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>§15.10.3.2.5 c2pa.session-keys validation; §18.25: the keys of live video belong to the signer.</summary>
internal static class SessionKeys
{
    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current)
    {
        var assertions = current.Assertions.Where(a => a.Label == SessionKeysAssertion.CurrentLabel && a.Box is not null && a.ContentFault is null).ToArray();
        if (assertions.Length > 1)
        {
            // §18.25.2: at most one.
            Invalid(current, assertions[1], "The manifest holds more than one session keys assertion.");
        }

        foreach (var assertion in assertions)
        {
            if (assertion.Content?["keys"] is not { Kind: CborKind.Array, Items: { Count: > 0 } keys })
            {
                Invalid(current, assertion, "The assertion holds no keys.");
                continue;
            }

            foreach (var key in keys)
            {
                if (context.Verifier.Checks >= context.Limits.MaxSignatureChecks)
                {
                    current.Add(ValidationStatusCode.LimitExceeded, assertion.Url, ExceededLimit.Sentence("The store asks for too many signature verifications", context.Limits.MaxSignatureChecks));
                    break;
                }

                if (FindFault(context, current, key) is { } fault)
                {
                    current.Add(ValidationStatus.Of(fault, ValidationStatusCode.LivevideoSessionkeyInvalid, assertion.Url));
                }
            }
        }
    }

    private static ReadingFault? FindFault(ValidationContext context, CurrentManifest current, CborValue value)
    {
        if (SessionKey.Read(value, out string? problem) is not { } key)
        {
            return new(problem!);
        }

        // "the signerBinding signature successfully validates (using the session key), and … the payload is the Signer's end-entity
        // certificate", as a CBOR byte string (§18.25.2). The example shows an empty payload where a detached one is nil.
        const string Unbound = "A session key is not bound to the signer.";
        if (!CoseSign1.TryParse(key.SignerBinding.Encoded, context.Limits, out var message, out var unread))
        {
            return unread.IsLimit ? unread : new(Unbound);
        }

        if (!(message.IsDetached || message.Payload.AsBytes is { IsEmpty: true })
            || message.CriticalProblem is not null
            || message.Algorithm is not { } algorithm
            || current.Signature is not { Certificates: [var signer, ..] })
        {
            return new(Unbound);
        }

        byte[] signed = message.SigStructure(CborValue.Bytes(signer.Der).Encoded);
        return context.Verifier.Verify(algorithm, CoseKey.Read(key.Key)!, signed, message.Signature.Span) switch
        {
            SignatureVerdict.Valid => null,
            SignatureVerdict.Unsupported => new("The algorithm of a session key is not supported on this machine."),
            SignatureVerdict.LimitReached => ReadingFault.Limit("The store asks for too many signature verifications", context.Limits.MaxSignatureChecks),
            _ => new("The signature that binds a session key to the signer is not correct."),
        };
    }

    private static void Invalid(CurrentManifest current, ListedAssertion assertion, string sentence) =>
        current.Add(ValidationStatusCode.LivevideoSessionkeyInvalid, assertion.Url, sentence);
}
