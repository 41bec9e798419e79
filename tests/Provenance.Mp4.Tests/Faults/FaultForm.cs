using Provenance.Testing;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>A way of signing or validating that has to survive a fault at any of its calls. A new way is one line in <see cref="All"/>.</summary>
/// <param name="Name">For the test report.</param>
/// <param name="RunAsync">Does it, with the sources and outputs that the run makes.</param>
/// <param name="WritesFiles">Whether there can be an old output.</param>
internal sealed record FaultForm(string Name, Func<FaultRun, Task> RunAsync, bool WritesFiles = true)
{
    private static readonly MerkleOptions Leaves = new() { BlockSize = 1024, StoredRow = 0 };
    private static readonly MerkleOptions Auxiliary = new() { BlockSize = 1024, StoredRow = 1 };

    // Several pieces of the copy pass.
    private static readonly Mp4Track Video = new(1, [Bytes.Pattern(700_000, 1), Bytes.Pattern(600_000, 2)]);
    private static readonly byte[] Movie = Build(b => b.Movie(Video).Media(Video));
    private static readonly byte[] MoovLast = Build(b => b.Media(Video).Movie(Video));
    private static readonly byte[] Small = Signing.Movie();
    private static readonly byte[] Fragmented = Build(b => b.FragmentedMovie(Video).Fragment(1, Video, [Video.Samples[0]]).Fragment(2, Video, [Video.Samples[1]]));
    private static readonly Lazy<Task<byte[]>> Signed = new(() => Signing.SignAsync(Movie));
    private static readonly Lazy<Task<byte[]>> SignedMerkle = new(() => Signing.SignAsync(Movie, merkle: Auxiliary));

    public static IReadOnlyList<FaultForm> All { get; } =
    [
        new("sign", run => run.SignAsync(Movie)),
        new("sign, moov last", run => run.SignAsync(MoovLast)),
        new("sign, leaf row", run => run.SignAsync(Small, Leaves)),
        new("sign, auxiliary boxes", run => run.SignAsync(Small, Auxiliary)),
        new("sign, fragments in one file", run => run.SignAsync(Fragmented, new())),
        new("sign, the input an ingredient", async run => await run.SignAsync(await Signed.Value, options: Signing.Options with { IfSigned = IfSigned.Ingredient })),
        new("sign, credentials replaced", async run => await run.SignAsync(await Signed.Value, options: Signing.Options with { IfSigned = IfSigned.Replace })),
        new("sign into a stream", run => run.SignIntoStreamAsync(Movie), WritesFiles: false),
        new("sign segments", run => run.SignSegmentsAsync()),
        new("strip", async run => await run.StripAsync(await Signed.Value)),
        new("validate", async run => await run.ValidateAsync(await Signed.Value), WritesFiles: false),
        new("validate, auxiliary boxes", async run => await run.ValidateAsync(await SignedMerkle.Value), WritesFiles: false),
        new("extract", async run => await run.ExtractAsync(await Signed.Value), WritesFiles: false),
    ];

    private static byte[] Build(Func<Mp4Builder, Mp4Builder> boxes) => boxes(new Mp4Builder().Ftyp()).Build();
}
