using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>Signed files published by others, with the codes they must give.</summary>
public sealed class ExternalFilesTests
{
    // The certificates of the published samples have run out; this is a day on which they all were valid.
    private static Validator Validator(TrustList? trust = null, TrustList? timestamps = null) => new(Mp4.Format)
    {
        Options = new ValidationOptions
        {
            TrustList = trust ?? TrustList.None,
            TimestampTrustList = timestamps ?? TrustList.None,
            Clock = new FixedClock(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)),
        },
    };

    private static string TestAnchors => Fixtures.Require("c2pa-rs/trust/test_cert_root_bundle.pem");

    [Fact]
    [Clause("15.10.3.2.3")]
    public async Task Video1_leaves_its_chunk_offsets_open_and_keeps_an_ingredient_of_an_unknown_signer()
    {
        string file = Fixtures.Require("c2pa-rs/video1.mp4");
        ValidationResult result = await Validator(TrustList.ForSigners(TestAnchors), TrustList.ForTimestamps(TestAnchors)).ValidateAsync(file);

        Assert.Contains(result.Successes, s => s.Code.ToString() == "assertion.bmffHash.match");
        Assert.Contains(result.Successes, s => s.Code.ToString() == "claimSignature.validated");
        Assert.Contains(result.Successes, s => s.Code.ToString() == "signingCredential.trusted");
        Assert.Equal(2, result.Manifests.Count);
        Assert.Equal(1, result.ActiveManifest!.Manifest.Claim?.Version);

        // Its c2pa.opened names no ingredient, which actions of version 1 claims did not have to when it was written.
        // Its hash leaves out stco, as C2PA 1.0 had it; A.5.6 calls that insecure. Where only the standard's own codes decide, it is Valid.
        Assert.Equal(["provenance.bmffHash.dangerousExclusion"], result.Failures.Select(f => f.Code.ToString()));
        Assert.Equal(ValidationState.Invalid, result.State);
        var options = Validator(TrustList.ForSigners(TestAnchors), TrustList.ForTimestamps(TestAnchors)).Options with { Strictness = Strictness.StandardOnly };
        Assert.Equal(ValidationState.Valid, (await new Validator(Mp4.Format) { Options = options }.ValidateAsync(file)).State);
        Assert.Contains(result.IngredientDeltas.SelectMany(d => d.Statuses), s => s.Code.ToString() == "signingCredential.untrusted");
    }

    [Fact]
    public async Task Video1_without_anchors_is_valid_and_not_trusted()
    {
        ValidationResult result = await Validator().ValidateAsync(Fixtures.Require("c2pa-rs/video1.mp4"));
        Assert.Contains(result.Failures, s => s.Code.ToString() == "signingCredential.untrusted");
        Assert.NotEqual(ValidationState.Trusted, result.State);
    }

    [Fact]
    public async Task Legacy_is_bound_by_version_1_which_the_standard_ignores_and_its_signer_is_unknown()
    {
        ValidationResult result = await Validator(TrustList.ForSigners(TestAnchors)).ValidateAsync(Fixtures.Require("c2pa-rs/legacy.mp4"));
        // §18.6.1: c2pa.hash.bmff is to be ignored. c2pa-rs still checks it: a justified difference.
        Assert.Contains(result.Failures, s => s.Code.ToString() == "claim.hardBindings.missing");
        Assert.Contains(result.Failures, s => s.Code.ToString() == "signingCredential.untrusted");
        Assert.Equal(SigningAlgorithm.PS256, result.ActiveManifest?.Signature?.Algorithm);
        Assert.NotEqual(ValidationState.Trusted, result.State);
    }

    [Fact]
    public async Task An_initialization_segment_alone_is_not_the_whole_asset()
    {
        ValidationResult result = await Validator().ValidateAsync(Fixtures.Require("c2pa-rs/dashinit.mp4"));
        Assert.Equal(ValidationState.Invalid, result.State);
    }

    [Theory]
    [InlineData("c2pa-rs/video1_no_manifest.mp4")]
    [InlineData("c2pa-rs/c.mov")]
    [InlineData("c2pa-rs/sample1.m4a")]
    [InlineData("c2pa-rs/sample1.heic")]
    [InlineData("c2pa-rs/sample1.avif")]
    public async Task Unsigned_files_have_no_credentials(string fixture)
    {
        ValidationResult result = await Validator().ValidateAsync(Fixtures.Require(fixture));
        Assert.Equal(ValidationState.NoCredentials, result.State);
    }

    [Fact]
    public async Task A_thousand_nested_boxes_give_a_report()
    {
        ValidationResult result = await Validator().ValidateAsync(Fixtures.Require("c2pa-rs/nested_moov_1000.mp4"));
        Assert.NotEqual(ValidationState.Trusted, result.State);
    }

    [Fact]
    public async Task A_signed_heic_of_another_implementation_matches_its_media()
    {
        ValidationResult result = await Validator().ValidateAsync(Fixtures.Require("c2pa-ts/trustnxt-icon-signed-v2-bmff.heic"));
        Assert.Contains(result.Successes, s => s.Code.ToString() == "assertion.bmffHash.match");
        Assert.Equal(SigningAlgorithm.PS256, result.ActiveManifest?.Signature?.Algorithm);
    }
}
