using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>
/// Mutants that an attacker with a trusted key could make: an assertion, the claim or a header is changed, then hashed and signed again. They reach what
/// lies behind the checks of hashes and signatures. Any verdict may be right for them; what they cost is what counts.
/// </summary>
internal static class Resigning
{
    /// <summary>Makes a mutant, or null when the file cannot be taken apart or the new store does not fit.</summary>
    public static byte[]? Apply(byte[] seed, Random random)
    {
        byte[]? result = null;
        _ = FileMutation.InStore(seed, store =>
        {
            if (JumbfReader.TryRead(store, ParserLimits.Default, out var parsed, out _) && parsed.Children is [.., var active] && active.Child("c2pa.assertions") is { } assertions
                && (active.Child("c2pa.claim.v2") ?? active.Child("c2pa.claim"))?.Content("cbor") is { } claim && CborValue.TryParse(claim, ParserLimits.Default, out var content, out _))
            {
                byte[] changed = Rebuild(parsed, active, assertions, content, random);
                result = FileMutation.InStore(seed, _ => changed);
            }

            return store;
        });
        return result;
    }

    private static byte[] Rebuild(JumbfSuperbox store, JumbfSuperbox active, JumbfSuperbox assertions, CborValue claim, Random random)
    {
        int target = random.Next(assertions.Children.Count + 3);
        var gathered = (claim["gathered_assertions"]?.Items ?? []).Select(r => r["url"]?.AsText).ToHashSet(StringComparer.Ordinal);
        var rebuilt = assertions.Children.Select((box, i) => new TestAssertion(
            box.Label,
            [.. box.Boxes.Select(b => i == target && b.Type is "cbor" ? JumbfWriter.Box(b.Type, CborMutation.Apply(b.Payload.ToArray(), random)) : b.Encoded.ToArray())],
            box.ContentType,
            gathered.Any(u => u?.EndsWith("/" + box.Label, StringComparison.Ordinal) == true) ? Listing.Gathered : Listing.Created)).ToList();
        if (target < assertions.Children.Count && random.Next(4) == 0)
        {
            rebuilt.Add(rebuilt[target] with { Label = rebuilt[target].Label + "__" + random.Next(1, 9) });
        }

        var members = claim.Entries.Where(e => e.Key.AsText is { } key && key is not ("created_assertions" or "gathered_assertions" or "assertions" or "signature"))
            .ToDictionary(e => e.Key.AsText!, e => (CborValue?)e.Value, StringComparer.Ordinal);
        var manifest = new TestManifest
        {
            Label = active.Label,
            ContentType = active.ContentType,
            ClaimVersion = active.Child("c2pa.claim.v2") is null ? 1 : 2,
            Assertions = rebuilt,
            ClaimMembers = members,
            EditClaimBytes = target == assertions.Children.Count ? bytes => CborMutation.Apply(bytes, random) : null,
            EditSignature = target == assertions.Children.Count + 1 ? message => CborMutation.Apply(message.Encoded.ToArray(), random) : null,
            UnprotectedHeader = target == assertions.Children.Count + 2 ? _ => Header(active, random) : null,
        };
        return JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], [.. store.Children.SkipLast(1).Select(c => c.Encoded), manifest.ToBox()]);
    }

    // The unprotected header of the original, with its time-stamps and OCSP answers, changed.
    private static CborValue Header(JumbfSuperbox active, Random random)
    {
        if (active.Child("c2pa.signature")?.Content("cbor") is { } bytes && CborValue.TryParse(bytes, ParserLimits.Default, out var message, out _) && message.Untagged.Items is [_, var header, ..])
        {
            byte[] changed = CborMutation.Apply(header.Encoded.ToArray(), random);
            return CborValue.TryParse(changed, ParserLimits.Default, out var value, out _) ? value : header;
        }

        return CborValue.Map(Array.Empty<(string, CborValue?)>());
    }
}
