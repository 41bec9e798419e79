using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>crJSON 3.5: the claim, named by its version.</summary>
internal static class CrJsonClaim
{
    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter writer, Claim claim)
    {
        writer.WriteStartObject(claim.Version == 1 ? "claim" : "claim.v2");

        // Old writers emit null for optional members, which then count as absent.
        CrJsonValue.WriteMembers(writer, CborValue.Map(claim.Content.Entries.Where(e => !e.Value.IsNull)));

        // 3.5.1; the schema of version 1 knows no gathered assertions.
        WriteEmpty(writer, claim, "gathered_assertions", minimumVersion: 2);
        WriteEmpty(writer, claim, "redacted_assertions", minimumVersion: 1);
        writer.WriteEndObject();
    }

    private static void WriteEmpty(Utf8JsonWriter writer, Claim claim, string member, int minimumVersion)
    {
        if (claim.Version >= minimumVersion && claim.Content[member] is null)
        {
            writer.WriteStartArray(member);
            writer.WriteEndArray();
        }
    }
}
