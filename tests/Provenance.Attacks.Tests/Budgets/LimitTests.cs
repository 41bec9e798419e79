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
    public void At_the_limit_it_is_read_and_one_more_is_refused_by_name(string limit)
    {
        var input = LimitCase.All.Single(c => c.Limit == limit);
        string usual = input.Read(ParserLimits.Default);
        Assert.StartsWith("Trusted", usual, StringComparison.Ordinal);
        string atLimit = input.Read(input.With(input.Needs));
        string beyond = input.Read(input.With(input.Needs - 1));
        TestContext.Current.TestOutputHelper!.WriteLine($"{limit} {input.Needs}: {beyond}");
        Assert.True(atLimit == usual, $"{limit} {input.Needs}: {atLimit}, not {usual}");
        Assert.True(beyond != usual && beyond.Split(' ').Contains(input.Refusal, StringComparer.Ordinal), $"{limit} {input.Needs - 1}: {beyond}");
        Assert.Contains($"(limit {limit}: {input.Needs - 1}).", beyond, StringComparison.Ordinal);
    }
}
