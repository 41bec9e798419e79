using System.Security.Cryptography.X509Certificates;
using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>The test keys are what the tests believe they are, as .NET's own chain building sees it.</summary>
public sealed class TestPkiTests
{
    public static TheoryData<string> Algorithms => [.. SigningAlgorithm.All.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signer_of_every_algorithm_chains_to_the_root(string name)
    {
        SigningAlgorithm algorithm = SigningAlgorithm.All.Single(a => a.Name == name);
        if (algorithm == SigningAlgorithm.Ed25519)
        {
            Tools.RequireEd25519();
        }

        TestCredential credential = TestPki.Default.Signer(algorithm);

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(TestPki.Default.Root);
        chain.ChainPolicy.ExtraStore.Add(TestPki.Default.Intermediate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = TestPki.Now.UtcDateTime;
        Assert.True(chain.Build(credential.Certificate), string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation)));
        Assert.Equal(3, chain.ChainElements.Count);
        Assert.Contains("PRIVATE KEY", credential.PrivateKeyPem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_changes_what_it_names()
    {
        X509Certificate2 certificate = TestPki.Default.Signer(profile: TestProfile.Signer with
        {
            NotAfter = TestPki.Now.AddDays(-1),
            ExtendedKeyUsages = null,
            AuthorityKeyIdentifier = false,
            IsAuthority = true,
        }).Certificate;

        Assert.True(certificate.NotAfter.ToUniversalTime() < TestPki.Now.UtcDateTime);
        Assert.Empty(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>());
        Assert.Empty(certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>());
        Assert.True(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void An_rsa_pss_key_is_named_as_such_in_the_certificate() =>
        Assert.Equal("1.2.840.113549.1.1.10", TestPki.Default.Signer(SigningAlgorithm.PS256, TestProfile.Signer with { Key = TestKeyKind.RsaPss2048 }).Certificate.GetKeyAlgorithm());

    [Fact]
    public void Authorities_may_have_ed25519_keys()
    {
        Tools.RequireEd25519();
        var pki = new TestPki("Ed25519", TestKeyKind.Ed25519);
        Assert.Equal("1.3.101.112", pki.Signer().Certificate.SignatureAlgorithm.Value);
    }
}
