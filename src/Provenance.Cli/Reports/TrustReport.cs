using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Provenance.Cli.Reports;

/// <summary>Whom the given lists trust at a time, and why: a list for signers, another for time-stamp authorities (§14.4).</summary>
/// <param name="Signers">The list of <c>--trust</c>.</param>
/// <param name="Timestamps">The list of <c>--tsa-trust</c>.</param>
/// <param name="Time">The time that decides whether an anchor counts.</param>
internal sealed record TrustReport(TrustList Signers, TrustList Timestamps, DateTimeOffset Time)
{
    /// <summary>Writes it for people.</summary>
    public void WriteText(TextWriter output)
    {
        WriteList(output, "Claim signers", Signers, "--trust");
        output.WriteLine();
        WriteList(output, "Time-stamp authorities", Timestamps, "--tsa-trust");
    }

    /// <summary>Writes it for programs: <c>at</c>, <c>signers</c>, <c>timestamps</c>.</summary>
    public void WriteJson(TextWriter output) => JsonReport.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("at", Rfc3339(Time));
        WriteList(json, "signers", Signers);
        WriteList(json, "timestamps", Timestamps);
        json.WriteEndObject();
    });

    private void WriteList(TextWriter output, string title, TrustList list, string option)
    {
        if (list.IsEmpty)
        {
            output.WriteLine($"{title}: nobody is trusted. {option} names a list.");
            return;
        }

        int trusted = list.Anchors.Count(a => StandingOf(a) is AnchorStanding.Trusted);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {trusted} of {list.Anchors.Count} anchors are trusted at {ReportText.Time(Time)}"));
        foreach (var anchor in list.Anchors)
        {
            var certificate = anchor.Certificate;
            output.WriteLine();
            output.WriteLine("  " + VisibleText.Escape(CertificateText.Subject(certificate)));
            output.WriteLine("    status   " + Describe(anchor));
            output.WriteLine($"    valid    {ReportText.Time(new DateTimeOffset(certificate.NotBefore))} to {ReportText.Time(new DateTimeOffset(certificate.NotAfter))}");
            output.WriteLine("    for      " + string.Join(", ", anchor.ExtendedKeyUsages.Select(UsageName)));
            output.WriteLine("    sha256   " + certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
            output.WriteLine("    source   " + VisibleText.Escape(anchor.Source));
        }
    }

    private void WriteList(Utf8JsonWriter json, string name, TrustList list)
    {
        json.WriteStartArray(name);
        foreach (var anchor in list.Anchors)
        {
            var certificate = anchor.Certificate;
            json.WriteStartObject();
            json.WriteString("name", CertificateText.Subject(certificate));
            json.WriteString("subject", CertificateText.FullName(certificate.SubjectName));
            json.WriteString("issuer", CertificateText.FullName(certificate.IssuerName));
            json.WriteString("sha256", certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
            json.WriteString("notBefore", Rfc3339(new DateTimeOffset(certificate.NotBefore)));
            json.WriteString("notAfter", Rfc3339(new DateTimeOffset(certificate.NotAfter)));
            json.WriteString("trustedFrom", anchor.NotBefore is { } from ? Rfc3339(from) : null);
            json.WriteString("trustedUntil", anchor.NotAfter is { } until ? Rfc3339(until) : null);
            json.WriteString("status", Name(StandingOf(anchor)));
            json.WriteStartArray("usages");
            foreach (string usage in anchor.ExtendedKeyUsages)
            {
                json.WriteStringValue(usage);
            }

            json.WriteEndArray();
            json.WriteString("source", anchor.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What the list says comes first (§14.4.1), then the certificate's own dates.
    private AnchorStanding StandingOf(TrustAnchor anchor) =>
        Time < anchor.NotBefore ? AnchorStanding.NotYetListed
        : Time > anchor.NotAfter ? AnchorStanding.NoLongerListed
        : Time < new DateTimeOffset(anchor.Certificate.NotBefore) ? AnchorStanding.NotYetValid
        : Time > new DateTimeOffset(anchor.Certificate.NotAfter) ? AnchorStanding.Expired
        : AnchorStanding.Trusted;

    private string Describe(TrustAnchor anchor)
    {
        string from = anchor.NotBefore is { } start ? ReportText.Time(start) : string.Empty;
        string until = anchor.NotAfter is { } end ? ReportText.Time(end) : string.Empty;
        return StandingOf(anchor) switch
        {
            AnchorStanding.Trusted when from.Length > 0 && until.Length > 0 => $"trusted: the list says so from {from} to {until}",
            AnchorStanding.Trusted when from.Length > 0 => $"trusted: the list says so since {from}",
            AnchorStanding.Trusted when until.Length > 0 => $"trusted: the list says so until {until}",
            AnchorStanding.Trusted => "trusted: the list holds the certificate, without dates",
            AnchorStanding.NotYetListed => $"not trusted: the list trusts it only from {from} on",
            AnchorStanding.NoLongerListed => $"not trusted now: the list has withdrawn it as of {until}; what was time-stamped before still counts",
            AnchorStanding.NotYetValid => "not trusted: the certificate is not valid yet",
            _ => "not trusted now: the certificate has expired; what was time-stamped before still counts",
        };
    }

    private static string Name(AnchorStanding standing) => standing switch
    {
        AnchorStanding.Trusted => "trusted",
        AnchorStanding.NotYetListed => "notYetListed",
        AnchorStanding.NoLongerListed => "noLongerListed",
        AnchorStanding.NotYetValid => "notYetValid",
        _ => "expired",
    };

    private static string UsageName(string usage) => usage switch
    {
        ExtendedKeyUsage.ClaimSigning => "C2PA claim signing",
        ExtendedKeyUsage.EmailProtection => "e-mail protection",
        ExtendedKeyUsage.DocumentSigning => "document signing",
        ExtendedKeyUsage.TimeStamping => "time-stamping",
        _ => usage,
    };

    private static string Rfc3339(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
