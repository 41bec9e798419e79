using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>
/// Media signed piece by piece. c2pa-rs agrees about files with one <c>mdat</c>; with several its verdict is drawn by lot (it iterates over a hash
/// map), so there is nothing to compare.
/// </summary>
[Clause("A.5.4")]
public sealed class MerkleTests
{
    private static TestPki Pki { get; } = TestPki.Default;

    [Theory]
    [InlineData("mp4, moov first", 4, null)]
    [InlineData("mp4, moov first", 1, 0)]
    [InlineData("mp4, moov first", 1, 3)]
    [InlineData("mp4, moov last", 2, 99)]
    [InlineData("mov", 16, 1)]
    [InlineData("m4a", 1, 2)]
    public async Task Blocks_of_the_media_are_trusted(string kind, int kilobytes, int? row)
    {
        using var folder = new TempFolder();
        string input = await RealMedia.GetAsync(kind);
        string output = folder["signed" + Path.GetExtension(input)];
        await OurSigning.SignAsync(input, output, Pki.Signer(), merkle: new() { BlockSize = kilobytes << 10, StoredRow = row });
        (await Peer.VerifyAsync(Pki, output)).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, output));
        Assert.Equal(await RealMedia.DecodedFramesAsync(input), await RealMedia.DecodedFramesAsync(output));
    }

    [Fact]
    public async Task Blocks_that_begin_at_sync_samples_are_trusted()
    {
        using var folder = new TempFolder();
        string input = await RealMedia.MoovFirstAsync();
        await OurSigning.SignAsync(input, folder["signed.mp4"], Pki.Signer(), merkle: new() { BlockSize = 1024, AlignToSyncSamples = true, StoredRow = 1 });
        (await Peer.VerifyAsync(Pki, folder["signed.mp4"])).IsTrusted();
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["signed.mp4"]));
    }

    [Fact]
    public async Task Segments_of_a_published_rendition_are_trusted()
    {
        string init = Fixtures.Require("c2pa-rs/bunny_89283bps/BigBuckBunny_2s_init.mp4");
        string[] segments = [.. new[] { 1, 10, 100, 101, 11 }.Select(i => Fixtures.Require($"c2pa-rs/bunny_89283bps/BigBuckBunny_2s{i}.m4s"))];
        using var folder = new TempFolder();
        await using (var sink = new SegmentFolder(folder["signed"]))
        {
            var rendition = new Rendition { Init = AssetSource.FromFile(init), Segments = [.. segments.Select(AssetSource.FromFile)] };
            await FragmentedMp4.SignAsync([rendition], sink, OurSigning.Definition, Pki.Signer().CreateSigner(), merkle: new() { StoredRow = 1 });
        }

        foreach (var verdict in await Peer.VerifyAsync(Pki, segments.Select(s => new PeerFile(Path.Combine(folder["signed"], Path.GetFileName(init)), Path.Combine(folder["signed"], Path.GetFileName(s))))))
        {
            verdict.IsTrusted();
        }
    }

    [Fact]
    [Clause("11.2.3", "A.5.3")]
    public async Task Updated_segments_and_ones_whose_credentials_were_merged_again_are_trusted()
    {
        string init = Fixtures.Require("c2pa-rs/bunny_89283bps/BigBuckBunny_2s_init.mp4");
        string[] segments = [.. new[] { 1, 10, 100 }.Select(i => Fixtures.Require($"c2pa-rs/bunny_89283bps/BigBuckBunny_2s{i}.m4s"))];
        using var folder = new TempFolder();
        Rendition Of(string[] paths) => new() { Init = AssetSource.FromFile(paths[0]), Segments = [.. paths[1..].Select(AssetSource.FromFile)] };
        string[] In(string name) => [.. segments.Prepend(init).Select(p => Path.Combine(folder[name], Path.GetFileName(p)))];
        async Task SignAsync(string[] paths, string name, SigningOptions? options, ManifestDefinition definition)
        {
            await using var sink = new SegmentFolder(folder[name]);
            await FragmentedMp4.SignAsync([Of(paths)], sink, definition, Pki.Signer().CreateSigner(), options);
        }

        await SignAsync([init, .. segments], "signed", null, OurSigning.Definition);
        await using (var sink = new SegmentFolder(folder["signed"]))
        {
            var published = new UpdateDefinition { ClaimGenerator = new("Acme Publisher", "3.1"), Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])] };
            await FragmentedMp4.UpdateAsync([Of([In("signed")[0]])], sink, published, Pki.Signer().CreateSigner());
        }

        var keep = new SigningOptions { IfSigned = IfSigned.Ingredient, IngredientValidation = new() { TrustList = Pki.SignerTrust } };
        await SignAsync(In("signed"), "merged", keep, OurSigning.Definition with { Assertions = [ActionsAssertion.Opened()] });
        foreach (var (name, manifests) in new[] { ("signed", 2), ("merged", 3) })
        {
            foreach (var verdict in await Peer.VerifyAsync(Pki, In(name)[1..].Select(s => new PeerFile(In(name)[0], s))))
            {
                Assert.Equal(manifests, verdict.IsTrusted().Manifests);
            }
        }
    }

    [Theory]
    [InlineData("mp4, fragmented")]
    [InlineData("mp4, fragmented, offsets from the start of the file")]
    public async Task Fragments_of_one_file_are_trusted(string kind)
    {
        using var folder = new TempFolder();
        string input = await RealMedia.GetAsync(kind);
        await OurSigning.SignAsync(input, folder["signed.mp4"], Pki.Signer(), merkle: new() { StoredRow = 1 });
        OurSigning.IsTrusted(await OurSigning.ValidateAsync(Pki, folder["signed.mp4"]));
        (await Peer.VerifyAsync(Pki, folder["signed.mp4"])).IsTrusted();
        Assert.Equal(await RealMedia.DecodedFramesAsync(input), await RealMedia.DecodedFramesAsync(folder["signed.mp4"]));
    }
}
