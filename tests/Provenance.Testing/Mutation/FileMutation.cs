using System.Buffers.Binary;
using Provenance.Bmff;

namespace Provenance.Testing;

/// <summary>Changes a signed file at the level that chance picks: boxes of the file, boxes of the manifest store, CBOR in them, DER in that, or bytes.</summary>
public static class FileMutation
{
    /// <summary>Makes a changed copy.</summary>
    public static byte[] Apply(byte[] seed, Random random, byte[] other)
    {
        byte[] bytes = [.. seed];
        for (int round = random.Next(1, 4); round > 0; round--)
        {
            bytes = random.Next(12) switch
            {
                0 or 1 or 2 => BoxMutation.Apply(bytes, random, 0, bytes.Length, other),
                3 or 4 or 5 => InStore(bytes, store => BoxMutation.Apply(store, random, 0, store.Length, other)),
                6 or 7 or 8 or 9 => InStore(bytes, store => InCbor(store, random)),
                10 => InStore(bytes, store => ByteMutation.Apply(store, random, 0, store.Length, other)),
                _ => ByteMutation.Apply(bytes, random, 0, bytes.Length, other),
            };
        }

        return bytes;
    }

    /// <summary>Makes a changed copy of a manifest store.</summary>
    public static byte[] ApplyToStore(byte[] seed, Random random, byte[] other)
    {
        byte[] store = [.. seed];
        for (int round = random.Next(1, 4); round > 0; round--)
        {
            store = random.Next(8) switch
            {
                0 or 1 or 2 => BoxMutation.Apply(store, random, 0, store.Length, other),
                3 => ByteMutation.Apply(store, random, 0, store.Length, other),
                _ => InCbor(store, random),
            };
        }

        return store;
    }

    /// <summary>Where the manifest store is: from its first byte to the end of its box; null when there is none.</summary>
    public static (int Box, int Start, int End)? FindStore(byte[] bytes)
    {
        foreach (var box in BoxMutation.Find(bytes, 0, bytes.Length).Where(b => b.Parents.Length == 0 && b.Size > 48))
        {
            if (bytes.AsSpan(box.At + 4, 4).SequenceEqual("uuid"u8) && bytes.AsSpan(box.At + 8, 16).SequenceEqual(BoxHeader.ContentProvenanceType))
            {
                int jumbf = bytes.AsSpan(box.At + 28, Math.Min(64, box.Size - 28)).IndexOf("jumb"u8);
                if (jumbf >= 4)
                {
                    return (box.At, box.At + 24 + jumbf, box.At + box.Size);
                }
            }
        }

        return null;
    }

    /// <summary>Changes the manifest store. What fits into the padding leaves the rest of the file where it is.</summary>
    public static byte[] InStore(byte[] bytes, Func<byte[], byte[]> change)
    {
        if (FindStore(bytes) is not var (box, start, end))
        {
            return bytes;
        }

        int room = end - start;
        int length = (int)Math.Min((uint)room, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(start)));
        byte[] store = change(bytes[start..(start + length)]);
        byte[] padded = store.Length <= room ? [.. store, .. new byte[room - store.Length]] : store;
        byte[] changed = [.. bytes[..start], .. padded, .. bytes[end..]];
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(box), (uint)(start - box + padded.Length));
        return changed;
    }

    private static byte[] InCbor(byte[] store, Random random)
    {
        var contents = BoxMutation.Find(store, 0, store.Length).Where(b => b.Size > 8 && store.AsSpan(b.At + 4, 4).SequenceEqual("cbor"u8)).ToList();
        if (contents.Count == 0)
        {
            return store;
        }

        var box = contents[random.Next(contents.Count)];
        byte[] content = CborMutation.Apply(store[(box.At + 8)..(box.At + box.Size)], random);
        return BoxMutation.Replace(store, box, Bytes.Box("cbor", content));
    }
}
