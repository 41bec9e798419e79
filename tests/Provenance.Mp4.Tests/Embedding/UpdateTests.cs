using System.Security.Cryptography.X509Certificates;
using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class UpdateTests : IDisposable
{
    private static readonly UpdateDefinition Published = new()
    {
        ClaimGenerator = new("Acme Publisher", "3.1"),
        Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])],
    };

    private static readonly Mp4Track Track = Mp4Track.Of(1, 40, 300);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Clause("11.2.3-a", "A.5.3-c", "A.5.3-e", "A.5.3-i")]
    public async Task An_update_changes_a_purpose_and_appends_a_box()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        string path = _folder.Write("clip.mp4", signed);
        var done = await Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options);
        byte[] updated = await File.ReadAllBytesAsync(path);

        Assert.Equal(["clip.mp4"], _folder.Names);
        Assert.True(updated.Length > signed.Length);
        int[] changed = [.. Enumerable.Range(0, signed.Length).Where(i => signed[i] != updated[i])];
        var manifest = await OpenAsync(updated);
        Assert.Equal(ContentProvenancePurpose.Original, manifest.EmbeddedStores.Manifest!.Purpose);
        Assert.All(changed, i => Assert.InRange(i, manifest.EmbeddedStores.Manifest.PurposeOffset, manifest.EmbeddedStores.Manifest.PurposeOffset + 7));
        Assert.Equal(signed.Length, manifest.EmbeddedStores.Update!.Box.Offset);
        Assert.Equal(updated.Length, manifest.EmbeddedStores.Update.Box.End);

        var result = await Signing.ValidateAsync(updated);
        Assert.Empty(result.Failures);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(done.ManifestLabel, result.ActiveManifest!.Manifest.Label);
        Assert.Equal(ManifestKind.Update, result.ActiveManifest.Manifest.Kind);
        Assert.Contains(result.Statuses, s => s.Code == ValidationStatusCode.AssertionBmffHashMatch);
        Assert.Equal(2, result.Manifests.Count);

        // The ingredient says what was validated, and no more: the media was not.
        var ingredient = Assert.Single(result.ActiveManifest.Ingredients);
        Assert.Equal(Relationship.ParentOf, ingredient.Relationship);
        Assert.NotNull(ingredient.ActiveManifest);
        Assert.NotNull(ingredient.ClaimSignature);
        Assert.DoesNotContain("assertion.bmffHash.match", Text(ingredient.ValidationResults!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_of_changed_media_is_as_invalid_as_the_media_and_can_be_refused()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        signed[^1] ^= 1;
        string path = _folder.Write("clip.mp4", signed);
        var refused = await Assert.ThrowsAsync<SigningException>(
            () => Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options, new Mp4SigningOptions { VerifyMedia = true }));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Equal(signed, await File.ReadAllBytesAsync(path));

        await Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options);
        Assert.Equal(ValidationState.Invalid, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(path))).State);
    }

    [Fact]
    public async Task Several_updates_follow_one_another_in_one_box()
    {
        string path = _folder.Write("clip.mp4", await Signing.SignAsync(Signing.Movie()));
        var labels = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            labels.Add((await Mp4.UpdateAsync(path, Published with { Title = $"Update {i}" }, Signing.Signer(), Signing.Options)).ManifestLabel!);
        }

        byte[] updated = await File.ReadAllBytesAsync(path);
        Assert.Equal(2, Laying.Roots(updated, "uuid").Count);
        var result = await Signing.ValidateAsync(updated);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(labels, result.Manifests.Take(3).Reverse().Select(m => m.Manifest.Label));
        Assert.Equal(4, result.Manifests.Count);
        Assert.All(result.Manifests, m => Assert.DoesNotContain(m.Statuses, s => s.Kind == ValidationStatusKind.Failure));
    }

    [Fact]
    [Clause("A.5.3-e")]
    public async Task A_standard_manifest_added_later_merges_all_into_one_box()
    {
        string path = _folder.Write("clip.mp4", await Signing.SignAsync(Signing.Movie()));
        await Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options);
        byte[] updated = await File.ReadAllBytesAsync(path);
        byte[] edited = await Signing.SignAsync(updated, Signing.Options with { IfSigned = IfSigned.Ingredient }, Signing.Edit);

        var asset = await OpenAsync(edited);
        Assert.Equal(ContentProvenancePurpose.Manifest, Assert.Single(asset.ContentProvenanceBoxes).Purpose);
        var result = await Signing.ValidateAsync(edited);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal([ManifestKind.Standard, ManifestKind.Update, ManifestKind.Standard], result.Manifests.Select(m => m.Manifest.Kind));
        Assert.Equal(MediaProbe.Follow(updated), MediaProbe.Follow(edited));
    }

    [Fact]
    public async Task A_copy_is_what_the_same_update_in_place_makes_and_the_input_stays()
    {
        var credential = TestPki.Default.Signer(SigningAlgorithm.Ed25519);
        SigningOptions Fixed()
        {
            int seed = 0;
            return Signing.Options with { Randomness = buffer => new Random(seed++).NextBytes(buffer.Span) };
        }

        byte[] signed = await Signing.SignAsync(Signing.Movie(moovFirst: false));
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.UpdateAsync(path, _folder["copy.mp4"], Published, credential.CreateSigner(), Fixed());
        Assert.Equal(signed, await File.ReadAllBytesAsync(path));
        await Mp4.UpdateAsync(path, Published, credential.CreateSigner(), Fixed());
        Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(_folder["copy.mp4"]));
        Assert.Equal(["clip.mp4", "copy.mp4"], _folder.Names);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [Clause("A.5.3-f")]
    public async Task Merkle_trees_go_on_to_bind_the_media(int storedRow)
    {
        byte[] file = new Mp4Builder().Ftyp().Movie(Track).Media(Track).Build();
        byte[] signed = await Signing.SignAsync(file, merkle: new() { BlockSize = 1024, StoredRow = storedRow });
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options);
        byte[] updated = await File.ReadAllBytesAsync(path);
        var result = await Signing.ValidateAsync(updated);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        updated[signed.AsSpan().LastIndexOf("mdat"u8) + 500] ^= 1;
        Assert.Equal(ValidationState.Invalid, (await Signing.ValidateAsync(updated)).State);
    }

    [Fact]
    [Clause("A.5.3")]
    public async Task A_last_box_that_no_hash_covers_may_get_its_size_to_make_room_for_an_update()
    {
        byte[] signed = await Signing.SignAsync(new Mp4Builder().Ftyp("iso6", "mp42").FragmentedMovie(Track).Fragment(1, Track, [Bytes.Pattern(80, 1)]).FragmentIndex().Build());
        int index = signed.AsSpan().LastIndexOf("mfra"u8) - 4;
        byte[] size = signed[index..(index + 4)];
        signed.AsSpan(index, 4).Clear();
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options);
        byte[] updated = await File.ReadAllBytesAsync(path);
        Assert.Equal(size, updated[index..(index + 4)]);
        var result = await Signing.ValidateAsync(updated);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(2, result.Manifests.Count);
    }

    [Theory]
    [InlineData("none", "carries no content credentials")]
    [InlineData("toEnd", "runs to the end of the file")]
    [InlineData("originalOnly", "cannot be used")]
    [InlineData("brokenSignature", "do not verify")]
    [InlineData("damaged", "damaged")]
    public async Task What_cannot_be_updated_is_refused_and_stays(string what, string reason)
    {
        byte[] file = Signing.Movie();
        byte[] input = what switch
        {
            "none" => file,
            "toEnd" => await Signing.SignAsync(new Mp4Builder().Ftyp().Movie(Track).Media(BoxForm.ToEnd, Track).Build()),
            _ => await Signing.SignAsync(file),
        };
        var manifest = what == "none" ? null : (await OpenAsync(input)).EmbeddedStores.Manifest;
        switch (what)
        {
            case "originalOnly":
                "original"u8.CopyTo(input.AsSpan((int)manifest!.PurposeOffset));
                break;
            case "brokenSignature":
                input[input.AsSpan().IndexOf("A red fox"u8)] ^= 1;
                break;
            case "damaged":
                input = input[..^3];
                break;
        }

        string path = _folder.Write("clip.mp4", input);
        foreach (var run in (Func<Task>[])[() => Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options), () => Mp4.UpdateAsync(path, _folder["out.mp4"], Published, Signing.Signer(), Signing.Options)])
        {
            var refused = await Assert.ThrowsAsync<SigningException>(run);
            Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(input, await File.ReadAllBytesAsync(path));
        Assert.Equal(["clip.mp4"], _folder.Names);
    }

    public static TheoryData<string, Assertion> Forbidden => new()
    {
        { "c2pa.edited", new ActionsAssertion([new ClaimAction(ActionName.Edited)]) },
        { "c2pa.created", ActionsAssertion.Created(DigitalSourceType.DigitalCapture) },
        { "exactly one ingredient", new IngredientAssertion(Relationship.InputTo) },
        { "hard binding", UnknownAssertion.FromCbor("c2pa.hash.data", CborValue.Map(("hash", CborValue.Bytes(new byte[32])))) },
        { "hard binding", UnknownAssertion.FromCbor("c2pa.hash.multi-asset", CborValue.Map(("parts", CborValue.Array()))) },
        { "thumbnail", EmbeddedDataAssertion.ClaimThumbnail("image/png", new byte[] { 1 }) },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    [Clause("11.2.3-b", "11.2.3-c", "11.2.3-d", "11.2.3-e", "11.2.3-f", "11.2.3-g")]
    public async Task What_implies_a_change_of_the_content_is_refused(string reason, Assertion assertion)
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        string path = _folder.Write("clip.mp4", signed);
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.UpdateAsync(path, Published with { Assertions = [assertion] }, Signing.Signer(), Signing.Options));
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(signed, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task An_opened_action_refers_to_what_is_updated()
    {
        string path = _folder.Write("clip.mp4", await Signing.SignAsync(Signing.Movie()));
        await Mp4.UpdateAsync(path, Published with { Assertions = [ActionsAssertion.Opened(null, new ClaimAction(ActionName.EditedMetadata))] }, Signing.Signer(), Signing.Options);
        var result = await Signing.ValidateAsync(await File.ReadAllBytesAsync(path));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal([ActionName.Opened, ActionName.EditedMetadata], result.ActiveManifest!.Actions.Select(a => a.Name));
    }

    [Fact]
    [Clause("18.18.3-a", "18.18.3-d", "18.18.3-e", "18.18.3-f")]
    public async Task A_time_stamp_added_later_outlives_the_certificate_of_the_first_signer()
    {
        var profile = TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-30), NotAfter = TestPki.Now.AddDays(1) };
        var first = TestPki.Default.Signer(profile: profile);
        byte[] signed = await Signing.SignAsync(Signing.Movie(), signer: first.CreateSigner());
        string path = _folder.Write("clip.mp4", signed);
        var signer = TestPki.Default.Signer().CreateSigner(TestTimestampAuthority.Default);
        var done = await Mp4.UpdateAsync(path, new UpdateDefinition { ClaimGenerator = new("Archive", "1"), TimestampEarlierManifests = true }, signer, Signing.Options);
        Assert.Empty(done.Warnings);

        var later = new Validator(Mp4.Format)
        {
            Options = Signing.Validator.Options with { Clock = new FixedClock(TestPki.Now.AddDays(60)) },
        };
        Assert.NotEqual(ValidationState.Trusted, (await later.ValidateAsync(AssetSource.FromMemory(signed))).State);
        var result = await later.ValidateAsync(path);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(TestPki.Now, result.Manifests[1].Signature!.TrustedTime);

        // The token is that of the authority as it is, over the signature of the manifest whose label is the key: nothing else would be trusted.
        var stamp = Assert.Single(result.ActiveManifest!.Assertions.OfType<TimestampAssertion>());
        Assert.Equal("c2pa.time-stamp", stamp.Label);
        Assert.Equal(result.Manifests[1].Manifest.Label, Assert.Single(stamp.Tokens).Key);
    }

    [Fact]
    [Clause("18.18.3-b", "18.18.3-c", "18.19.3-b", "18.19.3-c")]
    public async Task Time_stamps_and_certificate_status_stand_in_one_assertion_each_that_says_something()
    {
        string path = _folder.Write("clip.mp4", await Signing.SignAsync(Signing.Movie()));
        byte[] before = await File.ReadAllBytesAsync(path);
        var stamp = new TimestampAssertion(new Dictionary<string, ReadOnlyMemory<byte>> { ["urn:c2pa:d61c74e0-ce26-4439-b92d-690dcce6b58e"] = new byte[] { 1 } });
        var status = new CertificateStatusAssertion([new byte[] { 1 }]);
        foreach (Assertion[] assertions in (Assertion[][])
            [
                [stamp, stamp with { }], [status, status with { }],
                [stamp with { Tokens = new Dictionary<string, ReadOnlyMemory<byte>>() }], [new CertificateStatusAssertion([])],
            ])
        {
            var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.UpdateAsync(path, Published with { Assertions = assertions }, Signing.Signer(), Signing.Options));
            Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
            Assert.Contains("§18.1", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task What_has_a_time_stamp_or_no_valid_certificate_gets_none()
    {
        string path = _folder.Write("clip.mp4", await Signing.SignAsync(Signing.Movie(), signer: TestPki.Default.Signer().CreateSigner(TestTimestampAuthority.Default)));
        var stamp = new UpdateDefinition { ClaimGenerator = new("Archive", "1"), TimestampEarlierManifests = true };
        var done = await Mp4.UpdateAsync(path, stamp, TestPki.Default.Signer().CreateSigner(TestTimestampAuthority.Default), Signing.Options);
        Assert.Contains(done.Warnings, w => w.Contains("No time-stamp was added", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.UpdateAsync(path, stamp, Signing.Signer(), Signing.Options));
        Assert.Equal(SigningFault.TimestampFailed, refused.Fault);

        string expired = _folder.Write("old.mp4", await Signing.SignAsync(
            Signing.Movie(), signer: TestPki.Default.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-30), NotAfter = TestPki.Now.AddDays(1) }).CreateSigner()));
        var later = Signing.Options with { Clock = new FixedClock(TestPki.Now.AddDays(2)) };
        done = await Mp4.UpdateAsync(expired, stamp, TestPki.Default.Signer().CreateSigner(new TestTimestampAuthority(TestPki.Default.Tsa(), TestPki.Now.AddDays(2))), later);
        Assert.Contains(done.Warnings, w => w.Contains("is not valid now", StringComparison.Ordinal));
    }

    [Fact]
    [Clause("18.19.3-a", "18.19.3-d")]
    public async Task The_status_of_earlier_certificates_is_recorded()
    {
        X509Extension access = new X509AuthorityInformationAccessExtension(["http://ocsp.example/"], []);
        var credential = TestPki.Default.Signer(profile: TestProfile.Signer with { MoreExtensions = [access] });
        string path = _folder.Write("clip.mp4", await Signing.SignAsync(Signing.Movie(), signer: credential.CreateSigner(TestTimestampAuthority.Default)));
        byte[] good = new TestOcspResponder(TestPki.Default.OcspResponder(), TestPki.Default.Intermediate).Create(credential.Certificate);
        var record = new UpdateDefinition { ClaimGenerator = new("Archive", "1"), RecordCertificateStatus = true };

        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.UpdateAsync(path, record, Signing.Signer(), Signing.Options));
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);

        using var client = new HttpClient(new Responder(good));
        await Mp4.UpdateAsync(path, record, Signing.Signer(), Signing.Options with { OcspClient = client });
        var result = await Signing.ValidateAsync(await File.ReadAllBytesAsync(path));
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        var status = Assert.Single(result.ActiveManifest!.Assertions.OfType<CertificateStatusAssertion>());
        Assert.Equal("c2pa.certificate-status", status.Label);
        Assert.Equal(good, Assert.Single(status.OcspResponses).ToArray());
        Assert.Contains(result.Manifests[1].Statuses, s => s.Code == ValidationStatusCode.SigningCredentialOcspNotRevoked);
    }

    private sealed class Responder(byte[] answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(answer) { Headers = { ContentType = new("application/ocsp-response") } } });
    }

    private static async Task<Mp4Asset> OpenAsync(byte[] file) => await Mp4Asset.OpenAsync(AssetSource.FromMemory(file), ParserLimits.Default, default);

    private static string Text(CborValue value) => System.Text.Encoding.Latin1.GetString(value.Encoded.Span);
}
