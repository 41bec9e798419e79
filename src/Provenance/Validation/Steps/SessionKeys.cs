using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>§15.10.3.2.5 c2pa.session-keys validation; §18.25: the keys of live video belong to the signer.</summary>
internal static class SessionKeys
{
    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current)
    {
        var assertions = current.Assertions.Where(a => a.Label == SessionKeysAssertion.CurrentLabel && a.Box is not null && a.ContentError is null).ToArray();
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
                    current.Add(ValidationStatusCode.LimitExceeded, assertion.Url, "The store asks for more signature verifications than one validation makes.");
                    break;
                }

                if (FindFault(context, current, key) is { } fault)
                {
                    Invalid(current, assertion, fault);
                }
            }
        }
    }

    private static string? FindFault(ValidationContext context, CurrentManifest current, CborValue value)
    {
        if (SessionKey.Read(value, out string? problem) is not { } key)
        {
            return problem;
        }

        // "the signerBinding signature successfully validates (using the session key), and … the payload is the Signer's end-entity
        // certificate", as a CBOR byte string (§18.25.2). The example shows an empty payload where a detached one is nil.
        if (!CoseSign1.TryParse(key.SignerBinding.Encoded, context.Limits, out var message, out _)
            || !(message.IsDetached || message.Payload.AsBytes is { IsEmpty: true })
            || message.CriticalProblem is not null
            || message.Algorithm is not { } algorithm
            || current.Signature is not { Certificates: [var signer, ..] })
        {
            return "A session key is not bound to the signer.";
        }

        byte[] signed = message.SigStructure(CborValue.Bytes(signer.Der).Encoded);
        return context.Verifier.Verify(algorithm, CoseKey.Read(key.Key)!, signed, message.Signature.Span) switch
        {
            SignatureVerdict.Valid => null,
            SignatureVerdict.Unsupported => "The algorithm of a session key is not supported on this machine.",
            SignatureVerdict.LimitReached => "The store asks for more signature verifications than one validation makes.",
            _ => "The signature that binds a session key to the signer is not correct.",
        };
    }

    private static void Invalid(CurrentManifest current, ListedAssertion assertion, string sentence) =>
        current.Add(ValidationStatusCode.LivevideoSessionkeyInvalid, assertion.Url, sentence);
}
