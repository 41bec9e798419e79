using Provenance.Testing;

namespace Provenance.Tests.Assertions;

public sealed class DigitalSourceTypeTests
{
    [Fact]
    [Clause("18.15.4.5-a")]
    public void Every_term_is_found_by_its_name_and_its_URI()
    {
        Assert.Equal(22, DigitalSourceType.All.Count);
        foreach (var term in DigitalSourceType.All)
        {
            Assert.True(term.IsKnown);
            Assert.Equal(term, DigitalSourceType.FromName(term.Name));
            Assert.Equal(term, DigitalSourceType.FromName(term.Value));
            Assert.StartsWith("http://", term.Value, StringComparison.Ordinal);
        }

        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", DigitalSourceType.FromName("trainedAlgorithmicMedia").Value);
        Assert.Equal("http://c2pa.org/digitalsourcetype/empty", DigitalSourceType.FromName("empty").Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ai")]
    [InlineData("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")]
    public void Anything_else_is_refused_with_the_terms_there_are(string name)
    {
        var exception = Assert.Throws<ArgumentException>(() => DigitalSourceType.FromName(name));
        Assert.Contains("compositeWithTrainedAlgorithmicMedia", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", true)]
    [InlineData("https://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia", true)]
    [InlineData("trainedAlgorithmicMedia", true)]
    [InlineData("http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia", false)]
    [InlineData("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", false)]
    public void A_reader_sees_generated_media_also_where_the_writer_was_sloppy(string value, bool expected) =>
        Assert.Equal(expected, new DigitalSourceType(value).InvolvesTrainedModel);

    [Fact]
    public void The_default_value_is_harmless()
    {
        Assert.Equal(string.Empty, default(DigitalSourceType).ToString());
        Assert.False(default(DigitalSourceType).IsKnown);
        Assert.False(default(DigitalSourceType).InvolvesTrainedModel);
    }
}
