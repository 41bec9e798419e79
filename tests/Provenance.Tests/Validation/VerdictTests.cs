using System.Net;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>What the verdict is when there is nothing, or nothing usable, to validate; and that nothing is touched that was not asked for.</summary>
public sealed class VerdictTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TestFormat Signed => new(TestManifest.Store(new TestManifest()));

    [Fact]
    [Clause("10.2.3.1-b", "15.7-c", "15.7-g", "15.7-j", "15.7-m", "15.8.2-m", "15.9-e", "15.11.1-a", "14.3.6")]
    public async Task A_signed_asset_is_trusted_and_says_who_signed_it()
    {
        var result = await Verdict.OfAsync(new TestManifest());
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.MediaWasHashed);
        Assert.Equal(TestPki.Now, result.ValidationTime);
        Assert.Equal("video/test", result.MediaType);
        Assert.Equal("Test", result.ActiveManifest!.Manifest.Claim!.ClaimGenerator!.Name);
        var signature = result.ActiveManifest!.Signature!;
        Assert.Equal(SigningAlgorithm.ES256, signature.Algorithm);
        Assert.Equal(TestPki.Default.Signer().Certificate.RawData, signature.SigningCertificate!.RawData);
        Assert.All(new[] { ValidationStatusCode.ClaimSignatureValidated, ValidationStatusCode.ClaimSignatureInsideValidity, ValidationStatusCode.SigningCredentialTrusted, ValidationStatusCode.AssertionBmffHashMatch }, c => Assert.True(result.Has(c)));
    }

    [Fact]
    [Clause("15.5.2.1")]
    public async Task Without_a_store_nothing_is_known()
    {
        var result = await Verdict.OfAsync(new TestFormat());
        Assert.Equal((ValidationState.NoCredentials, true, true), (result.State, result.IsSupported, result.IsReadable));
        Assert.Empty(result.Statuses);
    }

    [Fact]
    public async Task A_damaged_container_without_a_store_is_not_known_to_be_unsigned()
    {
        var result = await Verdict.OfAsync(new TestFormat { Findings = [new(ValidationStatusCode.ContainerMalformed)] });
        Assert.Equal((ValidationState.Invalid, false), (result.State, result.IsReadable));
    }

    [Fact]
    public async Task An_unknown_format_is_not_supported()
    {
        var result = await new Validator(new TestFormat()).ValidateAsync(AssetSource.FromMemory("something else"u8.ToArray()), cancellationToken: Token);
        Assert.Equal((ValidationState.NoCredentials, false, null), (result.State, result.IsSupported, result.MediaType));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_asset_shorter_than_any_header_is_not_supported(int length)
    {
        var result = await new Validator(new TestFormat()).ValidateAsync(AssetSource.FromMemory("TEST"u8.ToArray().AsMemory(0, length)), cancellationToken: Token);
        Assert.False(result.IsSupported);
    }

    [Fact]
    [Clause("15.5.2.1-b")]
    public async Task Several_stores_are_unusable_and_said_to_be()
    {
        var result = await Verdict.OfAsync(new TestFormat { HasUnusableStore = true });
        Assert.Equal(ValidationState.Invalid, result.State);
        Assert.Equal(["provenance.manifestStore.unusable"], result.FailureCodes());
        Assert.Null(result.ActiveManifest);
    }

    [Fact]
    [Clause("15.5.2.1-b")]
    public async Task By_the_standard_alone_several_stores_are_as_none()
    {
        var result = await Verdict.OfAsync(new TestFormat { HasUnusableStore = true }, Verdict.Options with { Strictness = Strictness.StandardOnly });
        Assert.Equal(ValidationState.NoCredentials, result.State);
        Assert.Contains(result.Informational, s => s.Code.Value == "provenance.manifestStore.unusable");
    }

    [Fact]
    public async Task Our_own_failures_decide_unless_only_the_standard_shall()
    {
        var format = new TestFormat(TestManifest.Store(new TestManifest())) { Findings = [new(ValidationStatusCode.ContainerStrayBox)] };
        Assert.Equal(ValidationState.Invalid, (await Verdict.OfAsync(format)).State);
        var standard = await Verdict.OfAsync(format, Verdict.Options with { Strictness = Strictness.StandardOnly });
        Assert.Equal(ValidationState.Trusted, standard.State);
        Assert.Contains(standard.Informational, s => s.Code.Value == "provenance.container.strayBox");
    }

    [Fact]
    [Clause("15.12.2")]
    public async Task A_binding_that_checked_nothing_is_a_failure()
    {
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(new TestManifest())) { BindingStatuses = [] });
        Assert.Equal(["assertion.bmffHash.mismatch"], result.FailureCodes());
    }

    [Fact]
    [Clause("15.5.5-a", "15.5.5-b", "15.11.1-b", "15.12-a", "15.12.2-c", "15.12.2-j")]
    public async Task Changed_media_is_invalid()
    {
        var result = await new Validator(Signed) { Options = Verdict.Options }.ValidateAsync(AssetSource.FromMemory("TESTmoving pictureS"u8.ToArray()), cancellationToken: Token);
        Assert.Equal(["assertion.bmffHash.mismatch"], result.FailureCodes());
        Assert.Equal(ValidationState.Invalid, result.State);
    }

    [Fact]
    public async Task Inspection_never_reads_media()
    {
        var format = Signed;
        var result = await new Validator(format) { Options = Verdict.Options }.InspectAsync(TestFormat.Asset, Token);
        Assert.Equal((ValidationState.Trusted, false), (result.State, result.MediaWasHashed));
        Assert.False(format.WasHashed);
    }

    [Fact]
    [Clause("14.4.3-c", "14.4.3-d")]
    public async Task Nobody_is_trusted_by_default()
    {
        var result = await Verdict.OfAsync(Signed, new ValidationOptions { Clock = TestPki.Clock });
        Assert.Equal(ValidationState.Valid, result.State);
        Assert.Equal(["signingCredential.untrusted"], result.FailureCodes());
    }

    [Fact]
    [Clause("14.4.2-a")]
    public async Task An_anchor_for_time_stamps_is_none_for_signers()
    {
        var result = await Verdict.OfAsync(Signed, Verdict.Options with { TrustList = TestPki.Default.TimestampTrust });
        Assert.Equal(ValidationState.Valid, result.State);
    }

    [Fact]
    [Clause("14.4.3-d", "14.4.3-e")]
    public async Task A_signer_in_the_private_store_is_trusted_directly()
    {
        var result = await Verdict.OfAsync(Signed, Verdict.Options with { TrustList = TrustList.None, PrivateCredentials = [TestPki.Default.Signer().Certificate] });
        Assert.Equal(ValidationState.Trusted, result.State);
    }

    [Fact]
    [Clause("14.4.1-e", "14.4.1-f", "15.7-h", "15.7-i")]
    public async Task An_anchor_counts_only_in_its_time()
    {
        TrustList Anchor(DateTimeOffset? from, DateTimeOffset? to) => new(new TrustAnchor(TestPki.Default.Root, TrustList.SignerUsages, from, to));
        Assert.Equal(ValidationState.Valid, (await Verdict.OfAsync(Signed, Verdict.Options with { TrustList = Anchor(TestPki.Now.AddDays(1), null) })).State);
        Assert.Equal(ValidationState.Valid, (await Verdict.OfAsync(Signed, Verdict.Options with { TrustList = Anchor(null, TestPki.Now.AddDays(-1)) })).State);
        Assert.Equal(ValidationState.Trusted, (await Verdict.OfAsync(Signed, Verdict.Options with { TrustList = Anchor(TestPki.Now.AddDays(-1), TestPki.Now.AddDays(1)) })).State);
    }

    [Fact]
    [Clause("15.5.3.1-g")]
    public async Task A_remote_manifest_is_not_fetched_without_a_client()
    {
        var result = await Verdict.OfAsync(new TestFormat { RemoteManifestUrl = "https://example.com/x.c2pa" });
        Assert.Equal(["manifest.inaccessible"], result.FailureCodes());
        Assert.Equal(ValidationState.Invalid, result.State);
    }

    [Fact]
    [Clause("15.5.3.1-a", "15.5.3.1-b")]
    public async Task A_remote_manifest_is_fetched_with_the_callers_client()
    {
        using var client = new HttpClient(new Answer(HttpStatusCode.OK, TestManifest.Store(new TestManifest())));
        var result = await Verdict.OfAsync(new TestFormat { RemoteManifestUrl = "https://example.com/x.c2pa" }, Verdict.Options with { RemoteManifestClient = client });
        Assert.Equal(ValidationState.Trusted, result.State);
    }

    [Theory]
    [InlineData("file:///etc/passwd", HttpStatusCode.OK)]
    [InlineData("not a place", HttpStatusCode.OK)]
    [InlineData("https://example.com/x.c2pa", HttpStatusCode.NotFound)]
    [Clause("15.5.3.1-g")]
    public async Task A_remote_manifest_that_cannot_be_had_is_inaccessible(string url, HttpStatusCode code)
    {
        using var client = new HttpClient(new Answer(code, TestManifest.Store(new TestManifest())));
        var result = await Verdict.OfAsync(new TestFormat { RemoteManifestUrl = url }, Verdict.Options with { RemoteManifestClient = client });
        Assert.Equal(["manifest.inaccessible"], result.FailureCodes());
    }

    [Fact]
    public async Task A_remote_manifest_over_the_limit_is_inaccessible()
    {
        using var client = new HttpClient(new Answer(HttpStatusCode.OK, new byte[1000]));
        var options = Verdict.Options with { RemoteManifestClient = client, Limits = new ParserLimits { MaxRemoteSize = 999 } };
        Assert.Equal(["manifest.inaccessible"], (await Verdict.OfAsync(new TestFormat { RemoteManifestUrl = "https://example.com/x.c2pa" }, options)).FailureCodes());
    }

    [Fact]
    [Clause("15.5.3.1-c", "15.5.2.1")]
    public async Task An_embedded_store_goes_before_a_remote_one()
    {
        using var client = new HttpClient(new Refusal());
        var format = new TestFormat(TestManifest.Store(new TestManifest())) { RemoteManifestUrl = "https://example.com/x.c2pa" };
        Assert.Equal(ValidationState.Trusted, (await Verdict.OfAsync(format, Verdict.Options with { RemoteManifestClient = client })).State);
    }

    [Fact]
    [Clause("11.1.1-a", "15.5.5-a", "11.4")]
    public async Task A_store_handed_in_is_used()
    {
        var result = await Verdict.OfAsync(new TestFormat(), Verdict.Options with { DetachedManifestStore = TestManifest.Store(new TestManifest()) });
        Assert.Equal(ValidationState.Trusted, result.State);
    }

    [Fact]
    [Clause("15.10.4.1-a", "15.10.4.1-b")]
    public async Task Validation_fetches_nothing_that_assertions_name()
    {
        var location = CborValue.Map(("url", CborValue.Text("https://example.com/x")), ("alg", CborValue.Text("sha256")), ("hash", CborValue.Bytes(new byte[32])));
        TestManifest Naming(bool isRejected) => new()
        {
            Assertions =
            [
                TestManifest.Created(), TestManifest.HardBinding(),
                TestAssertion.Cbor("c2pa.cloud-data", CborValue.Map(("label", CborValue.Text("c2pa.metadata")), ("size", CborValue.Integer(1)), ("location", location))),
                TestAssertion.Cbor("c2pa.external-reference", CborValue.Map(("location", location)), Listing.Gathered),
            ],
            TamperClaimBytes = isRejected ? b => { b[^1] ^= 1; return b; }
            : null,
        };
        using var client = new HttpClient(new Refusal());
        var options = Verdict.Options with { RemoteManifestClient = client, OcspClient = client };
        Assert.Equal(ValidationState.Trusted, (await Verdict.OfAsync(new TestFormat(TestManifest.Store(Naming(isRejected: false))), options)).State);
        Assert.Equal(["claimSignature.mismatch"], (await Verdict.OfAsync(new TestFormat(TestManifest.Store(Naming(isRejected: true))), options)).FailureCodes());
    }

    [Fact]
    [Clause("15.10.3.1-f")]
    public async Task Every_assertion_that_matches_is_recorded()
    {
        var manifest = new TestManifest();
        var matches = (await Verdict.OfAsync(manifest)).Successes.Where(s => s.Code == ValidationStatusCode.AssertionHashedURIMatch).Select(s => s.Url);
        Assert.Equal([manifest.AssertionUrl("c2pa.actions.v2"), manifest.AssertionUrl("c2pa.hash.bmff.v3")], matches);
    }

    [Fact]
    [Clause("15.12-b")]
    public async Task An_update_is_bound_by_its_parents_hash()
    {
        var parent = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa" };
        var update = new TestManifest { ContentType = Jumbf.JumbfTypes.UpdateManifest, Assertions = [TestManifest.Ingredient(parent)] };
        var format = new TestFormat(TestManifest.Store(parent, update));
        Assert.Equal(ValidationState.Trusted, (await Verdict.OfAsync(format)).State);
        var changed = await new Validator(format) { Options = Verdict.Options }.ValidateAsync(AssetSource.FromMemory("TESTmoving pictureS"u8.ToArray()), cancellationToken: Token);
        Assert.Equal(["assertion.bmffHash.mismatch"], changed.FailureCodes());
    }

    [Fact]
    [Clause("15.2.1-b", "18.16.12.4.3-f")]
    public void Codes_of_our_own_are_namespaced()
    {
        var codes = typeof(ValidationStatusCode).GetProperties().Where(p => p.PropertyType == typeof(ValidationStatusCode)).Select(p => ((ValidationStatusCode)p.GetValue(null)!).Value).ToArray();
        Assert.NotEmpty(codes);

        // Every code starts with a name of the standard's tables (§15.2.2) or with ours, and has the form of a namespaced name.
        string[] roots = ["algorithm", "assertion", "claim", "claimSignature", "general", "hashedURI", "ingredient", "livevideo", "manifest", "signingCredential", "timeOfSigning", "timeStamp", "provenance"];
        Assert.All(codes, c => Assert.Contains(c.Split('.')[0], roots));
        Assert.All(codes, c => Assert.Matches(@"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$", c));
    }

    [Fact]
    public async Task An_asset_that_changes_meanwhile_is_an_error()
    {
        var exception = await Assert.ThrowsAsync<IOException>(() => new Validator(Signed).ValidateAsync(new Changing(), cancellationToken: Token));
        Assert.Contains("changed while it was read", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_ends_the_validation()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Validator(Signed).ValidateAsync(TestFormat.Asset, cancellationToken: source.Token));
    }

    [Fact]
    public async Task Below_what_is_required_is_an_exception_that_says_why()
    {
        var result = await Verdict.OfAsync(new TestManifest { HasNoSignature = true });
        Assert.Contains("claimSignature.missing", Assert.Throws<InvalidDataException>(() => result.ThrowIfBelow(ValidationState.Valid)).Message, StringComparison.Ordinal);
        (await Verdict.OfAsync(new TestManifest())).ThrowIfBelow(ValidationState.Trusted);
    }

    private sealed class Answer(HttpStatusCode code, byte[] content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(code) { Content = new ByteArrayContent(content) });
    }

    private sealed class Refusal : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing may be fetched.");
    }

    private sealed class Changing : AssetSource
    {
        private readonly AssetSource _inner = TestFormat.Asset;

        public override long Length => _inner.Length;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) => _inner.ReadAsync(offset, buffer, cancellationToken);

        public override bool IsUnchanged() => false;
    }
}
