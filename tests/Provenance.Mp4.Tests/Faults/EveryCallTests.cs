namespace Provenance.Tests.Bmff.Faults;

/// <summary>
/// Every single read, write, flush, rename and deletion of every way of signing and validating fails once, dies with everything after it, and is
/// where the caller cancels. The outcome is a typed error and an untouched destination, or a complete one; no temporary file, no open handle.
/// </summary>
public sealed class EveryCallTests
{
    // Two pieces in flight, and what a step does before it looks again.
    private const int MostCallsAfterCancellation = 4;

    public static TheoryData<string, FaultKind, bool> Runs()
    {
        var data = new TheoryData<string, FaultKind, bool>();
        foreach (var form in FaultForm.All)
        {
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                data.Add(form.Name, kind, false);
                if (form.WritesFiles)
                {
                    data.Add(form.Name, kind, true);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Whatever_call_goes_wrong_the_destination_is_untouched_or_complete(string name, FaultKind kind, bool hasOld)
    {
        var form = FaultForm.All.Single(f => f.Name == name);
        var points = await CountAsync(form, hasOld);
        foreach (var point in points)
        {
            using var plan = new FaultPlan(point, kind);
            using var run = new FaultRun(plan, hasOld);
            var thrown = await Record.ExceptionAsync(() => form.RunAsync(run));
            string what = $"{name}, {kind} at {point}: {thrown?.ToString() ?? "no error"}";
            Assert.True(plan.Happened, what);
            if (thrown is null)
            {
                await run.AssertCompleteAsync();

                // Only a cancellation that came too late, and a deletion, may go by.
                Assert.True(kind == FaultKind.Cancellation || point.Call == "output delete", what);
                continue;
            }

            Assert.True(IsTyped(thrown, kind, point), what);
            Assert.True(kind != FaultKind.Cancellation || plan.CallsAfterwards <= MostCallsAfterCancellation, $"{what}\n{plan.CallsAfterwards} calls afterwards");
            if (kind == FaultKind.Death)
            {
                // What cannot be deleted stays; the destination does not notice, and the next run takes it away.
                using var unharmed = new FaultPlan(null, FaultKind.Error);
                var next = run.Again(unharmed);
                await form.RunAsync(next);
                await next.AssertCompleteAsync();
            }
            else
            {
                run.AssertUntouched();
            }

            run.AssertNoHandleLeaked();
        }
    }

    [Fact]
    public async Task The_plan_reaches_every_kind_of_call()
    {
        var calls = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var form in FaultForm.All)
        {
            foreach (var point in await CountAsync(form, hasOld: true))
            {
                calls[point.Call] = calls.GetValueOrDefault(point.Call) + 1;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", calls.Select(c => $"{c.Key}: {c.Value}")) + $"; {calls.Values.Sum()} in all");
        Assert.Equal(
            ["input read", "output flush", "output open", "output permissions", "output read", "output rename", "output write", "segment flush", "segment open", "segment read", "segment reopen", "segment write", "segments complete"],
            calls.Keys);
        Assert.All(calls.Values, n => Assert.True(n > 0));
    }

    private static async Task<IReadOnlyList<FaultPoint>> CountAsync(FaultForm form, bool hasOld)
    {
        using var plan = new FaultPlan(null, FaultKind.Error);
        using var run = new FaultRun(plan, hasOld);
        await form.RunAsync(run);
        await run.AssertCompleteAsync();
        return plan.Points;
    }

    // What cannot be read is the input's fault and passes through; what cannot be written or read back is the destination's.
    private static bool IsTyped(Exception thrown, FaultKind kind, FaultPoint point) => kind == FaultKind.Cancellation
        ? thrown is OperationCanceledException
        : point.Call == "input read"
            ? thrown is InjectedFault
            : thrown is SigningException { Fault: SigningFault.Destination, InnerException: InjectedFault };
}
