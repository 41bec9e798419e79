using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>The assets that are attacked, and whom their readers trust.</summary>
internal static class Attacked
{
    /// <summary>Trusts the test root for both purposes, at the pinned time.</summary>
    public static ValidationOptions Options { get; } = new()
    {
        Clock = TestPki.Clock,
        TrustList = TestPki.Default.SignerTrust,
        TimestampTrustList = TestPki.Default.TimestampTrust,
    };

    /// <summary>A reader of single files.</summary>
    public static Validator Validator { get; } = new(Mp4.Format) { Options = Options };

    /// <summary>The names of all forms.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["flat", "flat with a time-stamp", "Merkle, leaf row", "Merkle, auxiliary boxes", "fragments in one file", "segments", "update"];

    private static readonly Dictionary<string, Lazy<Task<SignedForm>>> Forms =
        Names.ToDictionary(n => n, n => new Lazy<Task<SignedForm>>(() => MakeAsync(n)), StringComparer.Ordinal);

    /// <summary>What is claimed.</summary>
    public static ManifestDefinition Definition { get; } = new()
    {
        ClaimGenerator = new("Acme Video", "2.1.0"),
        Title = "A red fox at dawn",
        Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
    };

    /// <summary>A form; signed once per run.</summary>
    public static Task<SignedForm> FormAsync(string name) => Forms[name].Value;

    private static async Task<SignedForm> MakeAsync(string name) => new(name, name switch
    {
        "flat" => [await SignAsync(Movie())],
        "flat with a time-stamp" => [await SignAsync(Movie(), authority: new TestTimestampAuthority(TestPki.Default.Tsa(), TestPki.Now))],
        "Merkle, leaf row" => [await SignAsync(Movie(), new() { BlockSize = 1024, StoredRow = 0 })],
        "Merkle, auxiliary boxes" => [await SignAsync(Movie(), new() { BlockSize = 1024, StoredRow = 9 })],
        "fragments in one file" => [await SignAsync(Fragments(), new() { StoredRow = 1 })],
        "segments" => await SignSegmentsAsync(),
        "update" => [VectorCase.All["update"].Build().File],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such form"),
    });

    /// <summary>A movie of 3 KB, with a <c>free</c> box.</summary>
    public static byte[] Movie()
    {
        var video = Mp4Track.Of(1, 6, sampleSize: 500);
        return new Mp4Builder().Ftyp().Movie(video).Free(24).Media(video).Build();
    }

    private static byte[] Fragments()
    {
        var video = Mp4Track.Of(1, 0);
        var builder = new Mp4Builder().Ftyp().FragmentedMovie(video);
        for (uint i = 0; i < 3; i++)
        {
            builder.Fragment(i + 1, video, [Bytes.Pattern(120, (int)i), Bytes.Pattern(90, (int)i + 50)]);
        }

        return builder.FragmentIndex().Build();
    }

    private static async Task<byte[]> SignAsync(byte[] file, MerkleOptions? merkle = null, TimestampAuthority? authority = null)
    {
        var output = new MemoryStream();
        var signer = TestPki.Default.Signer().CreateSigner(authority);
        await Mp4.SignAsync(AssetSource.FromMemory(file), output, Definition, signer, new() { Clock = TestPki.Clock }, new() { Merkle = merkle }).ConfigureAwait(false);
        return output.ToArray();
    }

    /// <summary>An initialization segment and three media segments, without credentials.</summary>
    public static byte[][] Segments()
    {
        var video = Mp4Track.Of(1, 1);
        byte[] init = new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(video).Free(16).Build();
        return [init, .. Enumerable.Range(0, 3).Select(i => new Mp4Builder()
            .Add("styp", Bytes.Concat(Bytes.Code("msdh")))
            .Fragment((uint)i + 1, video, [Bytes.Pattern(60 + i, i), Bytes.Pattern(40, 2 * i)])
            .Build())];
    }

    private static async Task<byte[][]> SignSegmentsAsync()
    {
        byte[][] files = Segments();
        var rendition = new Rendition { Init = AssetSource.FromMemory(files[0]), Segments = [.. files.Skip(1).Select(s => AssetSource.FromMemory(s))] };
        await using var sink = new MemorySink();
        await FragmentedMp4.SignAsync([rendition], sink, Definition, TestPki.Default.Signer().CreateSigner(), new() { Clock = TestPki.Clock }, new() { StoredRow = 1 }).ConfigureAwait(false);
        return sink.InOrder();
    }

    private sealed class MemorySink : SegmentSink
    {
        private readonly List<(SegmentFile File, MemoryStream Bytes)> _files = [];

        public byte[][] InOrder() => [.. _files.OrderBy(f => f.File.Segment ?? -1).Select(f => f.Bytes.ToArray())];

        public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default)
        {
            _files.Add((file, new MemoryStream()));
            return new(_files[^1].Bytes);
        }
    }
}
