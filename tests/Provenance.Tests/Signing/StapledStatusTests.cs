using System.Net;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>§10.3.2.6, §14.5.2: revocation information that travels with the signature.</summary>
public sealed class StapledStatusTests
{
    private static readonly TestPki Pki = TestPki.Default;
    private static readonly X509Extension Access = new X509AuthorityInformationAccessExtension(["http://ocsp.example/"], []);
    private static readonly TestCredential Credential = Pki.Signer(null, TestProfile.Signer with { MoreExtensions = [Access] });

    [Fact]
    [Clause("10.3.2.6-a", "10.3.2.6-b", "14.5.2-a", "14.5.2-d", "14.5.2-e")]
    public async Task The_status_of_the_signer_is_asked_for_and_stored_with_a_time_stamp()
    {
        byte[] good = Answer(OcspStatus.Good);
        using var client = new HttpClient(new Responder(_ => good));
        var signed = await Sample.SignAsync(signer: Credential.CreateSigner(TestTimestampAuthority.Default), options: Sample.Options() with { OcspClient = client });
        Assert.Empty(signed.Warnings);
        Assert.Equal(TestPki.Now, signed.TimestampTime);
        Assert.Equal([Convert.ToHexString(good)], SignatureOf(signed).OcspResponses.Select(r => Convert.ToHexString(r.Span)));
        Assert.Empty(SignatureOf(signed).UnknownUnprotectedHeaders);
    }

    [Fact]
    [Clause("14.5.2-f")]
    public async Task So_is_that_of_the_authorities_whose_issuer_is_given()
    {
        var (outerKey, key, leafKey) = (TestKey.Create(TestKeyKind.P256), TestKey.Create(TestKeyKind.P256), TestKey.Create(TestKeyKind.P256));
        var outer = TestPki.Certify(TestProfile.Authority with { CommonName = "outer" }, outerKey, Pki.Root, Pki.RootKey);
        var authority = TestPki.Certify(TestProfile.Authority with { CommonName = "asked about", MoreExtensions = [Access] }, key, outer, outerKey);
        var leaf = TestPki.Certify(TestProfile.Signer, leafKey, authority, key);
        byte[] good = new TestOcspResponder(new TestCredential(outer, [outer], outerKey, SigningAlgorithm.ES256), outer) { WithCertificate = false }.Create(authority);
        using var client = new HttpClient(new Responder(_ => good));
        var signer = new TestCredential(leaf, [leaf, authority, outer], leafKey, SigningAlgorithm.ES256).CreateSigner(TestTimestampAuthority.Default);
        var signed = await Sample.SignAsync(signer: signer, options: Sample.Options() with { OcspClient = client });
        Assert.Equal([Convert.ToHexString(good)], SignatureOf(signed).OcspResponses.Select(r => Convert.ToHexString(r.Span)));
    }

    [Fact]
    [Clause("10.3.2.6-b")]
    public async Task Without_a_time_stamp_or_without_a_client_nobody_is_asked()
    {
        using var client = new HttpClient(new Responder(_ => throw new InvalidOperationException("Nobody may be asked.")));
        var unstamped = await Sample.SignAsync(signer: Credential.CreateSigner(), options: Sample.Options() with { OcspClient = client });
        Assert.Empty(SignatureOf(unstamped).OcspResponses);
        Assert.Empty(SignatureOf(await Sample.SignAsync(signer: Credential.CreateSigner(TestTimestampAuthority.Default))).OcspResponses);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_had_is_a_warning_and_a_revocation_a_refusal()
    {
        using var silent = new HttpClient(new Responder(_ => throw new HttpRequestException("no network")));
        var signed = await Sample.SignAsync(signer: Credential.CreateSigner(TestTimestampAuthority.Default), options: Sample.Options() with { OcspClient = silent });
        Assert.Contains("could not be had", Assert.Single(signed.Warnings), StringComparison.Ordinal);
        Assert.Empty(SignatureOf(signed).OcspResponses);

        byte[] revoked = Answer(OcspStatus.Revoked);
        using var client = new HttpClient(new Responder(_ => revoked));
        var refused = await Sample.RefusedAsync(SigningFault.InvalidCredential, signer: Credential.CreateSigner(TestTimestampAuthority.Default), options: Sample.Options() with { OcspClient = client });
        Assert.Contains("revoked", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Answer(OcspStatus status) => new TestOcspResponder(Pki.OcspResponder(), Pki.Intermediate) { Status = status, Reason = 1 }.Create(Credential.Certificate);

    private static CoseSign1 SignatureOf(SignedManifest signed)
    {
        Assert.True(CoseSign1.TryParse(Sample.ActiveManifest(signed).Child("c2pa.signature")!.Content("cbor")!.Value, ParserLimits.Default, out var signature, out var fault), fault?.Sentence);
        return signature;
    }

    private sealed class Responder(Func<HttpRequestMessage, byte[]> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(respond(request)) });
    }
}
