using System.Formats.Asn1;

namespace Provenance.Cryptography;

/// <summary>The two shapes of an ECDSA signature: DER (RFC 3279 §2.2.3) and r‖s of fixed length (IEEE P1363), which COSE uses (RFC 9053 §2.1).</summary>
internal static class EcdsaSignature
{
    /// <summary>DER to r‖s.</summary>
    /// <param name="der">The signature.</param>
    /// <param name="curveSize">Bytes of a coordinate.</param>
    /// <returns>2 × <paramref name="curveSize"/> bytes, or null when the bytes are not a DER signature for the curve.</returns>
    public static byte[]? FromDer(ReadOnlyMemory<byte> der, int curveSize)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            byte[] result = new byte[2 * curveSize];
            bool ok = Place(sequence.ReadIntegerBytes().Span, result.AsSpan(0, curveSize)) && Place(sequence.ReadIntegerBytes().Span, result.AsSpan(curveSize));
            sequence.ThrowIfNotEmpty();
            return ok ? result : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    // Right-aligned into the field; a leading zero of DER's sign goes away, a negative or too long number is refused.
    private static bool Place(ReadOnlySpan<byte> integer, Span<byte> field)
    {
        if (integer[0] >= 0x80)
        {
            return false;
        }

        if (integer[0] == 0)
        {
            integer = integer[1..];
        }

        if (integer.Length > field.Length)
        {
            return false;
        }

        integer.CopyTo(field[^integer.Length..]);
        return true;
    }
}
