using Provenance.Reports;

namespace Provenance.Tests.Cli;

/// <summary>No text from a file can act on the terminal.</summary>
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("A red fox at dawn", "A red fox at dawn")]
    [InlineData("Grüße, 狐, лиса, ثعلب, 🦊", "Grüße, 狐, лиса, ثعلب, 🦊")]
    [InlineData("\u001b[31mNOT\u001b[0m", "\\u{1b}[31mNOT\\u{1b}[0m")]
    [InlineData("a\r\nTRUSTED", "a\\u{d}\\u{a}TRUSTED")]
    [InlineData("tab\tnul\0del\u007f", "tab\\u{9}nul\\u{0}del\\u{7f}")]
    [InlineData("c1 \u009b31m", "c1 \\u{9b}31m")]
    [InlineData("invoice\u202Egpj.mp4", "invoice\\u{202e}gpj.mp4")]
    [InlineData("\u2066x\u2069\u200f\u061c", "\\u{2066}x\\u{2069}\\u{200f}\\u{61c}")]
    [InlineData("zero\u200bwidth\ufeff\u2060", "zero\\u{200b}width\\u{feff}\\u{2060}")]
    [InlineData("line\u2028paragraph\u2029", "line\\u{2028}paragraph\\u{2029}")]
    [InlineData("private \ue000", "private \\u{e000}")]
    [InlineData("tag \U000e0041", "tag \\u{e0041}")]
    [InlineData("می\u200cخواهم 👩\u200d🚀", "می\u200cخواهم 👩\u200d🚀")]
    [InlineData(null, "")]
    public void What_acts_on_a_terminal_is_shown_as_an_escape(string? text, string expected) =>
        Assert.Equal(expected, VisibleText.Escape(text));

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_an_escape() =>
        Assert.Equal("a\\u{d800}b\\u{dc00}", VisibleText.Escape("a\ud800b\udc00"));

    [Fact]
    public void A_title_of_a_hundred_megabytes_is_cut()
    {
        string escaped = VisibleText.Escape(new string('x', 100_000_000));
        Assert.StartsWith(new string('x', VisibleText.MaxLength) + "…", escaped, StringComparison.Ordinal);
        Assert.True(escaped.Length < VisibleText.MaxLength + 60);
    }

    [Fact]
    public void Nothing_that_acts_survives_in_the_whole_of_Unicode()
    {
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (value is >= 0xD800 and <= 0xDFFF)
            {
                continue;
            }

            string escaped = VisibleText.Escape(char.ConvertFromUtf32(value));
            if (value is < 0x20 or (>= 0x7F and < 0xA0) or 0x200E or 0x200F or 0x061C or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069))
            {
                Assert.StartsWith("\\u{", escaped, StringComparison.Ordinal);
            }
        }
    }
}
