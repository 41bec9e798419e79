namespace Provenance.Tests.Attacks;

/// <summary>Runs something on a mutant and holds it to what is promised for every input: no exception but the named ones, two seconds of
/// processor time, 256 MB.</summary>
internal static class Trial
{
    /// <summary>Longest time for one input.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Most bytes allocated for one input, all together, freed or not.</summary>
    public const long Memory = 256L << 20;

    /// <summary>Runs; null, or what went wrong.</summary>
    public static string? Run(Action run, Func<Exception, bool>? mayThrow = null)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var start = ThreadTime.Now;
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

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var time = ThreadTime.Now - start;
        return time > Patience ? $"took {time.TotalSeconds:0.0} s" : allocated > Memory ? $"allocated {allocated >> 20} MB" : null;
    }
}
