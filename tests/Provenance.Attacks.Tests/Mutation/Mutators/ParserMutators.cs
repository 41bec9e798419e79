using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Changed CBOR and DER, given to every reader of them without the file around it.</summary>
internal static class ParserMutators
{
    private static readonly string[] Labels =
    [
        "c2pa.actions", "c2pa.actions.v2", "c2pa.ingredient", "c2pa.ingredient.v2", "c2pa.ingredient.v3", "c2pa.hash.bmff.v3", "c2pa.ai-disclosure", "c2pa.soft-binding", "c2pa.asset-type", "c2pa.external-reference",
        "c2pa.time-stamp", "c2pa.certificate-status", "c2pa.training-mining", "cawg.training-mining", "c2pa.environmental-sustainability", "c2pa.metadata", "c2pa.session-keys",
    ];

    public static async Task<Func<Random, string?>> ParsersAsync()
    {
        var seeds = await Seed.AllAsync().ConfigureAwait(false);
        return random => Parsers(random, seeds);
    }

    private static string? Parsers(Random random, Seed[] seeds)
    {
        var seed = seeds[random.Next(seeds.Length)];
        var (kind, bytes) = seed.Pieces[random.Next(seed.Pieces.Count)];
        byte[] mutant = kind is "cbor" ? CborMutation.Apply([.. bytes], random) : DerMutation.Apply([.. bytes], random);
        return Trial.Run(() =>
        {
            _ = CborValue.TryParse(mutant, ParserLimits.Default, out var value, out _);
            _ = CoseSign1.TryParse(mutant, ParserLimits.Default, out _, out _);
            _ = ValidationResultsMap.FromCbor(value);
            _ = ParsedCertificate.TryParse(mutant, out _, out _);
            _ = OcspResponse.TryParse(mutant, ParserLimits.Default, out _, out _);
            _ = TimestampTokenContent.TryRead(mutant, ParserLimits.Default, out _, out _);
            _ = TimestampTokenContent.TryReadResponse(mutant, out _, out _);
            _ = JumbfReader.TryRead(mutant, ParserLimits.Default, out _, out _);
            foreach (string label in Labels)
            {
                byte[] box = JumbfWriter.Superbox(JumbfTypes.Cbor, label, [], [JumbfWriter.Box("cbor", mutant)]);
                if (JumbfReader.TryRead(box, ParserLimits.Default, out var superbox, out _))
                {
                    _ = AssertionReader.Read(superbox, ParserLimits.Default);
                }
            }
        }) is { } fault ? $"{fault}\n{Convert.ToHexString(mutant)}" : null;
    }
}
