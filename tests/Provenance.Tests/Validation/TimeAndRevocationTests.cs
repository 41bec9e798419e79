using System.Security.Cryptography.X509Certificates;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§15.8 and §15.9 through the validator: which time counts, and what OCSP says about it.</summary>
public sealed class TimeAndRevocationTests
{
    private static readonly DateTimeOffset Stamped = TestPki.Now.AddDays(-10);

    private static TestTimestampAuthority Authority(DateTimeOffset? time = null) => new(TestPki.Default.Tsa(), time ?? Stamped);

    // Ran out the day before now; valid when it was stamped.
    private static TestCredential Expired => TestPki.Default.Signer(null, TestProfile.Signer with { NotAfter = TestPki.Now.AddDays(-1) });

    private static readonly TestCredential WithResponder = TestPki.Default.Signer(null, TestProfile.Signer with
    {
        CommonName = "Signer with a responder",
        MoreExtensions = [new X509AuthorityInformationAccessExtension(["http://ocsp.example.com/"], [])],
    });

    private static CborValue Map(params (string, CborValue?)[] entries) => CborValue.Map(entries);

    private static CborValue Tokens(params byte[][] tokens) => Map(("tstTokens", CborValue.Array(tokens.Select(t => Map(("val", CborValue.Bytes(t)))))));

    private static CoseSign1 Parse(CborValue message) => CoseSign1.TryParse(message.Encoded, ParserLimits.Default, out var parsed, out _) ? parsed : throw new InvalidOperationException();

    private static TestManifest WithToken(TestTimestampAuthority authority, TestCredential? credential = null, params byte[][] responses) => new()
    {
        Credential = credential ?? TestPki.Default.Signer(),
        UnprotectedHeader = m => Map(
            ("sigTst2", Tokens(authority.CreateToken(Parse(m).TimestampMessageV2()))),
            ("rVals", responses.Length == 0 ? null : Map(("ocspVals", CborValue.Array(responses.Select(r => CborValue.Bytes(r))))))),
    };

    [Fact]
    [Clause("15.8.2")]
    public async Task A_trusted_time_stamp_says_when_a_claim_was_signed()
    {
        var result = await Verdict.OfAsync(WithToken(Authority(), Expired));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.TimeStampValidated) && result.Has(ValidationStatusCode.TimeStampTrusted));
        Assert.Equal(Stamped, result.ActiveManifest!.Signature!.TrustedTime);
        Assert.NotEmpty(result.ActiveManifest.Signature.TimestampCertificates);
    }

    [Fact]
    [Clause("14.4.2")]
    public async Task A_time_stamp_of_an_unknown_authority_does_not()
    {
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(WithToken(Authority(), Expired))), Verdict.Options with { TimestampTrustList = TestPki.Default.SignerTrust });
        Assert.Equal(["claimSignature.outsideValidity"], result.FailureCodes());
        Assert.Equal(ValidationState.WellFormed, result.State);
        Assert.True(result.Has(ValidationStatusCode.TimeStampUntrusted));
        Assert.Equal((null, Stamped), (result.ActiveManifest!.Signature!.TrustedTime, result.ActiveManifest.Signature.StatedTime));
    }

    [Fact]
    [Clause("15.8.2")]
    public async Task A_trusted_time_outside_the_validity_of_the_signer_is_a_failure()
    {
        var result = await Verdict.OfAsync(WithToken(Authority(), TestPki.Default.Signer(null, TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-1) })));
        Assert.Equal(["claimSignature.outsideValidity"], result.FailureCodes());
    }

    [Fact]
    [Clause("15.8.2")]
    public async Task A_time_stamp_of_another_claim_is_a_mismatch_and_no_failure()
    {
        var manifest = new TestManifest { UnprotectedHeader = _ => Map(("sigTst2", Tokens(Authority().CreateToken("another message"u8)))) };
        var result = await Verdict.OfAsync(manifest);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.TimeStampMismatch));
    }

    [Fact]
    [Clause("15.8.1.1")]
    public async Task Two_tokens_are_malformed_and_ignored()
    {
        var manifest = new TestManifest
        {
            Credential = Expired,
            UnprotectedHeader = m => Map(("sigTst2", Tokens(Authority().CreateToken(Parse(m).TimestampMessageV2()), Authority().CreateToken(Parse(m).TimestampMessageV2())))),
        };
        var result = await Verdict.OfAsync(manifest);
        Assert.Equal(["claimSignature.outsideValidity"], result.FailureCodes());
        Assert.True(result.Has(ValidationStatusCode.TimeStampMalformed));
    }

    [Fact]
    [Clause("15.8.1.1")]
    public async Task The_old_kind_of_time_stamp_is_read_and_called_weak()
    {
        byte[]? claim = null;
        var manifest = new TestManifest
        {
            Credential = Expired,
            EditClaimBytes = b => claim = b,
            UnprotectedHeader = m => Map(("sigTst", Tokens(Authority().CreateResponse(Parse(m).TimestampMessageV1(claim!))))),
        };
        var result = await Verdict.OfAsync(manifest);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.TimeStampWeak));
    }

    [Fact]
    [Clause("15.8.1.2-b", "15.8.1.2-c", "15.8.1.2-d")]
    public async Task A_time_stamp_assertion_of_a_later_manifest_counts()
    {
        byte[]? token = null;
        var parent = new TestManifest
        {
            Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa",
            Credential = Expired,
            EditSignature = m => { token = Authority().CreateToken(Parse(m).TimestampMessageV2()); return m.Encoded; },
        };
        _ = parent.ToBox();
        TestManifest Update(params byte[][] tokens) => new()
        {
            ContentType = Provenance.Jumbf.JumbfTypes.UpdateManifest,
            Assertions = [TestManifest.Ingredient(parent), TestAssertion.Cbor("c2pa.time-stamp", CborValue.Map(tokens.Select(t => (parent.Label, (CborValue?)CborValue.Bytes(t)))))],
        };

        var stamped = await Verdict.OfAsync(parent, Update(token!));
        Assert.Equal(ValidationState.Trusted, stamped.State);
        Assert.Contains(stamped.Manifests[1].Statuses, s => s.Code == ValidationStatusCode.TimeStampTrusted);
        var wrong = await Verdict.OfAsync(parent, Update(Authority().CreateToken("another message"u8)));
        Assert.Equal(["claimSignature.outsideValidity"], wrong.FailureCodes());

        // The active manifest's own signature is in order; an ingredient out of date takes the trust away.
        Assert.Equal(ValidationState.Valid, wrong.State);
    }

    [Fact]
    [Clause("15.9.1")]
    public async Task A_stapled_response_shows_that_the_signer_was_not_revoked()
    {
        byte[] response = Responder(OcspStatus.Good).Create(WithResponder.Certificate);
        var result = await Verdict.OfAsync(WithToken(Authority(TestPki.Now.AddMinutes(-30)), WithResponder, response));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.SigningCredentialOcspNotRevoked));
    }

    [Fact]
    [Clause("15.9.1")]
    public async Task Responses_that_are_too_many_are_not_looked_at_and_that_is_said()
    {
        byte[] good = Responder(OcspStatus.Good).Create(WithResponder.Certificate);
        byte[] revoked = Responder(OcspStatus.Revoked).Create(WithResponder.Certificate);
        var options = Verdict.Options with { Limits = ParserLimits.Default with { MaxOcspResponses = 1 } };
        var stamped = Authority(TestPki.Now.AddMinutes(-30));
        Task<ValidationResult> ReadAsync(params byte[][] responses) => Verdict.OfAsync(new TestFormat(TestManifest.Store(WithToken(stamped, WithResponder, responses))), options);

        var one = await ReadAsync(good);
        Assert.Null(Assert.Single(one.Statuses, s => s.Code == ValidationStatusCode.SigningCredentialOcspNotRevoked).Explanation);
        var two = await ReadAsync(good, revoked);
        Assert.Equal("OCSP responses in the store that were not looked at: 1 (limit MaxOcspResponses: 1).", Assert.Single(two.Statuses, s => s.Code == ValidationStatusCode.SigningCredentialOcspNotRevoked).Explanation);

        // What the first one says stands, and its own reason with it.
        var bad = await ReadAsync(revoked, good);
        Assert.Contains("(limit MaxOcspResponses: 1).", Assert.Single(bad.Statuses, s => s.Code == ValidationStatusCode.SigningCredentialOcspRevoked).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    [Clause("15.9.1")]
    public async Task A_revoked_signer_is_a_failure()
    {
        byte[] response = Responder(OcspStatus.Revoked, TestPki.Now.AddDays(-5)).Create(WithResponder.Certificate);
        var result = await Verdict.OfAsync(WithToken(Authority(TestPki.Now.AddMinutes(-30)), WithResponder, response));
        Assert.Equal(["signingCredential.ocsp.revoked"], result.FailureCodes());
        Assert.Equal(ValidationState.WellFormed, result.State);
    }

    [Fact]
    [Clause("15.9.1")]
    public async Task A_response_in_a_later_manifest_counts()
    {
        var parent = Relabel(WithToken(Authority(TestPki.Now.AddMinutes(-30)), WithResponder));
        byte[] response = Responder(OcspStatus.Good).Create(WithResponder.Certificate);
        var update = new TestManifest
        {
            ContentType = Provenance.Jumbf.JumbfTypes.UpdateManifest,
            Assertions = [TestManifest.Ingredient(parent), TestAssertion.Cbor("c2pa.certificate-status", Map(("ocspVals", CborValue.Array(CborValue.Bytes(response)))))],
        };
        var result = await Verdict.OfAsync(parent, update);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Contains(result.Manifests[1].Statuses, s => s.Code == ValidationStatusCode.SigningCredentialOcspNotRevoked);
    }

    [Fact]
    [Clause("15.9.2")]
    public async Task Nobody_is_asked_without_a_client()
    {
        var result = await Verdict.OfAsync(new TestManifest { Credential = WithResponder });
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.SigningCredentialOcspSkipped));
    }

    [Theory]
    [InlineData(OcspStatus.Good, "signingCredential.ocsp.notRevoked")]
    [InlineData(OcspStatus.Revoked, "signingCredential.ocsp.revoked")]
    [InlineData(OcspStatus.Unknown, "signingCredential.ocsp.unknown")]
    [Clause("15.9.2")]
    public async Task With_a_client_the_responder_is_asked(OcspStatus status, string code)
    {
        using var client = Responder(status, TestPki.Now.AddDays(-5)).CreateClient(WithResponder.Certificate);
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(new TestManifest { Credential = WithResponder })), Verdict.Options with { OcspClient = client });
        Assert.Contains(result.Statuses, s => s.Code.Value == code);
    }

    [Fact]
    [Clause("15.9.2")]
    public async Task A_responder_that_does_not_answer_is_inaccessible()
    {
        using var client = new HttpClient(new Silence());
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(new TestManifest { Credential = WithResponder })), Verdict.Options with { OcspClient = client });
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.SigningCredentialOcspInaccessible));
    }

    private static TestOcspResponder Responder(OcspStatus status, DateTimeOffset? revoked = null) =>
        new(TestPki.Default.Signer(null, TestProfile.OcspResponder), TestPki.Default.Intermediate) { Status = status, RevocationTime = revoked ?? TestPki.Now };

    private static TestManifest Relabel(TestManifest manifest) => new()
    {
        Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa",
        Credential = manifest.Credential,
        UnprotectedHeader = manifest.UnprotectedHeader,
    };

    private sealed class Silence : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new HttpRequestException("no answer");
    }
}
