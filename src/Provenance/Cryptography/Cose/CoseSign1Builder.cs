using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cbor;

namespace Provenance.Cryptography;

/// <summary>Writes the COSE_Sign1 of a claim signature (§13.2, §10.3.2.4, §10.4) with a detached payload.</summary>
internal static class CoseSign1Builder
{
    // An entry of the unprotected map is its text key (a header byte and 3 or 4 letters) and a byte string.
    private const int PadEntryOverhead = 4;
    private const int Pad2EntryOverhead = 5;

    /// <summary>The content of the protected header: the algorithm and the certificates under label 33, and <c>iat</c> when given (§13.2.3, §14.5).</summary>
    public static byte[] ProtectedHeader(SigningAlgorithm algorithm, IReadOnlyList<X509Certificate2> chain, DateTimeOffset? claimedTime = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var certificates = chain.Select(c => CborValue.Bytes(c.RawData)).ToArray();
        var entries = new List<KeyValuePair<CborValue, CborValue>>
        {
            new(CborValue.Integer(CoseHeaders.Algorithm), CborValue.Integer(algorithm.CoseIdentifier)),
            new(CborValue.Integer(CoseHeaders.X5Chain), certificates.Length == 1 ? certificates[0] : CborValue.Array(certificates)),
        };
        if (claimedTime is { } time)
        {
            // §13.2.4 names the iat of RFC 8392; in a COSE header it stands in the CWT claims (RFC 9597). The bare label 6 is the Partial IV of RFC 9052.
            entries.Add(new(CborValue.Integer(CoseHeaders.CwtClaims), CborValue.Map(KeyValuePair.Create(CborValue.Integer(CoseHeaders.IssuedAt), CborValue.Integer(time.ToUnixTimeSeconds())))));
        }

        return CborValue.Map(entries).Encoded.ToArray();
    }

    /// <summary>Writes the message.</summary>
    /// <param name="protectedBytes">From <see cref="ProtectedHeader"/>.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="timestampToken">A <c>sigTst2</c> token, or empty for none.</param>
    /// <param name="ocspResponses">OCSP responses for <c>rVals</c>.</param>
    public static byte[] Write(ReadOnlyMemory<byte> protectedBytes, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> timestampToken, IReadOnlyList<ReadOnlyMemory<byte>> ocspResponses) =>
        Encode(protectedBytes, signature, timestampToken, ocspResponses, pad: -1, pad2: -1);

    /// <summary>Writes the message so that it takes exactly the reserved space, filled up with <c>pad</c> and, where CBOR's length steps leave a gap, <c>pad2</c> (§10.4).</summary>
    /// <param name="protectedBytes">From <see cref="ProtectedHeader"/>.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="timestampToken">A <c>sigTst2</c> token, or empty for none.</param>
    /// <param name="ocspResponses">OCSP responses for <c>rVals</c>.</param>
    /// <param name="size">The exact size, in bytes.</param>
    /// <param name="message">The message.</param>
    /// <param name="needed">A size that is enough.</param>
    public static bool TryWritePadded(
        ReadOnlyMemory<byte> protectedBytes,
        ReadOnlyMemory<byte> signature,
        ReadOnlyMemory<byte> timestampToken,
        IReadOnlyList<ReadOnlyMemory<byte>> ocspResponses,
        int size,
        [NotNullWhen(true)] out byte[]? message,
        out int needed)
    {
        message = Write(protectedBytes, signature, timestampToken, ocspResponses);
        int missing = size - message.Length;
        needed = message.Length + EntrySize(PadEntryOverhead, 0);
        if (missing == 0)
        {
            return true;
        }

        if (missing < EntrySize(PadEntryOverhead, 0))
        {
            message = null;
            return false;
        }

        var (pad, pad2) = Padding(missing);
        message = Encode(protectedBytes, signature, timestampToken, ocspResponses, pad, pad2);
        return true;
    }

    private static (int Pad, int Pad2) Padding(int missing)
    {
        if (FillLength(PadEntryOverhead, missing) is { } single)
        {
            return (single, -1);
        }

        // Only totals right at a step of the length encoding come here: a pad2 of a few bytes moves pad off the step.
        for (int pad2 = 0; pad2 < 8; pad2++)
        {
            if (FillLength(PadEntryOverhead, missing - EntrySize(Pad2EntryOverhead, pad2)) is { } pad)
            {
                return (pad, pad2);
            }
        }

        throw new InvalidOperationException("Every size above the minimum can be padded.");
    }

    // The content length that makes an entry of exactly this size, or null where the length encoding jumps over it.
    private static int? FillLength(int overhead, int entrySize)
    {
        foreach (int header in (ReadOnlySpan<int>)[1, 2, 3, 5])
        {
            int length = entrySize - overhead - header;
            if (length >= 0 && EntrySize(overhead, length) == entrySize)
            {
                return length;
            }
        }

        return null;
    }

    private static int EntrySize(int overhead, int length) => overhead + (length < 24 ? 1 : length < 256 ? 2 : length < 65536 ? 3 : 5) + length;

    private static byte[] Encode(
        ReadOnlyMemory<byte> protectedBytes, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> timestampToken, IReadOnlyList<ReadOnlyMemory<byte>> ocspResponses, int pad, int pad2)
    {
        var tokens = timestampToken.IsEmpty ? null : CborValue.Map(("tstTokens", CborValue.Array(CborValue.Map(("val", CborValue.Bytes(timestampToken))))));
        var revocation = ocspResponses.Count == 0 ? null : CborValue.Map(("ocspVals", CborValue.Array(ocspResponses.Select(CborValue.Bytes))));
        var unprotected = CborValue.Map(
            (CoseHeaders.SigTst2, tokens),
            (CoseHeaders.RevocationValues, revocation),
            (CoseHeaders.Pad, pad < 0 ? null : CborValue.Bytes(new byte[pad])),
            (CoseHeaders.Pad2, pad2 < 0 ? null : CborValue.Bytes(new byte[pad2])));
        return CborValue.Tag(18, CborValue.Array(CborValue.Bytes(protectedBytes), unprotected, CborValue.Null, CborValue.Bytes(signature))).Encoded.ToArray();
    }
}
