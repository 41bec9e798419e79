using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Provenance;

/// <summary>Reads trust lists from text: PEM bundles (RFC 7468) and the lists of trusted entities that C2PA publishes (ETSI TS 119 602, JSON).</summary>
internal static class TrustListText
{
    private const string Trusted = "http://c2pa.org/conformance/trust-list/trusted";
    private const string NoLongerTrusted = "http://c2pa.org/conformance/trust-list/untrusted";

    /// <summary>Reads either form; JSON is known by its first character.</summary>
    /// <exception cref="ArgumentException">The text is neither, holds no certificate, or one that cannot be read.</exception>
    public static TrustList Read(string text, IReadOnlyCollection<string> usages, string? source) =>
        text.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith('{') ? ReadJson(text, usages, source) : ReadPem(text, usages, source);

    public static TrustList ReadPem(string pem, IReadOnlyCollection<string> usages, string? source)
    {
        var anchors = new List<TrustAnchor>();
        foreach (var block in PemBlock.All(pem))
        {
            if (block.Label == "CERTIFICATE")
            {
                anchors.Add(new TrustAnchor(Load(() => block.Content, anchors.Count + 1, source), usages, Source: source));
            }
        }

        return anchors.Count > 0 ? new TrustList(anchors) : throw Bad("it holds no certificate in PEM form", source);
    }

    private static TrustList ReadJson(string json, IReadOnlyCollection<string> usages, string? source)
    {
        try
        {
            using var document = JsonDocument.Parse(json.TrimStart('\uFEFF'));
            var anchors = new List<TrustAnchor>();
            if (document.RootElement.TryGetProperty("LoTE", out var list) && list.TryGetProperty("TrustedEntitiesList", out var entities))
            {
                foreach (var service in entities.EnumerateArray().SelectMany(Services))
                {
                    anchors.AddRange(ReadService(service, anchors.Count, usages, source));
                }
            }

            return anchors.Count > 0 ? new TrustList(anchors) : throw Bad("it names no certificate", source);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Bad("it is not a list of trusted entities (ETSI TS 119 602): " + e.Message, source, e);
        }
    }

    private static IEnumerable<JsonElement> Services(JsonElement entity) =>
        entity.TryGetProperty("TrustedEntityServices", out var services) ? services.EnumerateArray().ToArray() : [];

    // The time of the status bounds the trust (§14.4.1): trusted from then on, or no longer trusted from then on. ServiceHistory, when
    // there is one, tells since when a service that is no longer trusted had been.
    private static IEnumerable<TrustAnchor> ReadService(JsonElement service, int count, IReadOnlyCollection<string> usages, string? source)
    {
        var information = service.GetProperty("ServiceInformation");
        string? status = information.TryGetProperty("ServiceStatus", out var s) ? s.GetString() : null;
        DateTimeOffset? since = information.TryGetProperty("StatusStartingTime", out var t) ? t.GetDateTimeOffset() : null;
        bool trusted = status == Trusted;
        if (!trusted && !(status == NoLongerTrusted && since is not null))
        {
            // An unknown status, or distrust without a date: no trust at any time.
            yield break;
        }

        foreach (var certificate in information.GetProperty("ServiceDigitalIdentity").GetProperty("X509Certificates").EnumerateArray())
        {
            var loaded = Load(() => Convert.FromBase64String(certificate.GetProperty("val").GetString() ?? string.Empty), ++count, source);
            yield return trusted
                ? new TrustAnchor(loaded, usages, NotBefore: since, Source: source)
                : new TrustAnchor(loaded, usages, NotBefore: TrustedSince(service), NotAfter: since, Source: source);
        }
    }

    private static DateTimeOffset? TrustedSince(JsonElement service)
    {
        DateTimeOffset? first = null;
        if (service.TryGetProperty("ServiceHistory", out var history) && history.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in history.EnumerateArray())
            {
                if (item.TryGetProperty("ServiceStatus", out var status) && status.GetString() == Trusted
                    && item.TryGetProperty("StatusStartingTime", out var time) && (first is null || time.GetDateTimeOffset() < first))
                {
                    first = time.GetDateTimeOffset();
                }
            }
        }

        return first;
    }

    private static X509Certificate2 Load(Func<byte[]> der, int number, string? source)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der());
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw Bad($"certificate {number} cannot be read: {e.Message}", source, e);
        }
    }

    // A person reads this message; the name of a parameter would only puzzle them.
#pragma warning disable MA0015
    private static ArgumentException Bad(string reason, string? source, Exception? inner = null) => new($"The trust list {source ?? "given"} cannot be used: {reason}.", inner);
#pragma warning restore MA0015
}
