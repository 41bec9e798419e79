using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>
/// <c>claim</c> or <c>claim.v2</c> (crJSON 2.4 §3.5). The schema closes the claim: members it does not know are left out, and so is the deprecated
/// <c>metadata</c>. Members it requires are written even when the claim lacks them.
/// </summary>
internal static class CrJsonClaim
{
    /// <summary>Writes the property. Without a readable claim it is an empty one of version 2; the statuses say why.</summary>
    public static void Write(Utf8JsonWriter json, Claim? claim)
    {
        var content = claim?.Content;
        bool isFirst = claim is { Version: 1 };
        json.WriteStartObject(isFirst ? "claim" : "claim.v2");
        WriteText(json, content, "instanceID", isRequired: true);
        if (isFirst)
        {
            WriteFirst(json, content);
        }
        else
        {
            json.WritePropertyName("claim_generator_info");
            CrJsonGenerator.Write(json, content?["claim_generator_info"], string.Empty);
            WriteReferences(json, content, "created_assertions", isRequired: true);

            // §3.5.1: absent lists are empty ones. The schema knows no gathered ones in a claim of version 1.
            WriteReferences(json, content, "gathered_assertions", isRequired: false);
            WriteText(json, content, "specVersion", isRequired: false);
        }

        WriteText(json, content, "signature", isRequired: true);
        WriteRedactions(json, content);
        WriteText(json, content, "dc:title", isRequired: false);
        WriteText(json, content, "alg", isRequired: false);
        WriteText(json, content, "alg_soft", isRequired: false);
        json.WriteEndObject();
    }

    private static void WriteFirst(Utf8JsonWriter json, CborValue? content)
    {
        WriteText(json, content, "claim_generator", isRequired: true);

        // Old writers have the text alone: it is then the name.
        string name = content?["claim_generator"]?.AsText ?? string.Empty;
        var generators = content?["claim_generator_info"];
        json.WriteStartArray("claim_generator_info");
        foreach (var generator in generators?.Items ?? [])
        {
            CrJsonGenerator.Write(json, generator, name);
        }

        if (generators is not { Items.Count: > 0 })
        {
            CrJsonGenerator.Write(json, generators, name);
        }

        json.WriteEndArray();
        WriteReferences(json, content, "assertions", isRequired: true);
        WriteText(json, content, "dc:format", isRequired: true);
    }

    private static void WriteText(Utf8JsonWriter json, CborValue? content, string member, bool isRequired)
    {
        if ((content?[member]?.AsText ?? (isRequired ? string.Empty : null)) is { } text)
        {
            json.WriteString(member, text);
        }
    }

    // Required means at least one: an empty reference stands for none.
    private static void WriteReferences(Utf8JsonWriter json, CborValue? content, string member, bool isRequired)
    {
        json.WriteStartArray(member);
        var items = content?[member]?.Items ?? [];
        foreach (var item in items)
        {
            CrJsonReference.Write(json, item);
        }

        if (isRequired && items.Count == 0)
        {
            CrJsonReference.Write(json, null);
        }

        json.WriteEndArray();
    }

    private static void WriteRedactions(Utf8JsonWriter json, CborValue? content)
    {
        json.WriteStartArray("redacted_assertions");
        foreach (var item in content?["redacted_assertions"]?.Items ?? [])
        {
            if (item.AsText is { } text)
            {
                json.WriteStringValue(text);
            }
        }

        json.WriteEndArray();
    }
}
