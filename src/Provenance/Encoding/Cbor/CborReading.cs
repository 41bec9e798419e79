using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;

namespace Provenance.Cbor;

/// <summary>Bytes to <see cref="CborValue"/>, through the platform's reader in strict mode with our depth limit.</summary>
internal static class CborReading
{
    public static bool TryParse(ReadOnlyMemory<byte> encoded, ParserLimits limits, [NotNullWhen(true)] out CborValue? value, [NotNullWhen(false)] out ReadingFault? fault)
    {
        if (!TryParsePrefix(encoded, limits, out int consumed, out value, out fault))
        {
            return false;
        }

        if (consumed != encoded.Length)
        {
            fault = new($"{encoded.Length - consumed} bytes follow the CBOR item.");
            value = null;
            return false;
        }

        return true;
    }

    public static bool TryParsePrefix(ReadOnlyMemory<byte> encoded, ParserLimits limits, out int consumed, [NotNullWhen(true)] out CborValue? value, [NotNullWhen(false)] out ReadingFault? fault)
    {
        consumed = 0;
        value = null;
        try
        {
            var reader = new CborReader(encoded, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
            int all = Math.Max(0, limits.MaxCborItems - limits.CborItemsRead);
            int left = all;
            value = Read(reader, encoded, limits, limits.MaxCborDepth, ref left);
            value.ItemCount = all - left;
            consumed = encoded.Length - reader.BytesRemaining;
            fault = null;
            return true;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or FormatException or OverflowException)
        {
            value = null;
            fault = e is ReadingFaultException { Fault: var limit } ? limit : new("The bytes are not well-formed CBOR: " + e.Message);
            return false;
        }
    }

    private static CborValue Read(CborReader reader, ReadOnlyMemory<byte> all, ParserLimits limits, int depth, ref int left)
    {
        if (depth < 0)
        {
            throw new ReadingFaultException(ReadingFault.Limit("The CBOR is nested too deeply", limits.MaxCborDepth));
        }

        if (--left < 0)
        {
            throw new ReadingFaultException(ReadingFault.Limit("There are more CBOR items than are read", limits.MaxCborItems));
        }

        int start = all.Length - reader.BytesRemaining;
        var (kind, value) = ReadContent(reader, all, limits, depth, ref left);
        return CborValue.Parsed(kind, value, all[start..(all.Length - reader.BytesRemaining)]);
    }

    private static (CborKind Kind, object? Value) ReadContent(CborReader reader, ReadOnlyMemory<byte> all, ParserLimits limits, int depth, ref int left)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                return (CborKind.Integer, new CborInteger(IsNegative: false, reader.ReadUInt64()));
            case CborReaderState.NegativeInteger:
                return (CborKind.Integer, new CborInteger(IsNegative: true, reader.ReadCborNegativeIntegerRepresentation()));
            case CborReaderState.ByteString:
                return (CborKind.ByteString, reader.ReadDefiniteLengthByteString());
            case CborReaderState.StartIndefiniteLengthByteString:
                return (CborKind.ByteString, (ReadOnlyMemory<byte>)reader.ReadByteString());
            case CborReaderState.TextString:
            case CborReaderState.StartIndefiniteLengthTextString:
                return (CborKind.TextString, reader.ReadTextString());
            case CborReaderState.StartArray:
                return (CborKind.Array, ReadArray(reader, all, limits, depth, ref left));
            case CborReaderState.StartMap:
                return (CborKind.Map, ReadMap(reader, all, limits, depth, ref left));
            case CborReaderState.Tag:
                ulong tag = (ulong)reader.ReadTag();
                return (CborKind.Tag, new CborValue.Tagged(tag, Read(reader, all, limits, depth - 1, ref left)));
            case CborReaderState.Boolean:
                return (CborKind.Boolean, reader.ReadBoolean());
            case CborReaderState.Null:
                reader.ReadNull();
                return (CborKind.Null, null);
            case CborReaderState.SimpleValue:
                return (CborKind.Simple, (int)reader.ReadSimpleValue());
            case CborReaderState.HalfPrecisionFloat:
            case CborReaderState.SinglePrecisionFloat:
            case CborReaderState.DoublePrecisionFloat:
                return (CborKind.Float, reader.ReadDouble());
            default:
                throw new CborContentException("an item was expected.");
        }
    }

    private static CborValue[] ReadArray(CborReader reader, ReadOnlyMemory<byte> all, ParserLimits limits, int depth, ref int left)
    {
        // The declared length is not trusted for the allocation: the list grows with what is really there.
        reader.ReadStartArray();
        var items = new List<CborValue>();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            items.Add(Read(reader, all, limits, depth - 1, ref left));
        }

        reader.ReadEndArray();
        return [.. items];
    }

    private static KeyValuePair<CborValue, CborValue>[] ReadMap(CborReader reader, ReadOnlyMemory<byte> all, ParserLimits limits, int depth, ref int left)
    {
        reader.ReadStartMap();
        var entries = new List<KeyValuePair<CborValue, CborValue>>();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var key = Read(reader, all, limits, depth - 1, ref left);
            entries.Add(new(key, Read(reader, all, limits, depth - 1, ref left)));
        }

        reader.ReadEndMap();
        RefuseRepeatedKeys(entries);
        return [.. entries];
    }

    // The platform's reader compares keys by their bytes; the same key in a longer encoding would slip past it, and readers would disagree about
    // which of the two counts.
    private static void RefuseRepeatedKeys(List<KeyValuePair<CborValue, CborValue>> entries)
    {
        if (!entries.Exists(e => !IsShortest(e.Key)))
        {
            return;
        }

        var texts = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<CborInteger>();
        foreach (var (key, _) in entries)
        {
            if ((key.AsText is { } text && !texts.Add(text)) || (key.Number is { } number && !numbers.Add(number)))
            {
                throw new CborContentException("a map holds a key twice, in two encodings.");
            }
        }
    }

    // Whether a text or an integer is encoded in the one shortest form (RFC 8949 §4.2.1).
    private static bool IsShortest(CborValue key)
    {
        if (key.Kind is not (CborKind.TextString or CborKind.Integer))
        {
            return true;
        }

        var bytes = key.Encoded.Span;
        return (bytes[0] & 0x1F) switch
        {
            24 => bytes[1] >= 24,
            25 => bytes[1] != 0,
            26 => bytes[1] != 0 || bytes[2] != 0,
            27 => bytes[1..5].ContainsAnyExcept((byte)0),
            31 => false,
            _ => true,
        };
    }
}
