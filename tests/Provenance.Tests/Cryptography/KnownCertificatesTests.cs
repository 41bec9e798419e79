using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

/// <summary>What a validator remembers of certificates saves work and changes no verdict.</summary>
public sealed class KnownCertificatesTests
{
    private static readonly TestPki Edwards = new("Edwards", TestKeyKind.Ed25519);

    [Fact]
    public void WhoIssuedAKnownCertificateIsNotComputedAgain()
    {
        var ed25519 = new CountingVerifier();
        var known = new KnownCertificates();
        Assert.Equal(PathOutcome.Trusted, Build(known, ed25519).Outcome);
        int cold = ed25519.Calls;
        Assert.Equal(2, cold);
        Assert.Equal(PathOutcome.Trusted, Build(known, ed25519).Outcome);
        Assert.Equal(cold, ed25519.Calls);
    }

    [Fact]
    public void TheTimeCountsEveryTime()
    {
        var known = new KnownCertificates();
        Assert.Equal(PathOutcome.Trusted, Build(known).Outcome);
        Assert.Equal(PathOutcome.OutsideValidity, Build(known, time: TestPki.ValidTo.AddSeconds(1)).Outcome);
        Assert.Equal(PathOutcome.OutsideValidity, Build(known, time: TestPki.ValidFrom.AddSeconds(-1)).Outcome);
        Assert.Equal(PathOutcome.Trusted, Build(known).Outcome);
    }

    [Fact]
    public void TheTrustListCountsEveryTime()
    {
        var known = new KnownCertificates();
        Assert.Equal(PathOutcome.Trusted, Build(known).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(known, trust: TrustList.None).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(known, trust: TestPki.Default.SignerTrust).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(known, trust: Edwards.TimestampTrust).Outcome);
        var until = new TrustList(new TrustAnchor(Edwards.Root, TrustList.SignerUsages, NotAfter: TestPki.Now.AddDays(-1)));
        Assert.Equal(PathOutcome.Untrusted, Build(known, trust: until).Outcome);
    }

    [Fact]
    public void TheBudgetOfSignatureChecksCountsWhatIsKnown()
    {
        var known = new KnownCertificates();
        Assert.Equal(PathOutcome.Trusted, Build(known).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(known, limits: new ParserLimits { MaxSignatureChecks = 1 }).Outcome);
        Assert.Equal(PathOutcome.Trusted, Build(known, limits: new ParserLimits { MaxSignatureChecks = 2 }).Outcome);
        Assert.Equal(PathOutcome.Trusted, Build(new KnownCertificates(), limits: new ParserLimits { MaxSignatureChecks = 2 }).Outcome);
    }

    [Fact]
    public void AForgedCertificateIsAnotherOne()
    {
        var known = new KnownCertificates();
        Assert.Equal(PathOutcome.Trusted, Build(known).Outcome);
        byte[] forged = [.. Edwards.Signer().Certificate.RawData];
        forged[^1] ^= 1;
        Assert.Equal(PathOutcome.Untrusted, Build(known, leaf: forged).Outcome);
        Assert.Equal(PathOutcome.Untrusted, Build(known, leaf: forged).Outcome);
        Assert.Equal(PathOutcome.Trusted, Build(known).Outcome);
    }

    [Fact]
    public void WhatIsKnownDoesNotChangeWithTheFileItCameFrom()
    {
        var known = new KnownCertificates();
        byte[] original = Edwards.Signer().Certificate.RawData;
        byte[] file = [.. original];
        Assert.True(known.TryParse(file, out var first, out _));
        file.AsSpan().Clear();
        Assert.True(known.TryParse(original, out var second, out _));
        Assert.Same(first, second);
        Assert.Equal(original, second.Der.ToArray());
        Assert.Equal(original, second.X509.RawData);
    }

    [Fact]
    public void AnAnchorOutlivesTheCallersObject()
    {
        var known = new KnownCertificates();
        byte[] der = Edwards.Root.RawData;
        ParsedCertificate? first;
        using (var theirs = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(der))
        {
            first = known.From(theirs);
        }

        Assert.Same(first, known.From(Edwards.Root));
        Assert.Equal(der, first!.Der.ToArray());
        Assert.Equal(der, first.X509.RawData);
    }

    [Fact]
    public void WhatCannotBeReadIsRefusedEveryTime()
    {
        var known = new KnownCertificates();
        for (int i = 0; i < 2; i++)
        {
            Assert.False(known.TryParse(new byte[] { 0x30, 0 }, out _, out string? error));
            Assert.NotEmpty(error);
        }
    }

    [Fact]
    public void AFloodOfStrangersIsForgottenAndAFriendIsNot()
    {
        var cache = new BoundedCache<int, string>(100);
        cache.Add(-1, "friend");
        for (int i = 0; i < 10_000; i++)
        {
            cache.Add(i, "stranger");
            Assert.True(i % 50 != 0 || cache.TryGet(-1, out _));
            Assert.InRange(cache.Count, 1, 200);
        }

        Assert.True(cache.TryGet(-1, out string? friend));
        Assert.Equal("friend", friend);
        Assert.False(cache.TryGet(0, out _));
    }

    [Fact]
    public async Task AValidatorSaysTheSameOfAKnownSigner()
    {
        var validator = new Validator(new TestFormat(TestManifest.Store(new TestManifest()))) { Options = Verdict.Options };
        var first = await ValidateAsync(validator);
        Assert.Equal(ValidationState.Trusted, first.State);

        // Whoever reads a report may dispose of what is in it.
        foreach (var certificate in first.ActiveManifest!.Signature!.Certificates)
        {
            certificate.Dispose();
        }

        var second = await ValidateAsync(validator);
        Assert.Equal(ValidationState.Trusted, second.State);
        Assert.Equal(first.Statuses, second.Statuses);
        Assert.Equal(TestPki.Default.Signer().Certificate.RawData, second.ActiveManifest!.Signature!.SigningCertificate!.RawData);
    }

    [Fact]
    public async Task AValidatorTellsForgeriesOfAKnownSigner()
    {
        byte[] good = TestManifest.Store(new TestManifest());
        byte[] forged = TestManifest.Store(new TestManifest { TamperClaimBytes = bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] });
        byte[][] stores = [good];
        var validator = new Validator(new TestFormat(stores)) { Options = Verdict.Options };
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(validator)).State);
        stores[0] = forged;
        Assert.Equal(ValidationState.Invalid, (await ValidateAsync(validator)).State);
        stores[0] = good;
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(validator)).State);
    }

    [Fact]
    public async Task OneValidatorServesManyThreads()
    {
        var validator = new Validator(new TestFormat(TestManifest.Store(new TestManifest()))) { Options = Verdict.Options };
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => ValidateAsync(validator))));
        Assert.All(results, r => Assert.Equal(ValidationState.Trusted, r.State));
    }

    private static Task<ValidationResult> ValidateAsync(Validator validator) => validator.ValidateAsync(TestFormat.Asset, cancellationToken: TestContext.Current.CancellationToken);

    private static CertificatePath Build(
        KnownCertificates known, Ed25519Verifier? ed25519 = null, TrustList? trust = null, DateTimeOffset? time = null, ParserLimits? limits = null, byte[]? leaf = null)
    {
        using var verifier = new SignatureVerifier(limits ?? ParserLimits.Default, ed25519 ?? Ed25519Verifier.Platform, known);
        var parsed = Edwards.Signer().Chain.Select((c, i) => known.TryParse(i == 0 && leaf is not null ? leaf : c.RawData, out var certificate, out string? error)
            ? certificate
            : throw new InvalidOperationException(error)).ToArray();
        return CertificatePath.BuildForSigner(parsed[0], parsed[1..], trust ?? Edwards.SignerTrust, [], time ?? TestPki.Now, verifier);
    }

    private sealed class CountingVerifier : Ed25519Verifier
    {
        public int Calls { get; private set; }

        public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            Calls++;
            return Platform!.Verify(publicKey, message, signature);
        }
    }
}
