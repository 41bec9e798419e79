using System.Globalization;
using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>
/// One bit of a signed asset is flipped, and the asset is read through the public interface. What goes unnoticed is exactly what the standard leaves
/// without protection, listed in <see cref="Unprotected"/> and published as a table. Every flip gives a report, never an exception.
/// </summary>
[Clause("15.12.2")]
public sealed class SingleBitTests
{
    private static string PagePath => Repository.PathOf("spec-notes", "single-bit.md");

    public static TheoryData<string> Forms => [.. Attacked.Names];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_flipped_bit_goes_unnoticed_only_where_the_standard_protects_nothing(string name) =>
        Check(await BitSweep.RunAsync(await Attacked.FormAsync(name), everyBit: false));

    [Theory(Explicit = true)]
    [Trait("Category", "Long")]
    [MemberData(nameof(Forms))]
    public async Task Every_bit_of_every_byte(string name)
    {
        var counts = await BitSweep.RunAsync(await Attacked.FormAsync(name), everyBit: true);
        int Sum(Fate fate) => counts.Where(c => c.Key.Fate == fate).Sum(c => c.Value);
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {counts.Values.Sum()} flips, {Sum(Fate.Refused)} refused, {Sum(Fate.Noted)} noted, {Sum(Fate.Silent)} silent");
        Check(counts);
    }

    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = new StringBuilder("""
            # What a single changed bit can do unnoticed

            Generated from `Unprotected.cs` by `SingleBitTests`; do not edit. A small file of each form is signed, then each of its bits is flipped and the file is read
            through the public interface (`dotnet test tests/Provenance.Attacks.Tests --filter Category=Long -- xUnit.Explicit=on`; every run flips a tenth of them).
            Every flip leads to a report, never to an exception. The verdict of the flipped file is worse everywhere but in the parts below; a flip that goes unnoticed
            elsewhere fails the test. *Noted*: the verdict is the same, and the findings say what is wrong. *Silent*: nothing that a reader is told is different.

            Forms: 
            """.TrimEnd());
        page.Append(' ').AppendJoin(", ", Attacked.Names).Append(".\n\n| Part | At best | All bits of it | Clause | Why |\n|---|---|---|---|---|\n");
        foreach (var part in Unprotected.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {part.Part} | {part.Fate.ToString().ToLowerInvariant()} | {(part.IsWhole ? "yes" : "some")} | {part.Clause} | {part.Reason} |\n");
        }

        page.Append("""

            ## Cut off, and blocks changing places

            A file that is cut off is not valid, at every length from nothing to all but one byte (every seventh, and those near the ends, in every run; all in the
            long one). Two blocks of eight bytes change places: every pair of neighbours in every run, some that lie apart, and in the long run every pair of a flat
            file. A pair is passed over only when its blocks are alike, so that nothing changes. Else the file is not valid, unless each byte that changes lies in
            the parts above. For neighbours that is exactly here (`BlockTests`):

            | Form | Part | At best |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (form, part, fate) in BlockSwaps.Accepted)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {form} | {part} | {fate.ToString().ToLowerInvariant()} |\n");
        }

        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(PagePath, page.ToString());
        }

        Assert.True(
            string.Equals(page.ToString(), File.Exists(PagePath) ? File.ReadAllText(PagePath).ReplaceLineEndings("\n") : null, StringComparison.Ordinal),
            "spec-notes/single-bit.md is out of date: run this test with PROVENANCE_UPDATE_SNAPSHOTS=1.");
    }

    private static void Check(IReadOnlyDictionary<(string Part, Fate Fate), int> counts)
    {
        var listed = Unprotected.All.ToDictionary(u => u.Part, StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var ((part, fate), count) in counts)
        {
            string name = part[(part.IndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? colon + 2 : 0)..];
            var entry = listed.GetValueOrDefault(name);
            bool isRight = fate == Fate.Refused ? entry is not { IsWhole: true } : entry is not null && fate <= entry.Fate;
            if (!isRight)
            {
                faults.Add($"{part}: {count} flips are {fate}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
