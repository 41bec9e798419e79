using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.Json;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

/// <summary>The COSE working group's examples, by C2PA's rules.</summary>
public sealed class CoseExampleTests
{
    [Theory]
    [InlineData("ecdsa-sig-01")]
    [InlineData("ecdsa-sig-02")]
    [InlineData("ecdsa-sig-03")]
    [InlineData("ecdsa-sig-04")]
    [InlineData("eddsa-sig-01")]
    [Clause("13.2.2-a", "13.2.3-a", "13.2.3-c")]
    public void GoodMessagesVerify(string name)
    {
        var (message, key, payload) = Read(name);
        Assert.True(message!.IsTagged);
        Assert.Equal(SignatureVerdict.Valid, Verify(message, key!, payload));
        Assert.Equal(SignatureVerdict.Invalid, Verify(message, key!, [.. payload, 0]));
    }

    [Theory]
    [InlineData("sign-fail-02")] // changed signature
    [InlineData("sign-fail-06")] // added protected attribute
    [InlineData("sign-fail-07")] // removed protected attribute
    [InlineData("sign-pass-02")] // external data, which C2PA does not use (§13.2.3)
    [Clause("13.2.3-d")]
    public void SpoiledMessagesDoNot(string name)
    {
        var (message, key, payload) = Read(name);
        Assert.Equal(SignatureVerdict.Invalid, Verify(message!, key!, payload));
    }

    [Theory]
    [InlineData("sign-fail-03")] // unknown algorithm number
    [InlineData("sign-fail-04")] // algorithm by text
    [InlineData("sign-pass-01")] // algorithm in the unprotected header (§13.2.3)
    [Clause("13.2.3-e", "13.2.3-g")]
    public void OnlyAKnownProtectedAlgorithmCounts(string name) => Assert.Null(Read(name).Message!.Algorithm);

    [Fact]
    [Clause("13.2.3-f")]
    public void AMissingTagIsSeen() => Assert.False(Read("sign-pass-03").Message!.IsTagged);

    [Theory]
    [InlineData("sign-fail-01")] // another tag
    [InlineData("rsa-pss-01")] // COSE_Sign, several signers
    [Clause("13.2.3-b")]
    public void OtherKindsOfMessagesAreRefused(string name) => Assert.Null(Read(name).Message);

    [Fact]
    [Clause("13.2-a")]
    public void Ed448IsNotAllowed()
    {
        // The message carries alg EdDSA; the key decides (§13.2.1: Ed25519 only).
        var (message, _, payload) = Read("eddsa-sig-02");
        byte[] spki = [0x30, 0x43, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x71, 0x03, 0x3a, 0x00, .. new byte[57]];
        Assert.Equal(SignatureVerdict.KeyNotAllowed, Verify(message!, PublicKeyInfo.Read(spki), payload));
    }

    private static SignatureVerdict Verify(CoseSign1 message, PublicKeyInfo key, byte[] payload)
    {
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        return verifier.Verify(message.Algorithm!, key, message.SigStructure(payload), message.Signature.Span);
    }

    private static (CoseSign1? Message, PublicKeyInfo? Key, byte[] Payload) Read(string name)
    {
        using var document = JsonDocument.Parse(Fixtures.Read($"cose/{name}.json"));
        byte[] encoded = Convert.FromHexString(document.RootElement.GetProperty("output").GetProperty("cbor").GetString()!);
        var message = CoseSign1.TryParse(encoded, ParserLimits.Default, out var parsed, out _) ? parsed : null;
        var input = document.RootElement.GetProperty("input");
        var key = input.TryGetProperty("sign0", out var sign) ? ReadKey(sign.GetProperty("key")) : null;
        return (message, key, message?.Payload.AsBytes?.ToArray() ?? []);
    }

    private static PublicKeyInfo? ReadKey(JsonElement key)
    {
        string? curve = key.GetProperty("crv").GetString();
        if (curve == "Ed25519")
        {
            byte[] point = Convert.FromHexString(key.GetProperty("x_hex").GetString()!);
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.101.112");
                }

                writer.WriteBitString(point);
            }

            return PublicKeyInfo.Read(writer.Encode());
        }

        if (curve is not ("P-256" or "P-384" or "P-521"))
        {
            return null;
        }

        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = curve == "P-256" ? ECCurve.NamedCurves.nistP256 : curve == "P-384" ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP521,
            Q = new ECPoint { X = Coordinate(key, "x", curve), Y = Coordinate(key, "y", curve) },
        });
        return PublicKeyInfo.Read(ecdsa.ExportSubjectPublicKeyInfo());
    }

    private static byte[] Coordinate(JsonElement key, string name, string curve)
    {
        byte[] value = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
        int size = curve == "P-256" ? 32 : curve == "P-384" ? 48 : 66;
        return [.. new byte[size - value.Length], .. value];
    }
}
