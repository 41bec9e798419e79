using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// Reads the CBOR of a <c>merkle</c> box the short way: there are as many as leaves, and a tree of values for each would be most of the memory of a validation. It
/// takes what writers write, a map of the fields in any order and in their shortest form. Whatever else stands there it leaves to the reader of all CBOR, which
/// says what counts.
/// </summary>
internal ref struct MerkleProofContent
{
    private const int Unsigned = 0;
    private const int ByteString = 2;
    private const int TextString = 3;
    private const int Array = 4;
    private const int Map = 5;

    // No tree has more leaves than a long counts.
    private const int MaxProof = 63;

    // The map, its keys and values, and the hashes in one of them.
    private const int Depth = 3;
    private const int Items = 1 + (2 * 4) + MaxProof;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private MerkleProofContent(ReadOnlyMemory<byte> data)
    {
        _data = data;
        _bytes = data.Span;
    }

    /// <summary>Reads it.</summary>
    /// <param name="box">The box.</param>
    /// <param name="limits">Limits of the CBOR; those that such a box could go over are for the other reader to tell.</param>
    /// <returns>The proof, or null when it is not for this reader to say.</returns>
    public static MerkleProof? Read(ContentProvenanceBox box, ParserLimits limits) =>
        limits.MaxCborDepth >= Depth && limits.MaxCborItems - limits.CborItemsRead >= Items ? new MerkleProofContent(box.Data).ReadMap(box) : null;

    private MerkleProof? ReadMap(ContentProvenanceBox box)
    {
        if (Head(Map) is not { } count || count is not (3 or 4))
        {
            return null;
        }

        long? unique = null;
        long? local = null;
        long? location = null;
        ReadOnlyMemory<byte>[]? hashes = null;
        for (long i = 0; i < count; i++)
        {
            var key = Bytes(TextString).Span;
            if (unique is null && key.SequenceEqual("uniqueId"u8))
            {
                unique = Head(Unsigned);
            }
            else if (local is null && key.SequenceEqual("localId"u8))
            {
                local = Head(Unsigned);
            }
            else if (location is null && key.SequenceEqual("location"u8))
            {
                location = Head(Unsigned);
            }
            else if (hashes is null && key.SequenceEqual("hashes"u8))
            {
                hashes = Hashes();
            }
            else
            {
                return null;
            }
        }

        // Each of as many fields as there are was found once.
        return unique is not null && local is not null && location is not null && hashes is not null == (count == 4)
            ? new(box.Box, unique.Value, local.Value, location.Value, hashes ?? [], !_bytes[_at..].ContainsAnyExcept((byte)0))
            : null;
    }

    private ReadOnlyMemory<byte>[]? Hashes()
    {
        if (Head(Array) is not (>= 0 and <= MaxProof and var count))
        {
            return null;
        }

        var hashes = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < hashes.Length; i++)
        {
            // An empty one is no digest, and no string either.
            hashes[i] = Bytes(ByteString);
            if (hashes[i].IsEmpty)
            {
                return null;
            }
        }

        return hashes;
    }

    // Empty when there is none.
    private ReadOnlyMemory<byte> Bytes(int type)
    {
        if (Head(type) is not { } length || length > _bytes.Length - _at)
        {
            return default;
        }

        var bytes = _data.Slice(_at, (int)length);
        _at += (int)length;
        return bytes;
    }

    // The argument of an item of a type in its shortest form, null for any other (RFC 8949 §3). What follows a null is not looked at any more.
    private long? Head(int type)
    {
        if (_at >= _bytes.Length || _bytes[_at] >> 5 != type)
        {
            return null;
        }

        int form = _bytes[_at++] & 0x1F;
        int length = form switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, _ => int.MaxValue };
        if (length == 0 || length > _bytes.Length - _at)
        {
            return length == 0 ? form : null;
        }

        var argument = _bytes.Slice(_at, length);
        _at += length;
        var (value, least) = length switch
        {
            1 => (argument[0], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(argument), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(argument), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(argument), 1UL << 32),
        };
        return value >= least && value <= long.MaxValue ? (long)value : null;
    }
}
