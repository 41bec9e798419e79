using System.Buffers.Binary;
using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>
/// A signed asset is cut off at every length, and its blocks of eight bytes change places. It is not valid then, unless all that a swap changes lies in the
/// parts that no hash protects (<see cref="Unprotected"/>).
/// </summary>
[Clause("15.12.2")]
public sealed class BlockTests
{
    private const int SomeSwaps = 600;

    public static TheoryData<string> Forms => [.. Attacked.Names];

    [Theory]
    [MemberData(nameof(Forms))]
    public Task Truncations_are_noticed(string name) =>
        TruncateAsync(name, static (length, whole) => length < 64 || length > whole - 64 || length % 7 == 0);

    [Theory(Explicit = true)]
    [Trait("Category", "Long")]
    [MemberData(nameof(Forms))]
    public Task Every_truncation_is_noticed(string name) => TruncateAsync(name, static (_, _) => true);

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_swap_of_neighbouring_blocks_is_noticed(string name)
    {
        var counts = await BlockSwaps.RunAsync(await Attacked.FormAsync(name), BlockSwaps.Neighbours);
        Check(name, counts);
        var accepted = counts.Keys.Where(c => c.Parts != "=" && c.Fate != Fate.Refused).GroupBy(c => c.Parts, c => c.Fate, StringComparer.Ordinal).Select(c => (c.Key, c.Max()));
        Assert.Equal(BlockSwaps.Accepted.Where(a => a.Form == name).Select(a => (a.Part, a.AtBest)).Order(), accepted.Order());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Swaps_of_blocks_far_apart_are_noticed(string name) =>
        Check(name, await BlockSwaps.RunAsync(await Attacked.FormAsync(name), length => BlockSwaps.Some(length, SomeSwaps)));

    [Theory(Explicit = true)]
    [Trait("Category", "Long")]
    [InlineData("flat")]
    public async Task Every_swap_of_any_two_blocks_is_noticed(string name) => Check(name, await BlockSwaps.RunAsync(await Attacked.FormAsync(name), BlockSwaps.All));

    private static async Task TruncateAsync(string name, Func<int, int, bool> isCut)
    {
        var form = await Attacked.FormAsync(name);
        int count = 0;
        for (int i = 0; i < form.Files.Length; i++)
        {
            int file = i;
            byte[] whole = form.Files[file];

            // mfra is hashed by nobody (18.6.2): without it the file is as it was signed.
            int? last = LastBox(whole, "mfra");
            await Parallel.ForAsync(0, whole.Length, async (length, _) =>
            {
                if (length == last || isCut(length, whole.Length))
                {
                    var reading = await form.ReadAsync(file, whole[..length]);
                    Assert.True((length == last) == (reading.State >= ValidationState.Valid), $"{form.NameOf(file)} cut to {length} bytes: {reading}");
                    Interlocked.Increment(ref count);
                }
            });
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {count} lengths");
    }

    // Where the last box of a file begins, when it is of the type.
    private static int? LastBox(byte[] file, string type)
    {
        for (int at = 0; at < file.Length;)
        {
            int size = (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (at + size == file.Length)
            {
                return file.AsSpan(at + 4, 4).SequenceEqual(Encoding.ASCII.GetBytes(type)) ? at : null;
            }

            // Large sizes and "to the end" do not occur in these files.
            at += Math.Max(size, 8);
        }

        return null;
    }

    private static void Check(string name, IReadOnlyDictionary<(string Parts, Fate Fate), int> counts)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: " + string.Join("; ", counts.OrderBy(c => c.Key.Parts, StringComparer.Ordinal).Select(c => $"{c.Key.Parts} {c.Key.Fate} {c.Value}")));
        var listed = Unprotected.All.ToDictionary(u => u.Part, StringComparer.Ordinal);
        foreach (var ((parts, fate), _) in counts.Where(c => c.Key.Parts != "=" && c.Key.Fate != Fate.Refused))
        {
            // As good as the best of the parts it changes, and no part that is not listed.
            string[] each = parts.Split(" + ");
            Assert.True(Array.TrueForAll(each, listed.ContainsKey) && fate <= each.Max(p => listed[p].Fate), $"{name}: a swap in {parts} is {fate}");
        }

        Assert.True(counts.GetValueOrDefault(("refused", Fate.Refused)) > 0);
    }
}
