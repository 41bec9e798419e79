using Provenance.Cbor;

namespace Provenance.Testing;

/// <summary>Files of a few megabytes that ask a reader of ISO base media files for work that multiplies: boxes, tables, exclusions. Made by whoever holds a trusted key where they are signed.</summary>
public static class HostileFiles
{
    /// <summary>Every file by its name.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new SortedDictionary<string, Func<byte[]>>(StringComparer.Ordinal)
    {
        ["boxes-empty-million"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Repeated(Bytes.Box("free"), 1_000_000))),
        ["boxes-nested"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Nested(200_000))),
        ["boxes-c2pa-many"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Repeated(Provenance("evil!!!!"), 100_000))),
        ["boxes-merkle-many"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Repeated(Provenance("merkle"), 100_000))),
        ["boxes-tracks-many"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Bytes.Box("moov", Repeated(Bytes.Box("trak", Bytes.Box("mdia", Bytes.Box("minf", Bytes.Box("stbl")))), 100_000)))),
        ["chunks-million"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Table("stco", 1_000_000, 4, Bytes.FullBox("stsz", 0, 0, Bytes.UInt32(1), Bytes.UInt32(uint.MaxValue)), Bytes.FullBox("stsc", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1), Bytes.UInt32(uint.MaxValue), Bytes.UInt32(1))))),
        ["runs-many"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Bytes.Box("moof", Bytes.Box("traf", Bytes.FullBox("tfhd", 0, 0, Bytes.UInt32(1)), Repeated(Bytes.FullBox("trun", 0, 0, Bytes.UInt32(uint.MaxValue)), 200_000))))),
        ["index-many"] = () => Signed(TestManifest.HardBinding(), b => b.Raw(Bytes.Box("mfra", Repeated(Bytes.FullBox("tfra", 0, 0, Bytes.UInt32(1), Bytes.UInt32(0), Bytes.UInt32(0)), 200_000)))),
        ["exclusions-and-boxes"] = () => Signed(Binding(Enumerable.Range(1, 4000).Select(i => Exclusion($"/free[{i}]"))), b => b.Raw(Repeated(Bytes.Box("free"), 500_000))),
        ["exclusions-conditions"] = () => Signed(Binding([Exclusion("/free", ("data", CborValue.Array(Enumerable.Repeat(CborValue.Map(("offset", CborValue.Integer(4)), ("value", CborValue.Bytes("free"u8.ToArray()))), 100_000))))]), b => b.Raw(Repeated(Bytes.Box("free"), 100_000))),
        ["exclusions-subsets"] = () => Signed(Binding([Exclusion("/free", ("subset", CborValue.Array(Enumerable.Range(0, 100_000).Select(i => CborValue.Map(("offset", CborValue.Integer(2 * i)), ("length", CborValue.Integer(1)))))))]), b => b.Raw(Repeated(Bytes.Box("free", new byte[56]), 50_000))),
        ["exclusions-tree"] = () => Signed(Binding(Paths(11)), b => b.Raw(DeepBoxes(10, 300_000))),
        ["exclusions-path"] = () => Signed(Binding([Exclusion(string.Concat(Enumerable.Repeat("/moov", 1_000_000)))]), b => b),
        ["merkle-leaves-million"] = () => Signed(Tree(1_000_000), b => b.Raw(Bytes.Box("mdat", new byte[1_000_008]))),
    };

    private static byte[] Signed(TestAssertion binding, Func<Mp4Builder, Mp4Builder> rest)
    {
        byte[] store = TestManifest.Store(new TestManifest { Assertions = [TestManifest.Created(), binding] });
        return rest(new Mp4Builder().Ftyp().ContentProvenance("manifest", [.. new byte[8], .. store])).Build();
    }

    private static TestAssertion Binding(IEnumerable<CborValue> exclusions) => TestAssertion.Cbor("c2pa.hash.bmff.v3", CborValue.Map(
        ("alg", CborValue.Text("sha256")), ("hash", CborValue.Bytes(new byte[32])), ("exclusions", CborValue.Array(exclusions))));

    private static TestAssertion Tree(int leaves) => TestAssertion.Cbor("c2pa.hash.bmff.v3", CborValue.Map(
        ("alg", CborValue.Text("sha256")),
        ("hash", CborValue.Bytes(new byte[32])),
        ("exclusions", CborValue.Array(Exclusion("/mdat", ("subset", CborValue.Array(CborValue.Map(("offset", CborValue.Integer(16)), ("length", CborValue.Integer(0)))))))),
        ("merkle", CborValue.Array(CborValue.Map(
            ("uniqueId", CborValue.Integer(1)), ("localId", CborValue.Integer(0)), ("count", CborValue.Integer(leaves)), ("fixedBlockSize", CborValue.Integer(1)),
            ("hashes", CborValue.Array(Enumerable.Repeat(CborValue.Bytes(new byte[32]), leaves))))))));

    private static CborValue Exclusion(string path, (string, CborValue?)? more = null) => CborValue.Map([("xpath", CborValue.Text(path)), .. more is { } m ? new[] { m } : []]);

    // Every combination of "the first" and "all" on the way down.
    private static IEnumerable<CborValue> Paths(int depth) => Enumerable.Range(0, 1 << depth).Select(bits =>
        Exclusion(string.Concat(Enumerable.Range(0, depth).Select(level => (level == 0 ? "/moov" : "/trak") + ((bits >> level & 1) == 0 ? string.Empty : "[1]")))));

    private static byte[] DeepBoxes(int depth, int count)
    {
        byte[] inner = Repeated(Bytes.Box("free"), count);
        for (int level = depth - 1; level >= 0; level--)
        {
            inner = Bytes.Box(level == 0 ? "moov" : "trak", inner);
        }

        return inner;
    }

    private static byte[] Nested(int depth)
    {
        byte[] boxes = new byte[depth * 8];
        for (int i = 0; i < depth; i++)
        {
            Bytes.UInt32((uint)((depth - i) * 8)).CopyTo(boxes, i * 8);
            Bytes.Code("moov").CopyTo(boxes, (i * 8) + 4);
        }

        return boxes;
    }

    private static byte[] Table(string type, int entries, int size, params byte[][] more) =>
        Bytes.Box("moov", Bytes.Box("trak", Bytes.Box("mdia", Bytes.Box("minf", Bytes.Box("stbl", [.. more, Bytes.FullBox(type, 0, 0, Bytes.UInt32((uint)entries), new byte[entries * size])])))));

    private static byte[] Provenance(string purpose) =>
        Bytes.Box("uuid", Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true), new byte[4], System.Text.Encoding.Latin1.GetBytes(purpose + "\0"), [0xA0]);

    private static byte[] Repeated(byte[] bytes, int count)
    {
        byte[] all = new byte[bytes.Length * count];
        for (int i = 0; i < count; i++)
        {
            bytes.CopyTo(all, i * bytes.Length);
        }

        return all;
    }
}
