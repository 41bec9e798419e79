using System.Security.Cryptography;

namespace Provenance;

/// <summary>Several time-stamp authorities that stand in for each other: each is asked in order, then all once more, until one answers properly.</summary>
/// <param name="authorities">The authorities, the preferred one first.</param>
public sealed class TimestampAuthorities(params IReadOnlyList<TimestampAuthority> authorities) : TimestampAuthority
{
    /// <summary>The authorities in the order they are asked.</summary>
    public IReadOnlyList<TimestampAuthority> Authorities { get; } = authorities.Count > 0 ? authorities : throw new ArgumentException("There must be an authority.", nameof(authorities));

    /// <inheritdoc/>
    public override string Name => string.Join(", ", Authorities.Select(a => a.Name));

    /// <summary>How often each is asked. 2 by default.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>The pause before another round. Half a second by default.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long everything together may take. 45 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Measures pause and time-out.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

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
                    await Task.Delay(Pause, Clock, linked.Token).ConfigureAwait(false);
                }

                foreach (var authority in Authorities)
                {
                    try
                    {
                        return await authority.TimestampAsync(message, hash, linked.Token).ConfigureAwait(false);
                    }
                    catch (TimestampException e)
                    {
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
}
