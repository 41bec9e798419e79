using System.Runtime.CompilerServices;
using Provenance.Cryptography.MultiLane;
using Provenance.Testing;
using Provenance.Validation;

namespace Provenance.Tests.Bmff;

/// <summary>Many files together: the verdicts are those of one at a time, and what happens to one file happens to no other.</summary>
public sealed class ValidateManyTests
{
    private static readonly Validator Validator = new(Mp4.Format)
    {
        Options = new() { Clock = TestPki.Clock, TrustList = TestPki.Default.SignerTrust },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Hashers => [.. LaneEngine.All.Where(e => e.WordBytes == 4).Select(e => e.Name), "as on this machine"];

    [Theory]
    [MemberData(nameof(Hashers))]
    public async Task Every_report_is_the_one_of_a_file_alone(string hasher)
    {
        var engine = LaneEngine.All.FirstOrDefault(e => e.Name == hasher);
        Assert.SkipWhen(engine is { IsSupported: false }, "This processor lacks the instructions for: " + hasher);
        var kinds = await KindsAsync();
        var expected = new List<string>();
        foreach (byte[] kind in kinds)
        {
            expected.Add(Report(await Validator.ValidateAsync(AssetSource.FromMemory(kind), cancellationToken: Token)));
        }

        // Enough of each to fill the lanes, in an order that mixes them.
        var batch = new ValidationBatch(Validator, jobs: 2, engine is null ? LaneHasher.Shared : LaneHasher.Only(engine));
        var seen = new int[kinds.Count];
        var run = new BatchRun<int>(batch, (i, _) => new(AssetSource.FromMemory(kinds[i])));
        await foreach (var (kind, result, fault) in run.RunAsync(Enumerable.Range(0, 20 * kinds.Count).Select(i => i * 7 % kinds.Count).ToAsyncEnumerable(), Token))
        {
            Assert.Null(fault);
            Assert.Equal(expected[kind], Report(result!));
            seen[kind]++;
        }

        Assert.All(seen, n => Assert.Equal(20, n));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_fault_and_stops_no_other()
    {
        using var folder = new TempFolder();
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        string[] paths = [.. Enumerable.Range(0, 60).Select(i => i % 4 == 1 ? folder[$"missing-{i}.mp4"] : folder.Write($"{i}.mp4", signed))];
        var verdicts = new Dictionary<string, BatchVerdict<string>>(StringComparer.Ordinal);
        await foreach (var verdict in Validator.ValidateManyAsync(paths, jobs: 2, Token))
        {
            verdicts.Add(verdict.Asset, verdict);
        }

        Assert.Equal(paths.Order(StringComparer.Ordinal), verdicts.Keys.Order(StringComparer.Ordinal));
        for (int i = 0; i < paths.Length; i++)
        {
            var verdict = verdicts[paths[i]];
            Assert.Equal(i % 4 == 1, verdict.Fault is FileNotFoundException);
            Assert.Equal(i % 4 == 1 ? null : ValidationState.Trusted, verdict.Result?.State);
        }
    }

    [Fact]
    public async Task A_source_that_breaks_in_the_middle_breaks_nobody_else()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        int trusted = 0;
        int broken = 0;
        await foreach (var verdict in Validator.ValidateManyAsync(Enumerable.Range(0, 40).ToAsyncEnumerable(), (i, _) => new(i % 5 == 0 ? new BrokenSource(signed) : AssetSource.FromMemory(signed)), jobs: 2, Token))
        {
            trusted += verdict.Result?.State == ValidationState.Trusted ? 1 : 0;
            broken += verdict.Fault is IOException { Message: "Gone." } ? 1 : 0;
            Assert.Equal(verdict.Asset % 5 == 0, verdict.Fault is not null);
        }

        Assert.Equal((32, 8), (trusted, broken));
    }

    [Fact]
    public async Task An_endless_list_is_read_only_as_far_as_there_is_room()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        int asked = 0;
        int taken = 0;
        await foreach (var _ in Validator.ValidateManyAsync(Endless(), (_, _) => new(AssetSource.FromMemory(signed)), jobs: 1, Token))
        {
            if (++taken == 10)
            {
                break;
            }
        }

        // Those that were taken, those under way, and the next one, for which there was no room.
        Assert.InRange(asked, taken, taken + new ValidationBatch(Validator, jobs: 1).UnderWay + 1);

        async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                yield return asked++;
            }
        }
    }

    [Fact]
    public async Task Cancelling_ends_all_and_closes_every_source()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        using var stop = new CancellationTokenSource();
        int open = 0;
        int taken = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Validator.ValidateManyAsync(Enumerable.Range(0, 100_000).ToAsyncEnumerable(), (_, _) => new(new CountedSource(signed, n => Interlocked.Add(ref open, n))), jobs: 2, stop.Token))
            {
                if (++taken == 20)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.InRange(taken, 20, 99_999);
        Assert.Equal(0, open);
    }

    [Fact]
    public async Task What_goes_wrong_with_the_list_is_said_when_all_that_came_before_is_done()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        int taken = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var verdict in Validator.ValidateManyAsync(Failing(), (_, _) => new(AssetSource.FromMemory(signed)), jobs: 2, Token))
            {
                Assert.Equal(ValidationState.Trusted, verdict.Result!.State);
                taken++;
            }
        });
        Assert.Equal(30, taken);

        static async IAsyncEnumerable<int> Failing()
        {
            for (int i = 0; i < 30; i++)
            {
                await Task.Yield();
                yield return i;
            }

            throw new InvalidOperationException("The queue is gone.");
        }
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Validator.ValidateManyAsync(null!));
        Assert.Throws<ArgumentNullException>(() => Validator.ValidateManyAsync(AsyncEnumerable.Empty<int>(), null!));
        Assert.Throws<ArgumentNullException>(() => Validator.ValidateManyAsync<int>(null!, (_, _) => default));
        Assert.Throws<ArgumentOutOfRangeException>(() => Validator.ValidateManyAsync([], jobs: 0));
        Assert.Throws<ArgumentNullException>(() => new ValidationBatch(null!));
    }

    /// <summary>What a batch may meet: unsigned, signed in every way of hashing, changed, damaged, no video at all.</summary>
    private static async Task<List<byte[]>> KindsAsync()
    {
        var track = Mp4Track.Of(1, sampleCount: 40, sampleSize: 3001);
        byte[] movie = new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
        byte[] flat = await Signing.SignAsync(movie);
        byte[] changed = [.. flat];
        changed[^100] ^= 1;
        return
        [
            movie, flat, changed, flat[..^500], [.. flat, 0, 0],
            await Signing.SignAsync(Signing.Movie(moovFirst: false)),
            await Signing.SignAsync(movie, Signing.Options with { Hash = System.Security.Cryptography.HashAlgorithmName.SHA384 }),
            await Signing.SignAsync(movie, Signing.Options with { Hash = System.Security.Cryptography.HashAlgorithmName.SHA512 }),
            await Signing.SignAsync(movie, merkle: new MerkleOptions { BlockSize = 4096 }),
            [], "no video"u8.ToArray(),
        ];
    }

    private static string Report(ValidationResult result)
    {
        var json = new MemoryStream();
        result.WriteCrJson(json);
        return $"{result.State} {string.Join('\n', result.Statuses)}\n{System.Text.Encoding.UTF8.GetString(json.ToArray())}";
    }

    private sealed class BrokenSource(byte[] bytes) : AssetSource
    {
        public override long Length => bytes.Length;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (offset + buffer.Length == bytes.Length)
            {
                throw new IOException("Gone.");
            }

            int count = (int)Math.Clamp(bytes.Length - offset, 0, buffer.Length);
            bytes.AsMemory((int)offset, count).CopyTo(buffer);
            return new(count);
        }
    }

    private sealed class CountedSource : AssetSource
    {
        private readonly byte[] _bytes;
        private readonly Action<int> _count;

        public CountedSource(byte[] bytes, Action<int> count)
        {
            (_bytes, _count) = (bytes, count);
            count(1);
        }

        public override long Length => _bytes.Length;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Clamp(_bytes.Length - offset, 0, buffer.Length);
            _bytes.AsMemory((int)offset, count).CopyTo(buffer);
            return new(count);
        }

        public override ValueTask DisposeAsync()
        {
            _count(-1);
            return base.DisposeAsync();
        }
    }
}
