using System.Formats.Asn1;
using System.Numerics;
using Provenance.Cbor;

namespace Provenance.Cryptography;

/// <summary>A public COSE_Key (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4) as a subjectPublicKeyInfo, so that it is verified with like any other key; and the other way.</summary>
internal static class CoseKey
{
    private const int KeyType = 1;
    private const int Identifier = 2;
    private const int Curve = -1;
    private const int X = -2;
    private const int Y = -3;

    // RFC 8230 §4 gives the parameters of RSA keys the labels that curves have in others.
    private const int Modulus = -1;
    private const int Exponent = -2;

    private const int OctetKeyPair = 1;
    private const int EllipticCurveKey = 2;
    private const int RsaKey = 3;

    /// <summary>Reads a key on P-256, P-384, P-521 or Ed25519, or an RSA key; null when it is another kind or not well-formed.</summary>
    public static PublicKeyInfo? Read(CborValue? key) => (key?[KeyType]?.AsInt64, key?[Curve]?.AsInt64) switch
    {
        (EllipticCurveKey, 1) => EllipticCurve(key!, Oids.P256, 32),
        (EllipticCurveKey, 2) => EllipticCurve(key!, Oids.P384, 48),
        (EllipticCurveKey, 3) => EllipticCurve(key!, Oids.P521, 66),
        (OctetKeyPair, 6) => key![X]?.AsBytes is { Length: 32 } x ? Encode(Oids.Ed25519, static _ => { }, x.Span) : null,
        (RsaKey, _) => Rsa(key!),
        _ => null,
    };

    /// <summary>The identifier of a key (<c>kid</c>), or null when it has none.</summary>
    public static ReadOnlyMemory<byte>? IdentifierOf(CborValue? key) => key?[Identifier]?.AsBytes is { IsEmpty: false } identifier ? identifier : default(ReadOnlyMemory<byte>?); // a bare null would become an empty memory

    /// <summary>Writes a key with its identifier.</summary>
    /// <exception cref="ArgumentException">It is of a kind that C2PA does not allow (§13.2.1).</exception>
    public static CborValue Write(PublicKeyInfo key, ReadOnlyMemory<byte> identifier)
    {
        var bytes = key.Key;
        return key.Kind switch
        {
            PublicKeyKind.EllipticCurve => Map(
                identifier,
                EllipticCurveKey,
                (Curve, CborValue.Integer(key.CurveSize switch { 32 => 1, 48 => 2, _ => 3 })),
                (X, CborValue.Bytes(bytes.Slice(1, key.CurveSize))),
                (Y, CborValue.Bytes(bytes[(1 + key.CurveSize)..]))),
            PublicKeyKind.Ed25519 => Map(identifier, OctetKeyPair, (Curve, CborValue.Integer(6)), (X, CborValue.Bytes(bytes))),
            PublicKeyKind.Rsa => WriteRsa(bytes, identifier),
            _ => throw new ArgumentException("The public key is of a kind that C2PA does not allow for signatures (§13.2.1).", nameof(key)),
        };
    }

    private static CborValue WriteRsa(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> identifier)
    {
        var sequence = new AsnReader(key, AsnEncodingRules.DER).ReadSequence();
        return Map(
            identifier,
            RsaKey,
            (Modulus, CborValue.Bytes(sequence.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true))),
            (Exponent, CborValue.Bytes(sequence.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true))));
    }

    private static CborValue Map(ReadOnlyMemory<byte> identifier, int type, params IEnumerable<(int Label, CborValue Value)> parameters) => CborValue.Map(
    [
        KeyValuePair.Create(CborValue.Integer(KeyType), CborValue.Integer(type)),
        KeyValuePair.Create(CborValue.Integer(Identifier), CborValue.Bytes(identifier)),
        .. parameters.Select(p => KeyValuePair.Create(CborValue.Integer(p.Label), p.Value)),
    ]);

    // Whether modulus and exponent are of a size that is allowed is asked where they are used.
    private static PublicKeyInfo? Rsa(CborValue key)
    {
        if (key[Modulus]?.AsBytes is not { IsEmpty: false } modulus || key[Exponent]?.AsBytes is not { IsEmpty: false } exponent)
        {
            return null;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(modulus.Span, isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(exponent.Span, isUnsigned: true, isBigEndian: true));
        }

        return Encode(Oids.RsaEncryption, static w => w.WriteNull(), writer.Encode());
    }

    private static PublicKeyInfo? EllipticCurve(CborValue key, string curve, int size)
    {
        // RFC 9053 §7.1.1: coordinates have the full length of the field; a compressed y (a truth value) is not read.
        if (key[X]?.AsBytes is not { } x || key[Y]?.AsBytes is not { } y || x.Length != size || y.Length != size)
        {
            return null;
        }

        return Encode(Oids.EcPublicKey, w => w.WriteObjectIdentifier(curve), [0x04, .. x.Span, .. y.Span]);
    }

    private static PublicKeyInfo Encode(string algorithm, Action<AsnWriter> writeParameters, ReadOnlySpan<byte> key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                writeParameters(writer);
            }

            writer.WriteBitString(key);
        }

        return PublicKeyInfo.Read(writer.Encode());
    }
}
