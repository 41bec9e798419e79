using System.Buffers.Binary;
using System.Text;

namespace Provenance.Testing;

/// <summary>Changes to boxes with a 32-bit length and a type: those of ISO BMFF, and those of JUMBF, which have the same shape.</summary>
public static class BoxMutation
{
    private static readonly string[] Types =
    [
        "ftyp", "moov", "moof", "mdat", "mfra", "free", "skip", "uuid", "meta", "iloc", "trak", "mdia", "minf", "stbl", "stco", "co64", "stsc", "stsz", "stz2", "traf", "tfhd", "trun", "tfdt", "sidx",
        "tfra", "trex", "mvex", "dref", "saio", "styp", "imda", "edts", "udta", "jumb", "jumd", "cbor", "json", "brob", "bfdb", "bidb", "c2sh", "wide", "\0\0\0\0",
    ];

    private static readonly string[] Containers = ["moov", "moof", "trak", "mdia", "minf", "stbl", "traf", "mvex", "mfra", "dinf", "udta", "edts", "jumb"];

    /// <summary>A box and where it is.</summary>
    public readonly record struct Place(int At, int Size, int[] Parents);

    /// <summary>Every box in the range, those inside others too.</summary>
    public static List<Place> Find(byte[] bytes, int from, int to)
    {
        var places = new List<Place>();
        Find(bytes, from, to, [], places);
        return places;
    }

    /// <summary>Changes one box. The boxes around it keep a right length, so that readers get to what is wrong, unless the change is to lengths.</summary>
    public static byte[] Apply(byte[] bytes, Random random, int from, int to, byte[] other)
    {
        var places = Find(bytes, from, to);
        if (places.Count == 0)
        {
            return ByteMutation.Apply(bytes, random, from, to, other);
        }

        var box = places[random.Next(places.Count)];
        var second = places[random.Next(places.Count)];
        byte[] whole = bytes[box.At..(box.At + box.Size)];
        switch (random.Next(11))
        {
            case 0:
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(box.At), random.Next(3) == 0 ? (uint)(box.Size + random.Next(-16, 17)) : (uint)ByteMutation.Edge(random));
                return bytes;
            case 1:
                Encoding.Latin1.GetBytes(Types[random.Next(Types.Length)]).CopyTo(bytes, box.At + 4);
                return bytes;
            case 2:
                return Replace(bytes, box, [.. whole, .. whole]);
            case 3:
                return Replace(bytes, box, []);
            case 4:
                return Replace(bytes, box, Bytes.Box(Containers[random.Next(Containers.Length)], whole));
            case 5:
                return Replace(bytes, box, bytes[second.At..(second.At + second.Size)]);
            case 6:
                return Replace(bytes, box, [.. whole, .. bytes[second.At..(second.At + second.Size)]]);
            case 7 when box.Size >= 8:
                return Replace(bytes, box, [.. Bytes.UInt32(1), .. whole[4..8], .. Bytes.UInt64(random.Next(2) == 0 ? (ulong)(box.Size + 8) : ByteMutation.Edge(random)), .. whole[8..]]);
            case 8:
                return Replace(bytes, box, [.. whole, .. Stranger(random)]);
            case 9:
                return Replace(bytes, box, Resized(whole, random));
            default:
                return ByteMutation.Apply(bytes, random, box.At, Math.Min(box.At + 64, box.At + box.Size), other);
        }
    }

    /// <summary>Puts other bytes in the place of a box, and makes the lengths of the boxes around it right.</summary>
    public static byte[] Replace(byte[] bytes, Place box, byte[] replacement)
    {
        byte[] changed = [.. bytes[..box.At], .. replacement, .. bytes[(box.At + box.Size)..]];
        foreach (int parent in box.Parents)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(changed.AsSpan(parent));
            if (size > 1)
            {
                BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(parent), (uint)(size + replacement.Length - box.Size));
            }
        }

        return changed;
    }

    private static byte[] Resized(byte[] whole, Random random)
    {
        int size = Math.Max(8, random.Next(2) == 0 ? whole.Length - random.Next(1, 33) : random.Next(8, whole.Length + 1));
        byte[] box = [.. whole[..Math.Min(size, whole.Length)]];
        BinaryPrimitives.WriteUInt32BigEndian(box, (uint)box.Length);
        return box;
    }

    private static byte[] Stranger(Random random) => random.Next(5) switch
    {
        0 => Bytes.Box("free", new byte[random.Next(64)]),
        1 => Bytes.Box("ftyp", Bytes.Code("qt  "), Bytes.UInt32(0)),
        2 => Bytes.Box("mfra", Bytes.FullBox("mfro", 0, 0, Bytes.UInt32(16))),
        3 => Bytes.Box("uuid", Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true), Bytes.UInt32(0), Encoding.Latin1.GetBytes(((string[])["manifest", "original", "update", "merkle", "evil!!!!"])[random.Next(5)]), new byte[random.Next(1, 40)]),
        _ => Bytes.Box(Types[random.Next(Types.Length)], Bytes.Pattern(random.Next(40), random.Next())),
    };

    private static void Find(byte[] bytes, int from, int to, int[] parents, List<Place> places)
    {
        for (int at = from; at + 8 <= to && places.Count < 4096;)
        {
            uint stated = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            int size = stated == 0 || stated > (uint)(to - at) ? to - at : (int)stated;
            if (size < 8)
            {
                return;
            }

            places.Add(new(at, size, parents));
            string type = Encoding.Latin1.GetString(bytes, at + 4, 4);
            if (Containers.Contains(type, StringComparer.Ordinal) && parents.Length < 12)
            {
                Find(bytes, at + 8, at + size, [.. parents, at], places);
            }

            at += size;
        }
    }
}
