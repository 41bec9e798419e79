using System.Formats.Cbor;

namespace Provenance.Cbor;

/// <summary><see cref="CborValue"/> to bytes in core deterministic encoding (RFC 8949 §4.2.1).</summary>
internal static class CborWriting
{
    public static byte[] Encode(CborValue value)
    {
        // The platform's Canonical mode sorts by length first (RFC 7049); §4.2.1 asks for plain byte order, so maps are sorted here.
        var writer = new CborWriter(CborConformanceMode.Strict);
        Write(writer, value);
        return writer.Encode();
    }

    private static void Write(CborWriter writer, CborValue value)
    {
        switch (value.Kind)
        {
            case CborKind.Integer when value.AsUInt64 is { } unsigned:
                writer.WriteUInt64(unsigned);
                break;
            case CborKind.Integer:
                writer.WriteCborNegativeIntegerRepresentation(value.Number!.Value.Argument);
                break;
            case CborKind.ByteString:
                writer.WriteByteString(value.AsBytes!.Value.Span);
                break;
            case CborKind.TextString:
                writer.WriteTextString(value.AsText!);
                break;
            case CborKind.Array:
                writer.WriteStartArray(value.Items.Count);
                foreach (var item in value.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case CborKind.Map:
                writer.WriteStartMap(value.Entries.Count);
                var entries = value.Entries.Select(e => (Key: Encode(e.Key), e.Value)).ToArray();
                Array.Sort(entries, (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
                foreach (var (key, item) in entries)
                {
                    writer.WriteEncodedValue(key);
                    Write(writer, item);
                }

                writer.WriteEndMap();
                break;
            case CborKind.Tag:
                writer.WriteTag((CborTag)value.TagNumber!.Value);
                Write(writer, value.TagContent!);
                break;
            case CborKind.Boolean:
                writer.WriteBoolean(value.AsBoolean!.Value);
                break;
            case CborKind.Null:
                writer.WriteNull();
                break;
            case CborKind.Float:
                WriteFloat(writer, value.AsDouble!.Value);
                break;
            default:
                // Simple values cannot be constructed, only parsed; they keep their encoding.
                writer.WriteEncodedValue(value.Encoded.Span);
                break;
        }
    }

    // §4.2.1: the shortest of half, single and double that keeps the value.
    private static void WriteFloat(CborWriter writer, double value)
    {
        if ((double)(Half)value == value)
        {
            writer.WriteHalf((Half)value);
        }
        else if ((double)(float)value == value)
        {
            writer.WriteSingle((float)value);
        }
        else
        {
            writer.WriteDouble(value);
        }
    }
}
