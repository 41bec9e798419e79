using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;

namespace Provenance.Cbor;

/// <summary>Bytes to <see cref="CborValue"/>, through the platform's reader in strict mode with our depth limit.</summary>
internal static class CborReading
{
    public static bool TryParse(ReadOnlyMemory<byte> encoded, ParserLimits limits, [NotNullWhen(true)] out CborValue? value, [NotNullWhen(false)] out string? error)
    {
        if (!TryParsePrefix(encoded, limits, out int consumed, out value, out error))
        {
            return false;
        }

        if (consumed != encoded.Length)
        {
            error = $"{encoded.Length - consumed} bytes follow the CBOR item.";
            value = null;
            return false;
        }

        return true;
    }

    public static bool TryParsePrefix(ReadOnlyMemory<byte> encoded, ParserLimits limits, out int consumed, [NotNullWhen(true)] out CborValue? value, [NotNullWhen(false)] out string? error)
    {
        consumed = 0;
        value = null;
        try
        {
            var reader = new CborReader(encoded, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
            value = Read(reader, encoded, limits.MaxCborDepth);
            consumed = encoded.Length - reader.BytesRemaining;
            error = null;
            return true;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or FormatException or OverflowException)
        {
            value = null;
            error = e is DepthException ? e.Message : "The bytes are not well-formed CBOR: " + e.Message;
            return false;
        }
    }

    private static CborValue Read(CborReader reader, ReadOnlyMemory<byte> all, int depth)
    {
        if (depth < 0)
        {
            throw new DepthException();
        }

        int start = all.Length - reader.BytesRemaining;
        var (kind, value) = ReadContent(reader, all, depth);
        return CborValue.Parsed(kind, value, all[start..(all.Length - reader.BytesRemaining)]);
    }

    private static (CborKind Kind, object? Value) ReadContent(CborReader reader, ReadOnlyMemory<byte> all, int depth)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                return (CborKind.Integer, (Int128)reader.ReadUInt64());
            case CborReaderState.NegativeInteger:
                return (CborKind.Integer, -1 - (Int128)reader.ReadCborNegativeIntegerRepresentation());
            case CborReaderState.ByteString:
                return (CborKind.ByteString, reader.ReadDefiniteLengthByteString());
            case CborReaderState.StartIndefiniteLengthByteString:
                return (CborKind.ByteString, (ReadOnlyMemory<byte>)reader.ReadByteString());
            case CborReaderState.TextString:
            case CborReaderState.StartIndefiniteLengthTextString:
                return (CborKind.TextString, reader.ReadTextString());
            case CborReaderState.StartArray:
                return (CborKind.Array, ReadArray(reader, all, depth));
            case CborReaderState.StartMap:
                return (CborKind.Map, ReadMap(reader, all, depth));
            case CborReaderState.Tag:
                ulong tag = (ulong)reader.ReadTag();
                return (CborKind.Tag, new CborValue.Tagged(tag, Read(reader, all, depth - 1)));
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

    private static CborValue[] ReadArray(CborReader reader, ReadOnlyMemory<byte> all, int depth)
    {
        // The declared length is not trusted for the allocation: the list grows with what is really there.
        reader.ReadStartArray();
        var items = new List<CborValue>();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            items.Add(Read(reader, all, depth - 1));
        }

        reader.ReadEndArray();
        return [.. items];
    }

    private static KeyValuePair<CborValue, CborValue>[] ReadMap(CborReader reader, ReadOnlyMemory<byte> all, int depth)
    {
        reader.ReadStartMap();
        var entries = new List<KeyValuePair<CborValue, CborValue>>();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var key = Read(reader, all, depth - 1);
            entries.Add(new(key, Read(reader, all, depth - 1)));
        }

        reader.ReadEndMap();
        return [.. entries];
    }

    private sealed class DepthException() : FormatException("The CBOR item is nested too deeply.");
}
