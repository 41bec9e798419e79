using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

public sealed class HttpTimestampAuthorityTests
{
    private static readonly Uri Address = new("http://tsa.example/");
    private static readonly byte[] Message = "message"u8.ToArray();

    [Fact]
    [Clause("10.3.2.5.3-a")]
    public async Task AGoodAnswerIsGivenBackAsTheToken()
    {
        using var client = TestTimestampAuthority.Default.CreateClient();
        var token = await new HttpTimestampAuthority(Address, client).TimestampAsync(Message, HashAlgorithmName.SHA384, TestContext.Current.CancellationToken);
        Assert.True(System.Security.Cryptography.Pkcs.Rfc3161TimestampToken.TryDecode(token, out var decoded, out _));
        Assert.True(decoded!.VerifySignatureForData(Message, out _));
    }

    [Fact]
    [Clause("10.3.2.5.3-f")]
    public async Task The_authority_is_asked_for_its_certificates()
    {
        using var handler = new Recording();
        using var client = new HttpClient(handler);
        await new HttpTimestampAuthority(Address, client).TimestampAsync(Message, HashAlgorithmName.SHA256, TestContext.Current.CancellationToken);
        Assert.True(System.Security.Cryptography.Pkcs.Rfc3161TimestampRequest.TryDecode(handler.Question, out var request, out _));
        Assert.True(request!.RequestSignerCertificate);
        Assert.NotNull(request.GetNonce());
    }

    private sealed class Recording : HttpMessageHandler
    {
        public byte[] Question { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Question = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var content = new ByteArrayContent(TestTimestampAuthority.Default.Answer(Question));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-reply");
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        }
    }

    [Theory]
    [InlineData(TimestampFlaw.OtherNonce, "nonce")]
    [InlineData(TimestampFlaw.OtherImprint, "not of this")]
    [InlineData(TimestampFlaw.BrokenSignature, "not correct")]
    [InlineData(TimestampFlaw.Rejected, "refused")]
    [InlineData(TimestampFlaw.GrantedWithoutToken, "no time-stamp token")]
    [InlineData(TimestampFlaw.NoCertificates, "not in the token")]
    public async Task ABadAnswerIsRefusedWithItsReason(TimestampFlaw flaw, string reason)
    {
        using var client = new TestTimestampAuthority(TestPki.Default.Tsa(), TestPki.Now) { Flaw = flaw }.CreateClient();
        var error = await Assert.ThrowsAsync<TimestampException>(() => new HttpTimestampAuthority(Address, client).TimestampAsync(Message, HashAlgorithmName.SHA256, default));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "application/timestamp-reply", 10, "500")]
    [InlineData(200, "text/html", 10, "text/html")]
    [InlineData(200, "application/timestamp-reply", 10, "cannot be read")]
    [InlineData(200, "application/timestamp-reply", 5000, "(limit MaxRemoteSize: 4096)")]
    public async Task WhatIsNotATimestampIsRefused(int status, string type, int length, string reason)
    {
        using var client = new HttpClient(new Answering(_ => Answer(status, type, new byte[length])));
        var authority = new HttpTimestampAuthority(Address, client) { Limits = new ParserLimits { MaxRemoteSize = 4096 } };
        var error = await Assert.ThrowsAsync<TimestampException>(() => authority.TimestampAsync(Message, HashAlgorithmName.SHA256, default));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallersCancellationIsNotATimestampFailure()
    {
        using var client = TestTimestampAuthority.Default.CreateClient();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new HttpTimestampAuthority(Address, client).TimestampAsync(Message, HashAlgorithmName.SHA256, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task AnAuthorityThatNeverAnswersTimesOut()
    {
        using var client = new HttpClient(new Answering(_ => new TaskCompletionSource<HttpResponseMessage>().Task));
        var authority = new HttpTimestampAuthority(Address, client) { Timeout = TimeSpan.FromMilliseconds(1) };
        var error = await Assert.ThrowsAsync<TimestampException>(() => authority.TimestampAsync(Message, HashAlgorithmName.SHA256, default));
        Assert.Contains("did not answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheNextAuthorityStandsIn()
    {
        using var broken = new HttpClient(new Answering(_ => throw new HttpRequestException("no route")));
        var good = TestTimestampAuthority.Default;
        var several = new TimestampAuthorities(new HttpTimestampAuthority(Address, broken), good);
        Assert.NotEqual(0, (await several.TimestampAsync(Message, HashAlgorithmName.SHA256, default)).Length);
        Assert.Equal(1, good.Given);
    }

    [Fact]
    public async Task WhenNoneAnswersEveryReasonIsNamedOnce()
    {
        int asked = 0;
        using var broken = new HttpClient(new Answering(_ =>
        {
            asked++;
            throw new HttpRequestException("no route");
        }));
        var several = new TimestampAuthorities(new HttpTimestampAuthority(Address, broken), new HttpTimestampAuthority(new Uri("http://other.example/"), broken)) { Pause = TimeSpan.Zero };
        var error = await Assert.ThrowsAsync<TimestampException>(() => several.TimestampAsync(Message, HashAlgorithmName.SHA256, default));
        Assert.Equal(4, asked);
        Assert.Contains("tsa.example", error.Message, StringComparison.Ordinal);
        Assert.Contains("other.example", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message.IndexOf("tsa.example", StringComparison.Ordinal), error.Message.LastIndexOf("tsa.example", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> Answer(int status, string type, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = content });
    }

    private sealed class Answering(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            await answer(request).WaitAsync(cancellationToken);
    }
}
