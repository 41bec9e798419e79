using System.Globalization;
using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>crJSON 3.6.3, table 1: CBOR to JSON.</summary>
internal static class CrJsonValue
{
    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter writer, CborValue value)
    {
        switch (value.Kind)
        {
            case CborKind.Integer:
                writer.WriteRawValue(value.AsInteger!.Value.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case CborKind.ByteString:
                writer.WriteStringValue(Bytes(value.AsBytes!.Value.Span));
                break;
            case CborKind.TextString:
                writer.WriteStringValue(value.AsText);
                break;
            case CborKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case CborKind.Map:
                writer.WriteStartObject();
                WriteMembers(writer, value);
                writer.WriteEndObject();
                break;
            case CborKind.Tag:
                Write(writer, value.TagContent!);
                break;
            case CborKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean!.Value);
                break;

            // JSON has no numbers that are not finite.
            case CborKind.Float when double.IsFinite(value.AsDouble!.Value):
                writer.WriteNumberValue(value.AsDouble!.Value);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Writes the entries of a map as members of the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, CborValue map)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, item) in map.Entries)
        {
            // "keys other than UTF-8 strings shall have those keys converted … as defined by the implementation": a key of the same text stays first.
            if (Key(key) is var name && seen.Add(name))
            {
                writer.WritePropertyName(name);
                Write(writer, item);
            }
        }
    }

    /// <summary>3.6.3.1: Base64 with its prefix.</summary>
    public static string Bytes(ReadOnlySpan<byte> bytes) => "b64'" + Convert.ToBase64String(bytes);

    private static string Key(CborValue key) => key.AsText ?? key.AsInteger?.ToString(CultureInfo.InvariantCulture) ?? Bytes(key.Encoded.Span);
}
