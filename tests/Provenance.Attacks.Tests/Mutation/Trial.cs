namespace Provenance.Tests.Attacks;

/// <summary>Runs something on a mutant and holds it to what is promised for every input: no exception but the named ones, two seconds of
/// processor time, 256 MB.</summary>
internal static class Trial
{
    /// <summary>Longest time for one input.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Most bytes allocated for one input, all together, freed or not.</summary>
    public const long Memory = 256L << 20;

    private static readonly AsyncLocal<Meter?> Running = new(change =>
    {
        change.PreviousValue?.Leave();
        change.CurrentValue?.Enter();
    });

    /// <summary>What the dearest run on this thread has cost since somebody set it to nothing.</summary>
    [field: ThreadStatic]
    public static (TimeSpan Time, long Allocated) Spent { get; set; }

    /// <summary>Runs; null, or what went wrong.</summary>
    public static string? Run(Action run, Func<Exception, bool>? mayThrow = null)
    {
        var meter = new Meter();
        Running.Value = meter;
        try
        {
            run();
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            if (mayThrow?.Invoke(e) != true)
            {
                return "threw " + e;
            }
        }
        finally
        {
            Running.Value = null;
        }

        var (time, allocated) = (meter.Time, meter.Allocated);
        Spent = (time > Spent.Time ? time : Spent.Time, Math.Max(allocated, Spent.Allocated));
        return time > Patience ? $"took {time.TotalSeconds:0.0} s" : allocated > Memory ? $"allocated {allocated >> 20} MB" : null;
    }

    /// <summary>Adds up what the threads that work on one input spend, from one to the next: asynchronous work changes threads.</summary>
    private sealed class Meter
    {
        [ThreadStatic]
        private static (TimeSpan Time, long Allocated) _entered;

        private long _ticks;
        private long _allocated;

        public TimeSpan Time => new(Interlocked.Read(ref _ticks));

        public long Allocated => Interlocked.Read(ref _allocated);

        public void Enter() => _entered = (ThreadTime.Now, GC.GetAllocatedBytesForCurrentThread());

        public void Leave()
        {
            Interlocked.Add(ref _ticks, (ThreadTime.Now - _entered.Time).Ticks);
            Interlocked.Add(ref _allocated, GC.GetAllocatedBytesForCurrentThread() - _entered.Allocated);
        }
    }
}
