using System.Buffers.Binary;

namespace Provenance.Cbor;

/// <summary>The first bytes of a CBOR item (RFC 8949 §3) in their shortest form, for structures that are put together without a tree of values.</summary>
internal static class CborHead
{
    public const int UnsignedInteger = 0;
    public const int ByteString = 2;

    /// <summary>Bytes of the head with the argument.</summary>
    public static int Length(ulong argument) => argument switch { < 24 => 1, <= byte.MaxValue => 2, <= ushort.MaxValue => 3, <= uint.MaxValue => 5, _ => 9 };

    /// <summary>Writes the head.</summary>
    /// <param name="destination">Where; long enough.</param>
    /// <param name="majorType">0 to 7.</param>
    /// <param name="argument">The number, or the length of what follows.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> destination, int majorType, ulong argument)
    {
        int length = Length(argument);
        destination[0] = (byte)((majorType << 5) | length switch { 1 => (int)argument, 2 => 24, 3 => 25, 5 => 26, _ => 27 });
        switch (length)
        {
            case 2:
                destination[1] = (byte)argument;
                break;
            case 3:
                BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)argument);
                break;
            case 5:
                BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)argument);
                break;
            case 9:
                BinaryPrimitives.WriteUInt64BigEndian(destination[1..], argument);
                break;
        }

        return length;
    }
}
