using System.Globalization;
using System.Text.RegularExpressions;
using Provenance.Html;

namespace Provenance.Tests.AspNetCore;

/// <summary>Every colour of the pages against every ground it stands on, in light and dark: WCAG 2.2 AA, 1.4.3 (text, 4.5 to 1) and 1.4.11 (marks and edges, 3 to 1).</summary>
public sealed partial class ContrastTests
{
    private const double Text = 4.5;
    private const double Mark = 3;

    public static TheoryData<string, string, string, double> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, string, double>();
            foreach (string scheme in (string[])["light", "dark"])
            {
                foreach (string ground in (string[])["page", "card", "box"])
                {
                    pairs.Add(scheme, "text", ground, Text);
                    pairs.Add(scheme, "soft", ground, Text);
                    pairs.Add(scheme, "link", ground, Text);
                    pairs.Add(scheme, "good", ground, Mark);
                    pairs.Add(scheme, "alarm", ground, Mark);
                    pairs.Add(scheme, "neutral", ground, Mark);
                    pairs.Add(scheme, "edge", ground, Mark);
                }

                foreach (string tone in (string[])["good", "caution", "alarm", "neutral"])
                {
                    pairs.Add(scheme, tone, tone + "-box", Text);
                    pairs.Add(scheme, "text", tone + "-box", Text);
                    pairs.Add(scheme, tone, "card", Text);
                }

                // The button.
                pairs.Add(scheme, "card", "link", Text);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_is_shown_can_be_seen(string scheme, string colour, string ground, double least)
    {
        Dictionary<string, double> luminance = LuminancesOf(scheme);
        double one = luminance[colour];
        double other = luminance[ground];
        Assert.InRange((Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05), least, 21);
    }

    [Fact]
    public void No_colour_is_used_that_is_not_named() =>
        Assert.Empty(Colour().Matches(Rules().Replace(HtmlPage.Style, string.Empty)).Select(m => m.Value));

    private static Dictionary<string, double> LuminancesOf(string scheme)
    {
        string[] blocks = [.. Rules().Matches(HtmlPage.Style).Select(m => m.Value)];
        Assert.Equal(3, blocks.Length); // light, dark, paper
        return Variable().Matches(blocks[scheme == "light" ? 0 : 1]).ToDictionary(m => m.Groups[1].Value, m => Luminance(m.Groups[2].Value), StringComparer.Ordinal);
    }

    // WCAG 2.2, "relative luminance".
    private static double Luminance(string hex)
    {
        string full = hex.Length == 3 ? string.Concat(hex.Select(c => new string(c, 2))) : hex;
        double[] channels =
        [
            .. Enumerable.Range(0, 3).Select(i => int.Parse(full.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex Rules();

    [GeneratedRegex("--([a-z-]+): #([0-9a-f]{3}(?:[0-9a-f]{3})?);")]
    private static partial Regex Variable();

    [GeneratedRegex("#[0-9a-f]{3,8}\\b")]
    private static partial Regex Colour();
}
