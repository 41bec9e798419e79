using System.Text;
using Provenance.Testing;
using Provenance.Tests.Bmff;
using static Provenance.Tests.Generation.GenerationSample;

namespace Provenance.Tests.Generation;

/// <summary>A watermark is put in before anything is hashed; the manifest says which, and that it was done.</summary>
public sealed class SoftBinderTests
{
    private const string Algorithm = "com.example.mark.1";

    private static readonly byte[] Value = [1, 2, 3, 4];

    [Fact]
    [Clause("18.15.5-a")]
    public async Task A_watermark_changes_the_media_before_it_is_hashed()
    {
        var binder = new Watermark();
        byte[] input = Signing.Movie();
        var (file, result) = await BindAsync(input, binder);
        Assert.Equal(ValidationState.Trusted, result.State);

        // What was signed is what the binder wrote.
        byte[] marked = [.. input];
        marked[^1] ^= 0xFF;
        Assert.Equal(MediaProbe.Follow(marked), MediaProbe.Follow(file));
        Assert.Equal(AiInvolvement.Wholly, result.Generation.Involvement);
        var binding = Assert.Single(result.Generation.SoftBindings);
        Assert.Equal((Algorithm, "the whole video"), (binding.Algorithm, binding.Name));
        Assert.Equal(Value, binding.Blocks[0].Value.ToArray());
        Assert.Equal((0L, 200L), binding.Blocks[0].TimeSpan);
        var action = Assert.Single(result.Generation.Edits, a => a.Name == ActionName.WatermarkedBound);
        Assert.Equal("Marker", action.SoftwareAgent!.Name);
        Assert.Single(action.Parameters!.RelatedAssertions);
    }

    [Fact]
    public async Task A_fingerprint_leaves_the_media_alone_and_is_no_action()
    {
        byte[] input = Signing.Movie();
        var (file, result) = await BindAsync(input, new Watermark { IsPrint = true });
        Assert.Equal(MediaProbe.Follow(input), MediaProbe.Follow(file));
        Assert.Single(result.Generation.SoftBindings);
        Assert.DoesNotContain(result.Generation.Edits, a => a.Name == ActionName.WatermarkedBound);
    }

    [Fact]
    public async Task A_watermark_that_has_been_there_before_changes_nothing()
    {
        byte[] input = Signing.Movie();
        var (file, result) = await BindAsync(input, new Watermark { WritesNothing = true });
        Assert.Equal(MediaProbe.Follow(input), MediaProbe.Follow(file));
        Assert.Single(result.Generation.Edits, a => a.Name == ActionName.WatermarkedBound);
    }

    [Fact]
    public async Task What_the_input_carried_is_kept_although_the_watermarked_video_lost_it()
    {
        byte[] signed = (await SignAsync(GeneratedVideo.FromText(Details))).File;
        var already = await Assert.ThrowsAsync<SigningException>(() => BindAsync(signed, new Watermark()));
        Assert.Equal(SigningFault.AlreadySigned, already.Fault);

        var options = Signing.Options with { IfSigned = IfSigned.Ingredient };
        var (_, result) = await BindAsync(signed, new Watermark { Strips = true }, VideoEdit.Transcoded(new("Tool", "1")), options);
        Assert.Equal(2, result.Manifests.Count);
        Assert.Equal(["c2pa.opened", "c2pa.transcoded", "c2pa.watermarked.bound"], result.Generation.History!.Actions.Select(a => a.Name));
    }

    [Theory]
    [InlineData("in place")]
    [InlineData("apart")]
    [InlineData("a copy that names it")]
    public async Task Where_the_media_stays_as_it_is_the_binder_tells_and_may_not_write(string way)
    {
        var video = new Mp4Track(1, [Bytes.Pattern(400, 1), Bytes.Pattern(300, 2)]);
        byte[] input = new Mp4Builder().Ftyp().Free(30_000).Movie(video).Media(video).Build();
        foreach (var binder in new[] { new Watermark { IsPrint = true }, new Watermark { WritesNothing = true } })
        {
            var (file, result) = await BindUnchangedAsync(way, input, binder);
            Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
            Assert.Equal(MediaProbe.Follow(input), MediaProbe.Follow(file));
            Assert.Equal(Algorithm, Assert.Single(result.Generation.SoftBindings).Algorithm);
            Assert.Equal(!binder.IsPrint, result.Generation.Edits.Any(a => a.Name == ActionName.WatermarkedBound));
        }

        var refused = await Assert.ThrowsAsync<SigningException>(() => BindUnchangedAsync(way, input, new Watermark()));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Contains("changed the media, which stays as it is here", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mark", "not the name of a soft binding algorithm")]
    [InlineData("com.example.unlisted", "not on the soft binding algorithm list")]
    [InlineData("com.example.old.1", "is deprecated")]
    [InlineData("com.example.print.1", "is a fingerprint")]
    [Clause("18.10.4")]
    public async Task An_algorithm_that_may_not_be_written_is_refused(string algorithm, string reason)
    {
        var list = SoftBindingAlgorithmList.Parse(List);
        var refused = await Assert.ThrowsAsync<SigningException>(() => BindAsync(Signing.Movie(), new Watermark { Name = algorithm }, list: list));
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Clause("18.10.4")]
    public async Task The_published_list_is_read()
    {
        var list = SoftBindingAlgorithmList.Parse(List);
        Assert.Equal(3, list.Algorithms.Count);
        Assert.Equal("https://resolver.example.com/endpoint", Assert.Single(list.Find(Algorithm)!.ResolutionApis).ToString());
        Assert.Equal(ValidationState.Trusted, (await BindAsync(Signing.Movie(), new Watermark(), list: list)).Result.State);
        foreach (string bad in (string[])["{}", "[1]", "[{}]", "[{\"alg\":\"x\",\"type\":\"watermark\"}]", "nonsense"])
        {
            Assert.Throws<FormatException>(() => SoftBindingAlgorithmList.Parse(Encoding.UTF8.GetBytes(bad)));
        }
    }

    [Fact]
    public async Task A_binder_that_fails_leaves_nothing_behind()
    {
        using var folder = new TempFolder();
        string input = folder.Write("in.mp4", Signing.Movie());
        Directory.CreateDirectory(folder["temporary"]);
        var container = new Mp4SigningOptions { SoftBinder = new Watermark { Fault = new InvalidOperationException("no GPU") }, TemporaryFolder = folder["temporary"] };
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignAsync(input, folder["out.mp4"], GeneratedVideo.FromText(Details), Signing.Signer(), Signing.Options, container));
        Assert.Contains("no GPU", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.mp4"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["temporary"]));

        container = container with { SoftBinder = new Watermark { WritesGarbage = true } };
        refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignAsync(input, folder["out.mp4"], GeneratedVideo.FromText(Details), Signing.Signer(), Signing.Options, container));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["temporary"]));
    }

    private static async Task<(byte[] File, ValidationResult Result)> BindUnchangedAsync(string way, byte[] input, Watermark binder)
    {
        using var folder = new TempFolder();
        string path = folder.Write("in.mp4", input);
        Directory.CreateDirectory(folder["temporary"]);
        var container = new Mp4SigningOptions { SoftBinder = binder, TemporaryFolder = folder["temporary"] };
        ReadOnlyMemory<byte>? store = null;
        try
        {
            switch (way)
            {
                case "in place":
                    await Mp4.SignInPlaceAsync(path, GeneratedVideo.FromText(Details), Signing.Signer(), Signing.Options, container, cancellationToken: TestContext.Current.CancellationToken);
                    break;
                case "apart":
                    store = (await Mp4.SignDetachedAsync(AssetSource.FromMemory(input), GeneratedVideo.FromText(Details), Signing.Signer(), Signing.Options, container, cancellationToken: TestContext.Current.CancellationToken)).ManifestStore;
                    break;
                default:
                    await Mp4.SignDetachedAsync(
                        path, folder["out.mp4"], folder["out.c2pa"], GeneratedVideo.FromText(Details), Signing.Signer(), Signing.Options, container with { RemoteManifest = new("https://manifests.example/m.c2pa") }, cancellationToken: TestContext.Current.CancellationToken);
                    path = folder["out.mp4"];
                    store = await File.ReadAllBytesAsync(folder["out.c2pa"], TestContext.Current.CancellationToken);
                    break;
            }
        }
        catch (SigningException)
        {
            Assert.Equal(input, await File.ReadAllBytesAsync(folder["in.mp4"], TestContext.Current.CancellationToken));
            Assert.False(File.Exists(folder["out.mp4"]));
            throw;
        }
        finally
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder["temporary"]));
        }

        byte[] file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var validator = new Validator(Mp4.Format) { Options = Signing.Validator.Options with { DetachedManifestStore = store } };
        return (file, await validator.ValidateAsync(AssetSource.FromMemory(file), null, TestContext.Current.CancellationToken));
    }

    private static byte[] List => [.. """
        [
          { "identifier": 1, "alg": "com.example.mark.1", "type": "watermark", "decodedMediaTypes": ["video"], "entryMetadata": {},
            "softBindingResolutionApis": ["https://resolver.example.com/endpoint", "eip155:1:0xd4d8"] },
          { "identifier": 2, "alg": "com.example.old.1", "type": "watermark", "deprecated": true, "entryMetadata": {} },
          { "identifier": 3, "alg": "com.example.print.1", "type": "fingerprint", "entryMetadata": {} }
        ]
        """u8];

    private static async Task<(byte[] File, ValidationResult Result)> BindAsync(
        byte[] input, SoftBinder binder, ManifestDefinition? definition = null, SigningOptions? options = null, SoftBindingAlgorithmList? list = null)
    {
        var output = new MemoryStream();
        var container = new Mp4SigningOptions { SoftBinder = binder, SoftBindingAlgorithms = list };
        await Mp4.SignAsync(AssetSource.FromMemory(input), output, definition ?? GeneratedVideo.FromText(Details), Signing.Signer(), options ?? Signing.Options, container);
        return (output.ToArray(), await Signing.ValidateAsync(output.ToArray()));
    }

    /// <summary>Turns over the last byte, which is one of the media.</summary>
    private sealed class Watermark : SoftBinder
    {
        public string Name { get; init; } = SoftBinderTests.Algorithm;

        public bool IsPrint { get; init; }

        public bool WritesNothing { get; init; }

        public bool WritesGarbage { get; init; }

        public bool Strips { get; init; }

        public Exception? Fault { get; init; }

        public override string Algorithm => Name;

        public override bool IsWatermark => !IsPrint;

        public override ClaimGeneratorInfo SoftwareAgent => new("Marker", "1");

        public override async Task<SoftBindingValue> BindAsync(AssetSource media, Stream output, CancellationToken cancellationToken)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            byte[] bytes = new byte[media.Length];
            await media.ReadExactlyAsync(0, bytes, cancellationToken);
            bytes[^1] ^= 0xFF;
            if (Strips)
            {
                // A transcoder knows nothing of credentials.
                bytes = Signing.Movie();
            }

            if (!IsPrint && !WritesNothing)
            {
                await output.WriteAsync(WritesGarbage ? "nonsense"u8.ToArray() : bytes, cancellationToken);
            }

            return new SoftBindingValue(new SoftBindingBlock(Value) { TimeSpan = (0, 200) }) { Name = "the whole video" };
        }
    }
}
