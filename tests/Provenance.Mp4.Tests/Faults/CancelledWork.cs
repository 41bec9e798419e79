using Microsoft.Win32.SafeHandles;
using Provenance.Bmff;
using Provenance.Testing;
using static Provenance.Tests.Bmff.Segmented;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>Every kind of work that reads media, each over sources that count what they read: a new one is one entry.</summary>
internal static class CancelledWork
{
    private static readonly MerkleOptions Trees = new() { BlockSize = 4096, StoredRow = 1 };

    private static readonly UpdateDefinition Published = new()
    {
        ClaimGenerator = new("Acme Publisher", "3.1"),
        Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])],
    };

    /// <summary>What makes the input, and then does the work as often as it is asked.</summary>
    public static IReadOnlyDictionary<string, Func<Task<Func<ReadMeter, CancellationToken, Task>>>> All { get; } = new Dictionary<string, Func<Task<Func<ReadMeter, CancellationToken, Task>>>>(StringComparer.Ordinal)
    {
        ["sign"] = () => SignAsync(null),
        ["sign, Merkle"] = () => SignAsync(Trees),
        ["sign apart"] = SignApartAsync,
        ["sign in place"] = SignInPlaceAsync,
        ["verify"] = () => VerifyAsync(null),
        ["verify, Merkle"] = () => VerifyAsync(Trees),
        ["update, media verified"] = UpdateAsync,
        ["sign segments"] = SignSegmentsAsync,
        ["verify segments"] = VerifySegmentsAsync,
        ["update segments"] = UpdateSegmentsAsync,
    };

    /// <summary>Twelve megabytes of media, and room for a manifest.</summary>
    public static byte[] Movie()
    {
        var video = new Mp4Track(1, [Bytes.Pattern(12_000_000, 1)]);
        return new Mp4Builder().Ftyp().Free(9000).Movie(video).Media(video).Build();
    }

    private static Task<Func<ReadMeter, CancellationToken, Task>> SignAsync(MerkleOptions? merkle)
    {
        byte[] file = Movie();
        return Task.FromResult<Func<ReadMeter, CancellationToken, Task>>((meter, token) => Mp4.SignAsync(
            Over(file, meter), new MemoryStream(), Signing.Definition, Signing.Signer(), Signing.Options, new() { Merkle = merkle }, cancellationToken: token));
    }

    private static Task<Func<ReadMeter, CancellationToken, Task>> SignApartAsync()
    {
        byte[] file = Movie();
        return Task.FromResult<Func<ReadMeter, CancellationToken, Task>>((meter, token) =>
            Mp4.SignDetachedAsync(Over(file, meter), Signing.Definition, Signing.Signer(), Signing.Options, cancellationToken: token));
    }

    private static Task<Func<ReadMeter, CancellationToken, Task>> SignInPlaceAsync()
    {
        byte[] file = Movie();
        return Task.FromResult<Func<ReadMeter, CancellationToken, Task>>(async (meter, token) =>
        {
            using var folder = new TempFolder();
            string path = folder.Write("in.mp4", file);
            await using (var opened = InPlaceFile.Open(path, new MeteredFiles(meter)))
            {
                var thrown = await Record.ExceptionAsync(() => new InPlacePass(opened, Signing.Definition, Signing.Signer(), Signing.Options, new()).RunAsync(null, token));
                if (thrown is not null)
                {
                    // Nothing was begun that would have to be undone.
                    Assert.Equal(file, await File.ReadAllBytesAsync(path, CancellationToken.None));
                    throw thrown;
                }
            }
        });
    }

    private static async Task<Func<ReadMeter, CancellationToken, Task>> VerifyAsync(MerkleOptions? merkle)
    {
        byte[] signed = await Signing.SignAsync(Movie(), merkle: merkle);
        return (meter, token) => Signing.Validator.ValidateAsync(Over(signed, meter), bytesHashed: null, token);
    }

    private static async Task<Func<ReadMeter, CancellationToken, Task>> UpdateAsync()
    {
        byte[] signed = await Signing.SignAsync(Movie());
        return (meter, token) => new UpdatePass(Over(signed, meter), Published, Signing.Signer(), Signing.Options, new() { VerifyMedia = true })
            .CopyAsync(_ => new StreamOutput(new MemoryStream()), bytesWritten: null, token);
    }

    private static Task<Func<ReadMeter, CancellationToken, Task>> SignSegmentsAsync()
    {
        var files = Stream();
        return Task.FromResult<Func<ReadMeter, CancellationToken, Task>>((meter, token) =>
            FragmentedMp4.SignAsync([Over(files, meter)], new MemorySink(), Signing.Definition, Signing.Signer(), Signing.Options, cancellationToken: token));
    }

    private static async Task<Func<ReadMeter, CancellationToken, Task>> VerifySegmentsAsync()
    {
        var signed = (await Segmented.SignAsync([Stream()]))[0];
        return async (meter, token) =>
        {
            var rendition = Over(signed, meter);
            var init = await FragmentedMp4.OpenAsync(rendition.Init, Signing.Validator.Options, token);
            await foreach (var verdict in init.ValidateAsync(rendition.Segments, token))
            {
                Assert.Equal(SegmentFinding.Authentic, verdict.Finding);
            }
        };
    }

    private static async Task<Func<ReadMeter, CancellationToken, Task>> UpdateSegmentsAsync()
    {
        var signed = (await Segmented.SignAsync([Stream()]))[0];
        return (meter, token) => FragmentedMp4.UpdateAsync([Over(signed, meter)], new MemorySink(), Published, Signing.Signer(), Signing.Options, token);
    }

    // Four segments of three megabytes.
    private static (byte[] Init, byte[][] Segments) Stream()
    {
        var media = Mp4Track.Of(1, 1);
        return (
            new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(media).Build(),
            [.. Enumerable.Range(1, 4).Select(i => new Mp4Builder().Fragment((uint)i, media, [Bytes.Pattern(3_000_000, i)]).Build())]);
    }

    private static MeteredSource Over(byte[] file, ReadMeter meter) => new(AssetSource.FromMemory(file), meter);

    private static Rendition Over((byte[] Init, byte[][] Segments) files, ReadMeter meter) => new()
    {
        Init = Over(files.Init, meter),
        Segments = [.. files.Segments.Select(s => Over(s, meter))],
    };

    private sealed class MeteredFiles(ReadMeter meter) : FileSystem
    {
        public override AssetSource Content(string path, SafeFileHandle file) => new MeteredSource(base.Content(path, file), meter);
    }
}
