using System.Collections.Concurrent;

namespace Provenance.Tests.Attacks;

/// <summary>What became of a bit that was flipped.</summary>
internal enum Fate
{
    /// <summary>The verdict is lower.</summary>
    Refused,

    /// <summary>The verdict is the same, and something else is found than before.</summary>
    Noted,

    /// <summary>Nothing that a reader sees is different.</summary>
    Silent,
}

/// <summary>Flips bits of a signed asset one at a time and reads it through the public interface.</summary>
internal static class BitSweep
{
    /// <summary>Flips bits of every file of the form.</summary>
    /// <param name="form">The asset.</param>
    /// <param name="everyBit">All eight bits of each byte; otherwise one of them, another one from byte to byte.</param>
    public static async Task<IReadOnlyDictionary<(string Part, Fate Fate), int>> RunAsync(SignedForm form, bool everyBit)
    {
        var original = await form.ReadAsync().ConfigureAwait(false);
        Assert.Equal(ValidationState.Trusted, original.State);
        var counts = new ConcurrentDictionary<(string, Fate), int>();
        for (int i = 0; i < form.Files.Length; i++)
        {
            int file = i;
            var anatomy = new Anatomy(form.Files[file]);
            string prefix = form.IsSegmented ? form.NameOf(file) + ": " : string.Empty;
            await Parallel.ForAsync(0, form.Files[file].Length, async (at, _) =>
            {
                if (!everyBit && IsBulk(anatomy[at]) && at % 16 != 0)
                {
                    return;
                }

                byte[] bytes = [.. form.Files[file]];
                for (int bit = everyBit ? 0 : (at + (at / 16)) % 8; bit < 8; bit += everyBit ? 1 : 8)
                {
                    bytes[at] ^= (byte)(1 << bit);
                    var fate = FateOf(original, await form.ReadAsync(file, bytes).ConfigureAwait(false));
                    bytes[at] ^= (byte)(1 << bit);
                    counts.AddOrUpdate((prefix + anatomy[at], fate), 1, static (_, count) => count + 1);
                }
            }).ConfigureAwait(false);
        }

        return counts;
    }

    // Thousands of bytes that are all alike.
    private static bool IsBulk(string part) => part.Contains("pad", StringComparison.Ordinal) || part.Contains("mdat", StringComparison.Ordinal) || part.Contains("signature value", StringComparison.Ordinal);

    /// <summary>What a reading says of a change.</summary>
    public static Fate FateOf(Reading original, Reading reading) =>
        reading.State < original.State ? Fate.Refused : reading == original ? Fate.Silent : Fate.Noted;
}
