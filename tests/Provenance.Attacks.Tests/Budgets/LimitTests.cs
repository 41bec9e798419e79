using System.Reflection;

namespace Provenance.Tests.Attacks;

/// <summary>Every member of <see cref="ParserLimits"/>: as many as it allows are read, one more is what the reader says of it. A new limit needs a new case.</summary>
public sealed class LimitTests
{
    public static TheoryData<string> Limits => [.. LimitCase.All.Select(c => c.Limit)];

    [Fact]
    public void Every_limit_has_a_case()
    {
        var properties = typeof(ParserLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.PropertyType == typeof(int) || p.PropertyType == typeof(long)).Select(p => p.Name);
        Assert.Equal(properties.Order(StringComparer.Ordinal), LimitCase.All.Select(c => c.Limit).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void At_the_limit_it_is_read_and_one_more_is_refused(string limit)
    {
        var input = LimitCase.All.Single(c => c.Limit == limit);
        string usual = input.Read(ParserLimits.Default);
        Assert.StartsWith("Trusted", usual, StringComparison.Ordinal);
        int needs = input.Needs ?? Find(input, usual);
        string atLimit = input.Read(input.With(needs));
        string beyond = input.Read(input.With(needs - 1));
        TestContext.Current.TestOutputHelper!.WriteLine($"{limit} {needs}: {beyond}");
        Assert.True(atLimit == usual, $"{limit} {needs}: {atLimit}, not {usual}");
        Assert.True(beyond != usual && beyond.Split(' ').Contains(input.Refusal, StringComparer.Ordinal), $"{limit} {needs - 1}: {beyond}");
    }

    // The least with which it is read as with the usual limits.
    private static int Find(LimitCase input, string usual)
    {
        int refused = 0;
        int read = 1;
        while (input.Read(input.With(read)) != usual)
        {
            (refused, read) = (read, read * 2);
        }

        while (read - refused > 1)
        {
            int middle = (read + refused) / 2;
            (refused, read) = input.Read(input.With(middle)) == usual ? (refused, middle) : (middle, read);
        }

        return read;
    }
}
