using Provenance.Jumbf;
using Provenance.Testing;
using Provenance.Tests.Bmff;
using static Provenance.Tests.Generation.GenerationSample;

namespace Provenance.Tests.Generation;

/// <summary>An ingredient is validated when it is added; what does not verify is not taken in silence.</summary>
public sealed class IngredientTests
{
    [Fact]
    public async Task One_that_does_not_verify_is_refused_and_kept_only_on_request()
    {
        var (file, _) = await SignAsync(GeneratedVideo.FromText(Details));
        file[^20] ^= 1;

        var refused = await Assert.ThrowsAsync<SigningException>(() => IngredientAsync(file, Relationship.InputTo));
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
        Assert.Contains("assertion.bmffHash.mismatch", refused.Message, StringComparison.Ordinal);

        var kept = await IngredientAsync(file, Relationship.InputTo, new() { KeepUnverified = true });
        var recorded = ValidationResultsMap.FromCbor(kept.ValidationResults);
        Assert.Contains(recorded!.ActiveManifest!, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);
        var (_, result) = await SignAsync(GeneratedVideo.FromVideo(Details, kept));
        Assert.Equal(2, result.Manifests.Count);
    }

    [Fact]
    public async Task A_picture_whose_credentials_cannot_be_read_is_refused_and_kept_without_them_only_on_request()
    {
        byte[] png = [.. Png, .. new byte[300_000], .. "jumd"u8, .. JumbfTypes.ManifestStore.ToByteArray(bigEndian: true), .. new byte[10]];
        var refused = await Assert.ThrowsAsync<SigningException>(() => IngredientAsync(png, Relationship.InputTo));
        Assert.Contains("cannot be read here", refused.Message, StringComparison.Ordinal);

        var kept = await IngredientAsync(png, Relationship.InputTo, new() { KeepUnverified = true });
        Assert.Equal(("image/png", null), (kept.MediaType, kept.ActiveManifest));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    public async Task A_picture_brings_its_own_credentials(string kind)
    {
        var image = kind == "png" ? TestImage.Png : TestImage.Jpeg;
        var ingredient = await PictureAsync(image.SignedByData());
        Assert.Equal("image/" + kind, ingredient.MediaType);
        var (_, result) = await SignAsync(GeneratedVideo.FromImage(Details, ingredient));
        Assert.Equal(2, result.Manifests.Count);

        byte[] changed = image.SignedByData();
        changed[kind == "png" ? 20 : 10] ^= 1;
        var refused = await Assert.ThrowsAsync<SigningException>(() => PictureAsync(changed));
        Assert.Contains("assertion.dataHash.mismatch", refused.Message, StringComparison.Ordinal);

        // Credentials behind damage are not lost in silence either.
        refused = await Assert.ThrowsAsync<SigningException>(() => PictureAsync(image.SignedByData()[..^40]));
        Assert.Contains("do not verify", refused.Message, StringComparison.Ordinal);
        Assert.Null((await PictureAsync(image.Plain)).ActiveManifest);
    }

    [Fact]
    public async Task The_title_is_not_repeated_when_its_own_manifest_has_one()
    {
        var (file, _) = await SignAsync(GeneratedVideo.FromText(Details));
        var ingredient = await IngredientAsync(file, Relationship.InputTo, new() { Title = "another" });
        Assert.Null(ingredient.Title);
        Assert.Equal("sha256", ingredient.ActiveManifest!.Algorithm);
    }

    [Fact]
    public async Task A_file_without_credentials_may_say_how_it_came_to_be()
    {
        var ingredient = await IngredientAsync(Signing.Movie(), Relationship.InputTo, new() { Title = "raw.mp4", DigitalSourceType = DigitalSourceType.DigitalCapture });
        Assert.Equal(("raw.mp4", "video/mp4", DigitalSourceType.DigitalCapture), (ingredient.Title, ingredient.MediaType, ingredient.DigitalSourceType!.Value));
        await SignAsync(GeneratedVideo.FromVideo(Details, ingredient));
    }

    [Fact]
    public async Task A_sidecar_speaks_for_a_file_that_lost_its_own()
    {
        using var folder = new TempFolder();
        string signed = folder.Write("signed.mp4", (await SignAsync(GeneratedVideo.FromText(Details))).File);
        var store = await Mp4.ExtractAsync(AssetSource.FromMemory(File.ReadAllBytes(signed)), TestContext.Current.CancellationToken);
        var validator = new Validator(Mp4.Format) { Options = GenerationSample.Validator.Options with { DetachedManifestStore = store } };
        var ingredient = await Ingredient.FromFileAsync(signed, Relationship.ParentOf, validator, null, TestContext.Current.CancellationToken);
        var (_, result) = await SignAsync(VideoEdit.Transcoded(new("Tool", "1"), ingredient));
        Assert.Equal(2, result.Manifests.Count);
    }

    [Fact]
    public async Task Two_ingredients_that_disagree_about_a_manifest_are_refused()
    {
        var (file, _) = await SignAsync(GeneratedVideo.FromText(Details));
        var one = await IngredientAsync(file, Relationship.InputTo);
        byte[] changed = one.ManifestStores[0].ToArray();
        changed[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(changed) - 1] ^= 1; // the last byte of the store, before its padding
        var other = (await IngredientAsync(file, Relationship.InputTo)) with { ManifestStores = [changed] };

        var refused = await Assert.ThrowsAsync<SigningException>(() => SignAsync(GeneratedVideo.FromVideo(Details, one, other)));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
    }

    [Fact]
    public async Task Ingredients_without_bytes_are_no_crash()
    {
        var ingredient = await IngredientAsync([], Relationship.InputTo);
        Assert.Null(ingredient.MediaType);
    }

    private static Task<IngredientAssertion> PictureAsync(byte[] file) => Ingredient.FromAssetAsync(
        AssetSource.FromMemory(file), Relationship.InputTo, new Validator([Mp4.Format, .. ImageFormats.All]) { Options = GenerationSample.Validator.Options }, null, TestContext.Current.CancellationToken);
}
