using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

[Clause("14.5.1.2")]
public sealed class CertificatePathTests
{
    private static readonly TestPki Pki = TestPki.Default;

    [Fact]
    [Clause("14.5.1.2-a", "15.7-g")]
    public void EveryAlgorithmsChainReachesTheRoot()
    {
        foreach (var algorithm in SigningAlgorithm.All)
        {
            var path = Build(Pki.Signer(algorithm));
            Assert.Equal(PathOutcome.Trusted, path.Outcome);
            Assert.Equal(3, path.Certificates.Count);
            Assert.Equal(Pki.Root.RawData, path.Anchor!.Certificate.RawData);
        }
    }

    [Theory]
    [InlineData(TestKeyKind.P384)]
    [InlineData(TestKeyKind.P521)]
    [InlineData(TestKeyKind.Rsa2048)]
    [InlineData(TestKeyKind.RsaPss2048)]
    [InlineData(TestKeyKind.Ed25519)]
    public void AuthoritiesMaySignWithEveryAllowedAlgorithm(TestKeyKind kind)
    {
        var pki = new TestPki("Other", kind);
        Assert.Equal(PathOutcome.Trusted, Build(pki.Signer(), trust: pki.SignerTrust).Outcome);
    }

    [Fact]
    public void WithoutEd25519AnEd25519ChainIsNotTrusted()
    {
        var pki = new TestPki("Edwards", TestKeyKind.Ed25519);
        Assert.Equal(PathOutcome.Untrusted, Build(pki.Signer(), trust: pki.SignerTrust, ed25519: null).Outcome);
    }

    [Fact]
    public void AnIntermediateMayBeTheAnchor()
    {
        var trust = new TrustList(new TrustAnchor(Pki.Intermediate, TrustList.SignerUsages));
        var path = Build(Pki.Signer(), trust: trust);
        Assert.Equal(PathOutcome.Trusted, path.Outcome);
        Assert.Equal(2, path.Certificates.Count);
    }

    [Fact]
    public void ALeafIsNoAnchor()
    {
        var signer = Pki.Signer();
        Assert.Equal(PathOutcome.Untrusted, Build(signer, trust: new TrustList(new TrustAnchor(signer.Certificate, TrustList.SignerUsages))).Outcome);
        var selfSigned = Pki.Signer(null, TestProfile.Signer with { SelfSigned = true });
        Assert.Equal(PathOutcome.Untrusted, Build(selfSigned, trust: new TrustList(new TrustAnchor(selfSigned.Certificate, TrustList.SignerUsages))).Outcome);
    }

    [Fact]
    [Clause("14.4.3-b", "14.5.1.1-j")]
    public void APrivateCredentialIsTrustedAsItIsAndOnlyInItsTime()
    {
        var signer = TestPki.Stranger.Signer();
        var path = Build(signer, privateCredentials: [signer.Certificate]);
        Assert.True(path is { Outcome: PathOutcome.Trusted, IsPrivateCredential: true, Anchor: null });
        Assert.Equal(PathOutcome.OutsideValidity, Build(signer, privateCredentials: [signer.Certificate], time: TestPki.ValidTo.AddDays(1)).Outcome);

        // §14.4.3: entries cannot issue.
        Assert.Equal(PathOutcome.Untrusted, Build(signer, privateCredentials: [TestPki.Stranger.Intermediate, TestPki.Stranger.Root]).Outcome);
    }

    [Fact]
    public void AnAnchorInTheMessageIsNoReasonToTrust()
    {
        var stranger = TestPki.Stranger;
        Assert.Equal(PathOutcome.Untrusted, Build(stranger.Signer(), chain: [.. stranger.Signer().Chain, stranger.Root]).Outcome);
        Assert.Equal(PathOutcome.Trusted, Build(Pki.Signer(), chain: [.. Pki.Signer().Chain, Pki.Root]).Outcome);
    }

    [Fact]
    public void AStrangerIsUntrustedAndTheReasonNamesTheIssuer()
    {
        var path = Build(TestPki.Stranger.Signer());
        Assert.Equal(PathOutcome.Untrusted, path.Outcome);
        Assert.Contains("root", path.Reason, StringComparison.Ordinal);
        Assert.Equal(2, path.Certificates.Count);
        Assert.Null(path.Anchor);
    }

    [Fact]
    public void AMissingIntermediateBreaksThePath() => Assert.Equal(PathOutcome.Untrusted, Build(Pki.Signer(), chain: [Pki.Signer().Certificate]).Outcome);

    [Fact]
    [Clause("14.4.1-a", "14.4.1-h", "14.5.1.2-d")]
    public void OnlyAnchorsOfTheLeafsOwnUsagesCount()
    {
        var claims = new TrustList(new TrustAnchor(Pki.Root, [ExtendedKeyUsage.ClaimSigning]));
        var emails = new TrustList(new TrustAnchor(Pki.Root, [ExtendedKeyUsage.EmailProtection]));
        Assert.Equal(PathOutcome.Trusted, Build(Pki.Signer(), trust: claims).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(Pki.Signer(), trust: emails).Outcome);
        var mail = Pki.Signer(null, TestProfile.Signer with { ExtendedKeyUsages = [ExtendedKeyUsage.EmailProtection] });
        Assert.Equal(PathOutcome.Trusted, Build(mail, trust: emails).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(mail, trust: claims).Outcome);
    }

    [Fact]
    [Clause("14.4.1-c", "14.4.1-d", "14.4.1-e", "14.4.1-f")]
    public void AnAnchorCountsBetweenItsOwnDates()
    {
        var trust = new TrustList(new TrustAnchor(Pki.Root, TrustList.SignerUsages, NotBefore: TestPki.Now.AddDays(-1), NotAfter: TestPki.Now.AddDays(1)));
        Assert.Equal(PathOutcome.Trusted, Build(Pki.Signer(), trust: trust).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(Pki.Signer(), trust: trust, time: TestPki.Now.AddDays(-2)).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(Pki.Signer(), trust: trust, time: TestPki.Now.AddDays(2)).Outcome);
    }

    [Fact]
    [Clause("15.8.2-j")]
    public void TheWholeChainMustBeValidNotTheLeafAlone()
    {
        var shortLived = TestProfile.Authority with { CommonName = "short-lived", NotAfter = TestPki.Now.AddDays(-1) };
        var credential = Pki.IssueUnder(shortLived);
        var path = Build(credential);
        Assert.Equal(PathOutcome.OutsideValidity, path.Outcome);
        Assert.Contains("short-lived", path.Reason, StringComparison.Ordinal);
        Assert.Equal(PathOutcome.Trusted, Build(credential, time: TestPki.Now.AddDays(-2)).Outcome);
        Assert.Equal(PathOutcome.OutsideValidity, Build(Pki.Signer(null, TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(1) })).Outcome);
    }

    public static TheoryData<string> BadAuthorities => ["no cA", "no basicConstraints", "no keyCertSign", "no keyUsage", "no SKI", "unknown critical", "policy", "excluded name", "other permitted name"];

    [Theory]
    [MemberData(nameof(BadAuthorities))]
    [Clause("14.5.1.1-m", "14.5.1.1-o", "14.5.1.1-s", "14.5.1.2-b")]
    public void AnIntermediateThatMayNotIssueBreaksThePath(string what)
    {
        var authority = TestProfile.Authority with { CommonName = "odd" };
        var profile = what switch
        {
            "no cA" => authority with { IsAuthority = false },
            "no basicConstraints" => authority with { IsAuthority = null },
            "no keyCertSign" => authority with { KeyUsage = X509KeyUsageFlags.DigitalSignature },
            "no keyUsage" => authority with { KeyUsage = null },
            "no SKI" => authority with { SubjectKeyIdentifier = false },
            "unknown critical" => authority with { MoreExtensions = [new X509Extension("1.2.3.4", [5, 0], critical: true)] },
            "policy" => authority with { MoreExtensions = [new X509Extension("2.5.29.36", [0x30, 0x03, 0x80, 0x01, 0x00], critical: true)] },
            "excluded name" => authority with { MoreExtensions = [NameConstraints(excluded: true, "TEST   Signer")] },
            _ => authority with { MoreExtensions = [NameConstraints(excluded: false, "Somebody else")] },
        };
        Assert.Equal(PathOutcome.Untrusted, Build(Pki.IssueUnder(profile)).Outcome);
    }

    [Fact]
    public void PermittedNamesAndUnknownUncriticalExtensionsPass()
    {
        var authority = TestProfile.Authority with { CommonName = "fine", MoreExtensions = [NameConstraints(excluded: false, "test signer"), new X509Extension("1.2.3.4", [5, 0], critical: false)] };
        Assert.Equal(PathOutcome.Trusted, Build(Pki.IssueUnder(authority)).Outcome);
    }

    [Fact]
    public void AnUnknownCriticalExtensionOfTheLeafBreaksThePath() =>
        Assert.Equal(PathOutcome.Untrusted, Build(Pki.Signer(null, TestProfile.Signer with { MoreExtensions = [new X509Extension("1.2.3.4", [5, 0], critical: true)] })).Outcome);

    [Fact]
    [Clause("14.5.1.1-m")]
    public void ThePathLengthOfAnAuthorityHolds()
    {
        // The default intermediate allows no authority below it.
        var key = TestKey.Create(TestKeyKind.P256);
        var below = TestPki.Certify(TestProfile.Authority with { CommonName = "below" }, key, Pki.Intermediate, Pki.IntermediateKey);
        var leafKey = TestKey.Create(TestKeyKind.P256);
        var leaf = TestPki.Certify(TestProfile.Signer, leafKey, below, key);
        var path = Build(null, chain: [leaf, below, Pki.Intermediate]);
        Assert.Equal(PathOutcome.Untrusted, path.Outcome);
        Assert.Contains("longer", path.Reason, StringComparison.Ordinal);
    }

    [Fact]
    [Clause("14.5.1.2-b")]
    public void AForgedIssuerNameIsNotEnough()
    {
        var forger = new TestPki();
        Assert.Equal(forger.Intermediate.SubjectName.RawData, Pki.Intermediate.SubjectName.RawData);
        var path = Build(null, chain: [forger.Signer().Certificate, Pki.Intermediate]);
        Assert.Equal(PathOutcome.Untrusted, path.Outcome);
        Assert.Contains("not signed by", path.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void CertificatesThatAllIssueEachOtherCostLittle()
    {
        // Fourteen authorities of one name and key: every one is signed by every other.
        var key = TestKey.Create(TestKeyKind.P256);
        var first = TestPki.Certify(TestProfile.Authority with { CommonName = "hydra", SelfSigned = true }, key, null, key);
        var heads = Enumerable.Range(0, 14).Select(_ => TestPki.Certify(TestProfile.Authority with { CommonName = "hydra" }, key, first, key)).ToArray();
        var leafKey = TestKey.Create(TestKeyKind.P256);
        var leaf = TestPki.Certify(TestProfile.Signer, leafKey, first, key);
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        var path = CertificatePath.BuildForSigner(
            ParsedCertificate.From(leaf), [.. heads.Select(ParsedCertificate.From)], Pki.SignerTrust, [], TestPki.Now, verifier);
        Assert.Equal(PathOutcome.Untrusted, path.Outcome);
        Assert.InRange(verifier.Checks, 1, 14 + (14 * 14));
    }

    [Fact]
    public void TheBudgetOfSignatureChecksFailsClosed()
    {
        using var verifier = new SignatureVerifier(new ParserLimits { MaxSignatureChecks = 1 }, Ed25519Verifier.Platform);
        var signer = Pki.Signer();
        var path = CertificatePath.BuildForSigner(
            ParsedCertificate.From(signer.Certificate), [ParsedCertificate.From(Pki.Intermediate)], Pki.SignerTrust, [], TestPki.Now, verifier);
        Assert.Equal(PathOutcome.Untrusted, path.Outcome);
        Assert.Contains("limit", path.Reason, StringComparison.Ordinal);
    }

    private static CertificatePath Build(
        TestCredential? credential, IReadOnlyList<X509Certificate2>? chain = null, TrustList? trust = null, IReadOnlyList<X509Certificate2>? privateCredentials = null, DateTimeOffset? time = null) =>
        Build(credential, chain, trust, privateCredentials, time, Ed25519Verifier.Platform);

    private static CertificatePath Build(TestCredential credential, TrustList trust, Ed25519Verifier? ed25519) => Build(credential, null, trust, null, null, ed25519);

    private static CertificatePath Build(
        TestCredential? credential, IReadOnlyList<X509Certificate2>? chain, TrustList? trust, IReadOnlyList<X509Certificate2>? privateCredentials, DateTimeOffset? time, Ed25519Verifier? ed25519)
    {
        using var verifier = new SignatureVerifier(ParserLimits.Default, ed25519);
        var parsed = (chain ?? credential!.Chain).Select(ParsedCertificate.From).ToArray();
        return CertificatePath.BuildForSigner(parsed[0], parsed[1..], trust ?? Pki.SignerTrust, privateCredentials ?? [], time ?? TestPki.Now, verifier);
    }

    private static X509Extension NameConstraints(bool excluded, string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, excluded ? 1 : 0)))
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
        {
            writer.WriteEncodedValue(builder.Build().RawData);
        }

        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }
}
