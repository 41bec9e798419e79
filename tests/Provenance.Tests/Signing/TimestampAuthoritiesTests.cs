using System.Security.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>In which order, how often and with what pauses several time-stamp authorities are asked.</summary>
public sealed class TimestampAuthoritiesTests
{
    private readonly List<string> _asked = [];

    [Theory]
    [InlineData(0.0, 250)]
    [InlineData(0.5, 500)]
    [InlineData(0.99, 745)]
    public async Task A_pause_is_varied_by_up_to_a_half(double random, double milliseconds)
    {
        var clock = new ManualClock(TestPki.Now);
        var several = new TimestampAuthorities(new Scripted("one", _asked, _ => false)) { Clock = clock, Random = new Constant(random) };
        var asking = several.TimestampAsync("message"u8.ToArray(), HashAlgorithmName.SHA256, TestContext.Current.CancellationToken);
        Assert.Equal(["one"], _asked);
        Assert.Equal(milliseconds, clock.Waiting[0].TotalMilliseconds);
        clock.Advance(clock.Waiting[0]);
        await Assert.ThrowsAsync<TimestampException>(() => asking);
        Assert.Equal(["one", "one"], _asked);
    }

    [Fact]
    public async Task Pauses_double_from_round_to_round()
    {
        var clock = new ManualClock(TestPki.Now);
        var several = new TimestampAuthorities(new Scripted("one", _asked, _ => false)) { Clock = clock, Random = new Constant(0.5), Rounds = 4, Timeout = TimeSpan.FromMinutes(9) };
        var asking = several.TimestampAsync("message"u8.ToArray(), HashAlgorithmName.SHA256, TestContext.Current.CancellationToken);
        foreach (int pause in (int[])[500, 1000, 2000])
        {
            SpinWait.SpinUntil(() => clock.Waiting.Count == 2);
            Assert.Equal(pause, clock.Waiting[0].TotalMilliseconds, 3);
            clock.Advance(clock.Waiting[0]);
        }

        await Assert.ThrowsAsync<TimestampException>(() => asking);
        Assert.Equal(4, _asked.Count);
    }

    [Fact]
    public async Task One_that_failed_is_asked_last_for_a_minute()
    {
        var clock = new ManualClock(TestPki.Now);
        var several = new TimestampAuthorities(new Scripted("down", _asked, n => n > 1), new Scripted("up", _asked, _ => true)) { Clock = clock };
        Task Ask() => several.TimestampAsync("message"u8.ToArray(), HashAlgorithmName.SHA256, TestContext.Current.CancellationToken);
        await Ask();
        await Ask();
        clock.Advance(TimeSpan.FromSeconds(59));
        await Ask();
        Assert.Equal(["down", "up", "up", "up"], _asked);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Ask();
        await Ask();
        Assert.Equal(["down", "up", "up", "up", "down", "down"], _asked);
    }

    [Fact]
    public async Task A_caller_who_cancels_in_a_pause_is_not_told_of_a_time_stamp()
    {
        using var cancel = new CancellationTokenSource();
        var several = new TimestampAuthorities(new Scripted("one", _asked, _ => false)) { Clock = new ManualClock(TestPki.Now) };
        var asking = several.TimestampAsync("message"u8.ToArray(), HashAlgorithmName.SHA256, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private sealed class Constant(double value) : Random
    {
        public override double NextDouble() => value;
    }

    private sealed class Scripted(string name, List<string> asked, Func<int, bool> answers) : TimestampAuthority
    {
        private int _calls;

        public override string Name => name;

        public override Task<ReadOnlyMemory<byte>> TimestampAsync(ReadOnlyMemory<byte> message, HashAlgorithmName hash, CancellationToken cancellationToken)
        {
            asked.Add(name);
            return answers(++_calls) ? Task.FromResult<ReadOnlyMemory<byte>>(new byte[1]) : throw new TimestampException($"{name} is down.");
        }
    }
}
