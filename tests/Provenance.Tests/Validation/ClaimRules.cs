using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Cases for §15.4–15.6: the store, the claim, the algorithms.</summary>
internal static class ClaimRules
{
    private static CborValue Text(string text) => CborValue.Text(text);

    private static TestManifest With(string member, CborValue? value, int version = 2) => new()
    {
        ClaimVersion = version,
        ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { [member] = value },
    };

    private static byte[] ClaimBox(string label) => JumbfWriter.Superbox(JumbfTypes.Claim, label, [], [JumbfWriter.Box("cbor", [0xA0])]);

    private static byte[] DataBox => JumbfWriter.Superbox(JumbfTypes.Cbor, "c2pa.data", [], [JumbfWriter.Box("cbor", CborValue.Map(("dc:format", Text("image/png")), ("data", CborValue.Bytes(new byte[] { 1 }))).Encoded.Span)]);

    private static byte[] DataBoxes => JumbfWriter.Superbox(JumbfTypes.DataBoxStore, "c2pa.databoxes", [], [DataBox]);

    private static CborValue DataBoxReference => TestManifest.Reference("self#jumbf=c2pa.databoxes/c2pa.data", TestAssertion.Hash(DataBox));

    public static IEnumerable<RuleCase> All =>
    [
        RuleCase.Of("a version 2 claim in order", "10.2.2-a 13.1-j 15.4.2-c 15.7-a", () => new TestManifest()),
        RuleCase.Of("a version 1 claim in order", "10.1-b", () => new TestManifest { ClaimVersion = 1, Assertions = [TestManifest.HardBinding("c2pa.hash.bmff.v2")] }),
        RuleCase.Of("the legacy manifest type is read", "11.1.4.2-c 11.2.2-b", () => new TestManifest { ContentType = JumbfTypes.LegacyStandardManifest }),
        RuleCase.Of("no claim box", "11.1.4.2-b 11.2.1-a", () => new TestManifest { HasNoClaim = true }, "claim.hardBindings.missing", "claim.missing"),
        RuleCase.Of("a claim under another label", "11.1.4.4-a", () => new TestManifest { ClaimLabel = "c2pa.claim.v3" }, "claim.hardBindings.missing", "claim.missing"),
        RuleCase.Of("two claim boxes", "15.6.1-a 15.6.1-b", () => new TestManifest { ExtraBoxes = [ClaimBox("c2pa.claim")] }, "claim.hardBindings.missing", "claim.multiple"),
        RuleCase.Of("truncated claim", "15.6.2-a", () => new TestManifest { EditClaimBytes = b => b[..^1] }, "claim.cbor.invalid", "claim.hardBindings.missing"),
        RuleCase.Of("bytes behind the claim", "15.6.2-a", () => new TestManifest { EditClaimBytes = b => [.. b, 0xF6] }, "claim.cbor.invalid", "claim.hardBindings.missing"),
        RuleCase.Of("a key twice in the claim", "15.6.2-a", () => new TestManifest { EditClaimBytes = b => [(byte)(b[0] + 1), .. b[1..], 0x63, .. "alg"u8, 0xF6] }, "claim.cbor.invalid", "claim.hardBindings.missing"),
        RuleCase.Of("a claim that is no map", "15.6.2", () => new TestManifest { EditClaimBytes = _ => [0x80] }, "claim.hardBindings.missing", "claim.malformed"),
        RuleCase.Of("no instanceID", "10.2.2-g 15.6.2-b", () => With("instanceID", null), "claim.malformed"),
        RuleCase.Of("no signature reference", "10.2.2-h 15.6.2-b", () => With("signature", null), "claim.malformed", "claimSignature.missing"),
        RuleCase.Of("no generator", "10.2.3.1-a 15.6.2-b", () => With("claim_generator_info", null), "claim.malformed"),
        RuleCase.Of("a generator without a name", "10.2.3.2-a 15.6.2-c", () => With("claim_generator_info", CborValue.Map(("version", Text("1")))), "claim.malformed"),
        RuleCase.Of("a list of generators in a version 2 claim", "10.2", () => With("claim_generator_info", CborValue.Array(CborValue.Map(("name", Text("x"))))), "claim.malformed"),
        RuleCase.Of("no created assertions", "10.2.2-i 15.6.2-b", () => With("created_assertions", null), "assertion.action.malformed", "assertion.undeclared", "claim.hardBindings.missing", "claim.malformed"),
        RuleCase.Of("a reference that is no hashed URI", "10.2.2-k", () => With("gathered_assertions", CborValue.Array(Text("x"))), "claim.malformed"),
        RuleCase.Of("redacted assertions that are no URIs", "10.2.2-l", () => With("redacted_assertions", CborValue.Array(Text("x"))), "claim.malformed"),
        RuleCase.Of("no algorithm anywhere", "10.2.2-c 13.1-h 13.1-j 15.4.2-d", () => With("alg", null), "algorithm.unsupported"),
        RuleCase.Of("a forbidden algorithm", "10.2.2-b 13.1-a 13.1-d 13.1-e 15.4.4-a 15.4.4-b", () => With("alg", Text("sha1")), "algorithm.unsupported"),
        RuleCase.Of("an algorithm in capitals", "10.2.2-b 13.1-d 15.4.4-a", () => With("alg", Text("SHA256")), "algorithm.unsupported"),
        RuleCase.Of("a generator icon that is missing", "10.2.3.2-c 15.6.2-d 15.10.3.3-a 15.10.3.3-d", () => With("claim_generator_info", CborValue.Map(("name", Text("x")), ("icon", TestManifest.Reference("self#jumbf=c2pa.assertions/c2pa.icon", new byte[32])))), "hashedURI.missing"),
        RuleCase.Of("a claim of another specification version", "10.2.3.2-g", () => With("claim_generator_info", CborValue.Map(("name", Text("x")), ("specVersion", Text("9.9.9"))))),
        RuleCase.Of("a generator icon in a data box", "10.2.3.2-e 18.15.6.3-e", () => new TestManifest
        {
            ExtraBoxes = [DataBoxes],
            ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { ["claim_generator_info"] = CborValue.Map(("name", Text("x")), ("icon", DataBoxReference)) },
        }),
        RuleCase.Of("a thumbnail in a data box", "18.16.10-b", () => new TestManifest
        {
            ExtraBoxes = [DataBoxes],
            Assertions =
            [
                TestManifest.Created(), TestManifest.HardBinding(),
                TestAssertion.Cbor("c2pa.ingredient.v3", CborValue.Map(("relationship", Text("inputTo")), ("thumbnail", DataBoxReference))),
            ],
        }),
        RuleCase.Of("a compressed manifest", "11.1.3.2-a 11.1.4.2-c 15.5.4-a", () => new TestManifest { IsCompressed = true }),
        RuleCase.Of("null for optional members", "10.2", () => With("dc:title", CborValue.Null)),
        RuleCase.Of("a box of an unknown kind", "11.1.2-b", () => new TestManifest { ExtraBoxes = [JumbfWriter.Superbox(JumbfTypes.Json, "com.example.x", [], [])] }) with { Informational = ["provenance.container.unprotectedBytes"] },
    ];
}
