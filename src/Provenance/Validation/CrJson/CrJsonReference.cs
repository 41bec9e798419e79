using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>A hashed URI in a claim (crJSON 2.4 §3.5.2): <c>url</c>, <c>hash</c>, perhaps <c>alg</c>, and by the schema nothing else.</summary>
internal static class CrJsonReference
{
    public static void Write(Utf8JsonWriter json, CborValue? reference)
    {
        json.WriteStartObject();
        json.WriteString("url", reference?["url"]?.AsText ?? string.Empty);
        json.WritePropertyName("hash");
        CrJsonCbor.WriteBytes(json, (reference?["hash"]?.AsBytes ?? default).Span);
        if (reference?["alg"]?.AsText is { } algorithm)
        {
            json.WriteString("alg", algorithm);
        }

        json.WriteEndObject();
    }
}
