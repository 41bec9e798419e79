using System.Net;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§15.9: what OCSP responses in the store and online do to the verdict.</summary>
public sealed class RevocationTests
{
    private static readonly TestPki Pki = TestPki.Default;
    private static readonly TestCredential Signer = Pki.Signer(null, TestProfile.Signer with { MoreExtensions = [new X509AuthorityInformationAccessExtension(["http://ocsp.example/"], [])] });

    [Theory]
    [InlineData(OcspStatus.Good, null, "signingCredential.ocsp.notRevoked")]
    [InlineData(OcspStatus.Revoked, 1, "signingCredential.ocsp.revoked")]
    [InlineData(OcspStatus.Revoked, 8, "signingCredential.ocsp.notRevoked")]
    [Clause("14.5.2-d", "15.9-d", "15.9-f", "15.9.1-c", "15.9.1-d")]
    public async Task A_stapled_answer_is_used(OcspStatus status, int? reason, string code)
    {
        var result = await Verdict.OfAsync(Stapled(Answer(status, reason)));
        Assert.Contains(result.Statuses, s => s.Code.Value == code);
        Assert.Equal(code == "signingCredential.ocsp.revoked" ? [code] : Array.Empty<string>(), result.FailureCodes());
    }

    [Fact]
    [Clause("15.9-h")]
    public async Task Of_several_answers_the_good_one_counts()
    {
        var result = await Verdict.OfAsync(Stapled([1, 2, 3], Answer(OcspStatus.Unknown), new TestOcspResponder(TestPki.Stranger.OcspResponder(), Pki.Intermediate).Create(Signer.Certificate), Answer(OcspStatus.Good)));
        Assert.True(result.Has(ValidationStatusCode.SigningCredentialOcspNotRevoked));
        Assert.Empty(result.FailureCodes());
    }

    [Fact]
    [Clause("15.9-g")]
    public async Task A_certificate_status_assertion_is_used()
    {
        var parent = Stapled();
        var update = new TestManifest
        {
            ContentType = JumbfTypes.UpdateManifest,
            Assertions =
            [
                TestManifest.Ingredient(parent),
                TestAssertion.Cbor("c2pa.certificate-status", CborValue.Map(("ocspVals", CborValue.Array(CborValue.Bytes(Answer(OcspStatus.Revoked, 1)))))),
            ],
        };
        Assert.Equal(["signingCredential.ocsp.revoked"], (await Verdict.OfAsync(parent, update)).FailureCodes());
    }

    [Fact]
    [Clause("15.9-a", "15.9-b", "15.9-c")]
    public async Task A_revoked_authority_is_untrusted()
    {
        var root = new TestCredential(Pki.Root, [Pki.Root], Pki.RootKey, SigningAlgorithm.ES256);
        byte[] revoked = new TestOcspResponder(root, Pki.Root) { Status = OcspStatus.Revoked, Reason = 1, WithCertificate = false }.Create(Pki.Intermediate);
        var result = await Verdict.OfAsync(Stapled(revoked));
        Assert.Equal(["signingCredential.untrusted"], result.FailureCodes());
        Assert.Equal(ValidationState.Valid, result.State);
    }

    [Fact]
    [Clause("15.9-c", "15.9.1-d")]
    public async Task Without_a_time_stamp_a_revocation_counts_and_a_good_answer_does_not()
    {
        async Task<IReadOnlyList<string>> CodesAsync(DateTimeOffset? nextUpdate, OcspStatus status, int? reason)
        {
            byte[] response = new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate)
            {
                Status = status,
                Reason = reason,
                ThisUpdate = TestPki.Now.AddDays(-60),
                ProducedAt = TestPki.Now.AddDays(-60),
                NextUpdate = nextUpdate,
            }.Create(Signer.Certificate);
            return (await Verdict.OfAsync(Unstamped(response))).FailureCodes();
        }

        DateTimeOffset over = TestPki.Now.AddDays(-50);
        DateTimeOffset current = TestPki.Now.AddDays(1);
        Assert.Equal(["signingCredential.ocsp.revoked"], await CodesAsync(current, OcspStatus.Revoked, 1));

        // Revocation is final, also when the answer is an old one; a hold is not.
        Assert.Equal(["signingCredential.ocsp.revoked"], await CodesAsync(over, OcspStatus.Revoked, 1));
        Assert.Equal(["signingCredential.ocsp.revoked"], await CodesAsync(current, OcspStatus.Revoked, 6));
        Assert.Empty(await CodesAsync(over, OcspStatus.Revoked, 6));
        Assert.Empty(await CodesAsync(current, OcspStatus.Revoked, 8));
        Assert.Empty(await CodesAsync(current, OcspStatus.Good, null));
        Assert.False((await Verdict.OfAsync(Unstamped(Answer(OcspStatus.Good)))).Has(ValidationStatusCode.SigningCredentialOcspNotRevoked));

        var root = new TestCredential(Pki.Root, [Pki.Root], Pki.RootKey, SigningAlgorithm.ES256);
        byte[] authority = new TestOcspResponder(root, Pki.Root) { Status = OcspStatus.Revoked, Reason = 1, WithCertificate = false }.Create(Pki.Intermediate);
        Assert.Equal(["signingCredential.untrusted"], (await Verdict.OfAsync(Unstamped(authority))).FailureCodes());
    }

    [Fact]
    [Clause("15.9-i", "15.9.2-a", "15.9.2-b", "15.9.2-e", "15.9.2-f", "15.9.2-g")]
    public async Task The_responder_is_asked_only_with_the_callers_client()
    {
        Assert.Equal("signingCredential.ocsp.skipped", await OnlineAsync(null));
        Assert.Equal("signingCredential.ocsp.notRevoked", await OnlineAsync(_ => Content(Answer(OcspStatus.Good))));
        Assert.Equal("signingCredential.ocsp.revoked", await OnlineAsync(_ => Content(Answer(OcspStatus.Revoked, 1))));
        Assert.Equal("signingCredential.ocsp.unknown", await OnlineAsync(_ => Content(Answer(OcspStatus.Unknown))));
        Assert.Equal("signingCredential.ocsp.inaccessible", await OnlineAsync(_ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)));
        Assert.Equal("signingCredential.ocsp.inaccessible", await OnlineAsync(_ => throw new HttpRequestException("no network")));
    }

    private static async Task<string> OnlineAsync(Func<HttpRequestMessage, HttpResponseMessage>? respond)
    {
        using var client = respond is null ? null : new HttpClient(new Responder(respond));
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(new TestManifest { Credential = Signer })), Verdict.Options with { OcspClient = client });
        return Assert.Single(result.Statuses, s => s.Code.Value.Contains(".ocsp.", StringComparison.Ordinal)).Code.Value;
    }

    private static HttpResponseMessage Content(byte[] response) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(response) };

    private static byte[] Answer(OcspStatus status, int? reason = null) => new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { Status = status, Reason = reason }.Create(Signer.Certificate);

    private static TestManifest Unstamped(byte[] response) => new()
    {
        Credential = Signer,
        UnprotectedHeader = _ => CborValue.Map(("rVals", CborValue.Map(("ocspVals", CborValue.Array(CborValue.Bytes(response)))))),
    };

    // With a time-stamp: stapled answers say something about a known time only (§15.9.1).
    private static TestManifest Stapled(params byte[][] responses) => new()
    {
        Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa",
        Credential = Signer,
        UnprotectedHeader = m => CborValue.Map(
            ("rVals", responses.Length == 0 ? null : CborValue.Map(("ocspVals", CborValue.Array(responses.Select(r => CborValue.Bytes(r)))))),
            ("sigTst2", CborValue.Map(("tstTokens", CborValue.Array(CborValue.Map(("val", CborValue.Bytes(
                TestTimestampAuthority.Default.CreateToken(CoseStructures.TimestampV2(m.TagContent!.Items[0].AsBytes!.Value, m.TagContent.Items[3].AsBytes!.Value)))))))))),
    };

    private sealed class Responder(Func<HttpRequestMessage, HttpResponseMessage> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(respond(request));
    }
}
