using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

[Clause("14.5.1.1")]
public sealed class CertificateProfileTests
{
    public static TheoryData<string, string> Negatives => new()
    {
        { nameof(TestProfile.KeyUsage), "no key usage" },
        { "no digitalSignature", "digital signatures" },
        { "keyCertSign", "issuing certificates" },
        { nameof(TestProfile.IsAuthority), "certification authority's" },
        { nameof(TestProfile.AuthorityKeyIdentifier), "authority key identifier" },
        { nameof(TestProfile.ExtendedKeyUsages), "no extended key usage" },
        { "empty EKU", "is empty" },
        { "any EKU", "any extended key usage" },
        { "timeStamping only", "not for signing claims" },
        { "timeStamping too", "something else as well" },
        { "OCSPSigning too", "something else as well" },
        { "secp256k1", "curve" },
        { "RSA 1024", "1024 bits" },
        { "SHA-1", "not allow" },
    };

    [Theory]
    [MemberData(nameof(Negatives))]
    [Clause("14.5.1.1-a", "14.5.1.1-b", "14.5.1.1-h", "14.5.1.1-i", "14.5.1.1-j", "14.5.1.1-p", "14.5.1.1-r", "14.5.1.1-u", "14.5.1.1-v", "14.5.1.1-w", "14.5.1.1-x", "14.5.1.1-y", "14.5.1.1-ab", "14.5.1.2-e")]
    public void ASignersCertificateThatBreaksARuleIsRefusedWithASentence(string what, string sentence)
    {
        var signer = TestProfile.Signer;
        var profile = what switch
        {
            nameof(TestProfile.KeyUsage) => signer with { KeyUsage = null },
            "no digitalSignature" => signer with { KeyUsage = X509KeyUsageFlags.NonRepudiation },
            "keyCertSign" => signer with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign },
            nameof(TestProfile.IsAuthority) => signer with { IsAuthority = true },
            nameof(TestProfile.AuthorityKeyIdentifier) => signer with { AuthorityKeyIdentifier = false },
            nameof(TestProfile.ExtendedKeyUsages) => signer with { ExtendedKeyUsages = null },
            "empty EKU" => signer with { ExtendedKeyUsages = [] },
            "any EKU" => signer with { ExtendedKeyUsages = [ExtendedKeyUsage.ClaimSigning, ExtendedKeyUsage.Any] },
            "timeStamping only" => signer with { ExtendedKeyUsages = [ExtendedKeyUsage.TimeStamping] },
            "timeStamping too" => signer with { ExtendedKeyUsages = [ExtendedKeyUsage.ClaimSigning, ExtendedKeyUsage.TimeStamping] },
            "OCSPSigning too" => signer with { ExtendedKeyUsages = [ExtendedKeyUsage.ClaimSigning, ExtendedKeyUsage.OcspSigning] },
            "secp256k1" => signer with { Key = TestKeyKind.Secp256k1 },
            "RSA 1024" => signer with { Key = TestKeyKind.Rsa1024 },
            _ => null,
        };

        // The platform does not issue with SHA-1 everywhere, so that certificate is made by changing the algorithm identifiers of another.
        var certificate = profile is null ? WithSha1Identifier() : ParsedCertificate.From(TestPki.Default.Signer(SigningAlgorithm.ES256, profile).Certificate);
        var violations = CertificateProfile.CheckSigner(certificate);
        Assert.Contains(violations, v => v.Sentence.Contains(sentence, StringComparison.Ordinal));
        Assert.All(violations, v => Assert.NotEmpty(v.Clause));
    }

    [Fact]
    [Clause("14.5.1.1-a", "14.5.1.1-c")]
    public void CertificatesOfEveryAlgorithmAreAccepted()
    {
        foreach (var algorithm in SigningAlgorithm.All)
        {
            Assert.Empty(CertificateProfile.CheckSigner(ParsedCertificate.From(TestPki.Default.Signer(algorithm).Certificate)));
        }

        var pss = TestPki.Default.Signer(SigningAlgorithm.PS256, TestProfile.Signer with { Key = TestKeyKind.RsaPss2048 });
        Assert.Empty(CertificateProfile.CheckSigner(ParsedCertificate.From(pss.Certificate)));
    }

    [Fact]
    [Clause("14.5.1.1-ac")]
    public void UnknownUsagesBesideDoNotMatter() =>
        Assert.Empty(CertificateProfile.CheckSigner(ParsedCertificate.From(
            TestPki.Default.Signer(null, TestProfile.Signer with { ExtendedKeyUsages = [ExtendedKeyUsage.DocumentSigning, "1.2.3.4.5"] }).Certificate)));

    [Fact]
    [Clause("14.5.1.1-n", "14.5.1.1-q", "14.5.1.1-z", "14.5.1.1-aa", "14.5.1.2-c")]
    public void EachRoleAsksForItsOwnUsage()
    {
        var pki = TestPki.Default;
        var tsa = ParsedCertificate.From(pki.Tsa().Certificate);
        var ocsp = ParsedCertificate.From(pki.OcspResponder().Certificate);
        var authority = ParsedCertificate.From(pki.Intermediate);
        Assert.Empty(CertificateProfile.Check(tsa, CertificateRole.TimestampAuthority));
        Assert.Empty(CertificateProfile.Check(ocsp, CertificateRole.OcspResponder));
        Assert.Empty(CertificateProfile.Check(authority, CertificateRole.Authority));
        Assert.NotEmpty(CertificateProfile.Check(tsa, CertificateRole.OcspResponder));
        Assert.NotEmpty(CertificateProfile.Check(ocsp, CertificateRole.TimestampAuthority));
        Assert.NotEmpty(CertificateProfile.Check(authority, CertificateRole.Signer));
        Assert.NotEmpty(CertificateProfile.Check(tsa, CertificateRole.Authority));
        Assert.NotEmpty(CertificateProfile.Check(ParsedCertificate.From(pki.Signer().Certificate), CertificateRole.TimestampAuthority));
    }

    [Fact]
    [Clause("14.5.1.1-s")]
    public void AnAuthorityNeedsASubjectKeyIdentifier()
    {
        var key = TestKey.Create(TestKeyKind.P256);
        var certificate = TestPki.Certify(TestProfile.Authority with { SubjectKeyIdentifier = false }, key, TestPki.Default.Root, TestPki.Default.RootKey);
        Assert.Contains(CertificateProfile.Check(ParsedCertificate.From(certificate), CertificateRole.Authority), v => v.Sentence.Contains("subject key identifier", StringComparison.Ordinal));
    }

    [Fact]
    public void TheSameExtensionTwiceMakesACertificateUnreadable()
    {
        var twice = TestProfile.Signer with { MoreExtensions = [new X509Extension("1.2.3", [5, 0], critical: false)] };
        byte[] der = TestPki.Default.Issue(SigningAlgorithm.ES256, twice).Certificate.RawData;
        Assert.True(ParsedCertificate.TryParse(der, out _, out _));

        // 1.2.3 (06 02 2A 03) and the extension of the key usage (06 03 55 1D 0F) have other lengths, so another same-length pair is merged:
        // the subject key identifier (55 1D 0E) becomes a second key usage.
        byte[] changed = [.. der];
        int at = changed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x06, 0x03, 0x55, 0x1D, 0x0E]);
        changed[at + 4] = 0x0F;
        Assert.False(ParsedCertificate.TryParse(changed, out _, out string? error));
        Assert.Contains("twice", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.1", 32, true)]
    [InlineData("2.16.840.1.101.3.4.2.3", "2.16.840.1.101.3.4.2.3", 64, true)]
    [InlineData("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", 32, false)] // another hash in the mask
    [InlineData("2.16.840.1.101.3.4.2.4", "2.16.840.1.101.3.4.2.4", 28, false)] // SHA-224
    [InlineData("1.3.14.3.2.26", "1.3.14.3.2.26", 20, false)] // SHA-1
    [InlineData(null, "2.16.840.1.101.3.4.2.1", 32, false)] // no hash: SHA-1 by default
    [InlineData("2.16.840.1.101.3.4.2.1", null, 32, false)] // no mask: SHA-1 by default
    [InlineData(null, null, 0, false)] // no parameters inside
    [Clause("14.5.1.1-c", "14.5.1.1-d", "14.5.1.1-e", "14.5.1.1-f", "14.5.1.1-g")]
    public void PssParametersOfACertificateFollowTheProfile(string? hash, string? mask, int salt, bool isAllowed)
    {
        static void Tagged(AsnWriter writer, int tag, Action write)
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag)))
            {
                write();
            }
        }

        static byte[] Hash(string oid) => DraftExtensions.Sequence(w =>
        {
            w.WriteObjectIdentifier(oid);
            w.WriteNull();
        });
        byte[] parameters = DraftExtensions.Sequence(w =>
        {
            if (hash is not null)
            {
                Tagged(w, 0, () => w.WriteEncodedValue(Hash(hash)));
            }

            if (mask is not null)
            {
                Tagged(w, 1, () => w.WriteEncodedValue(DraftExtensions.Sequence(m =>
                {
                    m.WriteObjectIdentifier("1.2.840.113549.1.1.8");
                    m.WriteEncodedValue(Hash(mask));
                })));
            }

            if (salt > 0)
            {
                Tagged(w, 2, () => w.WriteInteger(salt));
            }
        });
        byte[] encoded = DraftExtensions.Sequence(w =>
        {
            w.WriteObjectIdentifier("1.2.840.113549.1.1.10");
            w.WriteEncodedValue(parameters);
        });
        var algorithm = AlgorithmIdentifier.Read(new AsnReader(encoded, AsnEncodingRules.DER));
        Assert.Equal(isAllowed, SignatureScheme.TryRead(algorithm, out _, out _));
    }

    [Fact]
    public void NoPrefixAndNoFlippedByteOfACertificateThrows()
    {
        byte[] der = TestPki.Default.Signer().Certificate.RawData;
        for (int i = 0; i < der.Length; i++)
        {
            Assert.False(ParsedCertificate.TryParse(der.AsMemory(0, i), out _, out _));
            byte[] changed = [.. der];
            changed[i] ^= 0xFF;
            if (ParsedCertificate.TryParse(changed, out var certificate, out _))
            {
                Assert.NotNull(CertificateProfile.CheckSigner(certificate));
            }
        }
    }

    private static ParsedCertificate WithSha1Identifier()
    {
        // ecdsa-with-SHA256 is 1.2.840.10045.4.3.2; .1 is another algorithm that the profile does not list.
        byte[] der = [.. TestPki.Default.Signer().Certificate.RawData];
        byte[] identifier = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
        int at;
        while ((at = der.AsSpan().IndexOf(identifier)) >= 0)
        {
            der[at + 9] = 0x01;
        }

        Assert.True(ParsedCertificate.TryParse(der, out var certificate, out string? error), error);
        return certificate!;
    }
}
