using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provenance.Reports;

/// <summary>
/// A report for programs: one object for one file, an array of them for several. The shape is documented in the README; members are added,
/// never renamed or taken away.
/// </summary>
internal static class JsonReport
{
    // Everything beyond ASCII is escaped: a hostile title cannot disturb the terminal that shows the JSON.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.Default, MaxDepth = 512 };

    /// <summary>Writes what <paramref name="write"/> writes as indented JSON.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>Writes what <paramref name="write"/> writes as one line of JSON, and sees it off.</summary>
    public static void WriteLine(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options with { Indented = false }))
        {
            write(json);
        }

        output.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n");
        output.Flush();
    }

    /// <summary>Writes the object of one file.</summary>
    public static void WriteFile(Utf8JsonWriter json, FileReport report)
    {
        var result = report.Result;
        json.WriteStartObject();
        json.WriteString("file", report.File);
        json.WriteString("state", report.State);
        json.WriteString("verdict", report.Verdict.Sentence);
        json.WriteNumber("exitCode", report.Verdict.ExitCode);
        json.WriteString("mediaType", result.MediaType);
        json.WriteBoolean("mediaHashed", result.MediaWasHashed && report.Ranges is null);
        WriteRanges(json, report.Ranges);
        json.WriteString("validatedAt", Time(result.ValidationTime));

        var active = result.ActiveManifest;
        json.WriteString("title", active?.Manifest.Claim?.Title);
        WriteSigner(json, active?.Signature);
        WriteSigningTime(json, active?.Signature);
        WriteGenerator(json, active?.Manifest.Claim?.ClaimGenerator);
        json.WriteString("aiGenerated", Name(report.Generation.Involvement));
        json.WriteString("aiClaimed", Name(report.Generation.ClaimedInvolvement));
        WriteStrings(json, "digitalSourceTypes", report.Generation.DigitalSourceTypes.Select(t => t.Value));
        GenerationJson.Write(json, report.Generation);
        DisclosureJson.Write(json, report.Disclosures);
        WriteStatuses(json, "statuses", result.Statuses);

        json.WriteStartArray("ingredientDeltas");
        foreach (var delta in result.IngredientDeltas)
        {
            json.WriteStartObject();
            json.WriteString("ingredient", delta.IngredientUrl);
            WriteStatuses(json, "statuses", delta.Statuses);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("manifests");
        foreach (var manifest in result.Manifests)
        {
            WriteManifest(json, manifest, isActive: ReferenceEquals(manifest, active) || string.Equals(manifest.Manifest.Label, active?.Manifest.Label, StringComparison.Ordinal));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the object of a file that could not be opened: <c>state</c> is <c>Unreadable</c>, <c>error</c> says why.</summary>
    public static void WriteFault(Utf8JsonWriter json, string file, string message)
    {
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteString("state", "Unreadable");
        json.WriteString("error", message);
        json.WriteNumber("exitCode", VerdictCode.Unreadable);
        json.WriteEndObject();
    }

    private static void WriteManifest(Utf8JsonWriter json, ManifestReport report, bool isActive)
    {
        var manifest = report.Manifest;
        json.WriteStartObject();
        json.WriteString("label", manifest.Label);
        json.WriteBoolean("active", isActive);
        json.WriteString("kind", manifest.Kind == ManifestKind.Update ? "update" : "standard");
        json.WriteString("title", manifest.Claim?.Title);
        if (manifest.Claim is { } claim)
        {
            json.WriteNumber("claimVersion", claim.Version);
            json.WriteString("instanceId", claim.InstanceId);
        }

        WriteSigner(json, report.Signature);
        WriteSigningTime(json, report.Signature);
        WriteGenerator(json, manifest.Claim?.ClaimGenerator);
        WriteStrings(json, "assertions", manifest.AssertionBoxes.Select(b => b.Label));

        ActionJson.Write(json, "actions", report.Actions);
        json.WriteStartArray("ingredients");
        foreach (var ingredient in report.Ingredients)
        {
            json.WriteStartObject();
            json.WriteString("relationship", ReportText.Name(ingredient.Relationship));
            json.WriteString("title", ingredient.Title);
            json.WriteString("format", ingredient.MediaType);
            json.WriteString("manifest", ingredient.ActiveManifest?.Uri?.ManifestLabel);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteStatuses(json, "statuses", report.Statuses);
        json.WriteEndObject();
    }

    private static void WriteRanges(Utf8JsonWriter json, IReadOnlyList<RangeFinding>? ranges)
    {
        if (ranges is null)
        {
            return;
        }

        json.WriteStartArray("ranges");
        foreach (var range in ranges)
        {
            json.WriteStartObject();
            json.WriteNumber("first", range.Range.Offset);
            json.WriteNumber("last", range.Range.End - 1);
            json.WriteString("finding", range.Word);
            if (range.Fault is { } fault)
            {
                json.WriteString("code", fault.Code.Value);
                json.WriteString("explanation", fault.Sentence);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSigner(Utf8JsonWriter json, SignatureReport? signature)
    {
        if (signature?.SigningCertificate is not { } certificate)
        {
            json.WriteNull("signer");
            return;
        }

        json.WriteStartObject("signer");
        json.WriteString("name", CertificateText.Subject(certificate));
        json.WriteString("subject", CertificateText.FullName(certificate.SubjectName));
        json.WriteString("issuer", CertificateText.FullName(certificate.IssuerName));
        json.WriteString("serial", certificate.SerialNumber);
        json.WriteString("notBefore", Time(new DateTimeOffset(certificate.NotBefore)));
        json.WriteString("notAfter", Time(new DateTimeOffset(certificate.NotAfter)));
        json.WriteString("algorithm", signature.Algorithm?.Name);
        json.WriteString("sha256", certificate.GetCertHashString(HashAlgorithmName.SHA256));
        json.WriteEndObject();
    }

    private static void WriteSigningTime(Utf8JsonWriter json, SignatureReport? signature)
    {
        if (SigningTime.Of(signature) is not { } time)
        {
            json.WriteNull("signedAt");
            return;
        }

        json.WriteStartObject("signedAt");
        json.WriteString("time", Time(time.Time));
        json.WriteString("basis", time.Basis switch
        {
            SigningTimeBasis.TrustedTimestamp => "trustedTimestamp",
            SigningTimeBasis.UntrustedTimestamp => "untrustedTimestamp",
            _ => "claimed",
        });
        json.WriteEndObject();
    }

    private static void WriteGenerator(Utf8JsonWriter json, ClaimGeneratorInfo? info)
    {
        if (info is null)
        {
            json.WriteNull("generator");
            return;
        }

        json.WriteStartObject("generator");
        json.WriteString("name", info.Name);
        json.WriteString("version", info.Version);
        json.WriteString("specVersion", info.SpecVersion);
        json.WriteEndObject();
    }

    /// <summary>Writes a list of findings.</summary>
    public static void WriteStatuses(Utf8JsonWriter json, string name, IReadOnlyList<ValidationStatus> statuses)
    {
        json.WriteStartArray(name);
        foreach (var status in statuses)
        {
            json.WriteStartObject();
            json.WriteString("code", status.Code.Value);
            json.WriteString("kind", status.Kind switch
            {
                ValidationStatusKind.Success => "success",
                ValidationStatusKind.Informational => "informational",
                _ => "failure",
            });
            json.WriteString("url", status.Url);
            json.WriteString("explanation", status.Sentence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static string Name(AiInvolvement involvement) => involvement switch
    {
        AiInvolvement.Wholly => "wholly",
        AiInvolvement.Partly => "partly",
        _ => "unknown",
    };

    internal static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
