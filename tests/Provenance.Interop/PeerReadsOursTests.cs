using System.Security.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>c2pa-rs must call every file we sign Trusted with our test root.</summary>
public sealed class PeerReadsOursTests
{
    private static TestPki Pki => TestPki.Default;

    public static TheoryData<string> Kinds => [.. RealMedia.Kinds];

    [Fact]
    public async Task Every_algorithm_is_trusted()
    {
        Tools.RequireEd25519();
        using var folder = new TempFolder();
        string input = await RealMedia.MoovLastAsync();
        foreach (SigningAlgorithm algorithm in SigningAlgorithm.All)
        {
            await OurSigning.SignAsync(input, folder[algorithm.Name + ".mp4"], Pki.Signer(algorithm));
        }

        IReadOnlyList<PeerVerdict> verdicts = await Peer.VerifyAsync(Pki, SigningAlgorithm.All.Select(a => new PeerFile(folder[a.Name + ".mp4"])));

        foreach ((SigningAlgorithm algorithm, PeerVerdict verdict) in SigningAlgorithm.All.Zip(verdicts))
        {
            verdict.IsTrusted();
            Assert.Equal(Peer.PeerName(algorithm), verdict.Algorithm, ignoreCase: true);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_container_is_trusted_and_every_sample_is_where_it_was(string kind)
    {
        using var folder = new TempFolder();
        string input = await RealMedia.GetAsync(kind);
        string output = folder["signed" + Path.GetExtension(input)];
        await OurSigning.SignAsync(input, output, Pki.Signer());

        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        Assert.Contains("assertion.bmffHash.match", verdict.Successes!);
        Assert.Contains("signingCredential.trusted", verdict.Successes!);
        Assert.Equal(2, verdict.ClaimVersion);
        Assert.Equal("Provenance interop", verdict.Generator);
        Assert.Equal("A red fox at dawn", verdict.Title);
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, output));

        IReadOnlyList<PeerSamples> samples = await Peer.SamplesAsync(input, output);
        Assert.NotEmpty(samples[0].Tracks);
        Assert.All(samples[0].Tracks, t => Assert.True(t.Samples > 0));
        Assert.Equal(samples[0].Tracks, samples[1].Tracks);
        Assert.Equal(await RealMedia.DecodedFramesAsync(input), await RealMedia.DecodedFramesAsync(output));
    }

    [Theory]
    [InlineData("c2pa-rs/c.mov")]
    [InlineData("c2pa-rs/sample1.m4a")]
    [InlineData("c2pa-rs/sample1.heic")]
    [InlineData("c2pa-rs/sample1.avif")]
    [InlineData("c2pa-rs/video1_no_manifest.mp4")]
    public async Task Files_of_others_are_trusted_once_we_sign_them(string fixture)
    {
        string input = Fixtures.Require(fixture);
        using var folder = new TempFolder();
        string output = folder["signed" + Path.GetExtension(input)];
        await OurSigning.SignAsync(input, output, Pki.Signer());
        (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, output));
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task Every_hash_is_trusted(string hash)
    {
        using var folder = new TempFolder();
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], Pki.Signer(), new SigningOptions { Hash = new HashAlgorithmName(hash) });
        (await Peer.VerifyAsync(Pki, folder["signed.mp4"])).IsTrusted();
    }

    [Fact]
    public async Task Certificates_for_email_protection_are_trusted()
    {
        using var folder = new TempFolder();
        TestCredential credential = Pki.Signer(profile: TestProfile.Signer with { ExtendedKeyUsages = [ExtendedKeyUsage.EmailProtection] });
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], credential);
        (await Peer.VerifyAsync(Pki, folder["signed.mp4"])).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["signed.mp4"]));
    }

    [Fact]
    [Clause("10.3.2.5")]
    public async Task A_time_stamp_outlives_the_certificate()
    {
        using var folder = new TempFolder();
        TestCredential expired = Pki.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-30), NotAfter = TestPki.Now.AddDays(1) });
        ClaimSigner signer = expired.CreateSigner(TestTimestampAuthority.Default);
        SigningResult signed = await Mp4.SignAsync(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], OurSigning.Definition, signer, new SigningOptions { Clock = TestPki.Clock });
        Assert.Equal(TestPki.Now, signed.TimestampTime);

        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, folder["signed.mp4"])).IsTrusted();
        Assert.Contains("timeStamp.validated", verdict.Successes!);
        Assert.Equal(TestPki.Now, verdict.SignedAt);

        Validator muchLater = new(Mp4.Format)
        {
            Options = new ValidationOptions { TrustList = Pki.SignerTrust, TimestampTrustList = Pki.TimestampTrust, Clock = new FixedClock(TestPki.Now.AddYears(3)) },
        };
        OurSigning.IsTrusted(await muchLater.ValidateAsync(folder["signed.mp4"]));
    }

    [Fact]
    public async Task Signing_a_file_of_ours_again_keeps_it_as_the_parent()
    {
        using var folder = new TempFolder();
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["first.mp4"], Pki.Signer());
        await SignOnTopAsync(folder["first.mp4"], folder["second.mp4"]);

        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, folder["second.mp4"])).IsTrusted();
        Assert.Equal(2, verdict.Manifests);
        Assert.Equal(["parentOf"], verdict.Ingredients!.Select(i => i.Relationship));
    }

    [Fact]
    public async Task Signing_a_file_of_theirs_keeps_it_as_the_parent()
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovLastAsync(), folder["first.mp4"], Pki.Signer()));
        await SignOnTopAsync(folder["first.mp4"], folder["second.mp4"]);

        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, folder["second.mp4"])).IsTrusted();
        Assert.Equal(2, verdict.Manifests);
        IReadOnlyList<PeerSamples> samples = await Peer.SamplesAsync(folder["first.mp4"], folder["second.mp4"]);
        Assert.Equal(samples[0].Tracks, samples[1].Tracks);
    }

    [Fact]
    public async Task A_changed_byte_of_the_media_is_a_mismatch_for_both()
    {
        using var folder = new TempFolder();
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], Pki.Signer());
        byte[] bytes = await File.ReadAllBytesAsync(folder["signed.mp4"]);
        bytes[^100] ^= 1;
        folder.Write("tampered.mp4", bytes);

        PeerVerdict verdict = await Peer.VerifyAsync(Pki, folder["tampered.mp4"]);
        Assert.Equal("Invalid", verdict.State);
        Assert.Contains("assertion.bmffHash.mismatch", verdict.Failures!);
        ValidationResult ours = await OurSigning.ValidateAsync(Pki, folder["tampered.mp4"]);
        Assert.Equal(ValidationState.Invalid, ours.State);
        Assert.Contains(ours.Failures, s => s.Code.ToString() == "assertion.bmffHash.mismatch");
    }

    private static async Task SignOnTopAsync(string input, string output)
    {
        var options = new SigningOptions
        {
            IfSigned = IfSigned.Ingredient,
            IngredientValidation = new ValidationOptions { TrustList = Pki.SignerTrust, TimestampTrustList = Pki.TimestampTrust },
        };
        ManifestDefinition edit = OurSigning.Definition with { Assertions = [ActionsAssertion.Opened()] };
        await OurSigning.SignAsync(input, output, Pki.Signer(SigningAlgorithm.ES384), options, edit);
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, output));
    }
}
