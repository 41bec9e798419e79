using System.Globalization;
using Provenance.Cbor;

namespace Provenance.Tests;

/// <summary>An integer of 65 bits without the platform's type for it: every edge of both ranges.</summary>
public sealed class CborIntegerTests
{
    public static TheoryData<string> Edges() =>
    [
        "0", "1", "23", "24", "-1", "-24", "-25", "9007199254740993", "-9007199254740993", "9223372036854775807", "9223372036854775808", "9223372036854775809",
        "-9223372036854775807", "-9223372036854775808", "-9223372036854775809", "18446744073709551614", "18446744073709551615",
        "-18446744073709551614", "-18446744073709551615", "-18446744073709551616",
    ];

    [Theory]
    [MemberData(nameof(Edges))]
    public void Every_view_of_a_number_agrees_with_the_platforms_wide_integer(string digits)
    {
        var wide = Int128.Parse(digits, CultureInfo.InvariantCulture);
        var made = CborValue.Integer(wide);
        Assert.True(CborValue.TryParse(made.Encoded, ParserLimits.Default, out var read, out string? error), error);

        foreach (var value in (CborValue[])[made, read])
        {
            Assert.Equal(wide, value.AsInteger);
            Assert.Equal(wide >= long.MinValue && wide <= long.MaxValue ? (long)wide : null, value.AsInt64);
            Assert.Equal(wide >= 0 ? (ulong)wide : null, value.AsUInt64);
            Assert.Equal((double)wide, value.AsDouble);
            Assert.Equal(digits, value.Number!.Value.ToString());
            Assert.Equal(long.CreateSaturating(wide), value.Number.Value.Saturated);
        }
    }

    [Fact]
    public void What_needs_more_than_64_bits_beside_the_sign_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CborValue.Integer((Int128)ulong.MaxValue + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CborValue.Integer(-2 - (Int128)ulong.MaxValue));
    }
}
