using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>A way to sign of the matrix.</summary>
/// <param name="Name">Its name in the data.</param>
/// <param name="Fits">Which containers it is for.</param>
/// <param name="SignAsync">Signs.</param>
internal sealed record MatrixMode(string Name, Func<MatrixAsset, bool> Fits, Func<MatrixAsset, MatrixClaim, Task<MatrixAsset>> SignAsync);

/// <summary>The signing modes of the matrix. Another one is another line.</summary>
internal static class MatrixModes
{
    private static readonly MerkleOptions Leaves = new() { BlockSize = 1024, StoredRow = 0 };
    private static readonly MerkleOptions Root = new() { BlockSize = 1024, StoredRow = 99 };

    public static IReadOnlyList<MatrixMode> All { get; } =
    [
        new("flat", IsFile, (a, c) => FileAsync(a, c, null)),
        new("Merkle, fixed blocks, leaves in the manifest", IsWhole, (a, c) => FileAsync(a, c, Leaves)),
        new("Merkle, fixed blocks, root in the manifest", IsWhole, (a, c) => FileAsync(a, c, Root)),
        new("Merkle, blocks at sync samples, root in the manifest", IsWhole, (a, c) => FileAsync(a, c, Root with { AlignToSyncSamples = true })),
        new("Merkle, fragments, leaves in the manifest", IsFragmented, (a, c) => FileAsync(a, c, new() { StoredRow = 0 })),
        new("Merkle, fragments, root in the manifest", IsFragmented, (a, c) => FileAsync(a, c, new() { StoredRow = 99 })),
        new("in place", IsFile, (a, c) => InPlaceAsync(a, c, null)),
        new("in place, Merkle", IsFile, (a, c) => InPlaceAsync(a, c, Root)),
        new("update", CanGrow, (a, c) => UpdateAsync(a, c, null)),
        new("update, Merkle", CanGrow, (a, c) => UpdateAsync(a, c, Root)),
        new("segments, leaves in the manifest", a => !IsFile(a), (a, c) => SegmentsAsync(a, c, new() { StoredRow = 0 })),
        new("segments, root in the manifest", a => !IsFile(a), (a, c) => SegmentsAsync(a, c, new() { StoredRow = 99 })),
        new("segments, sidecar", a => !IsFile(a), (a, c) => SegmentsAsync(a, c, new() { StoredRow = 99 }, isDetached: true)),
        new("segments, update", a => !IsFile(a), UpdateSegmentsAsync),
    ];

    private static bool IsFile(MatrixAsset asset) => asset.Segments is null;

    private static bool IsFragmented(MatrixAsset asset) => IsFile(asset) && asset.Roots.Any(b => b.Type == "moof");

    private static bool IsWhole(MatrixAsset asset) => IsFile(asset) && !IsFragmented(asset);

    // The header of a last box of size 0 is hashed as it stands, so nothing can be put behind it (§18.6.2).
    private static bool CanGrow(MatrixAsset asset) => IsFile(asset) && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(asset.Roots[^1].All) != 0;

    private static async Task<MatrixAsset> FileAsync(MatrixAsset asset, MatrixClaim claim, MerkleOptions? merkle) =>
        asset with { Main = await Signing.SignAsync(asset.Main, claim.Options, claim.Definition, claim.Signer(), IsFragmented(asset) && merkle is not null ? merkle with { BlockSize = null } : merkle) };

    // Signed, and signed again where it is; a hard binding with trees is kept, as nothing but the store is written.
    private static async Task<MatrixAsset> InPlaceAsync(MatrixAsset asset, MatrixClaim claim, MerkleOptions? merkle) => await OnDiskAsync(
        await FileAsync(asset, claim, merkle),
        path => Mp4.SignInPlaceAsync(path, claim.Definition, claim.Signer(), claim.Options with { IfSigned = IfSigned.Replace }, new() { VerifyMedia = merkle is null }));

    private static async Task<MatrixAsset> UpdateAsync(MatrixAsset asset, MatrixClaim claim, MerkleOptions? merkle) =>
        await OnDiskAsync(await FileAsync(asset, claim, merkle), path => Mp4.UpdateAsync(path, claim.Update, claim.Signer(), claim.Options));

    private static async Task<MatrixAsset> OnDiskAsync(MatrixAsset signed, Func<string, Task<SigningResult>> sign)
    {
        using var folder = new TempFolder();
        string path = folder.Write("asset.mp4", signed.Main);
        Assert.True((await sign(path)).Signed);
        return new(await System.IO.File.ReadAllBytesAsync(path));
    }

    private static async Task<MatrixAsset> SegmentsAsync(MatrixAsset asset, MatrixClaim claim, MerkleOptions merkle, bool isDetached = false)
    {
        await using var sink = new Sink();
        var result = isDetached
            ? await FragmentedMp4.SignDetachedAsync(Renditions(asset), sink, claim.Definition, claim.Signer(), claim.Options, merkle)
            : await FragmentedMp4.SignAsync(Renditions(asset), sink, claim.Definition, claim.Signer(), claim.Options, merkle);
        MatrixAsset Signed(int number) => new(sink.Bytes(number, null)) { Segments = [.. Enumerable.Range(0, 5).Select(i => sink.Bytes(number, i))], Store = result.ManifestStore };
        return Signed(0) with { Other = Signed(1) };
    }

    private static async Task<MatrixAsset> UpdateSegmentsAsync(MatrixAsset asset, MatrixClaim claim)
    {
        var signed = await SegmentsAsync(asset, claim, new() { StoredRow = 99 });
        await using var sink = new Sink();
        await FragmentedMp4.UpdateAsync(Renditions(signed), sink, claim.Update, claim.Signer(), claim.Options);
        return signed with { Main = sink.Bytes(0, null), Other = signed.Other! with { Main = sink.Bytes(1, null) } };
    }

    private static Rendition[] Renditions(MatrixAsset asset) =>
        [.. new[] { asset, asset.Other! }.Select(r => new Rendition { Init = AssetSource.FromMemory(r.Main), Segments = [.. r.Segments!.Select(s => AssetSource.FromMemory(s))] })];

    private sealed class Sink : SegmentSink
    {
        private readonly Dictionary<(int, int?), MemoryStream> _files = [];

        public byte[] Bytes(int rendition, int? segment) => _files[(rendition, segment)].ToArray();

        public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default) => new(_files[(file.Rendition, file.Segment)] = new MemoryStream());
    }
}

/// <summary>
/// What is found about an asset, as the matrix writes it: the verdict on a file, the failure codes and what else of its own the validator reports, the failures of ingredients; of
/// segments also each finding with its code.
/// </summary>
internal static class MatrixFindings
{
    /// <summary>The findings about an asset, for whoever asks with these options; the usual ones when null.</summary>
    public static async Task<string[]> OfAsync(MatrixAsset asset, ValidationOptions? options = null) => asset.Segments is { } segments
        ? await OfAsync(asset.Main, segments, (options ?? Signing.Validator.Options) with { DetachedManifestStore = asset.Store })
        : Of(await new Validator(Mp4.Format) { Options = options ?? Signing.Validator.Options }.ValidateAsync(AssetSource.FromMemory(asset.Main)));

    /// <summary>The findings of a result: the verdict, then codes.</summary>
    public static string[] Of(ValidationResult result) =>
    [
        result.State.ToString(),
        .. result.Statuses.Where(s => s.Kind == ValidationStatusKind.Failure || s.Code.Value.StartsWith("provenance.", StringComparison.Ordinal))
            .Select(s => s.Code.Value).Where(c => c != ValidationStatusCode.TimeStampAbsent.Value).Distinct().Order(StringComparer.Ordinal),
        .. result.IngredientDeltas.SelectMany(d => d.Statuses).Where(s => s.Kind == ValidationStatusKind.Failure).Select(s => $"ingredient: {s.Code.Value}").Distinct().Order(StringComparer.Ordinal),
    ];

    private static async Task<string[]> OfAsync(byte[] main, byte[][] segments, ValidationOptions options)
    {
        var init = await FragmentedMp4.OpenAsync(AssetSource.FromMemory(main), options);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var verdict in init.ValidateAsync(segments.Select(s => AssetSource.FromMemory(s))))
        {
            if (verdict.Finding != SegmentFinding.Authentic)
            {
                _ = found.Add(verdict.Finding.ToString() + (verdict.Fault is { } fault ? ": " + fault.Code.Value : string.Empty));
            }
        }

        return [.. Of(init.Validation), .. found];
    }
}
