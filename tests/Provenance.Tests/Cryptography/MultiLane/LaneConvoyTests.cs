using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>Messages that are read while they are hashed: whatever their lengths and whatever becomes of others, the digest is the BCL's.</summary>
public sealed class LaneConvoyTests
{
    public static TheoryData<string, string> Engines => LaneEngines.WithAlgorithms;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Messages_of_any_length_have_the_digests_of_the_bcl(string name, string algorithm)
    {
        var engine = LaneEngines.Find(name);
        int piece = LaneConvoy.PieceSize;
        int[] lengths = [0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, piece - 1, piece, piece + 1, piece + 119, (2 * piece) - 17, 3 * piece, (5 * piece) + 120, 200_000];
        byte[][] messages = [.. Enumerable.Range(0, 3 * lengths.Length).Select(i => LaneEngines.RandomBytes(lengths[i * 7 % lengths.Length], seed: i))];
        await AssertDigestsAsync(engine, algorithm, messages, m => new(m));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reads_that_take_their_time_change_nothing(string name, string algorithm)
    {
        var engine = LaneEngines.Find(name);
        byte[][] messages = [.. Enumerable.Range(0, 40).Select(i => LaneEngines.RandomBytes(i * 2500, seed: i))];
        await AssertDigestsAsync(engine, algorithm, messages, m => new(m) { Before = async (at, _) => { if (at % 3 != 1) { await Task.Yield(); } } });
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_message_that_cannot_be_read_ends_alone(string name, string algorithm)
    {
        var engine = LaneEngines.Find(name);
        using var cancelled = new CancellationTokenSource();
        byte[] content = LaneEngines.RandomBytes((4 * LaneConvoy.PieceSize) + 9, seed: 5);
        var hashes = new List<PooledHash>();
        for (int i = 0; i < 3 * engine.Lanes; i++)
        {
            int number = i;
            var message = new StreamedMessage(content)
            {
                Before = (at, _) =>
                {
                    if (at == number % 5 * LaneConvoy.PieceSize && number % 3 == 1)
                    {
                        throw new IOException($"Message {number} ended.");
                    }

                    return ValueTask.CompletedTask;
                },
            };
            hashes.Add(new(message, i % 3 == 2 ? cancelled.Token : TestContext.Current.CancellationToken));
        }

        await cancelled.CancelAsync();
        await RunAsync(engine, algorithm, hashes);
        for (int i = 0; i < hashes.Count; i++)
        {
            switch (i % 3)
            {
                case 0:
                    Assert.Equal(LaneEngines.Bcl(algorithm, content), await hashes[i].Digest);
                    break;
                case 1:
                    Assert.Equal($"Message {i} ended.", (await Assert.ThrowsAsync<IOException>(() => hashes[i].Digest)).Message);
                    break;
                default:
                    Assert.True(hashes[i].Digest.IsCanceled);
                    break;
            }
        }
    }

    [Fact]
    public async Task Every_byte_is_read_once_and_in_pieces()
    {
        var engine = LaneEngine.All.FirstOrDefault(e => e is { IsSupported: true, WordBytes: 4 });
        Assert.SkipWhen(engine is null, "This processor lacks the instructions for lanes.");
        var messages = Enumerable.Range(0, 2 * engine.Lanes).Select(i => new StreamedMessage(new byte[i * 10_000])).ToList();
        await RunAsync(engine, "SHA256", [.. messages.Select(m => new PooledHash(m, TestContext.Current.CancellationToken))]);
        Assert.All(messages, m => Assert.Equal(m.Length, m.BytesRead));
    }

    private static async Task AssertDigestsAsync(LaneEngine engine, string algorithm, byte[][] messages, Func<byte[], StreamedMessage> streamed)
    {
        List<PooledHash> hashes = [.. messages.Select(m => new PooledHash(streamed(m), TestContext.Current.CancellationToken))];
        await RunAsync(engine, algorithm, hashes);
        for (int i = 0; i < messages.Length; i++)
        {
            byte[] digest = await hashes[i].Digest;
            Assert.True(digest.AsSpan().SequenceEqual(LaneEngines.Bcl(algorithm, messages[i])), $"Message {i} of {messages[i].Length} bytes has a digest that is not the BCL's.");
        }
    }

    private static async Task RunAsync(LaneEngine engine, string algorithm, List<PooledHash> hashes)
    {
        var waiting = new Queue<PooledHash>(hashes);
        var convoy = new LaneConvoy(engine, Sha2.For(new(algorithm)), () =>
        {
            lock (waiting)
            {
                return waiting.TryDequeue(out var next) ? next : null;
            }
        });

        // In small strides, so that the lanes are left and entered at many places.
        while (await convoy.AdvanceAsync(bytes: 10_000))
        {
        }

        Assert.Empty(waiting);
        Assert.Equal(0, convoy.Busy);
        Assert.All(hashes, h => Assert.True(h.Digest.IsCompleted));
    }
}
