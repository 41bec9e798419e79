using System.Security.Cryptography.X509Certificates;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Cases for §15.7: the claim signature and its credential.</summary>
internal static class SignatureRules
{
    private static TestCredential Signer => TestPki.Default.Signer();

    private static KeyValuePair<CborValue, CborValue> Entry(CborValue key, CborValue value) => new(key, value);

    private static KeyValuePair<CborValue, CborValue> Algorithm(long id = -7) => Entry(CborValue.Integer(1), CborValue.Integer(id));

    private static CborValue ChainValue => CborValue.Array(Signer.Chain.Select(c => CborValue.Bytes(c.RawData)));

    private static KeyValuePair<CborValue, CborValue> Chain() => Entry(CborValue.Integer(33), ChainValue);

    private static CborValue Header(params KeyValuePair<CborValue, CborValue>[] entries) => CborValue.Map(entries);

    private static CborValue Message(CborValue message, CborValue payload) =>
        CborValue.Tag(18, CborValue.Array(message.TagContent!.Items[0], message.TagContent.Items[1], payload, message.TagContent.Items[3]));

    private static TestManifest Profile(TestProfile profile) => new() { Credential = TestPki.Default.Signer(null, profile) };

    private static TestManifest Unprotected(params KeyValuePair<CborValue, CborValue>[] entries) => new() { UnprotectedHeader = _ => Header(entries) };

    private static TestManifest SignatureUrl(string url) => new() { ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { ["signature"] = CborValue.Text(url) } };

    public static IEnumerable<RuleCase> All =>
    [
        RuleCase.Of("a claim changed after signing", "13.2.6-a 15.7-k 15.7-l 15.11.1-b", () => new TestManifest { TamperClaimBytes = b => { b[^1] ^= 1; return b; } }, "claimSignature.mismatch"),
        RuleCase.Of("no signature box", "11.1.4.2-b 11.2.1-a 15.7-b", () => new TestManifest { HasNoSignature = true }, "claimSignature.missing"),
        RuleCase.Of("a relative signature URI", "15.7-a", () => SignatureUrl("self#jumbf=c2pa.signature")),
        RuleCase.Of("a signature in another manifest", "10.2.2-h 15.7-b", () => SignatureUrl("self#jumbf=/c2pa/urn:c2pa:00000000-0000-4000-8000-0000000000ff/c2pa.signature"), "claimSignature.missing"),
        RuleCase.Of("a signature URI that climbs", "15.7-b", () => SignatureUrl("self#jumbf=/c2pa/../c2pa.signature"), "claimSignature.missing"),
        RuleCase.Of("a signature URI that names an assertion", "11.1.4.4-b 15.7-b", () => SignatureUrl("self#jumbf=c2pa.assertions/c2pa.actions.v2"), "claimSignature.missing"),
        RuleCase.Of("COSE without its tag", "13.2.3-f", () => new TestManifest { EditSignature = m => m.TagContent!.Encoded }, "claimSignature.mismatch"),
        RuleCase.Of("COSE with another tag", "13.2.3-f", () => new TestManifest { EditSignature = m => CborValue.Tag(98, m.TagContent!).Encoded }, "claimSignature.mismatch"),
        RuleCase.Of("an empty payload instead of nil", "10.3.2.4-a 13.2.3-h", () => new TestManifest { EditSignature = m => Message(m, CborValue.Bytes(ReadOnlyMemory<byte>.Empty)).Encoded }, "claimSignature.mismatch"),
        RuleCase.Of("a payload of its own", "13.2.3-h", () => new TestManifest { EditSignature = m => Message(m, CborValue.Bytes(new byte[] { 1 })).Encoded }, "claimSignature.mismatch"),
        RuleCase.Of("bytes behind COSE", "13.2.3", () => new TestManifest { EditSignature = m => (byte[])[.. m.Encoded.Span, 0] }, "claimSignature.mismatch"),
        RuleCase.Of("not COSE at all", "13.2.3", () => new TestManifest { EditSignature = _ => new byte[] { 0x80 } }, "claimSignature.mismatch"),
        RuleCase.Of("a critical header nobody knows", "13.2", () => new TestManifest { ProtectedHeader = Header(Algorithm(), Chain(), Entry(CborValue.Integer(2), CborValue.Array(CborValue.Text("new"))), Entry(CborValue.Text("new"), CborValue.Boolean(true))) }, "claimSignature.mismatch"),
        RuleCase.Of("no algorithm", "13.2.3-e 15.7-e", () => new TestManifest { ProtectedHeader = Header(Chain()) }, "algorithm.unsupported"),
        RuleCase.Of("the algorithm in the unprotected header", "13.2.3-g", () => new TestManifest { ProtectedHeader = Header(Chain()), UnprotectedHeader = _ => Header(Algorithm()) }, "algorithm.unsupported"),
        RuleCase.Of("RS256", "13.2-a 15.7-e", () => new TestManifest { ProtectedHeader = Header(Algorithm(-257), Chain()) }, "algorithm.unsupported"),
        RuleCase.Of("another algorithm than the key's", "13.2.1-b", () => new TestManifest { ProtectedHeader = Header(Algorithm(-37), Chain()) }, "signingCredential.invalid"),
        RuleCase.Of("no certificates", "14.2-b 14.2-c", () => new TestManifest { ProtectedHeader = Header(Algorithm()) }, "signingCredential.invalid"),
        RuleCase.Of("certificates in both headers", "14.2-b 14.2-c 14.2-d 14.5-i", () => new TestManifest { ProtectedHeader = Header(Algorithm(), Chain()), UnprotectedHeader = _ => Header(Chain()) }, "signingCredential.invalid"),
        RuleCase.Of("certificates in the unprotected header", "14.5-h", () => new TestManifest { ProtectedHeader = Header(Algorithm()), UnprotectedHeader = _ => Header(Chain()) }),
        RuleCase.Of("certificates under the text label", "14.5-f", () => new TestManifest { ProtectedHeader = Header(Algorithm(), Entry(CborValue.Text("x5chain"), ChainValue)) }),
        RuleCase.Of("a certificate that is none", "15.7-d", () => new TestManifest { ProtectedHeader = Header(Algorithm(), Entry(CborValue.Integer(33), CborValue.Bytes(new byte[] { 0x30, 0 }))) }, "signingCredential.invalid"),
        RuleCase.Of("any extended key usage", "14.5.1.1-y 14.5.1.2-e 15.7-d", () => Profile(TestProfile.Signer with { ExtendedKeyUsages = [ExtendedKeyUsage.ClaimSigning, ExtendedKeyUsage.Any] }), "signingCredential.invalid"),
        RuleCase.Of("an authority that signs claims", "14.5.1.1-p 14.5.1.1-q 14.5.1.2-e", () => Profile(TestProfile.Signer with { IsAuthority = true }), "signingCredential.invalid"),
        RuleCase.Of("a key not for signatures", "14.5.1.1-v 15.7-d", () => Profile(TestProfile.Signer with { KeyUsage = X509KeyUsageFlags.KeyAgreement }), "signingCredential.invalid"),
        RuleCase.Of("a signer nobody knows", "15.7-j", () => new TestManifest { Credential = TestPki.Stranger.Signer() }, "signingCredential.untrusted"),
        RuleCase.Of("an expired signer without a time-stamp", "15.8.2-n", () => Profile(TestProfile.Signer with { NotAfter = TestPki.Now.AddDays(-1) }), "claimSignature.outsideValidity"),
        RuleCase.Of("an e-mail signer", "14.5.1.1", () => Profile(TestProfile.Signer with { ExtendedKeyUsages = [ExtendedKeyUsage.EmailProtection] })),
        RuleCase.Of("ES384 with a key on P-256", "13.2.1-a", () => new TestManifest { Credential = TestPki.Default.Signer(SigningAlgorithm.ES384, TestProfile.Signer with { Key = TestKeyKind.P256 }) }),
        RuleCase.Of("padding that is not zero", "10.4.1-c", () => Unprotected(Entry(CborValue.Text("pad"), CborValue.Bytes(new byte[] { 0, 1 })))) with { Informational = ["provenance.container.nonZeroPadding"] },
        RuleCase.Of("a header nobody signed", "13.2", () => Unprotected(Entry(CborValue.Text("note"), CborValue.Text("hello")))) with { Informational = ["provenance.signature.unknownHeader"] },
        RuleCase.Of("a claimed time inside the validity", "13.2.4-a 15.8.3-a", () => Claimed(TestPki.Now.AddDays(-1))) with { Informational = ["timeOfSigning.insideValidity"] },
        RuleCase.Of("a claimed time outside the validity", "15.8.3-a", () => Claimed(TestPki.ValidFrom.AddYears(-5))) with { Informational = ["timeOfSigning.outsideValidity"] },
        RuleCase.Of("no time-stamp", "15.8.2", () => new TestManifest()) with { Informational = ["provenance.timeStamp.absent"] },
    ];

    private static TestManifest Claimed(DateTimeOffset time)
    {
        Assert.True(CborValue.TryParse(CoseSign1Builder.ProtectedHeader(SigningAlgorithm.ES256, Signer.Chain, time), ParserLimits.Default, out var header, out _));
        return new TestManifest { ProtectedHeader = header };
    }
}
