using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>Time-stamps for claim signatures that have none (§18.18): each over the signature's own bytes, as its header would have held it.</summary>
internal static class EarlierTimestamps
{
    /// <summary>Asks the authority for each signature.</summary>
    /// <param name="validation">What is known of the manifests.</param>
    /// <param name="store">The manifests.</param>
    /// <param name="signer">Has the authority.</param>
    /// <param name="options">The clock, the limits.</param>
    /// <param name="warnings">Gets the reason for each one that is left out.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The assertion, or nothing when no signature needs it.</returns>
    /// <exception cref="SigningException">There is no authority, or it gave no token that can be used.</exception>
    public static async Task<IEnumerable<Assertion>> GetAsync(
        ValidationResult validation, ManifestStore store, ClaimSigner signer, SigningOptions options, List<string> warnings, CancellationToken cancellationToken)
    {
        var authority = signer.TimestampAuthority ?? throw Failed("Time-stamps for earlier signatures need a time-stamp authority, and the signer has none.");
        var tokens = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var report in validation.Manifests.Where(m => m.Signature is { StatedTime: null } && !m.Statuses.Any(s => s.Code == ValidationStatusCode.ManifestUnreferenced)))
        {
            string label = report.Manifest.Label;
            string shown = TextRule.Shorten(label);
            if (!label.StartsWith("urn:c2pa:", StringComparison.Ordinal))
            {
                warnings.Add($"The signature of {shown} gets no time-stamp: a time-stamp assertion names manifests by urn:c2pa labels only (§18.18.2).");
            }
            else if (report.Signature!.Certificates.FirstOrDefault(c => options.Clock.GetUtcNow().UtcDateTime is var now && (now < c.NotBefore.ToUniversalTime() || now > c.NotAfter.ToUniversalTime())) is { } outside)
            {
                warnings.Add($"The signature of {shown} gets no time-stamp: the certificate {outside.Subject} is not valid now, so one from now would prove nothing (§18.18.1).");
            }
            else if (store.Find(label)?.Box.Child(ManifestStoreWriter.SignatureLabel)?.Content("cbor") is { } encoded
                && CoseSign1.TryParse(encoded, options.IngredientValidation.Limits, out var signature, out _))
            {
                tokens.Add(label, await AskAsync(authority, signature, shown, options.IngredientValidation.Limits, cancellationToken).ConfigureAwait(false));
            }
        }

        if (tokens.Count > 0)
        {
            return [new TimestampAssertion(tokens)];
        }

        warnings.Add("No time-stamp was added: no earlier signature lacks one that could still be given.");
        return [];
    }

    private static async Task<ReadOnlyMemory<byte>> AskAsync(TimestampAuthority authority, CoseSign1 signature, string label, ParserLimits limits, CancellationToken cancellationToken)
    {
        // §10.3.2.5.3: "where possible" the hash of the signature; Ed25519 hashes inside, with SHA-512.
        var hash = signature.Algorithm is { Hash.Name: not null } algorithm ? algorithm.Hash : HashAlgorithmName.SHA512;
        ReadOnlyMemory<byte> token;
        try
        {
            token = await authority.TimestampAsync(signature.TimestampMessageV2(), hash, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw Failed($"The time-stamp of {authority.Name} for the signature of {label} could not be had: {e.Message}", e);
        }

        // Read back like a validator would; whom the reader trusts is not known here.
        using var verifier = new SignatureVerifier(limits, Ed25519Verifier.Platform);
        var evaluation = TimestampToken.EvaluateToken(token, signature, label, TrustList.None, verifier);
        var fault = evaluation.Statuses.FirstOrDefault(s => s.Code == ValidationStatusCode.TimeStampMalformed || s.Code == ValidationStatusCode.TimeStampMismatch);
        return fault is null && evaluation.StatedTime is not null
            ? token
            : throw Failed($"The time-stamp of {authority.Name} for the signature of {label} cannot be used: {fault?.Sentence ?? "it states no time."}");
    }

    private static SigningException Failed(string sentence, Exception? cause = null) => new(SigningFault.TimestampFailed, sentence, cause);
}
