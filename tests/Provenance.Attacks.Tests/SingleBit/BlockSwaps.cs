using System.Collections.Concurrent;

namespace Provenance.Tests.Attacks;

/// <summary>Swaps blocks of eight bytes of a signed asset and reads it through the public interface.</summary>
internal static class BlockSwaps
{
    /// <summary>Length of a block in bytes.</summary>
    public const int Size = 8;

    /// <summary>
    /// Where blocks that lie side by side can change places and the file stays valid: the forms, the part that all changed bytes are of, and what of it is seen
    /// at best. No more, and no fewer.
    /// </summary>
    public static IReadOnlyList<(string Form, string Part, Fate AtBest)> Accepted { get; } =
    [
        .. Attacked.Names.Where(n => n != "segments").Select(n => (n, "ftyp, content", Fate.Silent)),
        ("fragments in one file", "mfra, content", Fate.Silent),
        ("flat with a time-stamp", "signature, unprotected header, sigTst2", Fate.Noted),
    ];

    /// <summary>Every pair of neighbours.</summary>
    public static IEnumerable<(int First, int Second)> Neighbours(int length) => Enumerable.Range(0, Math.Max(0, (length / Size) - 1)).Select(b => (b * Size, (b + 1) * Size));

    /// <summary>Every pair.</summary>
    public static IEnumerable<(int First, int Second)> All(int length) =>
        Enumerable.Range(0, length / Size).SelectMany(a => Enumerable.Range(a + 1, (length / Size) - a - 1).Select(b => (a * Size, b * Size)));

    /// <summary>Some pairs, whatever lies between them.</summary>
    public static IEnumerable<(int First, int Second)> Some(int length, int count)
    {
        var random = new Random(length);
        return Enumerable.Range(0, length < 2 * Size ? 0 : count).Select(_ => (random.Next(length / Size) * Size, random.Next(length / Size) * Size));
    }

    /// <summary>Swaps the pairs of blocks in every file of the form; of the swaps that change something, the parts whose bytes they change.</summary>
    /// <returns>How many swaps had which fate; a part is all parts that one swap changes, joined by <c>+</c>. Equal blocks are counted as the part <c>=</c>.</returns>
    public static async Task<IReadOnlyDictionary<(string Parts, Fate Fate), int>> RunAsync(SignedForm form, Func<int, IEnumerable<(int First, int Second)>> pairs)
    {
        var original = await form.ReadAsync().ConfigureAwait(false);
        Assert.Equal(ValidationState.Trusted, original.State);
        var counts = new ConcurrentDictionary<(string, Fate), int>();
        for (int i = 0; i < form.Files.Length; i++)
        {
            int file = i;
            byte[] whole = form.Files[file];
            var anatomy = new Anatomy(whole);
            await Parallel.ForEachAsync(pairs(whole.Length), async (pair, _) =>
            {
                byte[] swapped = [.. whole];
                whole.AsSpan(pair.First, Size).CopyTo(swapped.AsSpan(pair.Second));
                whole.AsSpan(pair.Second, Size).CopyTo(swapped.AsSpan(pair.First));
                if (swapped.AsSpan().SequenceEqual(whole))
                {
                    counts.AddOrUpdate(("=", Fate.Silent), 1, static (_, n) => n + 1);
                    return;
                }

                var fate = BitSweep.FateOf(original, await form.ReadAsync(file, swapped).ConfigureAwait(false));
                var changed = Enumerable.Range(pair.First, Size).Concat(Enumerable.Range(pair.Second, Size)).Where(at => swapped[at] != whole[at]);
                string parts = fate == Fate.Refused ? "refused" : string.Join(" + ", changed.Select(at => anatomy[at]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
                counts.AddOrUpdate((parts, fate), 1, static (_, n) => n + 1);
            }).ConfigureAwait(false);
        }

        return counts;
    }
}
