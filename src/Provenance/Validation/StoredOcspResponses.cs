using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>OCSP responses from the manifest store (§15.9.1).</summary>
/// <param name="Read">Those that can be read; the others say nothing.</param>
/// <param name="Unread">How many were not looked at, because there are too many.</param>
internal sealed record StoredOcspResponses(IReadOnlyList<OcspResponse> Read, int Unread)
{
    /// <summary>Reads them. Each answer is held against each certificate, so answers count, not only responses.</summary>
    public static StoredOcspResponses Parse(IReadOnlyList<ReadOnlyMemory<byte>> encoded, ParserLimits limits, KnownCertificates known)
    {
        var read = new List<OcspResponse>();
        int unread = Math.Max(0, encoded.Count - limits.MaxOcspResponses);
        int answers = 0;
        foreach (var der in encoded.Take(limits.MaxOcspResponses))
        {
            if (!OcspResponse.TryParse(der, limits, out var response, out _, known))
            {
                continue;
            }

            answers += response.Responses.Count;
            if (answers <= limits.MaxOcspResponses)
            {
                read.Add(response);
            }
            else
            {
                unread++;
            }
        }

        return new(read, unread);
    }
}
