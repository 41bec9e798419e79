using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

[Clause("15.9")]
public sealed class OcspResponseTests
{
    private static readonly TestPki Pki = TestPki.Default;
    private static readonly ParsedCertificate Certificate = ParsedCertificate.From(Pki.Signer().Certificate);
    private static readonly ParsedCertificate Issuer = ParsedCertificate.From(Pki.Intermediate);

    private static TestOcspResponder Responder => new(Pki.OcspResponder(), Pki.Intermediate);

    [Fact]
    [Clause("14.5.2-g", "15.9.1-a", "15.9.1-c")]
    public void AGoodStapledResponseSaysNotRevokedWithATimestampOnly()
    {
        byte[] response = Responder.Create(Certificate.X509);
        Assert.Equal(RevocationOutcome.NotRevoked, Stapled(response, TestPki.Now));
        Assert.Equal(RevocationOutcome.Unusable, Stapled(response, null));
    }

    [Theory]
    [InlineData(-48, "NotRevoked")] // before thisUpdate: a good answer later says it was good then
    [InlineData(24 * 6, "NotRevoked")] // inside
    [InlineData(24 * 8, "Unusable")] // after nextUpdate
    public void TheTimestampMustNotLieBehindTheInterval(int hours, string expected) =>
        Assert.Equal(expected, Stapled(Responder.Create(Certificate.X509), TestPki.Now.AddHours(hours), now: TestPki.Now.AddDays(30)).ToString());

    [Theory]
    [InlineData(20, "NotRevoked")]
    [InlineData(30, "Unusable")]
    public void WithoutNextUpdateADayCounts(int hours, string expected)
    {
        byte[] response = new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { NextUpdate = null }.Create(Certificate.X509);
        Assert.Equal(expected, Stapled(response, TestPki.Now.AddHours(hours), now: TestPki.Now.AddDays(30)).ToString());
    }

    [Fact]
    public void AResponseFromTheFutureSaysNothing() =>
        Assert.Equal(RevocationOutcome.Unusable, Stapled(Responder.Create(Certificate.X509), TestPki.Now.AddDays(-10), now: TestPki.Now.AddHours(-2)));

    [Fact]
    [Clause("15.9.1-b", "15.9.1-d")]
    public void RevokedIsRevokedUnlessItWasTakenBack()
    {
        var revoked = new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { Status = OcspStatus.Revoked, Reason = 1 };
        var takenBack = new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { Status = OcspStatus.Revoked, Reason = 8 };
        var unknown = new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { Status = OcspStatus.Unknown };
        Assert.Equal(RevocationOutcome.Revoked, Stapled(revoked.Create(Certificate.X509), TestPki.Now));
        Assert.Equal(RevocationOutcome.NotRevoked, Stapled(takenBack.Create(Certificate.X509), TestPki.Now));
        Assert.Equal(RevocationOutcome.Unknown, Stapled(unknown.Create(Certificate.X509), TestPki.Now));
        Assert.Equal(RevocationOutcome.Revoked, Online(revoked.Create(Certificate.X509), null));
        Assert.Equal(RevocationOutcome.NotRevoked, Online(takenBack.Create(Certificate.X509), null));
        Assert.Equal(RevocationOutcome.Unknown, Online(unknown.Create(Certificate.X509), null));
    }

    [Fact]
    [Clause("15.9.2-d")]
    public void OnlineARevocationAfterTheTimestampDoesNotCount()
    {
        var responder = new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { Status = OcspStatus.Revoked, RevocationTime = TestPki.Now.AddMinutes(30), Reason = 1 };
        Assert.Equal(RevocationOutcome.NotRevoked, Online(responder.Create(Certificate.X509), TestPki.Now));
        Assert.Equal(RevocationOutcome.Revoked, Online(responder.Create(Certificate.X509), TestPki.Now.AddMinutes(31)));
        Assert.Equal(RevocationOutcome.Revoked, Online(responder.Create(Certificate.X509), null));
    }

    [Fact]
    [Clause("15.9.2-c")]
    public void OnlineAGoodAnswerOfNowHoldsForAnEarlierSignature()
    {
        byte[] response = Responder.Create(Certificate.X509);
        Assert.Equal(RevocationOutcome.NotRevoked, Online(response, null));
        Assert.Equal(RevocationOutcome.NotRevoked, Online(response, TestPki.Now.AddYears(-1)));
    }

    [Fact]
    public void TheIssuerItselfMayAnswer()
    {
        var issuer = new TestCredential(Pki.Intermediate, [Pki.Intermediate], Pki.IntermediateKey, SigningAlgorithm.ES256);
        Assert.Equal(RevocationOutcome.NotRevoked, Stapled(new TestOcspResponder(issuer, Pki.Intermediate) { WithCertificate = false }.Create(Certificate.X509), TestPki.Now));
    }

    [Fact]
    [Clause("14.5.1.1-aa", "14.5.1.1-ab", "14.5.2-g", "15.9.1-a", "15.9.2-c")]
    public void NobodyElseMay()
    {
        TestCredential[] impostors =
        [
            TestPki.Stranger.OcspResponder(), // another issuer's responder
            Pki.Signer(), // no OCSP signing
            Pki.OcspResponder(TestProfile.OcspResponder with { NotAfter = TestPki.Now.AddDays(-1) }), // expired when it signed
            Pki.OcspResponder(TestProfile.OcspResponder with { ExtendedKeyUsages = [ExtendedKeyUsage.OcspSigning, ExtendedKeyUsage.ClaimSigning] }),
        ];
        foreach (var impostor in impostors)
        {
            Assert.Equal(RevocationOutcome.Unusable, Stapled(new TestOcspResponder(impostor, Pki.Intermediate).Create(Certificate.X509), TestPki.Now));
        }

        Assert.Equal(RevocationOutcome.Unusable, Stapled(new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { BreakSignature = true }.Create(Certificate.X509), TestPki.Now));
        Assert.Equal(RevocationOutcome.Unusable, Stapled(new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { WithCertificate = false }.Create(Certificate.X509), TestPki.Now));
    }

    [Fact]
    [Clause("15.9.1-a")]
    public void AnAnswerAboutAnotherCertificateSaysNothing()
    {
        Assert.Equal(RevocationOutcome.Unusable, Stapled(Responder.Create(Pki.Tsa().Certificate), TestPki.Now));
        Assert.Equal(RevocationOutcome.Unusable, Stapled(new TestOcspResponder(Pki.OcspResponder(), TestPki.Stranger.Intermediate).Create(Certificate.X509), TestPki.Now));
    }

    [Fact]
    public void NoPrefixAndNoFlippedByteThrowsOrTurnsRevokedIntoGood()
    {
        byte[] der = new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { Status = OcspStatus.Revoked, Reason = 1 }.Create(Certificate.X509);
        for (int i = 0; i < der.Length; i++)
        {
            Assert.False(OcspResponse.TryParse(der.AsMemory(0, i), ParserLimits.Default, out _, out _));
            byte[] changed = [.. der];
            changed[i] ^= 0x0F;
            if (OcspResponse.TryParse(changed, ParserLimits.Default, out _, out _))
            {
                Assert.NotEqual(RevocationOutcome.NotRevoked, Stapled(changed, TestPki.Now));
            }
        }
    }

    [Fact]
    public async Task TheClientAsksTheResponderOfTheCertificate()
    {
        var access = new X509AuthorityInformationAccessExtension(["http://ocsp.example/"], null);
        var signer = Pki.Signer(null, TestProfile.Signer with { CommonName = "with AIA", MoreExtensions = [access] });
        var certificate = ParsedCertificate.From(signer.Certificate);
        Assert.Equal([new Uri("http://ocsp.example/")], certificate.OcspResponders);
        using var client = Responder.CreateClient(signer.Certificate);
        Assert.NotNull((await OcspClient.AskAsync(client, certificate, Issuer, ParserLimits.Default, TestContext.Current.CancellationToken)).Response);
        using var wrong = Responder.CreateClient(Pki.Tsa().Certificate);
        Assert.Null((await OcspClient.AskAsync(wrong, certificate, Issuer, ParserLimits.Default, TestContext.Current.CancellationToken)).Response);
        Assert.Null((await OcspClient.AskAsync(client, Certificate, Issuer, ParserLimits.Default, TestContext.Current.CancellationToken)).Response);
    }

    [Theory]
    [InlineData("response_good.der", "NotRevoked")]
    [InlineData("response_revoked.der", "Revoked")]
    [InlineData("response_unknown.der", "Unknown")]
    public void OthersResponsesAreUnderstood(string file, string expected)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(Fixtures.Require("c2pa-rs/ocsp/ocsp_chain.pem"));
        var certificate = ParsedCertificate.From(chain[0]);
        var issuer = ParsedCertificate.From(chain[1]);
        Assert.True(OcspResponse.TryParse(Fixtures.Read("c2pa-rs/ocsp/" + file), ParserLimits.Default, out var response, out string? error), error);
        using var verifier = new SignatureVerifier(ParserLimits.Default, null);
        var attested = new DateTimeOffset(2025, 3, 7, 14, 50, 0, TimeSpan.Zero);
        var evaluation = response!.EvaluateStapled(certificate, issuer, attested, TestPki.Now, verifier);
        Assert.True(expected == evaluation.Outcome.ToString(), evaluation.Reason);
    }

    private static RevocationOutcome Stapled(byte[] der, DateTimeOffset? attested, DateTimeOffset? now = null) =>
        Evaluate(der, (r, v) => r.EvaluateStapled(Certificate, Issuer, attested, now ?? TestPki.Now, v));

    private static RevocationOutcome Online(byte[] der, DateTimeOffset? attested) => Evaluate(der, (r, v) => r.EvaluateOnline(Certificate, Issuer, attested, TestPki.Now, v));

    private static RevocationOutcome Evaluate(byte[] der, Func<OcspResponse, SignatureVerifier, OcspEvaluation> evaluate)
    {
        Assert.True(OcspResponse.TryParse(der, ParserLimits.Default, out var response, out string? error), error);
        using var verifier = new SignatureVerifier(ParserLimits.Default, null);
        return evaluate(response!, verifier).Outcome;
    }
}
