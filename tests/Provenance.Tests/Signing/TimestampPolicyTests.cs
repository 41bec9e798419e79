using System.Security.Cryptography;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>A missing time-stamp is an error or a warning, never silent (§10.3.2.5).</summary>
public sealed class TimestampPolicyTests
{
    [Fact]
    [Clause("10.3.2.5.4-g")]
    public async Task Without_an_authority_none_is_requested_and_nobody_is_warned()
    {
        var signed = await Sample.SignAsync();
        Assert.Null(signed.TimestampTime);
        Assert.Empty(signed.Warnings);
    }

    [Fact]
    public async Task Required_without_an_authority_is_refused_at_once()
    {
        var options = Sample.Options() with { Timestamp = TimestampPolicy.Required };
        var exception = await Assert.ThrowsAsync<SigningException>(() => Sample.PrepareAsync(options: options));
        Assert.Equal(SigningFault.TimestampFailed, exception.Fault);
    }

    [Fact]
    public async Task Preferred_without_an_authority_is_a_warning()
    {
        var signed = await Sample.SignAsync(options: Sample.Options() with { Timestamp = TimestampPolicy.Preferred });
        Assert.Single(signed.Warnings);
    }

    [Fact]
    public async Task An_authority_that_fails_fails_signing_unless_told_otherwise()
    {
        var signer = Signer(new DelegateAuthority((_, _) => throw new TimestampException("out of order")));
        var exception = await Sample.RefusedAsync(SigningFault.TimestampFailed, signer: signer);
        Assert.Contains("out of order", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Delegate", exception.Message, StringComparison.Ordinal);

        var signed = await Sample.SignAsync(signer: signer, options: Sample.Options() with { Timestamp = TimestampPolicy.Preferred });
        Assert.Contains("out of order", Assert.Single(signed.Warnings), StringComparison.Ordinal);
        Assert.Null(signed.TimestampTime);
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA512")]
    [Clause("10.3.2.5.1-a", "10.3.2.5.2-a", "10.3.2.5.2-b", "10.3.2.5.4-c", "10.3.2.5.4-d", "10.3.2.5.4-e", "10.3.2.5.4-f", "10.3.2.5")]
    public async Task A_token_over_this_signature_is_embedded_and_its_time_told(string hash)
    {
        var authority = TestTimestampAuthority.Default;
        var signed = await Sample.SignAsync(signer: Signer(authority), options: Sample.Options() with { Hash = new(hash) });

        Assert.Equal(TestPki.Now, signed.TimestampTime);
        Assert.Empty(signed.Warnings);
        Assert.Equal(1, authority.Given);
        var manifest = Sample.ActiveManifest(signed);
        var (signature, claim) = SignatureOf(manifest);
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        var evaluation = TimestampToken.EvaluateHeader(signature, claim, "url", TestPki.Default.TimestampTrust, verifier)!;
        Assert.Equal(TestPki.Now, evaluation.TrustedTime);
        Assert.False(signature.HasNonZeroPadding);
    }

    [Theory]
    [InlineData("ES256", "SHA256")]
    [InlineData("ES384", "SHA384")]
    [InlineData("PS512", "SHA512")]
    [InlineData("EdDSA", "SHA512")]
    [Clause("10.3.2.5.3-e")]
    public async Task The_imprint_uses_the_hash_of_the_signature(string algorithm, string hash)
    {
        HashAlgorithmName? asked = null;
        var credential = TestPki.Default.Signer(SigningAlgorithm.All.Single(a => a.Name == algorithm));
        var authority = new DelegateAuthority((message, name) =>
        {
            asked = name;
            return TestTimestampAuthority.Default.TimestampAsync(message, name, TestContext.Current.CancellationToken);
        });
        var signed = await Sample.SignAsync(signer: credential.CreateSigner(authority));
        Assert.Equal(hash, asked?.Name);
        Assert.Equal(TestPki.Now, signed.TimestampTime);
    }

    [Fact]
    [Clause("15.8.2")]
    public async Task A_token_that_a_validator_would_not_take_is_not_embedded()
    {
        var credential = TestPki.Default.Tsa();
        TimestampAuthority[] useless =
        [
            new DelegateAuthority((_, hash) => Task.FromResult<ReadOnlyMemory<byte>>(TestTimestampAuthority.Default.CreateToken("another message"u8, hash))),
            new TestTimestampAuthority(credential, TestPki.ValidTo.AddDays(1)),
            new TestTimestampAuthority(credential, TestPki.ValidFrom.AddDays(-1)),
        ];
        foreach (var authority in useless)
        {
            await Sample.RefusedAsync(SigningFault.TimestampFailed, signer: Signer(authority));
            var signed = await Sample.SignAsync(signer: Signer(authority), options: Sample.Options() with { Timestamp = TimestampPolicy.Preferred });
            Assert.Single(signed.Warnings);
            Assert.Null(signed.TimestampTime);
            Assert.False(SignatureOf(Sample.ActiveManifest(signed)).Signature.UnprotectedHeader.Contains("sigTst2"));
        }
    }

    [Fact]
    [Clause("10.4")]
    public async Task A_token_larger_than_the_reserve_says_how_much_is_needed_and_that_is_enough()
    {
        var exception = await Assert.ThrowsAsync<ReserveExceededException>(() => Sample.SignAsync(signer: Signer(TestTimestampAuthority.Default), reserve: 2000));
        var signed = await Sample.SignAsync(signer: Signer(TestTimestampAuthority.Default), reserve: exception.Needed);
        Assert.NotNull(signed.TimestampTime);
    }

    [Fact]
    public async Task An_authority_that_times_out_has_failed()
    {
        var signer = Signer(new DelegateAuthority((_, _) => throw new TaskCanceledException("the request timed out")));
        await Sample.RefusedAsync(SigningFault.TimestampFailed, signer: signer);
    }

    [Fact]
    public async Task None_does_not_ask()
    {
        var signer = Signer(new DelegateAuthority((_, _) => throw new InvalidOperationException("asked")));
        var signed = await Sample.SignAsync(signer: signer, options: Sample.Options() with { Timestamp = TimestampPolicy.None });
        Assert.Empty(signed.Warnings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [Clause("15.8.1.1-e")]
    public async Task A_token_that_is_none_is_not_embedded(int length)
    {
        var signer = Signer(new DelegateAuthority((_, _) => Task.FromResult((ReadOnlyMemory<byte>)new byte[length])));
        await Sample.RefusedAsync(SigningFault.TimestampFailed, signer: signer);

        var signed = await Sample.SignAsync(signer: signer, options: Sample.Options() with { Timestamp = TimestampPolicy.Preferred });
        Assert.Single(signed.Warnings);
        Assert.True(CoseSign1.TryParse(Sample.ActiveManifest(signed).Child("c2pa.signature")!.Content("cbor")!.Value, ParserLimits.Default, out var signature, out var fault), fault?.Sentence);
        Assert.False(signature.UnprotectedHeader.Contains("sigTst2"));
    }

    private static (CoseSign1 Signature, ReadOnlyMemory<byte> Claim) SignatureOf(JumbfSuperbox manifest)
    {
        Assert.True(CoseSign1.TryParse(manifest.Child("c2pa.signature")!.Content("cbor")!.Value, ParserLimits.Default, out var signature, out var fault), fault?.Sentence);
        return (signature, manifest.Child("c2pa.claim.v2")!.Content("cbor")!.Value);
    }

    private static ClaimSigner Signer(TimestampAuthority authority)
    {
        var credential = TestPki.Default.Signer();
        return ClaimSigner.FromPem(credential.ChainPem, credential.PrivateKeyPem, credential.Algorithm, authority);
    }

    private sealed class DelegateAuthority(Func<ReadOnlyMemory<byte>, HashAlgorithmName, Task<ReadOnlyMemory<byte>>> answer) : TimestampAuthority
    {
        public override string Name => "Delegate";

        public override Task<ReadOnlyMemory<byte>> TimestampAsync(ReadOnlyMemory<byte> message, HashAlgorithmName hash, CancellationToken cancellationToken) => answer(message, hash);
    }
}
