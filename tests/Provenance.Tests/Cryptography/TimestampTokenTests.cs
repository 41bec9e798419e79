using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

public sealed class TimestampTokenTests
{
    private static readonly byte[] Message = "the signature"u8.ToArray();
    private static readonly TestPki Pki = TestPki.Default;

    [Fact]
    [Clause("15.8.2-a", "15.8.2-i")]
    public void AProperTokenGivesItsTimeAndBothSuccessCodes()
    {
        var evaluation = Evaluate(TestTimestampAuthority.Default.CreateToken(Message));
        Assert.Equal(["timeStamp.validated", "timeStamp.trusted"], Codes(evaluation));
        Assert.Equal(TestPki.Now, evaluation.TrustedTime);
        Assert.Equal(Pki.Tsa().Certificate.RawData, evaluation.Certificates[0].RawData);
    }

    [Theory]
    [InlineData("PS256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public void AuthoritiesWithOtherKeysAreReadToo(string algorithm)
    {
        var credential = Pki.Tsa(SigningAlgorithm.All.Single(a => a.Name == algorithm));
        Assert.True(Evaluate(new TestTimestampAuthority(credential, TestPki.Now).CreateToken(Message, HashAlgorithmName.SHA512)).IsTrusted);
    }

    [Theory]
    [InlineData(TimestampFlaw.OtherImprint, "timeStamp.mismatch")]
    [InlineData(TimestampFlaw.Sha1Imprint, "timeStamp.untrusted")]
    [InlineData(TimestampFlaw.BrokenSignature, "timeStamp.mismatch")]
    [InlineData(TimestampFlaw.ChangedContent, "timeStamp.mismatch")]
    [InlineData(TimestampFlaw.NoCertificates, "timeStamp.untrusted")]
    [InlineData(TimestampFlaw.OtherCertificates, "timeStamp.untrusted")]
    [InlineData(TimestampFlaw.NoSigningCertificate, "timeStamp.malformed")]
    [InlineData(TimestampFlaw.OtherSigningCertificate, "timeStamp.mismatch")]
    [InlineData(TimestampFlaw.OtherContentType, "timeStamp.malformed")]
    [InlineData(TimestampFlaw.LocalTime, "timeStamp.malformed")]
    [InlineData(TimestampFlaw.Sha1Signature, "timeStamp.untrusted")]
    [InlineData(TimestampFlaw.NoImprint, "timeStamp.malformed")]
    [Clause("15.8.2-c", "15.8.2-e", "15.8.2-f", "15.8.2-g", "15.8.2-b", "15.8.2-d")]
    public void EachFlawHasItsCodeAndNoTime(TimestampFlaw flaw, string code)
    {
        var evaluation = Evaluate(new TestTimestampAuthority(Pki.Tsa(), TestPki.Now) { Flaw = flaw }.CreateToken(Message));
        Assert.Equal([code], Codes(evaluation));
        Assert.Null(evaluation.TrustedTime);
        Assert.All(evaluation.Statuses, s => Assert.Equal(ValidationStatusKind.Informational, s.Kind));
        Assert.All(evaluation.Statuses, s => Assert.Equal("self#jumbf=x", s.Url));
    }

    [Fact]
    [Clause("14.4.2-a")]
    public void AnAuthorityThatOnlyTheSignerListKnowsIsUntrusted()
    {
        byte[] token = TestTimestampAuthority.Default.CreateToken(Message);
        Assert.Equal(["timeStamp.untrusted"], Codes(Evaluate(token, Pki.SignerTrust)));
        Assert.Equal(["timeStamp.untrusted"], Codes(Evaluate(token, TrustList.None)));
        Assert.Equal(TestPki.Now, Evaluate(token, TrustList.None).StatedTime);
    }

    [Fact]
    [Clause("15.8.2-g")]
    public void AStrangersAuthorityIsUntrusted() =>
        Assert.Equal(["timeStamp.untrusted"], Codes(Evaluate(new TestTimestampAuthority(TestPki.Stranger.Tsa(), TestPki.Now).CreateToken(Message))));

    [Fact]
    public async Task ARealAuthoritysTokenIsTrustedUnderItsOwnRoot()
    {
        // RSA PKCS#1 v1.5, signed attributes and chain as a commercial authority makes them, in the old header.
        string path = Fixtures.Require("c2pa-rs/video1.mp4");
        var stated = await InspectAsync(path, TrustList.None);
        Assert.Null(stated.TrustedTime);
        Assert.Equal(2023, stated.StatedTime!.Value.Year);
        var root = new TrustList(new TrustAnchor(stated.TimestampCertificates[^1], TrustList.TimestampUsages));
        Assert.Equal(stated.StatedTime, (await InspectAsync(path, root)).TrustedTime);
    }

    [Fact]
    [Clause("15.8.2-h")]
    public void ATimeOutsideTheAuthoritysCertificateIsSaid() =>
        Assert.Equal(["timeStamp.outsideValidity"], Codes(Evaluate(new TestTimestampAuthority(Pki.Tsa(), TestPki.ValidFrom.AddDays(-1)).CreateToken(Message))));

    [Fact]
    [Clause("14.5.1.1-z")]
    public void ASignersCertificateCannotStamp()
    {
        var evaluation = Evaluate(new TestTimestampAuthority(Pki.Signer(), TestPki.Now).CreateToken(Message));
        Assert.Equal(["timeStamp.untrusted", "timeStamp.credentialInvalid"], Codes(evaluation));
    }

    [Fact]
    [Clause("14.4.2-c")]
    public void AnEndedTrustListEntryCountsUpToItsEnd()
    {
        var ended = new TrustList(new TrustAnchor(Pki.Root, TrustList.TimestampUsages, NotAfter: TestPki.Now.AddDays(-1)));
        Assert.Equal(["timeStamp.untrusted"], Codes(Evaluate(TestTimestampAuthority.Default.CreateToken(Message), ended)));
        Assert.True(Evaluate(new TestTimestampAuthority(Pki.Tsa(), TestPki.Now.AddDays(-2)).CreateToken(Message), ended).IsTrusted);
    }

    [Fact]
    public void NoPrefixAndNoFlippedByteOfATokenThrowsOrIsTrustedWithAnotherTime()
    {
        byte[] token = TestTimestampAuthority.Default.CreateToken(Message);
        for (int i = 0; i < token.Length; i += 3)
        {
            Assert.False(Evaluate(token.AsMemory(0, i)).IsTrusted);
            byte[] changed = [.. token];
            changed[i] ^= 0x55;
            var evaluation = Evaluate(changed);
            Assert.True(evaluation.TrustedTime is null || evaluation.TrustedTime == TestPki.Now);
            Assert.NotEmpty(evaluation.Statuses);
        }
    }

    [Fact]
    [Clause("10.3.2.5.1-b", "10.3.2.5.2-a", "10.3.2.5.2-b", "10.3.2.5.3-b", "10.3.2.5.4-a", "10.3.2.5.4-b", "10.3.2.5.4-d", "15.8.1.1-a", "15.8.1.1-b", "15.8.1.1-c", "15.8.1.1-d", "15.8.1.1-e")]
    public void TheHeaderOfVersion2StampsTheSignatureAndThatOfVersion1TheClaim()
    {
        byte[] claim = "claim"u8.ToArray();
        byte[] signature = new byte[64];
        byte[] protectedBytes = CoseSign1Builder.ProtectedHeader(SigningAlgorithm.ES256, Pki.Signer().Chain);
        byte[] token = TestTimestampAuthority.Default.CreateToken(CoseStructures.TimestampV2(protectedBytes, signature));
        var version2 = Parse(CoseSign1Builder.Write(protectedBytes, signature, token, []));
        Assert.Equal(["timeStamp.validated", "timeStamp.trusted"], Codes(EvaluateHeader(version2, claim)!));

        byte[] response = TestTimestampAuthority.Default.CreateResponse(CoseStructures.CounterSignature(protectedBytes, claim));
        var version1 = WithUnprotected(protectedBytes, signature, "sigTst", response);
        Assert.Equal(["timeStamp.validated", "timeStamp.trusted", "provenance.timeStamp.weak"], Codes(EvaluateHeader(version1, claim)!));
        Assert.Equal(["timeStamp.mismatch"], Codes(EvaluateHeader(version1, "another"u8.ToArray())!));

        byte[] refused = TestTimestampAuthority.Default.CreateResponse(CoseStructures.CounterSignature(protectedBytes, claim), status: 2);
        Assert.Equal(["timeStamp.malformed"], Codes(EvaluateHeader(WithUnprotected(protectedBytes, signature, "sigTst", refused), claim)!));
        Assert.Equal(["timeStamp.malformed"], Codes(EvaluateHeader(WithUnprotected(protectedBytes, signature, "sigTst2", token, token), claim)!));
        Assert.Equal(["timeStamp.malformed"], Codes(EvaluateHeader(WithUnprotected(protectedBytes, signature, "sigTst2"), claim)!));
        Assert.Null(EvaluateHeader(Parse(CoseSign1Builder.Write(protectedBytes, signature, default, [])), claim));
    }

    private static async Task<SignatureReport> InspectAsync(string path, TrustList timestampTrust)
    {
        var validator = new Validator(Mp4.Format) { Options = new ValidationOptions { TimestampTrustList = timestampTrust, Clock = TestPki.Clock } };
        await using var asset = AssetSource.FromFile(path);
        return (await validator.InspectAsync(asset, TestContext.Current.CancellationToken)).ActiveManifest!.Signature!;
    }

    private static CoseSign1 WithUnprotected(byte[] protectedBytes, byte[] signature, string label, params byte[][] values)
    {
        var tokens = CborValue.Map(("tstTokens", CborValue.Array(values.Select(v => CborValue.Map(("val", CborValue.Bytes(v)))))));
        return Parse(CborValue.Tag(18, CborValue.Array(CborValue.Bytes(protectedBytes), CborValue.Map((label, tokens)), CborValue.Null, CborValue.Bytes(signature))).Encoded);
    }

    private static CoseSign1 Parse(ReadOnlyMemory<byte> encoded)
    {
        Assert.True(CoseSign1.TryParse(encoded, ParserLimits.Default, out var message, out var fault), fault?.Sentence);
        return message!;
    }

    private static TimestampEvaluation? EvaluateHeader(CoseSign1 signature, byte[] claim)
    {
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        return TimestampToken.EvaluateHeader(signature, claim, "self#jumbf=x", Pki.TimestampTrust, verifier);
    }

    private static TimestampEvaluation Evaluate(ReadOnlyMemory<byte> token, TrustList? trust = null)
    {
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        return TimestampToken.Evaluate(token, Message, "self#jumbf=x", trust ?? Pki.TimestampTrust, verifier);
    }

    private static IEnumerable<string> Codes(TimestampEvaluation evaluation) => evaluation.Statuses.Select(s => s.Code.Value);
}
