using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>A credential or a signer that cannot be used ends signing with the right fault; nothing unchecked is written.</summary>
public sealed class SignerFaultTests
{
    private static readonly TestCredential Credential = TestPki.Default.Signer();

    [Fact]
    public async Task A_signer_that_throws_is_the_inner_exception()
    {
        var cause = new InvalidOperationException("the module is locked");
        var exception = await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DelegateSigner(Credential, (_, _) => throw cause));
        Assert.Same(cause, exception.InnerException);
        Assert.Contains("the module is locked", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signer_that_gives_up_by_itself_has_failed() =>
        await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DelegateSigner(Credential, (_, _) => throw new OperationCanceledException("timed out")));

    [Fact]
    public async Task Cancellation_by_the_caller_is_cancellation()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var prepared = await Sample.PrepareAsync(signer: new DelegateSigner(Credential, (_, token) =>
        {
            source.Cancel();
            token.ThrowIfCancellationRequested();
            return default;
        }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => prepared.SignAsync(Sample.BindingContent, source.Token));
    }

    [Fact]
    public async Task A_signer_that_hangs_is_waited_for_two_minutes_and_no_longer()
    {
        var clock = new ManualClock(TestPki.Now);
        var asked = new TaskCompletionSource();
        var prepared = await Sample.PrepareAsync(options: Sample.Options() with { Clock = clock }, signer: Hanging(asked));
        var signing = prepared.SignAsync(Sample.BindingContent, TestContext.Current.CancellationToken);
        await asked.Task;
        clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        Assert.False(signing.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));
        var exception = await Assert.ThrowsAsync<SigningException>(() => signing);
        Assert.Equal(SigningFault.SignerFailed, exception.Fault);
        Assert.Contains("did not answer within 120 seconds", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_does_not_wait_for_a_signer_that_hangs()
    {
        using var source = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var prepared = await Sample.PrepareAsync(signer: Hanging(asked));
        var signing = prepared.SignAsync(Sample.BindingContent, source.Token);
        await asked.Task;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signing);
    }

    [Fact]
    public async Task DER_is_converted_where_a_digest_is_signed_and_refused_where_a_message_is()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Credential.PrivateKeyPem);
        async ValueTask<ReadOnlyMemory<byte>> InDer(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return key.SignData(message.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }

        var refused = await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DelegateSigner(Credential, InDer));
        Assert.Contains("in another form", refused.Message, StringComparison.Ordinal);
        await Sample.SignAsync(signer: new DigestSigner(Credential, digest => key.SignHash(digest.Span, DSASignatureFormat.Rfc3279DerSequence)));
        await Sample.SignAsync(signer: new DigestSigner(Credential, digest => key.SignHash(digest.Span, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DigestSigner(Credential, digest => [.. key.SignHash(digest.Span, DSASignatureFormat.Rfc3279DerSequence), 0]));
        await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DigestSigner(Credential, _ => new byte[63]));
        await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DigestSigner(Credential, _ => new byte[64]));
    }

    [Fact]
    public async Task The_key_of_another_certificate_is_noticed_before_anything_is_written()
    {
        var other = TestPki.Stranger.Signer().CreateSigner();
        await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DelegateSigner(Credential, other.SignAsync));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100_000)]
    public async Task An_answer_that_is_no_signature_is_refused_whatever_its_length(int length) =>
        await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DelegateSigner(Credential, (_, _) => new(new byte[length])));

    [Fact]
    public async Task A_signature_of_something_else_is_refused() =>
        await Sample.RefusedAsync(SigningFault.SignerFailed, signer: new DelegateSigner(Credential, (_, token) => Credential.CreateSigner().SignAsync(new byte[10], token)));

    [Fact]
    [Clause("13.2.5-a")]
    public async Task An_expired_certificate_is_refused_before_the_signer_is_asked()
    {
        var expired = TestPki.Default.Signer(profile: TestProfile.Signer with { NotAfter = TestPki.Now.AddDays(-1) });
        await Refused(expired);
        await Refused(TestPki.Default.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(1) }));
        await Refused(TestPki.Default.Signer(profile: TestProfile.Signer with { ExtendedKeyUsages = ["1.3.6.1.5.5.7.3.1"] }));
        await Refused(TestPki.Default.Signer(profile: TestProfile.Signer with { KeyUsage = X509KeyUsageFlags.KeyEncipherment }));
        static async Task Refused(TestCredential credential)
        {
            bool asked = false;
            await Sample.RefusedAsync(SigningFault.InvalidCredential, signer: new DelegateSigner(credential, (message, token) =>
            {
                asked = true;
                return credential.CreateSigner().SignAsync(message, token);
            }));
            Assert.False(asked);
        }
    }

    [Fact]
    public async Task A_signer_without_certificates_is_refused() =>
        await Sample.RefusedAsync(SigningFault.InvalidCredential, signer: new DelegateSigner(Credential with { Chain = [] }, (_, _) => default));

    [Fact]
    [Clause("10.4-a")]
    public async Task The_reserve_is_used_to_the_byte()
    {
        int usual = (await Sample.PrepareAsync()).StoreLength;
        for (int more = 0; more < 300; more += 13)
        {
            var signed = await Sample.SignAsync(reserve: 3000 + more);
            var content = Sample.ActiveManifest(signed).Child("c2pa.signature")!.Content("cbor")!.Value;
            Assert.Equal(3000 + more, content.Length);
            Assert.True(CoseSign1.TryParse(content, ParserLimits.Default, out var signature, out var fault), fault?.Sentence);
            Assert.False(signature.HasNonZeroPadding);
        }

        Assert.True(usual > 0);
    }

    [Fact]
    [Clause("10.4")]
    public async Task Too_small_a_reserve_says_how_much_is_needed_and_that_is_enough()
    {
        var exception = await Assert.ThrowsAsync<ReserveExceededException>(() => Sample.SignAsync(reserve: 100));
        await Sample.SignAsync(reserve: exception.Needed);
    }

    private static DelegateSigner Hanging(TaskCompletionSource asked) => new(Credential, (_, _) =>
    {
        asked.SetResult();
        return new(new TaskCompletionSource<ReadOnlyMemory<byte>>().Task);
    });

    private sealed class DigestSigner(TestCredential credential, Func<ReadOnlyMemory<byte>, byte[]> sign) : DigestClaimSigner
    {
        public override SigningAlgorithm Algorithm => credential.Algorithm;

        public override IReadOnlyList<X509Certificate2> CertificateChain => credential.Chain;

        protected override ValueTask<ReadOnlyMemory<byte>> SignDigestAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) => new(sign(digest));
    }
}
