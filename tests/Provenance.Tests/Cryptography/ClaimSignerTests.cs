using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

public sealed class ClaimSignerTests
{
    private static readonly byte[] Message = "Sig_structure"u8.ToArray();

    public static TheoryData<string> Algorithms => [.. SigningAlgorithm.All.Select(a => a.Name)];

    private static SigningAlgorithm Named(string name) => SigningAlgorithm.All.Single(a => a.Name == name);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task PemKeysSignWithEveryAlgorithm(string name)
    {
        var algorithm = Named(name);
        var signer = TestPki.Default.Signer(algorithm).CreateSigner();
        Assert.Equal(algorithm, signer.Algorithm);
        await AssertSigns(signer);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task DevelopmentCredentialsSignAndFollowTheProfile(string name)
    {
        var credential = DevelopmentCredential.Create(Named(name), TestPki.Now, TestPki.Now.AddDays(30));
        var signer = credential.CreateSigner();
        await AssertSigns(signer);
        Assert.Null(SignerCredential.Check(signer.CertificateChain, signer.Algorithm, TestPki.Now.AddDays(1)));
        Assert.Contains("DEVELOPMENT - not for production", credential.Certificate.Subject, StringComparison.Ordinal);
        Assert.Contains("DEVELOPMENT - not for production", credential.Root.Subject, StringComparison.Ordinal);
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        var path = CertificatePath.BuildForSigner(ParsedCertificate.From(credential.Certificate), [], credential.TrustList, [], TestPki.Now.AddDays(1), verifier);
        Assert.Equal(PathOutcome.Trusted, path.Outcome);
    }

    [Theory]
    [InlineData("ES256", "ES512")]
    [InlineData("ES512", "ES256")]
    [InlineData("PS256", "PS512")]
    [Clause("13.2.1-a")]
    public async Task AnyHashGoesWithTheKey(string key, string wanted)
    {
        var credential = TestPki.Default.Signer(Named(key));
        await AssertSigns(ClaimSigner.FromPem(credential.ChainPem, credential.PrivateKeyPem, Named(wanted)));
    }

    [Fact]
    public void OldPemLabelsAreRead()
    {
        var ec = TestPki.Default.Signer(SigningAlgorithm.ES256);
        var rsa = TestPki.Default.Signer(SigningAlgorithm.PS256);
        Assert.Equal(SigningAlgorithm.ES256, ClaimSigner.FromPem(ec.ChainPem, ((ECDsa)ec.Key.Algorithm!).ExportECPrivateKeyPem()).Algorithm);
        Assert.Equal(SigningAlgorithm.PS256, ClaimSigner.FromPem(rsa.ChainPem, ((RSA)rsa.Key.Algorithm!).ExportRSAPrivateKeyPem()).Algorithm);
    }

    [Fact]
    [Clause("14.5-b")]
    public void TheRootIsLeftOutOfTheChain()
    {
        var credential = TestPki.Default.Signer();
        var signer = ClaimSigner.FromPem(credential.ChainPem + TestPki.Default.Root.ExportCertificatePem(), credential.PrivateKeyPem);
        Assert.Equal(2, signer.CertificateChain.Count);
    }

    [Fact]
    [Clause("13.2.1-b")]
    public void CredentialsThatCannotWorkAreRefused()
    {
        var ec = TestPki.Default.Signer(SigningAlgorithm.ES256);
        var otherEc = TestPki.Stranger.Signer(SigningAlgorithm.ES256);
        var rsa = TestPki.Default.Signer(SigningAlgorithm.PS256);
        var ed = TestPki.Default.Signer(SigningAlgorithm.Ed25519);
        Refused(() => ClaimSigner.FromPem(ec.ChainPem, otherEc.PrivateKeyPem), "does not match");
        Refused(() => ClaimSigner.FromPem(ec.ChainPem, rsa.PrivateKeyPem), "does not match");
        Refused(() => ClaimSigner.FromPem(ec.ChainPem, ed.PrivateKeyPem), "does not match");
        Refused(() => ClaimSigner.FromPem(ed.ChainPem, TestPki.Stranger.Signer(SigningAlgorithm.Ed25519).PrivateKeyPem), "does not match");
        Refused(() => ClaimSigner.FromPem(ec.ChainPem, ec.PrivateKeyPem, SigningAlgorithm.PS256), "PS256");
        Refused(() => ClaimSigner.FromPem(ed.ChainPem, ed.PrivateKeyPem, SigningAlgorithm.ES256), "ES256");
        Refused(() => ClaimSigner.FromPem("nothing", ec.PrivateKeyPem), "no CERTIFICATE");
        Refused(() => ClaimSigner.FromPem(ec.ChainPem, "nothing"), "no PRIVATE KEY");
        Refused(() => ClaimSigner.FromPem(ec.ChainPem, PemEncoding.WriteString("PRIVATE KEY", [0x30, 0x00])), "cannot be read");
        Refused(() => ClaimSigner.FromPem(ec.ChainPem, PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", [0x30, 0x00])), "encrypted");
        using var p256k1 = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        Refused(() => ClaimSigner.FromKey(p256k1, ec.Chain), "does not match");
        using var small = RSA.Create(1024);
        Refused(() => ClaimSigner.FromKey(small, rsa.Chain), "1024");
    }

    [Theory]
    [InlineData("ES256", true)]
    [InlineData("ES384", true)]
    [InlineData("ES512", true)]
    [InlineData("ES256", false)]
    [InlineData("ES512", false)]
    [InlineData("PS384", false)]
    public async Task DigestSignersMayAnswerInEitherShape(string name, bool der) => await AssertSigns(new DigestSigner(TestPki.Default.Signer(Named(name)), der ? a => a : null));

    [Theory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    public async Task DigestSignersThatAnswerShortAreRefused(string name)
    {
        var signer = new DigestSigner(TestPki.Default.Signer(Named(name)), null) { Cut = true };
        var error = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Message, default));
        Assert.Equal(SigningFault.SignerFailed, error.Fault);
    }

    [Fact]
    [Clause("13.2.5-a")]
    public void CredentialsAreCheckedBeforeTheyAreUsed()
    {
        var pki = TestPki.Default;
        Assert.Null(Check(pki.Signer()));
        Assert.Contains("expired", Check(pki.Signer(), TestPki.ValidTo.AddDays(1)), StringComparison.Ordinal);
        Assert.Contains("not valid before", Check(pki.Signer(), TestPki.ValidFrom.AddDays(-1)), StringComparison.Ordinal);
        Assert.Contains("extended key usage", Check(pki.Signer(null, TestProfile.Signer with { ExtendedKeyUsages = ["1.3.6.1.5.5.7.3.1"] })), StringComparison.Ordinal);
        Assert.Contains("not for signing claims", Check(pki.Tsa()), StringComparison.Ordinal);
        Assert.Contains("expired", Check(pki.IssueUnder(TestProfile.Authority with { NotAfter = TestPki.Now.AddDays(-1) })), StringComparison.Ordinal);
        Assert.Contains("no certificate", SignerCredential.Check([], SigningAlgorithm.ES256, TestPki.Now), StringComparison.Ordinal);
        Assert.Contains("PS256", SignerCredential.Check(pki.Signer().Chain, SigningAlgorithm.PS256, TestPki.Now), StringComparison.Ordinal);
        Assert.Contains("not issued by", SignerCredential.Check([pki.Signer().Certificate, TestPki.Stranger.Intermediate], SigningAlgorithm.ES256, TestPki.Now), StringComparison.Ordinal);
    }

    private static string? Check(TestCredential credential, DateTimeOffset? time = null) => SignerCredential.Check(credential.Chain, credential.Algorithm, time ?? TestPki.Now);

    private static void Refused(Func<ClaimSigner> make, string reason)
    {
        var error = Assert.Throws<SigningException>(make);
        Assert.Equal(SigningFault.InvalidCredential, error.Fault);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertSigns(ClaimSigner signer)
    {
        var signature = await signer.SignAsync(Message, default);
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        Assert.Equal(SignatureVerdict.Valid, verifier.Verify(signer.Algorithm, signer.CertificateChain[0], Message, signature.Span));
        Assert.Equal(SignatureVerdict.Invalid, verifier.Verify(signer.Algorithm, signer.CertificateChain[0], [.. Message, 0], signature.Span));
        Assert.Equal(SignatureVerdict.Invalid, verifier.Verify(signer.Algorithm, signer.CertificateChain[0], Message, signature.Span[..^1]));
    }

    private sealed class DigestSigner(TestCredential credential, Func<byte[], byte[]>? der) : DigestClaimSigner
    {
        public bool Cut { get; init; }

        public override SigningAlgorithm Algorithm => credential.Algorithm;

        public override IReadOnlyList<X509Certificate2> CertificateChain => credential.Chain;

        protected override ValueTask<ReadOnlyMemory<byte>> SignDigestAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
        {
            byte[] signature = credential.Key.Algorithm switch
            {
                ECDsa ecdsa => ecdsa.SignHash(digest.Span, der is null ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation : DSASignatureFormat.Rfc3279DerSequence),
                RSA rsa => rsa.SignHash(digest.Span, Algorithm.Hash, RSASignaturePadding.Pss),
                _ => throw new NotSupportedException(),
            };
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(Cut ? signature[1..] : signature);
        }
    }
}
