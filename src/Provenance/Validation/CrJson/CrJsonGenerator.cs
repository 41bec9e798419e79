using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>A generator-info map in a claim (crJSON 2.4 §3.5.2), which is open: entity-specific members stay.</summary>
internal static class CrJsonGenerator
{
    /// <param name="json">The writer.</param>
    /// <param name="generator">The map, or null.</param>
    /// <param name="otherwise">The name when the map has none.</param>
    public static void Write(Utf8JsonWriter json, CborValue? generator, string otherwise)
    {
        json.WriteStartObject();
        json.WriteString("name", generator?["name"]?.AsText ?? otherwise);
        foreach (string member in (ReadOnlySpan<string>)["version", "operating_system"])
        {
            if (generator?[member]?.AsText is { } text)
            {
                json.WriteString(member, text);
            }
        }

        if (generator?["icon"] is { Kind: CborKind.Map } icon)
        {
            json.WritePropertyName("icon");
            CrJsonReference.Write(json, icon);
        }

        foreach (var (key, value) in generator?.Entries ?? [])
        {
            if (key.AsText is { } name and not ("name" or "version" or "operating_system" or "icon"))
            {
                json.WritePropertyName(name);
                CrJsonCbor.Write(json, value);
            }
        }

        json.WriteEndObject();
    }
}
