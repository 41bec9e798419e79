using System.Formats.Asn1;
using Provenance.Cbor;

namespace Provenance.Cryptography;

/// <summary>A public COSE_Key (RFC 9052 §7, RFC 9053 §7) as a subjectPublicKeyInfo, so that it is verified with like any other key.</summary>
internal static class CoseKey
{
    private const int KeyType = 1;
    private const int Curve = -1;
    private const int X = -2;
    private const int Y = -3;

    /// <summary>Reads a key on P-256, P-384, P-521 or Ed25519; null when it is another kind or not well-formed.</summary>
    public static PublicKeyInfo? Read(CborValue? key) => (key?[KeyType]?.AsInt64, key?[Curve]?.AsInt64) switch
    {
        (2, 1) => EllipticCurve(key!, "1.2.840.10045.3.1.7", 32),
        (2, 2) => EllipticCurve(key!, "1.3.132.0.34", 48),
        (2, 3) => EllipticCurve(key!, "1.3.132.0.35", 66),
        (1, 6) => key![X]?.AsBytes is { Length: 32 } x ? Encode("1.3.101.112", null, x.Span) : null,
        _ => null,
    };

    private static PublicKeyInfo? EllipticCurve(CborValue key, string curve, int size)
    {
        // RFC 9053 §7.1.1: coordinates have the full length of the field; a compressed y (a truth value) is not read.
        if (key[X]?.AsBytes is not { } x || key[Y]?.AsBytes is not { } y || x.Length != size || y.Length != size)
        {
            return null;
        }

        return Encode("1.2.840.10045.2.1", curve, [0x04, .. x.Span, .. y.Span]);
    }

    private static PublicKeyInfo Encode(string algorithm, string? parameters, ReadOnlySpan<byte> key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                if (parameters is not null)
                {
                    writer.WriteObjectIdentifier(parameters);
                }
            }

            writer.WriteBitString(key);
        }

        return PublicKeyInfo.Read(writer.Encode());
    }
}
