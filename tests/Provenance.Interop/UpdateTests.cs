using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>What is added to a file after it was signed: c2pa-rs must read it as we do.</summary>
public sealed class UpdateTests
{
    private const string Author = "com.example.author";

    private static readonly UpdateDefinition Published = new()
    {
        ClaimGenerator = new("Provenance interop update", "1.0"),
        Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])],
    };

    private static TestPki Pki => TestPki.Default;

    public static TheoryData<string> Kinds => [.. RealMedia.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_update_of_every_container_is_trusted(string kind)
    {
        using var folder = new TempFolder();
        string input = await RealMedia.GetAsync(kind);
        string output = folder["signed" + Path.GetExtension(input)];
        await OurSigning.SignAsync(input, output, Pki.Signer());
        await Mp4.UpdateAsync(output, Published, Pki.Signer().CreateSigner());
        await Mp4.UpdateAsync(output, Published with { Assertions = [] }, Pki.Signer(SigningAlgorithm.ES384).CreateSigner());

        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        Assert.Equal("Provenance interop update", verdict.Generator);
        Assert.Equal(3, verdict.Manifests);
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, output));
        Assert.Equal(await RealMedia.DecodedFramesAsync(input), await RealMedia.DecodedFramesAsync(output));
    }

    [Fact]
    public async Task An_update_of_what_they_signed_and_theirs_of_ours_are_trusted()
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovLastAsync(), folder["theirs.mp4"], Pki.Signer()));
        await Mp4.UpdateAsync(folder["theirs.mp4"], Published, Pki.Signer().CreateSigner());
        (await Peer.VerifyAsync(Pki, folder["theirs.mp4"])).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["theirs.mp4"]));

        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["ours.mp4"], Pki.Signer());
        await Peer.SignAsync(Pki, new PeerSigning(folder["ours.mp4"], folder["updated.mp4"], Pki.Signer()) { Intent = "update", Parent = folder["ours.mp4"] });
        (await Peer.VerifyAsync(Pki, folder["updated.mp4"])).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["updated.mp4"]));

        // And ours on top of their update.
        await Mp4.UpdateAsync(folder["updated.mp4"], Published, Pki.Signer().CreateSigner());
        (await Peer.VerifyAsync(Pki, folder["updated.mp4"])).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["updated.mp4"]));
    }

    [Fact]
    public async Task A_redaction_is_trusted()
    {
        using var folder = new TempFolder();
        var author = UnknownAssertion.FromCbor(Author, CborValue.Map(("name", CborValue.Text("Kim Example, Main Street 7"))));
        await OurSigning.SignAsync(
            await RealMedia.MoovFirstAsync(), folder["signed.mp4"], Pki.Signer(), definition: OurSigning.Definition with { Assertions = [.. OurSigning.Definition.Assertions, author] });
        await Mp4.UpdateAsync(folder["signed.mp4"], Published with { Redactions = [new Redaction(Author, RedactionReason.PersonalData)] }, Pki.Signer().CreateSigner());
        (await Peer.VerifyAsync(Pki, folder["signed.mp4"])).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["signed.mp4"]));
    }

    [Fact]
    public async Task A_time_stamp_added_later_counts()
    {
        using var folder = new TempFolder();
        TestCredential expiring = Pki.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-30), NotAfter = TestPki.Now.AddDays(1) });
        var options = new SigningOptions { Clock = TestPki.Clock };
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], expiring, options);
        await Mp4.UpdateAsync(
            folder["signed.mp4"],
            new UpdateDefinition { ClaimGenerator = new("Archive", "1"), TimestampEarlierManifests = true },
            Pki.Signer().CreateSigner(TestTimestampAuthority.Default),
            options);
        (await Peer.VerifyAsync(Pki, folder["signed.mp4"])).IsTrusted();
        Validator muchLater = new(Mp4.Format)
        {
            Options = new ValidationOptions { TrustList = Pki.SignerTrust, TimestampTrustList = Pki.TimestampTrust, Clock = new FixedClock(TestPki.Now.AddDays(300)) },
        };
        OurSigning.IsTrusted(await muchLater.ValidateAsync(folder["signed.mp4"]));
    }

    [Fact]
    public async Task A_standard_manifest_on_top_of_updates_is_trusted()
    {
        using var folder = new TempFolder();
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["first.mp4"], Pki.Signer());
        await Mp4.UpdateAsync(folder["first.mp4"], Published, Pki.Signer().CreateSigner());
        var options = new SigningOptions { IfSigned = IfSigned.Ingredient, IngredientValidation = new() { TrustList = Pki.SignerTrust } };
        await OurSigning.SignAsync(folder["first.mp4"], folder["second.mp4"], Pki.Signer(), options, OurSigning.Definition with { Assertions = [ActionsAssertion.Opened()] });
        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, folder["second.mp4"])).IsTrusted();
        Assert.Equal(3, verdict.Manifests);
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["second.mp4"]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_signed_in_place_is_trusted(string kind)
    {
        using var folder = new TempFolder();
        string input = await RealMedia.GetAsync(kind);
        string output = folder["signed" + Path.GetExtension(input)];
        await Mp4.SignAsync(input, output, OurSigning.Definition, Pki.Signer().CreateSigner(), container: new() { Reserve = 20_000 });
        var keep = new SigningOptions { IfSigned = IfSigned.Ingredient, IngredientValidation = new() { TrustList = Pki.SignerTrust } };
        ManifestDefinition edit = OurSigning.Definition with { Assertions = [ActionsAssertion.Opened()] };
        await Mp4.SignInPlaceAsync(output, edit, Pki.Signer(SigningAlgorithm.PS256).CreateSigner(), keep);
        (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        await Mp4.SignInPlaceAsync(output, edit, Pki.Signer().CreateSigner(), keep, new() { VerifyMedia = false });
        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        Assert.Equal(3, verdict.Manifests);
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, output));
        Assert.Equal(await RealMedia.DecodedFramesAsync(input), await RealMedia.DecodedFramesAsync(output));
    }

    [Theory]
    [InlineData("c2pa-rs/c.mov")]
    [InlineData("c2pa-rs/sample1.m4a")]
    [InlineData("c2pa-rs/sample1.heic")]
    [InlineData("c2pa-rs/sample1.avif")]
    [InlineData("c2pa-rs/video1_no_manifest.mp4")]
    public async Task Files_of_others_are_updated_signed_in_place_and_named_an_address(string fixture)
    {
        string input = Fixtures.Require(fixture);
        using var folder = new TempFolder();
        string output = folder["signed" + Path.GetExtension(input)];
        await Mp4.SignAsync(
            input, output, OurSigning.Definition, Pki.Signer().CreateSigner(), container: new() { Reserve = 20_000, RemoteManifest = new("https://manifests.example/1.c2pa") });
        (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        await Mp4.UpdateAsync(output, Published, Pki.Signer().CreateSigner());
        (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        await Mp4.SignInPlaceAsync(
            output, OurSigning.Definition with { Assertions = [ActionsAssertion.Opened()] }, Pki.Signer().CreateSigner(), new SigningOptions { IfSigned = IfSigned.Ingredient, IngredientValidation = new() { TrustList = Pki.SignerTrust } });
        (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, output));

        string manifest = folder["signed.c2pa"];
        await Mp4.SignDetachedAsync(input, manifest, OurSigning.Definition, Pki.Signer().CreateSigner());
        Validator beside = new(Mp4.Format)
        {
            Options = OurSigning.Validator(Pki).Options with { DetachedManifestStore = await File.ReadAllBytesAsync(manifest) },
        };
        OurSigning.IsTrusted(await beside.ValidateAsync(input));
    }

    public static TheoryData<string> Movies => ["c2pa-rs/c.mov", "c2pa-rs/sample1.m4a", "c2pa-rs/sample1.heic", "c2pa-rs/sample1.avif", "c2pa-rs/video1_no_manifest.mp4"];

    [Theory]
    [MemberData(nameof(Movies))]
    public async Task A_remote_manifest_is_found_by_the_address_in_the_file_and_binds_it(string fixture)
    {
        string input = Fixtures.Require(fixture);
        using var folder = new TempFolder();
        string output = folder["signed" + Path.GetExtension(input)];
        const string Address = "https://manifests.example/1.c2pa";
        await Mp4.SignDetachedAsync(input, output, folder["signed.c2pa"], OurSigning.Definition, Pki.Signer().CreateSigner(), container: new() { RemoteManifest = new(Address) });

        PeerRemote verdict = await Peer.VerifyRemoteAsync(Pki, output, folder["signed.c2pa"]);
        Assert.True(verdict.State == "Trusted", $"{verdict.State} {verdict.Error} {string.Join("; ", verdict.Failures ?? [])}");
        Assert.Equal([Address], verdict.Fetched.Distinct());

        byte[] bytes = await File.ReadAllBytesAsync(output);
        bytes[^100] ^= 1;
        string changed = folder.Write("changed" + Path.GetExtension(input), bytes);
        Assert.Contains("assertion.bmffHash.mismatch", (await Peer.VerifyRemoteAsync(Pki, changed, folder["signed.c2pa"])).Failures!);
    }
}
