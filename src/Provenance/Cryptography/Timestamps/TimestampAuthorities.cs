using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Provenance;

/// <summary>
/// Several time-stamp authorities that stand in for each other: each is asked in order, then all once more, until one answers properly. One that
/// failed is asked after the others for a while, so that signing thousands of assets does not wait for it each time. Safe to use from several threads.
/// </summary>
/// <param name="authorities">The authorities, the preferred one first.</param>
public sealed class TimestampAuthorities(params IReadOnlyList<TimestampAuthority> authorities) : TimestampAuthority
{
    private readonly ConcurrentDictionary<TimestampAuthority, long> _failures = new(ReferenceEqualityComparer.Instance);

    /// <summary>The authorities in the order they are asked.</summary>
    public IReadOnlyList<TimestampAuthority> Authorities { get; } = authorities.Count > 0 ? authorities : throw new ArgumentException("There must be an authority.", nameof(authorities));

    /// <inheritdoc/>
    public override string Name => string.Join(", ", Authorities.Select(a => a.Name));

    /// <summary>How often each is asked. 2 by default.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>The pause before the second round; it doubles for each one after that. Half a second by default. Each is varied by up to a half, so that many signers do not come back together.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long everything together may take. 45 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long an authority that failed is asked last. A minute by default.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Measures pauses and time-out.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Varies the pauses.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <inheritdoc/>
    public override async Task<ReadOnlyMemory<byte>> TimestampAsync(ReadOnlyMemory<byte> message, HashAlgorithmName hash, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, Clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var failures = new List<TimestampException>();
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (round > 0)
                {
                    await Task.Delay(Pause * Math.ScaleB(0.5 + Random.NextDouble(), round - 1), Clock, linked.Token).ConfigureAwait(false);
                }

                foreach (var authority in Authorities.OrderBy(IsResting).ToArray())
                {
                    try
                    {
                        var token = await authority.TimestampAsync(message, hash, linked.Token).ConfigureAwait(false);
                        _failures.TryRemove(authority, out _);
                        return token;
                    }
                    catch (TimestampException e)
                    {
                        _failures[authority] = Clock.GetTimestamp();
                        failures.Add(e);
                    }
                }
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            failures.Add(new TimestampException(FormattableString.Invariant($"No time-stamp within {Timeout.TotalSeconds:0.#} seconds."), e));
        }

        throw new TimestampException(string.Join(" ", failures.Select(f => f.Message).Distinct(StringComparer.Ordinal)), failures.Count > 0 ? failures[^1] : null);
    }

    private bool IsResting(TimestampAuthority authority) => _failures.TryGetValue(authority, out long since) && Clock.GetElapsedTime(since) < Rest;
}
