using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("18.6.2")]
public sealed class BoxPathTests
{
    [Theory]
    [InlineData("/uuid")]
    [InlineData("/moov/trak[3]/mdia")]
    [InlineData("/moof/traf[2]/trun[10]")]
    [InlineData("/moov/url ")]
    [InlineData("/moov/©nam")]
    [InlineData("/free[99999999999999999999]")]
    [Clause("18.6.2-e", "18.6.2-f", "18.6.2-g", "18.6.2-h", "18.6.2-i", "18.6.2-j")]
    public void Legal_paths_are_read(string text)
    {
        Assert.True(BoxPath.TryParse(text, out var path));
        Assert.Equal(text, path.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("uuid")]
    [InlineData("//uuid")]
    [InlineData("/moov//trak")]
    [InlineData("/uui")]
    [InlineData("/uuidx")]
    [InlineData("/uuid/")]
    [InlineData("/uuid[0]")]
    [InlineData("/uuid[01]")]
    [InlineData("/uuid[-1]")]
    [InlineData("/uuid[]")]
    [InlineData("/uuid[1")]
    [InlineData("/uuid[1]x")]
    [InlineData("/uuid[ 1]")]
    [InlineData("/uuid[type=c2pa]")]
    [InlineData("/uuid[1][2]")]
    [InlineData("/*")]
    [InlineData("/../uuid")]
    [InlineData("/uu[d")]
    [InlineData("/uuid\n")]
    [InlineData("/日本日本")]
    [Clause("18.6.2-e", "18.6.2-f", "18.6.2-g", "18.6.2-h", "18.6.2-i", "18.6.2-j")]
    public void Illegal_paths_are_refused(string text) => Assert.False(BoxPath.TryParse(text, out _));
}
