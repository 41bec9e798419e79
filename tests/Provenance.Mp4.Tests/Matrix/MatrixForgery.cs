using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>
/// Makes claims that signing refuses to make, in every form: takes the manifests of an asset apart, changes the hash assertion and what it covers, computes
/// the hashes again and signs everything anew.
/// </summary>
internal static class MatrixForgery
{
    /// <summary>The asset, its hash assertion changed and right again; null where a tree would have to be rebuilt.</summary>
    public static async Task<MatrixAsset?> ResignAsync(MatrixAsset asset, Func<BmffHashAssertion, BmffHashAssertion> change)
    {
        var made = new Dictionary<string, TestManifest>(StringComparer.Ordinal);
        if (!MatrixStoreTampers.HasStore(asset.Main))
        {
            Assert.True(JumbfReader.TryRead(asset.Store!.Value, ParserLimits.Default, out var store, out _));
            return asset with { Store = await StoreAsync(store, asset.Main, change, made) };
        }

        byte[] file = [.. asset.Main];
        foreach (string purpose in (string[])["manifest", "original", "update"])
        {
            if (MatrixStoreTampers.Place(file, purpose) is var (start, end))
            {
                Assert.True(JumbfReader.TryRead(file.AsMemory(start, end - start), ParserLimits.Default, out var store, out _));
                byte[] written = await StoreAsync(store, file, change, made);
                Assert.True(written.Length <= end - start);
                file.AsSpan(start, end - start).Clear();
                written.CopyTo(file, start);
            }
        }

        return asset with { Main = file };
    }

    /// <summary>An exclusion of what is at a path.</summary>
    public static Exclusion Exclusion(string path)
    {
        Assert.True(BoxPath.TryParse(path, out var parsed));
        return new(parsed);
    }

    /// <summary>An exclusion of something in what describes the media.</summary>
    public static Exclusion PartOfDescription(byte[] file) => Exclusion(MatrixAsset.Boxes(file).Any(b => b.Type == "moov") ? "/moov/mvhd" : "/meta/pitm");

    /// <summary>The asset with a chunk or an item that ends behind the end of the file; null when only fragments say where media is.</summary>
    public static MatrixAsset? LedAstray(MatrixAsset asset)
    {
        byte[] file = [.. asset.Main];
        var description = MatrixAsset.Boxes(file).First(b => b.Type is "moov" or "meta");
        if (asset.Segments is not null || MatrixAsset.Boxes(file).Any(b => b.Type == "moof"))
        {
            return null;
        }

        int At(string type) => description.Start + description.All.AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes(type));
        int last = description.Type == "moov" ? At("stsz") : At("iloc");
        int end = last - 4 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(last - 4));
        file[end - 2] ^= 0x80;
        return asset with { Main = file };
    }

    private static async Task<byte[]> StoreAsync(JumbfSuperbox store, byte[] file, Func<BmffHashAssertion, BmffHashAssertion> change, Dictionary<string, TestManifest> made)
    {
        var boxes = new List<ReadOnlyMemory<byte>>();
        foreach (var manifest in store.Children)
        {
            made[manifest.Label] = await ManifestAsync(manifest, file, change, made);
            boxes.Add(made[manifest.Label].ToBox());
        }

        return JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], boxes);
    }

    private static async Task<TestManifest> ManifestAsync(JumbfSuperbox manifest, byte[] file, Func<BmffHashAssertion, BmffHashAssertion> change, Dictionary<string, TestManifest> made)
    {
        Assert.True(CborValue.TryParse(manifest.Children.Single(c => c.ContentType == JumbfTypes.Claim).Content("cbor")!.Value, ParserLimits.Default, out var claim, out _));
        var assertions = new List<TestAssertion>();
        foreach (var box in manifest.Child("c2pa.assertions")!.Children)
        {
            var content = box.Content("cbor") is { } bytes && CborValue.TryParse(bytes, ParserLimits.Default, out var value, out _) ? value : null;
            if (BmffHashAssertion.Supports(box.Label))
            {
                Assert.True(BmffHashAssertion.TryParse(content!, "sha256", ParserLimits.Default, out var hash, out _));
                assertions.Add(TestAssertion.Cbor(box.Label, (await HashedAsync(change(hash), hash, file)).ToCbor()));
            }
            else if (content?["activeManifest"]?["url"]?.AsText is { } url && made.FirstOrDefault(m => url.EndsWith(m.Key, StringComparison.Ordinal)).Value is { } parent)
            {
                assertions.Add(TestManifest.Ingredient(parent, content["relationship"]!.AsText!, box.Label));
            }
            else
            {
                assertions.Add(new(box.Label, [.. box.Boxes.Select(b => b.Encoded)], box.ContentType));
            }
        }

        string[] remade = ["created_assertions", "gathered_assertions", "signature"];
        return new TestManifest
        {
            Label = manifest.Label,
            ContentType = manifest.ContentType,
            Assertions = assertions,
            ClaimMembers = claim.Entries.Where(e => !remade.Contains(e.Key.AsText)).ToDictionary(e => e.Key.AsText!, e => (CborValue?)e.Value, StringComparer.Ordinal),
        };
    }

    // The hash over everything outside of trees, and that of the initialization segment.
    private static async Task<BmffHashAssertion> HashedAsync(BmffHashAssertion assertion, BmffHashAssertion before, byte[] file)
    {
        if (assertion.Hash is not null)
        {
            return assertion with { Hash = await HashAsync(assertion, file, all: true) };
        }

        byte[] was = await HashAsync(before, file, all: false);
        byte[] now = await HashAsync(assertion, file, all: false);
        return assertion with { Merkle = [.. assertion.Merkle.Select(m => m.InitHash!.Value.Span.SequenceEqual(was) ? m with { InitHash = now } : m)] };
    }

    private static async Task<byte[]> HashAsync(BmffHashAssertion assertion, byte[] file, bool all)
    {
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
        var matches = await ExclusionMatcher.MatchAsync(index, assertion.Exclusions, ParserLimits.Default, default);
        var roots = new List<Box>();
        foreach (var root in index.Roots)
        {
            if (!all && root.Type == BoxTypes.Moof)
            {
                break;
            }

            roots.Add(root);
        }

        return await RangeHasher.HashAsync(index.Source, HashPlan.ForBoxes(roots, matches), assertion.Algorithm, progress: null, default);
    }
}
