using System.Security.Cryptography.X509Certificates;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>What is signed is verified, and what would not be verified is not signed (§13.2.5): the length of the chain.</summary>
public sealed class LongChainTests
{
    [Fact]
    public async Task The_longest_chain_that_signs_is_trusted_under_its_root()
    {
        var credential = Credential(ParserLimits.Default.MaxCertificatesInChain);
        var signed = await Sample.SignAsync(signer: credential.CreateSigner());
        var result = await Verdict.OfStoreAsync(signed.Store.ToArray());
        Assert.True(result.Has(ValidationStatusCode.ClaimSignatureValidated));
        Assert.True(result.Has(ValidationStatusCode.SigningCredentialTrusted), string.Join(' ', result.FailureCodes()));
    }

    [Fact]
    public async Task A_longer_one_does_not_sign()
    {
        var refused = await Sample.RefusedAsync(SigningFault.InvalidCredential, signer: Credential(ParserLimits.Default.MaxCertificatesInChain + 1).CreateSigner());
        Assert.Contains("(limit MaxCertificatesInChain: 16)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_validators_do_not_read_does_not_sign()
    {
        var bulky = TestPki.Default.Issue(SigningAlgorithm.ES256, TestProfile.Signer with { MoreExtensions = [new X509Extension("1.3.6.1.4.1.55555.1", new byte[ParserLimits.Default.MaxCertificateSize], critical: false)] });
        var refused = await Sample.RefusedAsync(SigningFault.InvalidCredential, signer: bulky.CreateSigner());
        Assert.Contains("(limit MaxCertificateSize: 65536)", refused.Message, StringComparison.Ordinal);
    }

    // The root signs the last of them and is not among them.
    private static TestCredential Credential(int length)
    {
        var (issuer, issuerKey) = (TestPki.Default.Root, TestPki.Default.RootKey);
        var chain = new List<X509Certificate2>();
        for (int i = length; i > 0; i--)
        {
            var key = TestKey.Create(TestKeyKind.P256);
            issuer = TestPki.Certify(i == 1 ? TestProfile.Signer : TestProfile.Authority with { CommonName = $"Authority {i}" }, key, issuer, issuerKey);
            issuerKey = key;
            chain.Insert(0, issuer);
        }

        return new(issuer, chain, issuerKey, SigningAlgorithm.ES256);
    }
}
