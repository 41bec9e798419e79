using System.IO.Compression;
using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <summary>
/// Composes a manifest box by box, with a knob for every rule it can break. What no knob touches is right: a test shows the one
/// thing that is wrong.
/// </summary>
public sealed class TestManifest
{
    /// <summary>The media that the default hard binding covers, see <see cref="TestFormat"/>.</summary>
    public static ReadOnlySpan<byte> Media => "moving pictures"u8;

    /// <summary>The label.</summary>
    public string Label { get; init; } = "urn:c2pa:00000000-0000-4000-8000-000000000001";

    /// <summary>The content type of the manifest box.</summary>
    public Guid ContentType { get; init; } = JumbfTypes.StandardManifest;

    /// <summary>1 or 2.</summary>
    public int ClaimVersion { get; init; } = 2;

    /// <summary>The label of the claim box, when it is not the one of the version.</summary>
    public string? ClaimLabel { get; init; }

    /// <summary>The assertions; by default a created action and the hard binding.</summary>
    public IList<TestAssertion> Assertions { get; init; } = [Created(), HardBinding()];

    /// <summary>Members of the claim set, or taken out with null, after the right ones.</summary>
    public IDictionary<string, CborValue?> ClaimMembers { get; init; } = new Dictionary<string, CborValue?>(StringComparer.Ordinal);

    /// <summary>Replaces the bytes of the claim before they are signed.</summary>
    public Func<byte[], byte[]>? EditClaimBytes { get; init; }

    /// <summary>Changes the bytes of the claim after they are signed.</summary>
    public Func<byte[], byte[]>? TamperClaimBytes { get; init; }

    /// <summary>Who signs; ES256.</summary>
    public TestCredential Credential { get; init; } = TestPki.Default.Signer();

    /// <summary>The content of the protected header, in place of algorithm and chain.</summary>
    public CborValue? ProtectedHeader { get; init; }

    /// <summary>The unprotected header, made from the message without one.</summary>
    public Func<CborValue, CborValue>? UnprotectedHeader { get; init; }

    /// <summary>Changes the COSE_Sign1 message.</summary>
    public Func<CborValue, ReadOnlyMemory<byte>>? EditSignature { get; init; }

    /// <summary>Whether the signature box is left out.</summary>
    public bool HasNoSignature { get; init; }

    /// <summary>Whether the claim box is left out.</summary>
    public bool HasNoClaim { get; init; }

    /// <summary>Boxes added to the manifest, encoded.</summary>
    public IList<byte[]> ExtraBoxes { get; init; } = [];

    /// <summary>Whether the manifest is stored compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The absolute URI of something in this manifest.</summary>
    public string Url(params string[] path) => JumbfUri.Absolute(Label, path).Text;

    /// <summary>The absolute URI of an assertion.</summary>
    public string AssertionUrl(string label) => Url("c2pa.assertions", label);

    /// <summary>A <c>c2pa.created</c> action.</summary>
    public static TestAssertion Created() => Actions("c2pa.actions.v2", Action("c2pa.created"));

    /// <summary>An actions assertion.</summary>
    public static TestAssertion Actions(string label, params CborValue[] actions) =>
        TestAssertion.Cbor(label, CborValue.Map(("actions", CborValue.Array(actions)), ("allActionsIncluded", CborValue.Boolean(true))));

    /// <summary>An action.</summary>
    public static CborValue Action(string name, params (string Key, CborValue? Value)[] parameters) => CborValue.Map(
        ("action", CborValue.Text(name)),
        ("digitalSourceType", name == "c2pa.created" ? CborValue.Text("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia") : null),
        ("parameters", parameters.Length == 0 ? null : CborValue.Map(parameters)));

    /// <summary>The hard binding that <see cref="TestFormat"/> checks.</summary>
    public static TestAssertion HardBinding(string label = "c2pa.hash.bmff.v3") => TestAssertion.Cbor(label, CborValue.Map(
        ("alg", CborValue.Text("sha256")),
        ("exclusions", CborValue.Array(CborValue.Map(("xpath", CborValue.Text("/uuid"))))),
        ("hash", CborValue.Bytes(SHA256.HashData(Media)))));

    /// <summary>A hashed URI to an assertion of this manifest, relative.</summary>
    public static CborValue Reference(TestAssertion assertion) => Reference("self#jumbf=c2pa.assertions/" + assertion.Label, TestAssertion.Hash(assertion.ToBox()));

    /// <summary>A hashed URI.</summary>
    public static CborValue Reference(string url, ReadOnlyMemory<byte> hash) => CborValue.Map(("url", CborValue.Text(url)), ("hash", CborValue.Bytes(hash)));

    /// <summary>An ingredient assertion (v3) that refers to the other manifest as it was before anything was redacted from it.</summary>
    public static TestAssertion Ingredient(TestManifest manifest, string relationship = "parentOf", string label = "c2pa.ingredient.v3", ValidationResultsMap? results = null)
    {
        byte[] box = manifest.ToBox();
        return TestAssertion.Cbor(label, CborValue.Map(
            ("relationship", CborValue.Text(relationship)),
            ("activeManifest", Reference(manifest.Url(), TestAssertion.Hash(box))),
            ("claimSignature", manifest.HasNoSignature ? null : Reference(manifest.Url("c2pa.signature"), TestAssertion.Hash(manifest.SignatureBox()))),
            ("validationResults", (results ?? new ValidationResultsMap { ActiveManifest = [], SpecVersion = "2.4.0" }).ToCbor())));
    }

    /// <summary>The manifest box, as it stands in a store.</summary>
    public byte[] ToBox()
    {
        _box ??= Compose();
        return _box;
    }

    /// <summary>The claim signature box.</summary>
    public byte[] SignatureBox()
    {
        _ = ToBox();
        return _signatureBox!;
    }

    /// <summary>A store with the manifests, the last one active.</summary>
    public static byte[] Store(params IEnumerable<TestManifest> manifests) =>
        JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], manifests.Select(m => (ReadOnlyMemory<byte>)m.ToBox()));

    private byte[]? _box;
    private byte[]? _signatureBox;

    private byte[] Compose()
    {
        byte[] claim = ComposeClaim();
        byte[] signed = EditClaimBytes?.Invoke(claim) ?? claim;
        var boxes = new List<ReadOnlyMemory<byte>>
        {
            JumbfWriter.Superbox(JumbfTypes.AssertionStore, "c2pa.assertions", [], Assertions.Where(a => !a.IsAbsent).Select(a => (ReadOnlyMemory<byte>)(a.Tamper?.Invoke(a.ToBox()) ?? a.ToBox()))),
        };
        if (!HasNoClaim)
        {
            byte[] stored = TamperClaimBytes?.Invoke([.. signed]) ?? signed;
            boxes.Add(JumbfWriter.Superbox(JumbfTypes.Claim, ClaimLabel ?? (ClaimVersion == 2 ? "c2pa.claim.v2" : "c2pa.claim"), [], [JumbfWriter.Box("cbor", stored)]));
        }

        if (!HasNoSignature)
        {
            _signatureBox = JumbfWriter.Superbox(JumbfTypes.ClaimSignature, "c2pa.signature", [], [JumbfWriter.Box("cbor", Sign(signed).Span)]);
            boxes.Add(_signatureBox);
        }

        boxes.AddRange(ExtraBoxes.Select(b => (ReadOnlyMemory<byte>)b));
        byte[] box = JumbfWriter.Superbox(ContentType, Label, [], boxes);
        return IsCompressed ? JumbfWriter.Superbox(JumbfTypes.CompressedManifest, Label, [], [JumbfWriter.Box("brob", Compress(box))]) : box;
    }

    private byte[] ComposeClaim()
    {
        CborValue? List(Listing listing)
        {
            var listed = Assertions.Where(a => a.Listing == listing).Select(a => a.EditReference is { } edit ? edit(Reference(a)) : Reference(a)).ToArray();
            return listed.Length == 0 ? null : CborValue.Array(listed);
        }

        var generator = CborValue.Map(("name", CborValue.Text("Test")), ("specVersion", CborValue.Text("2.4.0")));
        var members = new Dictionary<string, CborValue?>(StringComparer.Ordinal)
        {
            ["instanceID"] = CborValue.Text("xmp:iid:00000000-0000-4000-8000-000000000009"),
            ["claim_generator_info"] = ClaimVersion == 1 ? CborValue.Array(generator) : generator,
            ["signature"] = CborValue.Text(Url("c2pa.signature")),
            [ClaimVersion == 1 ? "assertions" : "created_assertions"] = List(Listing.Created),
            ["gathered_assertions"] = List(Listing.Gathered),
            ["alg"] = CborValue.Text("sha256"),
        };
        if (ClaimVersion == 1)
        {
            members["claim_generator"] = CborValue.Text("Test/1.0");
            members["dc:format"] = CborValue.Text("video/mp4");
        }

        foreach (var (key, value) in ClaimMembers)
        {
            members[key] = value;
        }

        return CborValue.Map(members.Select(m => (m.Key, m.Value))).Encoded.ToArray();
    }

    private ReadOnlyMemory<byte> Sign(byte[] claim)
    {
        var header = ProtectedHeader?.Encoded ?? CoseSign1Builder.ProtectedHeader(Credential.Algorithm, Credential.Chain);
        byte[] signed = CoseStructures.Signature1(header, claim);
        byte[] signature = Credential.Key.Algorithm switch
        {
            ECDsa ecdsa => ecdsa.SignData(signed, Credential.Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            RSA rsa => rsa.SignData(signed, Credential.Algorithm.Hash, RSASignaturePadding.Pss),
            _ => throw new NotSupportedException("Composed manifests are not signed with Ed25519."),
        };
        var empty = CborValue.Map(Array.Empty<(string, CborValue?)>());
        var message = Message(header, empty, signature);
        if (UnprotectedHeader is { } unprotected)
        {
            message = Message(header, unprotected(message), signature);
        }

        return EditSignature?.Invoke(message) ?? message.Encoded;
    }

    private static CborValue Message(ReadOnlyMemory<byte> header, CborValue unprotected, byte[] signature) =>
        CborValue.Tag(18, CborValue.Array(CborValue.Bytes(header), unprotected, CborValue.Null, CborValue.Bytes(signature)));

    private static byte[] Compress(byte[] bytes)
    {
        byte[] target = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        Assert(BrotliEncoder.TryCompress(bytes, target, out int written));
        return target[..written];
    }

    private static void Assert(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("The test could not make its own data.");
        }
    }
}
