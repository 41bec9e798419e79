using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <summary>
/// Manifest stores of a few megabytes, correctly signed, that ask for work that multiplies: many of one thing that is each held against many of
/// another. Each was chosen so that a reader that does it the obvious way needs minutes or gigabytes.
/// </summary>
public static class HostileStores
{
    /// <summary>Every store by its name.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new SortedDictionary<string, Func<byte[]>>(StringComparer.Ordinal)
    {
        ["cbor-small-items"] = () => Store(new TestManifest { Assertions = [.. Usual(), TestAssertion.Cbor("com.example.items", SmallItems(12_000_000))] }),
        ["cbor-small-items-many-assertions"] = () => Store(new TestManifest { Assertions = [.. Usual(), .. Many(64, i => TestAssertion.Cbor("com.example.items" + i, SmallItems(250_000)))] }),
        ["cbor-keys"] = () => Store(new TestManifest { Assertions = [.. Usual(), TestAssertion.Cbor("com.example.keys", Keys(400_000))] }),
        ["cbor-pieces"] = () => Store(new TestManifest { Assertions = [.. Usual(), TestAssertion.Cbor("com.example.pieces", Pieces(3_000_000))] }),
        ["label-long"] = () => Store(new TestManifest { Label = new string('x', 8_000_000), Assertions = [.. Usual(), .. Many(2000, Missing)] }),
        ["actions-watermarked"] = () => Store(new TestManifest { Assertions = [Created(), TestManifest.HardBinding(), .. Filling(30_000), Actions(400_000, "c2pa.watermarked")] }),
        ["actions-redacted"] = () => Store(new TestManifest { Assertions = [Created(), TestManifest.HardBinding(), .. Filling(30_000), Redacted(50_000)] }),
        ["actions-templates"] = () => Store(new TestManifest { Assertions = [Templates(60_000, 200_000), TestManifest.HardBinding()] }),
        ["disclosures-and-agents"] = () => Store(new TestManifest { Assertions = [Agents(100_000), TestManifest.HardBinding(), .. Many(15_000, Disclosure)] }),
        ["preservation-images"] = () => Store(new TestManifest { Assertions = [.. Usual(), .. Many(30_000, Image)] }),
        ["ingredients-of-one"] = IngredientsOfOne,
        ["time-stamp-tokens"] = TimestampTokens,
        ["ocsp-answers"] = () => Store(new TestManifest { Assertions = [.. Usual(), TestAssertion.Cbor("c2pa.certificate-status", OcspAnswers(100_000))] }),
        ["session-keys"] = () => Store(new TestManifest { Assertions = [.. Usual(), TestAssertion.Cbor("c2pa.session-keys", SessionKeys(60_000))] }),
        ["findings"] = () => Store(new TestManifest { Assertions = [.. Usual(), .. Many(30_000, Missing)] }),
        ["references-to-one"] = () => Store(new TestManifest { Assertions = [.. Usual(), .. ReferencesToOne(4_000_000, 40_000)] }),
        ["stray-boxes"] = () => JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], [.. Enumerable.Repeat((ReadOnlyMemory<byte>)JumbfWriter.Box("xxxx", []), 150_000), new TestManifest().ToBox()]),
    };

    private static byte[] Store(params TestManifest[] manifests) => TestManifest.Store(manifests);

    private static TestAssertion Created() => TestManifest.Created();

    private static TestAssertion[] Usual() => [Created(), TestManifest.HardBinding()];

    private static IEnumerable<TestAssertion> Many(int count, Func<int, TestAssertion> make) => Enumerable.Range(0, count).Select(make);

    private static IEnumerable<TestAssertion> Filling(int count) => Many(count, i => TestAssertion.Cbor("com.example.f" + i, CborValue.Null));

    private static TestAssertion Missing(int i) => TestAssertion.Cbor("com.example.m" + i, CborValue.Null) with { IsAbsent = true };

    // An array that says how long it is, of ones.
    private static ReadOnlyMemory<byte> SmallItems(int count)
    {
        byte[] bytes = new byte[count + 5];
        bytes.AsSpan().Fill(0x01);
        bytes[0] = 0x9A;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), count);
        return bytes;
    }

    private static ReadOnlyMemory<byte> Keys(int count) => CborValue.Map(Enumerable.Range(0, count).Select(i => new KeyValuePair<CborValue, CborValue>(CborValue.Integer(i), CborValue.Integer(0)))).Encoded;

    // A byte string in pieces of one byte.
    private static ReadOnlyMemory<byte> Pieces(int count)
    {
        byte[] bytes = new byte[(2 * count) + 2];
        bytes[0] = 0x5F;
        for (int i = 0; i < count; i++)
        {
            bytes[(2 * i) + 1] = 0x41;
        }

        bytes[^1] = 0xFF;
        return bytes;
    }

    private static TestAssertion Actions(int count, string name) =>
        TestManifest.Actions("c2pa.actions.v2__1", [.. Enumerable.Repeat(CborValue.Map(("action", CborValue.Text(name))), count)]);

    private static TestAssertion Redacted(int count) => TestManifest.Actions("c2pa.actions.v2__1", [.. Enumerable.Range(0, count).Select(i =>
        TestManifest.Action("c2pa.redacted", ("redacted", CborValue.Text($"self#jumbf=c2pa.assertions/com.example.gone{i}"))))]);

    private static TestAssertion Templates(int templates, int actions) => TestAssertion.Cbor("c2pa.actions.v2", CborValue.Map(
        ("actions", CborValue.Array(Enumerable.Range(0, actions).Select(i => TestManifest.Action(i == 0 ? "c2pa.created" : "c2pa.edited")))),
        ("templates", CborValue.Array(Enumerable.Range(0, templates).Select(_ => CborValue.Map(("action", CborValue.Text("*")), ("description", CborValue.Text("d"))))))));

    private static TestAssertion Agents(int count) => TestAssertion.Cbor("c2pa.actions.v2", CborValue.Map(
        ("actions", CborValue.Array(Enumerable.Range(0, count).Select(i => CborValue.Map(
            ("action", CborValue.Text(i == 0 ? "c2pa.created" : "c2pa.edited")),
            ("digitalSourceType", CborValue.Text("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")),
            ("softwareAgent", CborValue.Map(("name", CborValue.Text("agent"))))))))));

    private static TestAssertion Disclosure(int i) =>
        TestAssertion.Cbor("c2pa.ai-disclosure__" + (i + 1), CborValue.Map(("modelType", CborValue.Text("c2pa.types.model")), ("modelName", CborValue.Text("model " + i))));

    private static TestAssertion Image(int i) =>
        TestAssertion.Cbor("c2pa.alternative-content-representation__" + (i + 1), CborValue.Map(("type", CborValue.Text("exif.originalPreservationImage")), ("parameters", CborValue.Map(("multiAssetPartIndex", CborValue.Integer(0))))));

    // One manifest with thousands of faults, and thousands of ingredients that are all this manifest.
    private static byte[] IngredientsOfOne()
    {
        var parent = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa", Assertions = [.. Usual(), .. Many(9000, Missing)] };
        byte[] box = parent.ToBox();
        var reference = TestManifest.Reference(parent.Url(), TestAssertion.Hash(box));
        var content = CborValue.Map(("relationship", CborValue.Text("componentOf")), ("activeManifest", reference), ("validationResults", new ValidationResultsMap { ActiveManifest = [], SpecVersion = "2.4.0" }.ToCbor()));
        return Store(parent, new TestManifest { Assertions = [.. Usual(), .. Many(9000, i => TestAssertion.Cbor("c2pa.ingredient.v3__" + (i + 1), content))] });
    }

    // A signature with a large header, and many tokens that are over it.
    private static byte[] TimestampTokens()
    {
        const string label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa";
        var signer = TestPki.Default.Signer();
        var header = Parse(Cryptography.CoseSign1Builder.ProtectedHeader(signer.Algorithm, signer.Chain));
        var large = CborValue.Map(header.Entries.Append(new(CborValue.Text("large"), CborValue.Bytes(new byte[8_000_000]))));
        var parent = new TestManifest { Label = label, ProtectedHeader = large, Credential = signer };
        var assertions = Many(20_000, i => TestAssertion.Cbor("c2pa.time-stamp__" + (i + 1), CborValue.Map((label, (CborValue?)CborValue.Bytes(new byte[] { 0x30, 0x00 })))));
        return Store(parent, new TestManifest { Assertions = [.. Usual(), TestManifest.Ingredient(parent, "componentOf"), .. assertions] });
    }

    private static CborValue Parse(ReadOnlyMemory<byte> bytes) =>
        CborValue.TryParse(bytes, ParserLimits.Default, out var value, out string? error) ? value : throw new InvalidDataException(error);

    private static CborValue OcspAnswers(int count)
    {
        var answer = CborValue.Bytes(new byte[] { 0x30, 0x03, 0x0A, 0x01, 0x00 });
        return CborValue.Map(("ocspVals", CborValue.Array(Enumerable.Repeat(answer, count))));
    }

    private static CborValue SessionKeys(int count)
    {
        KeyValuePair<CborValue, CborValue>[] members = [new(CborValue.Integer(1), CborValue.Integer(2)), new(CborValue.Integer(2), CborValue.Bytes(new byte[] { 1 }))];
        var key = CborValue.Map(members);
        return CborValue.Map(("keys", CborValue.Array(Enumerable.Repeat(CborValue.Map(("key", key)), count))));
    }

    // One large assertion that thousands of others refer to.
    private static IEnumerable<TestAssertion> ReferencesToOne(int size, int count)
    {
        var large = TestAssertion.Cbor("com.example.large", CborValue.Bytes(new byte[size]));
        var reference = TestManifest.Reference(large);
        yield return large;
        yield return TestAssertion.Cbor("c2pa.metadata.refs", CborValue.Array(Enumerable.Repeat(reference, count)));
        yield return TestAssertion.Cbor("c2pa.soft-binding", CborValue.Map(("relatedAssertions", CborValue.Array(Enumerable.Repeat(reference, count)))));
    }
}
