using System.Security.Cryptography;

namespace Provenance.Tests;

/// <summary>Our reader of PEM text finds what the platform's finds, in good text and in bad.</summary>
public sealed class PemBlockTests
{
    // Texts are put together of these; most combinations are malformed in one way or another.
    private static readonly string[] Pieces =
    [
        "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN A-B C-----", "-----END A-B C-----", "-----BEGIN A--B-----", "-----END A--B-----",
        "-----BEGIN -----", "-----END -----", "-----BEGIN é-----", "-----", "\n", "\r\n", " ", "\t", "\v", "\f", "AAEC", "AAE=", "AA==", "A", "=", "é", "x",
    ];

    [Fact]
    public void Finds_the_blocks_that_the_platform_finds()
    {
        var random = new Random(20);
        int found = 0;
        for (int i = 0; i < 20_000; i++)
        {
            // A new line last: the platform takes any one character after the last block for a space.
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Pieces[random.Next(Pieces.Length)])) + "\n";
            (string, string)[] expected = [.. OfPlatform(text)];

            Assert.True(expected.SequenceEqual(PemBlock.All(text).Select(b => (b.Label, Convert.ToHexString(b.Content)))), $"{string.Join('|', expected)} against {string.Join('|', PemBlock.All(text).Select(b => (b.Label, Convert.ToHexString(b.Content))))}: {text}");
            found += expected.Length;
        }

        Assert.InRange(found, 50, int.MaxValue);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("AAEC\n")]
    [InlineData(" AA EC\r\nAwQF \n")]
    [InlineData("AAE=\n")]
    public void Reads_the_content_of_a_block_between_other_text(string content)
    {
        string text = $"subject=/CN=x\n-----BEGIN X-----\n{content}-----END X-----\nand more";
        Assert.Equal(OfPlatform(text), PemBlock.All(text).Select(b => (b.Label, Convert.ToHexString(b.Content))));
        Assert.Single(PemBlock.All(text));
    }

    private static IEnumerable<(string Label, string Content)> OfPlatform(string text)
    {
        for (int at = 0; PemEncoding.TryFind(text.AsSpan(at), out var fields); at += fields.Location.End.GetOffset(text.Length - at))
        {
            yield return (text[at..][fields.Label], Convert.ToHexString(Convert.FromBase64String(text[at..][fields.Base64Data])));
        }
    }
}
