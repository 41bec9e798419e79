using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Renditions in memory: made, signed, validated.</summary>
internal static class Segmented
{
    public static (byte[] Init, byte[][] Segments) Rendition(uint track, int count, int seed = 0)
    {
        var media = Mp4Track.Of(track, 1);
        byte[] init = new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(media).Free(8 + seed).Build();
        return (init, [.. Enumerable.Range(0, count).Select(i => new Mp4Builder()
            .Add("styp", Bytes.Concat(Bytes.Code("msdh")))
            .Fragment((uint)i + 1, media, [Bytes.Pattern(60 + i, seed + i), Bytes.Pattern(40, seed + (2 * i))])
            .Build())]);
    }

    public static Rendition Of((byte[] Init, byte[][] Segments) files, SegmentOrder order) => new()
    {
        Init = AssetSource.FromMemory(files.Init),
        Segments = [.. files.Segments.Select(s => AssetSource.FromMemory(s))],
        Order = order,
    };

    public static async Task<List<(byte[] Init, byte[][] Segments)>> SignAsync(
        IReadOnlyList<(byte[] Init, byte[][] Segments)> renditions, MerkleOptions? merkle = null, SigningOptions? options = null, ManifestDefinition? definition = null, SegmentOrder order = default)
    {
        await using var sink = new MemorySink();
        var result = await FragmentedMp4.SignAsync([.. renditions.Select(r => Of(r, order))], sink, definition ?? Signing.Definition, Signing.Signer(), options ?? Signing.Options, merkle);
        Assert.True(result.Signed);
        Assert.True(sink.IsComplete);
        Assert.All(sink.Files, f => Assert.Equal(f.Key.Length, f.Value.ToArray().Length));
        return [.. renditions.Select((_, r) => sink.Rendition(r))];
    }

    public static async Task<(ValidationResult Result, List<SegmentVerdict> Verdicts)> ValidateAsync((byte[] Init, byte[][] Segments) rendition, ValidationOptions? options = null)
    {
        var init = await FragmentedMp4.OpenAsync(AssetSource.FromMemory(rendition.Init), options ?? Signing.Validator.Options);
        var verdicts = new List<SegmentVerdict>();
        await foreach (var verdict in init.ValidateAsync(rendition.Segments.Select(s => AssetSource.FromMemory(s))))
        {
            verdicts.Add(verdict);
        }

        return (init.Validation, verdicts);
    }

    internal sealed class MemorySink : SegmentSink
    {
        public Dictionary<SegmentFile, MemoryStream> Files { get; } = [];

        public bool IsComplete { get; private set; }

        /// <summary>The manifest store of segments that are signed apart from it.</summary>
        public ReadOnlyMemory<byte>? Store { get; private set; }

        /// <summary>The outputs of a rendition.</summary>
        public (byte[] Init, byte[][] Segments) Rendition(int number) => (
            Files.Single(f => f.Key.Rendition == number && f.Key.Segment is null).Value.ToArray(),
            [.. Files.Where(f => f.Key.Rendition == number && f.Key.Segment is not null).OrderBy(f => f.Key.Segment).Select(f => f.Value.ToArray())]);

        /// <summary>Changes what was written, as a failing disk does.</summary>
        public Func<SegmentFile, byte[], byte[]>? Spoil { get; init; }

        public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default) => new(Files[file] = new MemoryStream());

        public override ValueTask<AssetSource?> OpenWrittenAsync(SegmentFile file, CancellationToken cancellationToken = default)
        {
            byte[] bytes = Files[file].ToArray();
            return new(AssetSource.FromMemory(Spoil?.Invoke(file, bytes) ?? bytes));
        }

        public override ValueTask WriteManifestAsync(ReadOnlyMemory<byte> store, CancellationToken cancellationToken = default)
        {
            Assert.False(IsComplete);
            Store = store;
            return ValueTask.CompletedTask;
        }

        public override ValueTask CompleteAsync(CancellationToken cancellationToken = default)
        {
            IsComplete = true;
            return ValueTask.CompletedTask;
        }
    }
}
