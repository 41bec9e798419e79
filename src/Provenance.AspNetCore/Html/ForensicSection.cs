using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Provenance.Reports;

namespace Provenance.Html;

/// <summary>The third level, for who examines a video as evidence: every manifest with its certificate and findings, and the crJSON.</summary>
internal static class ForensicSection
{
    // What a browser still shows well. Who needs more asks for crJSON alone.
    private const int MaxManifests = 50;
    private const int MaxStatuses = 200;
    private const int MaxJsonLength = 4 << 20;

    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, FileReport report)
    {
        var result = report.Result;
        html.Open("details", ("class", "forensic"));
        html.Open("summary").Element("h3", "Forensic").Element("span", " — every manifest, certificate and finding, and the raw crJSON", ("class", "level")).Close();
        html.Open("dl");
        Row(html, "Kind of file", result.MediaType ?? "unknown");
        Row(html, "Media hashed", result.MediaWasHashed ? "yes" : "no");
        Row(html, "Validated at", ReportText.Time(result.ValidationTime));
        Row(html, "State", Verdict.StateOf(result));
        html.Close();
        foreach (var manifest in result.Manifests.Take(MaxManifests))
        {
            WriteManifest(html, manifest, string.Equals(manifest.Manifest.Label, result.ActiveManifest?.Manifest.Label, StringComparison.Ordinal));
        }

        if (result.Manifests.Count > MaxManifests)
        {
            html.Element("p", string.Create(CultureInfo.InvariantCulture, $"… and {result.Manifests.Count - MaxManifests} more manifests; the crJSON has all."));
        }

        WriteStatuses(html, "Findings of the whole file", result.Statuses);
        foreach (var delta in result.IngredientDeltas.Take(MaxManifests))
        {
            WriteStatuses(html, $"Changed since the ingredient was added: {delta.IngredientUrl}", delta.Statuses);
        }

        WriteJson(html, result);
        html.Close();
    }

    private static void WriteManifest(HtmlWriter html, ManifestReport report, bool isActive)
    {
        var manifest = report.Manifest;
        html.Open("h4").Text(isActive ? "Active manifest " : "Manifest ").Foreign(manifest.Label).Close();
        html.Open("dl");
        Row(html, "Kind", manifest.Kind == ManifestKind.Update ? "update" : "standard");
        if (manifest.Claim is { } claim)
        {
            Row(html, "Claim", string.Create(CultureInfo.InvariantCulture, $"version {claim.Version}, instance {claim.InstanceId ?? "unnamed"}"));
        }

        Row(html, "Generator", ReportText.Agent(manifest.Claim?.ClaimGenerator) ?? "unknown");
        WriteSignature(html, report.Signature);
        Row(html, "Assertions", string.Join(", ", manifest.AssertionBoxes.Take(100).Select(b => b.Label)));
        html.Close();
        WriteStatuses(html, "Findings of this manifest", report.Statuses);
    }

    private static void WriteSignature(HtmlWriter html, SignatureReport? signature)
    {
        if (signature?.SigningCertificate is not { } certificate)
        {
            Row(html, "Signature", "cannot be read");
            return;
        }

        Row(html, "Signer", CertificateText.FullName(certificate.SubjectName));
        Row(html, "Certified by", CertificateText.FullName(certificate.IssuerName));
        Row(html, "Certificate", $"serial {certificate.SerialNumber}, {ReportText.Time(new DateTimeOffset(certificate.NotBefore))} to {ReportText.Time(new DateTimeOffset(certificate.NotAfter))}");
        Row(html, "SHA-256", certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
        Row(html, "Algorithm", signature.Algorithm?.Name ?? "unknown");
        Row(html, "Signed at", SigningTime.Of(signature)?.ToString() ?? "unknown");
        foreach (X509Certificate2 other in signature.Certificates.Skip(1).Take(10))
        {
            Row(html, "Chain", CertificateText.FullName(other.SubjectName));
        }
    }

    private static void WriteStatuses(HtmlWriter html, string caption, IReadOnlyList<ValidationStatus> statuses)
    {
        if (statuses.Count == 0)
        {
            return;
        }

        html.Open("table").Element("caption", caption);
        html.Open("thead").Open("tr").Element("th", "Finding", ("scope", "col")).Element("th", "Code", ("scope", "col"))
            .Element("th", "In words", ("scope", "col")).Element("th", "Where", ("scope", "col")).Close().Close();
        html.Open("tbody");
        foreach (var status in statuses.Take(MaxStatuses))
        {
            html.Open("tr").Element("td", StatusText.Mark(status.Kind), ("class", $"finding {StatusText.Mark(status.Kind)}-mark")).Open("td", ("class", "code")).Element("code", status.Code.Value).Close();
            html.Open("td").Foreign(status.Sentence).Close().Open("td", ("class", "where")).Open("code").Foreign(status.Url).Close().Close().Close();
        }

        html.Close().Close();
        if (statuses.Count > MaxStatuses)
        {
            html.Element("p", string.Create(CultureInfo.InvariantCulture, $"… and {statuses.Count - MaxStatuses} more; the crJSON has all."));
        }
    }

    private static void WriteJson(HtmlWriter html, ValidationResult result)
    {
        using var json = new MemoryStream();
        result.WriteCrJson(json);
        html.Element("h4", "crJSON");
        if (json.Length > MaxJsonLength)
        {
            html.Element("p", string.Create(CultureInfo.InvariantCulture, $"The document has {json.Length >> 20} MB, too much for a page: ask for crJSON by itself."));
            return;
        }

        html.Open("pre", ("tabindex", "0"), ("role", "region"), ("aria-label", "crJSON")).Json(Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length)).Close();
    }

    private static void Row(HtmlWriter html, string label, string value) => html.Element("dt", label).Open("dd").Foreign(value, 2000).Close();
}
