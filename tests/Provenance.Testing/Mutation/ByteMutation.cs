using System.Buffers.Binary;

namespace Provenance.Testing;

/// <summary>Changes that know nothing of what the bytes mean.</summary>
public static class ByteMutation
{
    private static readonly ulong[] Edges = [0, 1, 7, 8, 15, 16, 23, 24, 31, 32, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF];

    /// <summary>Changes bytes somewhere in a range; the length may change.</summary>
    public static byte[] Apply(byte[] bytes, Random random, int from, int to, byte[] other)
    {
        if (to <= from)
        {
            return bytes;
        }

        int at = random.Next(from, to);
        int length = Math.Min(to - at, 1 << random.Next(0, 8));
        switch (random.Next(10))
        {
            case 0 or 1 or 2:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 3:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 4:
                return Edge(bytes, random, at, to);
            case 5:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 6:
                return [.. bytes[..(at + length)], .. bytes[at..(at + length)], .. bytes[(at + length)..]];
            case 7:
                byte[] noise = new byte[length];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            case 8 when other.Length > 0:
                int start = random.Next(other.Length);
                int size = Math.Min(length, other.Length - start);
                return [.. bytes[..at], .. other[start..(start + size)], .. bytes[Math.Min(bytes.Length, at + size)..]];
            default:
                bytes.AsSpan(at, length).Fill((byte)(random.Next(2) * 255));
                return bytes;
        }
    }

    /// <summary>A number at the edge of something.</summary>
    public static ulong Edge(Random random) => Edges[random.Next(Edges.Length)];

    private static byte[] Edge(byte[] bytes, Random random, int at, int to)
    {
        ulong value = Edge(random);
        var target = bytes.AsSpan(at, to - at);
        switch (random.Next(3))
        {
            case 0 when target.Length >= 2:
                BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)value);
                break;
            case 1 when target.Length >= 4:
                BinaryPrimitives.WriteUInt32BigEndian(target, (uint)value);
                break;
            case 2 when target.Length >= 8:
                BinaryPrimitives.WriteUInt64BigEndian(target, value);
                break;
            default:
                target[0] = (byte)value;
                break;
        }

        return bytes;
    }
}
