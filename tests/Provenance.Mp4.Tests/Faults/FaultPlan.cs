using System.Collections.Concurrent;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>What happens at the chosen call.</summary>
public enum FaultKind
{
    /// <summary>The call fails, later ones do not: a device that hiccups.</summary>
    Error,

    /// <summary>The call and all later ones of every kind fail, the cleaning up included: a device that died.</summary>
    Death,

    /// <summary>The caller cancels while the call goes on.</summary>
    Cancellation,
}

/// <summary>A call by kind and number: <c>input read 3</c>. Numbers are counted by kind, because reads and writes overlap.</summary>
public sealed record FaultPoint(string Call, int Number)
{
    public override string ToString() => $"{Call} {Number}";
}

/// <summary>The error that a plan injects: nothing else throws it.</summary>
internal sealed class InjectedFault(FaultPoint at) : IOException($"No space left on device (injected at {at}).");

/// <summary>Counts the calls of a run and lets one of them go wrong.</summary>
/// <param name="at">Which; null: none, the run is only counted.</param>
/// <param name="kind">How.</param>
internal sealed class FaultPlan(FaultPoint? at, FaultKind kind) : IDisposable
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _cancellation = new();
    private volatile bool _happened;
    private int _after;

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether the chosen call was reached.</summary>
    public bool Happened => _happened;

    /// <summary>How many calls began after the fault.</summary>
    public int CallsAfterwards => _after;

    /// <summary>Every call that was made.</summary>
    public IReadOnlyList<FaultPoint> Points => [.. _calls.OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => Enumerable.Range(1, c.Value).Select(n => new FaultPoint(c.Key, n)))];

    /// <summary>A call begins.</summary>
    public void Pass(string call)
    {
        int number = _calls.AddOrUpdate(call, 1, (_, n) => n + 1);
        if (_happened)
        {
            Interlocked.Increment(ref _after);
            if (kind == FaultKind.Death)
            {
                throw new InjectedFault(at!);
            }
        }
        else if (at is not null && number == at.Number && string.Equals(call, at.Call, StringComparison.Ordinal))
        {
            _happened = true;
            if (kind != FaultKind.Cancellation)
            {
                throw new InjectedFault(at);
            }

            _cancellation.Cancel();
        }
    }

    public void Dispose() => _cancellation.Dispose();
}
