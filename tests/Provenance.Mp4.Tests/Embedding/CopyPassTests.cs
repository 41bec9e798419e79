using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class CopyPassTests
{
    [Fact]
    [Clause("18.6.2-t")]
    public async Task Copying_and_hashing_see_the_same_bytes_as_the_validator_does_afterwards()
    {
        var video = new Mp4Track(1, [.. Enumerable.Range(0, 40).Select(i => Bytes.Pattern(40_000 + i, i))]);
        var source = AssetSource.FromMemory(new Mp4Builder().Ftyp().Free(5000, 3).Media(video).Movie(video).Build());
        var layout = new LayoutSource((await Laying.PlanAsync(source)).WithManifest(Laying.StoreLength), source);
        var algorithm = System.Security.Cryptography.HashAlgorithmName.SHA256;
        var index = await BoxIndex.ReadAsync(layout, ParserLimits.Default);
        var matches = await ExclusionMatcher.MatchAsync(index, BmffHashAssertion.Flat(algorithm).Exclusions, ParserLimits.Default, default);
        var plan = HashPlan.ForBoxes(index.Roots, matches);

        var destination = new MemoryStream();
        var output = new StreamOutput(destination);
        var progress = new Progress();
        using var hasher = new PlanHasher(plan, algorithm);
        await CopyPass.RunAsync(layout, output, hasher, progress, default);
        byte[] written = destination.ToArray();
        Assert.Equal(await Laying.ReadAsync(layout), written);
        Assert.Equal(await RangeHasher.HashAsync(AssetSource.FromMemory(written), plan, algorithm, null, default), hasher.Finish());
        Assert.Equal(written.Length, progress.Last);
    }

    [Fact]
    public async Task An_input_that_becomes_shorter_is_noticed()
    {
        using var folder = new TempFolder();
        var video = new Mp4Track(1, [Bytes.Pattern(3_000_000, 1)]);
        string path = folder.Write("in.mp4", new Mp4Builder().Ftyp().Movie(video).Media(video).Build());
        await using var source = AssetSource.FromFile(path);
        var layout = new LayoutSource((await Laying.PlanAsync(source)).WithManifest(Laying.StoreLength), source);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(1_000_000);
        }

        var changed = await Assert.ThrowsAsync<SigningException>(() => CopyPass.RunAsync(layout, new StreamOutput(new MemoryStream()), null, null, default));
        Assert.Equal(SigningFault.InputChanged, changed.Fault);
        Assert.False(source.IsUnchanged());
    }

    [Fact]
    public async Task Errors_of_reading_and_of_writing_are_told_apart()
    {
        var video = new Mp4Track(1, [Bytes.Pattern(900_000, 1)]);
        byte[] file = new Mp4Builder().Ftyp().Movie(video).Media(video).Build();
        var good = AssetSource.FromMemory(file);
        var layout = (await Laying.PlanAsync(good)).WithManifest(Laying.StoreLength);
        await Assert.ThrowsAsync<IOException>(() => CopyPass.RunAsync(new LayoutSource(layout, new FailingSource(file)), new StreamOutput(new MemoryStream()), null, null, default));
        var full = await Assert.ThrowsAsync<SigningException>(() => CopyPass.RunAsync(new LayoutSource(layout, good), new StreamOutput(new FullStream()), null, null, default));
        Assert.Equal(SigningFault.Destination, full.Fault);
        Assert.Contains("No space left", full.Message, StringComparison.Ordinal);
    }

    private sealed class Progress : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value)
        {
            Assert.True(value > Last);
            Last = value;
        }
    }

    private sealed class FailingSource(byte[] bytes) : AssetSource
    {
        public override long Length => bytes.Length;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            offset > 300_000 ? throw new IOException("The disk is broken.") : AssetSource.FromMemory(bytes).ReadAsync(offset, buffer, cancellationToken);
    }

    private sealed class FullStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 400_000 ? throw new IOException("No space left on device") : base.WriteAsync(buffer, cancellationToken);
    }
}
