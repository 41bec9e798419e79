using System.Buffers;

namespace Provenance.Cryptography.MultiLane;

/// <summary>Shares messages out between an engine's lanes and the BCL.</summary>
internal static class LaneScheduler
{
    /// <summary>What a call of the BCL costs before the first block, in blocks.</summary>
    private const long BclCallInBlocks = 8;

    /// <summary>Hashes every message; digest <c>i</c> is that of message <c>i</c>.</summary>
    public static void Hash<TMessages>(LaneChoice choice, Sha2 algorithm, TMessages messages, Span<byte> digests)
        where TMessages : IMessages
    {
        int count = messages.Count;
        if (choice.Engine is not { } engine || count == 0)
        {
            for (int i = 0; i < count; i++) HashWithBcl(algorithm, messages, i, digests);
            return;
        }

        int[] order = ArrayPool<int>.Shared.Rent(count);
        try
        {
            // Longest first: then the lanes end nearly together, as short messages fill the gaps.
            SortByLength(messages, order.AsSpan(0, count));
            int alone = CountForBcl(choice, engine, algorithm, messages, order.AsSpan(0, count));
            for (int i = 0; i < alone; i++) HashWithBcl(algorithm, messages, order[i], digests);

            if (alone < count)
            {
                var run = new LaneRun<TMessages>(choice, engine, algorithm, messages, order.AsSpan(alone, count - alone), digests);
                run.Hash();
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(order);
        }
    }

    /// <summary>What the BCL needs for a message, in times of one block.</summary>
    public static long BclCost(long blocks) => blocks + BclCallInBlocks;

    /// <summary>What all lanes together need for one block each, in times of one block of the BCL.</summary>
    public static double StepCost(LaneChoice choice, LaneEngine engine) => engine.Lanes / choice.SpeedUp;

    public static void HashWithBcl<TMessages>(Sha2 algorithm, TMessages messages, int message, Span<byte> digests)
        where TMessages : IMessages =>
        algorithm.HashWithBcl(messages.Bytes(message), digests.Slice(message * algorithm.DigestBytes, algorithm.DigestBytes));

    private static void SortByLength<TMessages>(TMessages messages, Span<int> order)
        where TMessages : IMessages
    {
        bool sorted = true;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            sorted &= i == 0 || messages.Length(i) <= messages.Length(i - 1);
        }

        if (!sorted) order.Sort((x, y) => messages.Length(y).CompareTo(messages.Length(x)));
    }

    /// <summary>
    /// How many of the longest messages the BCL takes. A message in a lane takes several times as long as in the BCL, which pays
    /// while the other lanes are busy: a few messages, or one that outlasts all others, are better off alone.
    /// </summary>
    private static int CountForBcl<TMessages>(
        LaneChoice choice, LaneEngine engine, Sha2 algorithm, TMessages messages, ReadOnlySpan<int> order)
        where TMessages : IMessages
    {
        double step = StepCost(choice, engine);
        long rest = 0;
        foreach (int message in order) rest += algorithm.PaddedBlocks(messages.Length(message));

        int best = 0;
        double bestCost = double.MaxValue;
        double alone = 0;
        for (int i = 0; i <= order.Length; i++)
        {
            long blocks = i == order.Length ? 0 : algorithm.PaddedBlocks(messages.Length(order[i]));
            double cost = alone + (step * Math.Max(blocks, (double)rest / engine.Lanes));
            if (cost < bestCost) (best, bestCost) = (i, cost);
            if (alone > bestCost) break;
            alone += BclCost(blocks);
            rest -= blocks;
        }

        return best;
    }
}
