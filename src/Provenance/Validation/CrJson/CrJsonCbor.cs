using System.Globalization;
using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>CBOR to JSON (crJSON 2.4 §3.6.3, table 1). Whatever the item is, the outcome is valid JSON.</summary>
internal static class CrJsonCbor
{
    public static void Write(Utf8JsonWriter json, CborValue value)
    {
        switch (value.Kind)
        {
            case CborKind.Map:
                WriteMap(json, value);
                break;
            case CborKind.Array:
                json.WriteStartArray();
                foreach (var item in value.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case CborKind.TextString:
                json.WriteStringValue(value.AsText);
                break;
            case CborKind.ByteString:
                WriteBytes(json, value.AsBytes!.Value.Span);
                break;
            case CborKind.Integer:
                // Up to 2^64 in either direction: a decimal holds it exactly.
                json.WriteNumberValue((decimal)value.AsInteger!.Value);
                break;
            case CborKind.Boolean:
                json.WriteBooleanValue(value.AsBoolean!.Value);
                break;
            case CborKind.Tag:
                // Tag 0 is a date-time and becomes its text; of every other tag the content remains.
                Write(json, value.TagContent!);
                break;
            case CborKind.Float when double.IsFinite(value.AsDouble!.Value):
                json.WriteNumberValue(value.AsDouble!.Value);
                break;
            default:
                // JSON has no undefined, no simple values, no infinity and nothing that is not a number.
                json.WriteNullValue();
                break;
        }
    }

    /// <summary>A byte string (§3.6.3.1): Base64 behind <c>b64'</c>. The apostrophe opens and nothing closes, in the text, the example and the schema; c2pa-rs closes.</summary>
    public static void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> bytes) =>
        json.WriteRawValue("\"" + Base64(bytes) + "\"", skipInputValidation: true); // nothing in it needs escaping, and \u0027 for every apostrophe is hard to read

    // "keys other than UTF-8 strings shall have those keys converted to UTF-8 strings, as defined by the implementation". Two keys that become the
    // same text are told apart by a number: a name stands once in an object.
    private static void WriteMap(Utf8JsonWriter json, CborValue map)
    {
        var names = new HashSet<string>(map.Entries.Select(e => e.Key.AsText).OfType<string>(), StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (var (key, value) in map.Entries)
        {
            string name = key.AsText ?? Unique(Name(key), names, counts);
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    private static string Unique(string name, HashSet<string> names, Dictionary<string, int> counts)
    {
        string candidate = name;
        while (!names.Add(candidate))
        {
            int count = counts[name] = counts.GetValueOrDefault(name, 1) + 1;
            candidate = $"{name}#{count.ToString(CultureInfo.InvariantCulture)}";
        }

        return candidate;
    }

    private static string Name(CborValue key) => key.Kind switch
    {
        CborKind.Integer => key.Number!.Value.ToString(),
        CborKind.ByteString => Base64(key.AsBytes!.Value.Span),
        CborKind.Boolean => key.AsBoolean!.Value ? "true" : "false",
        CborKind.Null => "null",
        CborKind.Float => key.AsDouble!.Value.ToString("R", CultureInfo.InvariantCulture),
        _ => "h'" + Convert.ToHexStringLower(key.Encoded.Span) + "'", // an array, a map, a tag: its bytes, in CBOR's diagnostic notation
    };

    private static string Base64(ReadOnlySpan<byte> bytes) => "b64'" + Convert.ToBase64String(bytes);
}
