using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Counts what the whole process allocates, so nothing else may run.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTestsCollection;

/// <summary>
/// What signing and validating allocate does not grow with the media: guards against work that would slow down without any test noticing. Timings
/// are no tests; they are in <c>benchmarks</c>.
/// </summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : IDisposable
{
    private const int Small = 24 << 20;
    private const int Large = 96 << 20;

    // Two threads that wait for each other at each piece of 128 KiB: some 200 bytes, more where the compiler does not optimize.
    private const int Waiting = 1024 * (Large / RangeHasher.PieceSize);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, Waiting)]
    [InlineData(true, Waiting + (3 * LeafHasher.GroupSize))]
    public async Task Signing_and_validating_allocate_no_more_for_four_times_the_media(bool merkle, long allowed)
    {
        var container = new Mp4SigningOptions { IsStored = false, Merkle = merkle ? new() : null };
        var (smallSign, smallVerify) = await MeasureAsync(Small, container);
        var (largeSign, largeVerify) = await MeasureAsync(Large, container);

        // Of a Merkle tree, the groups of leaves come from a pool, which may not have them at that moment.
        Assert.InRange(largeSign - smallSign, long.MinValue, allowed);
        Assert.InRange(largeVerify - smallVerify, long.MinValue, allowed);
        Assert.InRange(largeSign, 0, allowed + (4 << 20));
        Assert.InRange(largeVerify, 0, allowed + (4 << 20));
    }

    [Fact]
    public async Task Hashing_allocates_next_to_nothing_for_a_piece()
    {
        string path = Write(Large);
        await using var source = AssetSource.FromFile(path);
        var plan = new HashPlan();
        plan.AddRange(0, Large);
        long allocated = await LeastOfAsync(() => RangeHasher.HashAsync(source, plan, HashAlgorithmName.SHA256, null, default).AsTask());
        Assert.InRange(allocated, 0, Waiting);
    }

    private async Task<(long Sign, long Verify)> MeasureAsync(int size, Mp4SigningOptions container)
    {
        string input = Write(size);
        string output = _folder["out.mp4"];
        var signer = Signing.Signer();
        long sign = await LeastOfAsync(() => Mp4.SignAsync(input, output, Signing.Definition, signer, Signing.Options, container));
        long verify = await LeastOfAsync(async () =>
        {
            await using var source = AssetSource.FromFile(output);
            Assert.Equal(ValidationState.Trusted, (await Signing.Validator.ValidateAsync(source)).State);
        });
        File.Delete(output);
        return (sign, verify);
    }

    // The least of several: what is compiled, cached or pooled for the first time is not what is asked about.
    private static async Task<long> LeastOfAsync(Func<Task> work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 4; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await work();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private string Write(int size)
    {
        var video = new Mp4Track(1, [new byte[size]]);
        return _folder.Write("in.mp4", new Mp4Builder().Ftyp().Movie(video).Media(video).Build());
    }
}
