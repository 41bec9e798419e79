using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>A way to sign of the matrix.</summary>
/// <param name="Name">Its name in the data.</param>
/// <param name="Fits">Which containers it is for.</param>
/// <param name="SignAsync">Signs.</param>
internal sealed record MatrixMode(string Name, Func<MatrixAsset, bool> Fits, Func<MatrixAsset, Task<MatrixAsset>> SignAsync)
{
    /// <summary>What is found about a signed asset: one word or code each, see <see cref="MatrixFindings"/>.</summary>
    public Func<MatrixAsset, Task<string[]>> FindAsync { get; init; } = MatrixFindings.OfAsync;
}

/// <summary>The signing modes of the matrix. Another one is another line.</summary>
internal static class MatrixModes
{
    public static IReadOnlyList<MatrixMode> All { get; } =
    [
        new("flat", a => a.Segments is null, a => FileAsync(a, null)),
        new("Merkle, fixed blocks, leaves in the manifest", a => IsWhole(a), a => FileAsync(a, new() { BlockSize = 1024, StoredRow = 0 })),
        new("Merkle, fixed blocks, root in the manifest", a => IsWhole(a), a => FileAsync(a, new() { BlockSize = 1024, StoredRow = 99 })),
        new("Merkle, blocks at sync samples, root in the manifest", a => IsWhole(a), a => FileAsync(a, new() { BlockSize = 1024, StoredRow = 99, AlignToSyncSamples = true })),
        new("Merkle, fragments, leaves in the manifest", a => IsFragmented(a), a => FileAsync(a, new() { StoredRow = 0 })),
        new("Merkle, fragments, root in the manifest", a => IsFragmented(a), a => FileAsync(a, new() { StoredRow = 99 })),
        new("in place", a => IsPlain(a), InPlaceAsync),
        new("update", a => IsPlain(a), UpdateAsync),
        new("segments, leaves in the manifest", a => a.Segments is not null, a => SegmentsAsync(a, new() { StoredRow = 0 })),
        new("segments, root in the manifest", a => a.Segments is not null, a => SegmentsAsync(a, new() { StoredRow = 99 })),
        new("segments, sidecar", a => a.Segments is not null, a => SegmentsAsync(a, new() { StoredRow = 99 }, isDetached: true)),
        new("segments, update", a => a.Segments is not null, UpdateSegmentsAsync),
    ];

    private static bool IsFragmented(MatrixAsset asset) => asset.Segments is null && asset.Roots.Any(b => b.Type == "moof");

    private static bool IsWhole(MatrixAsset asset) => asset.Segments is null && !IsFragmented(asset);

    private static async Task<MatrixAsset> FileAsync(MatrixAsset asset, MerkleOptions? merkle) => asset with { Main = await Signing.SignAsync(asset.Main, merkle: merkle) };

    // What only the store makes different needs no other containers.
    private static bool IsPlain(MatrixAsset asset) => IsWhole(asset) && asset.Roots is [{ Type: "ftyp" }, { Type: "moov" }, { Type: "free" }, { Type: "mdat" } media] && asset.Main[media.Start + 3] != 0;

    private static async Task<MatrixAsset> InPlaceAsync(MatrixAsset asset) =>
        await OnDiskAsync(await Signing.SignAsync(asset.Main), path => Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Signing.Options with { IfSigned = IfSigned.Replace }));

    private static async Task<MatrixAsset> UpdateAsync(MatrixAsset asset) =>
        await OnDiskAsync(await Signing.SignAsync(asset.Main), path => Mp4.UpdateAsync(path, new UpdateDefinition { ClaimGenerator = Signing.Definition.ClaimGenerator }, Signing.Signer(), Signing.Options));

    private static async Task<MatrixAsset> OnDiskAsync(byte[] file, Func<string, Task<SigningResult>> sign)
    {
        using var folder = new TempFolder();
        string path = folder.Write("asset.mp4", file);
        Assert.True((await sign(path)).Signed);
        return new(await System.IO.File.ReadAllBytesAsync(path));
    }

    private static async Task<MatrixAsset> SegmentsAsync(MatrixAsset asset, MerkleOptions merkle, bool isDetached = false)
    {
        await using var sink = new Sink();
        var result = isDetached
            ? await FragmentedMp4.SignDetachedAsync(Renditions(asset), sink, Signing.Definition, Signing.Signer(), Signing.Options, merkle)
            : await FragmentedMp4.SignAsync(Renditions(asset), sink, Signing.Definition, Signing.Signer(), Signing.Options, merkle);
        MatrixAsset Signed(int number) => new(sink.Bytes(number, null)) { Segments = [.. Enumerable.Range(0, 5).Select(i => sink.Bytes(number, i))], Store = result.ManifestStore };
        return Signed(0) with { Other = Signed(1) };
    }

    private static async Task<MatrixAsset> UpdateSegmentsAsync(MatrixAsset asset)
    {
        var signed = await SegmentsAsync(asset, new() { StoredRow = 99 });
        await using var sink = new Sink();
        await FragmentedMp4.UpdateAsync(Renditions(signed), sink, new UpdateDefinition { ClaimGenerator = Signing.Definition.ClaimGenerator }, Signing.Signer(), Signing.Options);
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
/// What is found about an asset, as the matrix writes it: the verdict on a file, the failure codes and what else of its own the validator reports; of
/// segments also each finding with its code.
/// </summary>
internal static class MatrixFindings
{
    public static async Task<string[]> OfAsync(MatrixAsset asset) => asset.Segments is { } segments
        ? await OfAsync(asset.Main, segments, asset.Store)
        : Of(await Signing.ValidateAsync(asset.Main));

    /// <summary>The findings of a result: the verdict, then codes.</summary>
    public static string[] Of(ValidationResult result) =>
    [
        result.State.ToString(),
        .. result.Statuses.Where(s => s.Kind == ValidationStatusKind.Failure || s.Code.Value.StartsWith("provenance.", StringComparison.Ordinal))
            .Select(s => s.Code.Value).Where(c => c != ValidationStatusCode.TimeStampAbsent.Value).Distinct().Order(StringComparer.Ordinal),
    ];

    private static async Task<string[]> OfAsync(byte[] main, byte[][] segments, ReadOnlyMemory<byte>? store)
    {
        var init = await FragmentedMp4.OpenAsync(AssetSource.FromMemory(main), Signing.Validator.Options with { DetachedManifestStore = store });
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
