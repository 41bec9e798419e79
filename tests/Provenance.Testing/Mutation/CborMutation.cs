using Provenance.Cbor;

namespace Provenance.Testing;

/// <summary>Changes to CBOR: an item somewhere inside is replaced by another one, well-formed or not.</summary>
public static class CborMutation
{
    private static readonly byte[][] Items =
    [
        [0x00], [0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x20], [0x40], [0x60], [0x80], [0xA0], [0xF4], [0xF5], [0xF6], [0xF7],
        [0xF9, 0x7E, 0x00], [0xFB, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0], [0xFB, 0x7F, 0xEF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xC0, 0x60], [0xD2, 0x84, 0x40, 0xA0, 0xF6, 0x40], [0xD8, 0x62, 0x80],
        [0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x9B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xBA, 0xFF, 0xFF, 0xFF, 0xFF], [0x9F, 0xFF], [0xBF, 0xFF], [0x5F, 0x41, 0x00, 0xFF], [0x7F, 0x61, 0x61, 0xFF],
        [0x62, 0xC3, 0x28], [0x61, 0x00], [0xFF], [0x1C], [0xF8, 0x10], [0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02], [0xA2, 0x61, 0x61, 0x01, 0x78, 0x01, 0x61, 0x02], [0x78, 0x03, 0x2E, 0x2E, 0x2F],
        [0x81, 0x81, 0x81, 0x81, 0x81, 0x80], [0xC1, 0x1B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    private static readonly string[] Texts =
    [
        "", "sha1", "md5", "SHA256", "self#jumbf=", "self#jumbf=/c2pa/", "self#jumbf=/c2pa/urn:c2pa:00000000-0000-4000-8000-000000000001", "self#jumbf=c2pa.assertions/c2pa.hash.bmff.v3", "self#jumbf=c2pa.signature", "self#jumbf=../c2pa.claim",
        "http://169.254.169.254/", "file:///etc/passwd", "c2pa.created", "c2pa.opened", "c2pa.redacted", "parentOf", "inputTo", "/mdat", "/moov/trak[1]", "/", "//", "/uuid[0]", "\u001b[31m", "\u202E", "2024-13-45T99:99:99Z", "0001-01-01T00:00:00Z",
    ];

    private static readonly string[] Keys = ["alg", "hash", "url", "exclusions", "merkle", "hashes", "count", "xpath", "pad", "sigTst2", "rVals", "x5chain", "actions", "parameters", "ingredients", "redacted_assertions", "signature", "claim_generator_info", "instanceID", "keys", "location", "fixedBlockSize", "variableBlockSizes", "initHash", "subset", "data"];

    /// <summary>Changes an encoded item.</summary>
    public static byte[] Apply(byte[] encoded, Random random)
    {
        if (!CborValue.TryParse(encoded, ParserLimits.Default, out var root, out _))
        {
            return ByteMutation.Apply(encoded, random, 0, encoded.Length, encoded);
        }

        var items = new List<CborValue>();
        Collect(root, items);
        var item = items[random.Next(items.Count)];
        int at = encoded.Length == 0 ? 0 : Offset(encoded, item);
        int size = item.Encoded.Length;
        byte[] replacement = random.Next(9) switch
        {
            0 or 1 => Items[random.Next(Items.Length)],
            2 => CborValue.Text(Texts[random.Next(Texts.Length)]).Encoded.ToArray(),
            3 => CborValue.Text(Keys[random.Next(Keys.Length)]).Encoded.ToArray(),
            4 => items[random.Next(items.Count)].Encoded.ToArray(),
            5 => CborValue.Integer(ByteMutation.Edge(random)).Encoded.ToArray(),
            6 => Nested(random.Next(1, 80), item.Encoded.ToArray(), random),
            7 when item.Kind == CborKind.Array => CborValue.Array(item.Items.Concat(item.Items)).Encoded.ToArray(),
            7 when item.Kind == CborKind.Map => CborValue.Map(item.Entries.Where(_ => random.Next(4) != 0)).Encoded.ToArray(),
            8 when item.AsBytes is { Length: > 8 } bytes => CborValue.Bytes(DerMutation.Apply(bytes.ToArray(), random)).Encoded.ToArray(),
            _ => ByteMutation.Apply(item.Encoded.ToArray(), random, 0, size, encoded),
        };
        return [.. encoded[..at], .. replacement, .. encoded[(at + size)..]];
    }

    private static byte[] Nested(int depth, byte[] inner, Random random) =>
        [.. Enumerable.Repeat((byte)(random.Next(2) == 0 ? 0x81 : 0xC6), depth), .. inner];

    private static void Collect(CborValue value, List<CborValue> items)
    {
        items.Add(value);
        foreach (var item in value.Items)
        {
            Collect(item, items);
        }

        foreach (var (key, member) in value.Entries)
        {
            items.Add(key);
            Collect(member, items);
        }

        if (value.TagContent is { } content)
        {
            Collect(content, items);
        }
    }

    private static int Offset(byte[] whole, CborValue item) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(item.Encoded, out var segment) && ReferenceEquals(segment.Array, whole) ? segment.Offset : 0;
}
