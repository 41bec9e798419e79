using System.Text.Json;

namespace Provenance;

/// <summary>
/// Who provides the generative system, its name and version, as metadata that other tools read too: Dublin Core's publisher and IPTC's properties
/// for generative AI, in <c>cawg.metadata</c>, as the standard's own metadata assertion admits none of them (§18.17, appendix B).
/// </summary>
internal static class SystemMetadata
{
    public static MetadataAssertion Of(string provider, GenerativeModel model)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("@context");
            json.WriteString("dc", "http://purl.org/dc/elements/1.1/");
            json.WriteString("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/");
            json.WriteEndObject();
            json.WriteStartArray("dc:publisher");
            json.WriteStringValue(provider);
            json.WriteEndArray();
            json.WriteString("Iptc4xmpExt:AISystemUsed", model.Name);
            if (model.Version is not null)
            {
                json.WriteString("Iptc4xmpExt:AISystemVersionUsed", model.Version);
            }

            json.WriteEndObject();
        }

        return new MetadataAssertion(MetadataAssertion.CawgLabel, buffer.ToArray());
    }
}
