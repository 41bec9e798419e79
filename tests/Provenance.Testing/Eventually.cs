using Xunit;

namespace Provenance.Testing;

/// <summary>
/// Waits for what another thread or process will have done, however slow the machine is. The bound is there so that a test that waits in vain ends with a
/// message; it measures nothing.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="condition">Asked again and again; it changes nothing.</param>
    /// <param name="what">What is waited for, for the message.</param>
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        long end = Environment.TickCount64 + (long)Bound.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Waited in vain: {what}.");
            await Task.Delay(10, cancellationToken).ConfigureAwait(false);
        }
    }
}
