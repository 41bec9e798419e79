using System.Buffers.Binary;

namespace Provenance.Testing;

/// <summary>Big-endian bytes and boxes for generated files.</summary>
public static class Bytes
{
    public static byte[] UInt16(int value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)value));
        return bytes;
    }

    public static byte[] UInt32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] UInt64(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>A file offset in 32 or 64 bits.</summary>
    public static byte[] Offset(long value, bool large) => large ? UInt64((ulong)value) : UInt32(checked((uint)value));

    /// <summary>Four Latin-1 characters.</summary>
    public static byte[] Code(string text) => text.Length == 4 ? System.Text.Encoding.Latin1.GetBytes(text) : throw new ArgumentException("A code has four characters.", nameof(text));

    public static byte[] Concat(params byte[][] parts)
    {
        byte[] all = new byte[parts.Sum(p => p.Length)];
        int at = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }

        return all;
    }

    /// <summary>A box with a 32-bit size.</summary>
    public static byte[] Box(string type, params byte[][] parts) => Box(type, BoxForm.Compact, parts);

    /// <summary>A box.</summary>
    public static byte[] Box(string type, BoxForm form, params byte[][] parts)
    {
        int content = parts.Sum(p => p.Length);
        return form switch
        {
            BoxForm.Large => Concat([UInt32(1), Code(type), UInt64((ulong)content + 16), .. parts]),
            BoxForm.ToEnd => Concat([UInt32(0), Code(type), .. parts]),
            _ => Concat([UInt32((uint)content + 8), Code(type), .. parts]),
        };
    }

    /// <summary>A box with version and flags.</summary>
    public static byte[] FullBox(string type, byte version, uint flags, params byte[][] parts) => Box(type, [UInt32(((uint)version << 24) | flags), .. parts]);

    /// <summary>Bytes that repeat late and depend on the seed: mistakes in offsets show.</summary>
    public static byte[] Pattern(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
