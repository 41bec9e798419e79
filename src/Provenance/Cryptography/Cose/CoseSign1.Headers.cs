using System.Diagnostics.CodeAnalysis;
using Provenance.Cbor;

namespace Provenance.Cryptography;

/// <content>What C2PA reads from the headers.</content>
internal sealed partial class CoseSign1
{
    /// <summary>The time the signer claims (<c>iat</c>, §13.2.4), or null. Only the protected header counts.</summary>
    /// <remarks>The standard names the header without a label; label 6, the text <c>iat</c> and the claim 6 inside a CWT claims header (RFC 9597) are all in use.</remarks>
    public DateTimeOffset? ClaimedTime
    {
        get
        {
            var value = ProtectedHeader[CoseHeaders.CwtClaims]?[CoseHeaders.IssuedAt] ?? ProtectedHeader[CoseHeaders.IssuedAtText] ?? ProtectedHeader[CoseHeaders.IssuedAt];
            return value?.AsDouble is { } seconds and >= -62135596800 and <= 253402300799
                ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
                : null;
        }
    }

    /// <summary>A plain sentence when the header names critical parameters we must understand and do not (RFC 9052 §3.1), else null.</summary>
    public string? CriticalProblem
    {
        get
        {
            if (UnprotectedHeader.Entries.Any(e => e.Key.AsInt64 == CoseHeaders.Critical))
            {
                return "The signature has a crit header outside the protected header.";
            }

            var entry = ProtectedHeader.Entries.FirstOrDefault(e => e.Key.AsInt64 == CoseHeaders.Critical);
            if (entry.Key is null)
            {
                return null;
            }

            if (entry.Value.Items.Count == 0)
            {
                return "The crit header of the signature is not a non-empty array.";
            }

            foreach (var label in entry.Value.Items)
            {
                // alg and x5chain are the protected parameters we process whoever says so; everything else is unknown to C2PA.
                bool known = label.AsInt64 is CoseHeaders.Algorithm or CoseHeaders.X5Chain || label.AsText is CoseHeaders.X5ChainText;
                bool present = ProtectedHeader.Entries.Any(e => (label.AsInt64 is { } i && e.Key.AsInt64 == i) || (label.AsText is { } t && e.Key.AsText == t));
                if (!known || !present)
                {
                    return $"The signature demands that the header {Describe(label)} be understood, which C2PA does not know or which is absent.";
                }
            }

            return null;
        }
    }

    /// <summary>The OCSP responses of <c>rVals</c> (§14.5.2); empty when there are none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses =>
        Header(CoseHeaders.RevocationValues)?["ocspVals"] is { } values ? [.. values.Items.Where(v => v.AsBytes is not null).Select(v => v.AsBytes!.Value)] : [];

    /// <summary>Text labels and integers of the unprotected header that the standard does not define.</summary>
    public IReadOnlyList<string> UnknownUnprotectedHeaders =>
    [
        .. UnprotectedHeader.Entries
            .Where(e => e.Key.AsInt64 is not CoseHeaders.X5Chain
                && e.Key.AsText is not (CoseHeaders.X5ChainText or CoseHeaders.SigTst or CoseHeaders.SigTst2 or CoseHeaders.RevocationValues or CoseHeaders.Pad or CoseHeaders.Pad2))
            .Select(e => Describe(e.Key)),
    ];

    /// <summary>Whether padding holds anything but zeros: bytes that nobody signed.</summary>
    public bool HasNonZeroPadding =>
        new[] { UnprotectedHeader[CoseHeaders.Pad], UnprotectedHeader[CoseHeaders.Pad2] }
            .Any(p => p is not null && (p.AsBytes is not { } bytes || bytes.Span.ContainsAnyExcept((byte)0)));

    /// <summary>Reads the certificates of the signer (§14.5, RFC 9360).</summary>
    /// <param name="limits">Most certificates.</param>
    /// <param name="certificates">The signer's certificate first, as the file has them.</param>
    /// <param name="problem">Why not (<c>signingCredential.invalid</c>, when it is no limit).</param>
    /// <param name="known">Certificates that were met before, or null.</param>
    public bool TryReadCertificates(
        ParserLimits limits, [NotNullWhen(true)] out IReadOnlyList<ParsedCertificate>? certificates, [NotNullWhen(false)] out ReadingFault? problem, KnownCertificates? known = null)
    {
        certificates = null;
        if (!TryFindChain(out var chain, out string? missing))
        {
            problem = new(missing);
            return false;
        }

        var encoded = chain.Kind == CborKind.ByteString ? [chain] : chain.Items;
        if (encoded.Count == 0 || encoded.Any(e => e.Kind != CborKind.ByteString))
        {
            problem = new("The certificate chain (x5chain) is neither a byte string nor a non-empty array of byte strings.");
            return false;
        }

        if (encoded.Count > limits.MaxCertificatesInChain)
        {
            problem = ReadingFault.Limit($"The certificate chain (x5chain) holds {encoded.Count} certificates", limits.MaxCertificatesInChain);
            return false;
        }

        var list = new List<ParsedCertificate>(encoded.Count);
        foreach (var item in encoded)
        {
            if (item.AsBytes!.Value.Length > limits.MaxCertificateSize)
            {
                problem = ReadingFault.Limit($"Certificate {list.Count + 1} of the chain (x5chain) is {item.AsBytes!.Value.Length} bytes long", limits.MaxCertificateSize);
                return false;
            }

            if (!ParsedCertificate.TryParse(item.AsBytes!.Value, known, out var certificate, out string? error))
            {
                problem = new($"Certificate {list.Count + 1} of the chain (x5chain) cannot be read: {error}");
                return false;
            }

            list.Add(certificate);
        }

        certificates = list;
        problem = null;
        return true;
    }

    // §14.5: either label, 33 wins over the text; either bucket, but the same label in both is two credentials (§14.2).
    private bool TryFindChain([NotNullWhen(true)] out CborValue? chain, [NotNullWhen(false)] out string? problem)
    {
        chain = null;
        problem = null;
        var byNumber = (Protected: ProtectedHeader[CoseHeaders.X5Chain], Unprotected: UnprotectedHeader[CoseHeaders.X5Chain]);
        var byText = (Protected: ProtectedHeader[CoseHeaders.X5ChainText], Unprotected: UnprotectedHeader[CoseHeaders.X5ChainText]);
        if (byNumber is { Protected: not null, Unprotected: not null } || byText is { Protected: not null, Unprotected: not null })
        {
            problem = "The certificate chain (x5chain) is in the protected and in the unprotected header: the signature has several credentials.";
            return false;
        }

        chain = byNumber.Protected ?? byNumber.Unprotected ?? byText.Protected ?? byText.Unprotected;
        if (chain is null)
        {
            problem = "The signature has no certificate chain (x5chain).";
            return false;
        }

        return true;
    }

    /// <summary>A header by its text label from the union of both buckets (§15.7), the protected one first.</summary>
    internal CborValue? Header(string label) => ProtectedHeader[label] ?? UnprotectedHeader[label];

    private static string Describe(CborValue label) => label.AsText ?? label.Number?.ToString() ?? "of an unknown kind";
}
