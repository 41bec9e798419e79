using System.Text.Json;

namespace Provenance.Validation;

/// <summary><c>signature</c> (crJSON 2.4 §3.7).</summary>
internal static class CrJsonSignature
{
    /// <summary>Writes the object. Without a readable signature the text asks for an empty one, the schema for both members: they are there and say nothing.</summary>
    public static void Write(Utf8JsonWriter json, SignatureReport? signature)
    {
        json.WriteStartObject();
        json.WriteString("algorithm", Name(signature?.Algorithm));
        json.WritePropertyName("certificateInfo");
        CrJsonCertificate.Write(json, signature?.SigningCertificate);

        // The text calls it timestampInfo, the schema timeStampInfo. Whether it can be relied on is for the statuses to say.
        if (signature?.StatedTime is { } time)
        {
            json.WriteStartObject("timeStampInfo");
            json.WriteString("timestamp", CrJsonStatuses.Time(time));
            json.WritePropertyName("certificateInfo");
            CrJsonCertificate.Write(json, signature.TimestampCertificates.Count > 0 ? signature.TimestampCertificates[0] : null);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // "one of the strings defined in the C2PA specification, such as ES256 or Ed25519, or Unknown": COSE's own name EdDSA is not among them.
    private static string Name(SigningAlgorithm? algorithm) => algorithm is null ? "Unknown" : algorithm == SigningAlgorithm.Ed25519 ? "Ed25519" : algorithm.Name;
}
