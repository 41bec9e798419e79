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

    public static IEnumerable<RuleCase> All =>
    [
        RuleCase.Of("a version 2 claim in order", "15.6.2", () => new TestManifest()),
        RuleCase.Of("a version 1 claim in order", "15.6.2", () => new TestManifest { ClaimVersion = 1, Assertions = [TestManifest.HardBinding("c2pa.hash.bmff.v2")] }),
        RuleCase.Of("the legacy manifest type is read", "11.1.4", () => new TestManifest { ContentType = JumbfTypes.LegacyStandardManifest }),
        RuleCase.Of("no claim box", "15.6.1", () => new TestManifest { HasNoClaim = true }, "claim.hardBindings.missing", "claim.missing"),
        RuleCase.Of("a claim under another label", "15.6.1", () => new TestManifest { ClaimLabel = "c2pa.claim.v3" }, "claim.hardBindings.missing", "claim.missing"),
        RuleCase.Of("two claim boxes", "15.6.1", () => new TestManifest { ExtraBoxes = [ClaimBox("c2pa.claim")] }, "claim.hardBindings.missing", "claim.multiple"),
        RuleCase.Of("truncated claim", "15.6.2", () => new TestManifest { EditClaimBytes = b => b[..^1] }, "claim.cbor.invalid", "claim.hardBindings.missing"),
        RuleCase.Of("bytes behind the claim", "15.6.2", () => new TestManifest { EditClaimBytes = b => [.. b, 0xF6] }, "claim.cbor.invalid", "claim.hardBindings.missing"),
        RuleCase.Of("a key twice in the claim", "15.6.2", () => new TestManifest { EditClaimBytes = b => [(byte)(b[0] + 1), .. b[1..], 0x63, .. "alg"u8, 0xF6] }, "claim.cbor.invalid", "claim.hardBindings.missing"),
        RuleCase.Of("a claim that is no map", "15.6.2", () => new TestManifest { EditClaimBytes = _ => [0x80] }, "claim.hardBindings.missing", "claim.malformed"),
        RuleCase.Of("no instanceID", "15.6.2", () => With("instanceID", null), "claim.malformed"),
        RuleCase.Of("no signature reference", "15.6.2", () => With("signature", null), "claim.malformed", "claimSignature.missing"),
        RuleCase.Of("no generator", "15.6.2", () => With("claim_generator_info", null), "claim.malformed"),
        RuleCase.Of("a generator without a name", "15.6.2", () => With("claim_generator_info", CborValue.Map(("version", Text("1")))), "claim.malformed"),
        RuleCase.Of("a list of generators in a version 2 claim", "10.2", () => With("claim_generator_info", CborValue.Array(CborValue.Map(("name", Text("x"))))), "claim.malformed"),
        RuleCase.Of("no created assertions", "15.6.2", () => With("created_assertions", null), "assertion.action.malformed", "assertion.undeclared", "claim.hardBindings.missing", "claim.malformed"),
        RuleCase.Of("a reference that is no hashed URI", "15.6.2", () => With("gathered_assertions", CborValue.Array(Text("x"))), "claim.malformed"),
        RuleCase.Of("redacted assertions that are no URIs", "15.6.2", () => With("redacted_assertions", CborValue.Array(Text("x"))), "claim.malformed"),
        RuleCase.Of("no algorithm anywhere", "15.4.2", () => With("alg", null), "algorithm.unsupported"),
        RuleCase.Of("a forbidden algorithm", "15.4.4", () => With("alg", Text("sha1")), "algorithm.unsupported"),
        RuleCase.Of("an algorithm in capitals", "15.4.4", () => With("alg", Text("SHA256")), "algorithm.unsupported"),
        RuleCase.Of("a generator icon that is missing", "15.6.2", () => With("claim_generator_info", CborValue.Map(("name", Text("x")), ("icon", TestManifest.Reference("self#jumbf=c2pa.assertions/c2pa.icon", new byte[32])))), "hashedURI.missing"),
        RuleCase.Of("a compressed manifest", "15.5.4", () => new TestManifest { IsCompressed = true }),
        RuleCase.Of("null for optional members", "10.2", () => With("dc:title", CborValue.Null)),
        RuleCase.Of("a box of an unknown kind", "11.1.4", () => new TestManifest { ExtraBoxes = [JumbfWriter.Superbox(JumbfTypes.Json, "com.example.x", [], [])] }) with { Informational = ["provenance.container.unprotectedBytes"] },
    ];
}
