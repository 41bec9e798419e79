using System.Text.RegularExpressions;
using System.Xml.Linq;
using Provenance.Html;

namespace Provenance.Tests.AspNetCore;

/// <summary>A report is one harmless, well-formed page; its tone is that of the verdict, and nothing from a video is markup in it.</summary>
public sealed partial class HtmlReportTests
{
    public static TheoryData<string> Vectors => [.. VectorCase.All.Keys];

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Every_vector_makes_a_page_of_the_right_tone(string name)
    {
        var vector = VectorCase.All[name];
        var built = vector.Build();
        var result = await new Validator(Mp4.Format) { Options = vector.Trust.ToOptions(built) }.ValidateAsync(AssetSource.FromMemory(built.File), null, TestContext.Current.CancellationToken);
        XElement page = Page(result, name + ".mp4");
        string tone = Assert.Single(page.Descendants(), e => e.Attribute("data-tone") is not null).Attribute("data-tone")!.Value;
        Assert.Equal(
            vector.State switch { "Trusted" => "good", "Valid" or "WellFormed" => "caution", "Invalid" => "alarm", _ => "neutral" },
            tone);
    }

    [Fact]
    public async Task The_page_tells_who_when_which_model_and_whether_ai_made_it()
    {
        XElement page = Page(await SignedVideo.ValidateAsync(await SignedVideo.GetAsync()));
        string text = page.Value;
        Assert.Equal("Trusted", page.Descendants("h2").Single().Value);
        foreach (string said in (string[])["Signed by", "Test signer", "Signed at", "Model", "Made by AI", "wholly: a generative model made it", "Acme Video 2.1.0", "A red fox at dawn", "assertion.bmffHash.match", "crJSON"])
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }

        // Three levels: at first sight, open, closed.
        Assert.Equal(["details", "forensic"], page.Descendants("details").Select(d => d.Attribute("class")!.Value));
        Assert.Equal([true, false], page.Descendants("details").Select(d => d.Attribute("open") is not null));
    }

    [Fact]
    public async Task What_does_not_hold_is_not_attributed()
    {
        XElement page = Page(await SignedVideo.ValidateAsync(await SignedVideo.TamperedAsync()));
        Assert.Equal("Not authentic", page.Descendants("h2").Single().Value);
        Assert.Contains("do not rely on it", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credentials_are_no_accusation()
    {
        XElement page = Page(await SignedVideo.ValidateAsync(SignedVideo.Plain));
        Assert.Equal("No credentials", page.Descendants("h2").Single().Value);
        Assert.Contains("neither for nor against", page.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("data-tone=\"alarm\"", page.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("</title><script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("'><svg/onload=alert(1)>")]
    [InlineData("]]><!-- --><style>*{display:none}</style>")]
    [InlineData("safe\u202Eevil\u0000\u0007\u2066")]
    public async Task Nothing_from_a_video_is_markup(string hostile)
    {
        var credential = TestPki.Default.Signer(profile: TestProfile.Signer with { CommonName = "Evil <script>alert(2)</script> & \"Co\" 'x'" });
        byte[] video = await SignedVideo.SignAsync(SignedVideo.Plain, hostile, credential, generator: "<b>" + hostile);
        string html = Html(await SignedVideo.ValidateAsync(video), hostile + ".mp4");
        XElement page = Parse(html);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "img" or "b" or "iframe" or "object" or "link");
        Assert.Single(page.Descendants("style"));
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name.LocalName is "src" or "href" or "style");
        Assert.DoesNotContain('\u202E', html);
        Assert.DoesNotContain('\u2066', html);
        Assert.DoesNotContain('\0', html);
    }

    [Fact]
    public async Task The_page_loads_nothing_and_runs_nothing()
    {
        string html = Html(await SignedVideo.ValidateAsync(await SignedVideo.GetAsync()));
        XElement page = Parse(html);
        string policy = page.Descendants("meta").Single(m => m.Attribute("http-equiv")?.Value == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains(HtmlPage.HashOf(StyleOf(html)), policy, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", HtmlPage.Style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", HtmlPage.Style, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_reader_finds_its_way()
    {
        XElement page = Page(await SignedVideo.ValidateAsync(await SignedVideo.GetAsync()));
        Assert.Equal("en", page.Attribute("lang")!.Value);
        Assert.Single(page.Descendants("main"));
        Assert.Single(page.Descendants("header"));
        Assert.Single(page.Descendants("footer"));

        // No level of heading is left out, every table has a caption and headed columns, every picture a name, every id is the only one.
        int[] levels = [.. page.Descendants().Where(e => Heading().IsMatch(e.Name.LocalName)).Select(e => e.Name.LocalName[1] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, string.Join(' ', levels)));
        Assert.All(page.Descendants("table"), t => Assert.True(t.Element("caption") is not null && t.Descendants("th").All(h => h.Attribute("scope") is not null)));
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        foreach (XAttribute reference in page.Descendants().Attributes("aria-labelledby"))
        {
            Assert.All(reference.Value.Split(' '), id => Assert.Contains(id, ids));
        }

        Assert.All(page.Descendants("svg"), s => Assert.True(s.Attribute("aria-hidden") is not null || s.Attribute("aria-labelledby") is not null));
    }

    [Fact]
    public async Task The_raw_document_is_the_crjson()
    {
        var result = await SignedVideo.ValidateAsync(await SignedVideo.GetAsync());
        using var json = new MemoryStream();
        result.WriteCrJson(json);
        using var expected = System.Text.Json.JsonDocument.Parse(json.ToArray());
        using var found = System.Text.Json.JsonDocument.Parse(Page(result).Descendants("pre").Single().Value);
        Assert.Equal(expected.RootElement.ToString(), found.RootElement.ToString());
    }

    [Fact]
    public async Task A_long_history_is_cut_and_said_to_be()
    {
        var vector = VectorCase.All.Values.First(v => v.Name.Contains("ingredient", StringComparison.Ordinal) && v.State == "Trusted");
        var built = vector.Build();
        var result = await new Validator(Mp4.Format) { Options = vector.Trust.ToOptions(built) }.ValidateAsync(AssetSource.FromMemory(built.File), null, TestContext.Current.CancellationToken);
        HistoryEntry entry = result.Generation.History!;
        HistoryEntry wide = entry with { Ingredients = [.. Enumerable.Repeat(entry, 100)] };
        using var output = new StringWriter();
        HistoryPicture.Write(new HtmlWriter(output), wide, "x");
        Assert.Contains("there are more", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(HistoryPicture.MaxEntries, output.ToString().Split("class=\"box\"").Length - 1);
    }

    private static XElement Page(ValidationResult result, string name = "fox.mp4") => Parse(Html(result, name));

    private static string Html(ValidationResult result, string name = "fox.mp4")
    {
        using var output = new StringWriter { NewLine = "\n" };
        HtmlReport.Write(output, name, result);
        return output.ToString();
    }

    // The writer's HTML is XML but for the document type and meta.
    internal static XElement Parse(string html) =>
        XElement.Parse(Meta().Replace(html.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal), "$1/>"), LoadOptions.PreserveWhitespace);

    private static string StyleOf(string html)
    {
        int start = html.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length;
        return html[start..html.IndexOf("</style>", StringComparison.Ordinal)];
    }

    [GeneratedRegex("(<(?:meta|input)[^>]*)>")]
    private static partial Regex Meta();

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex Heading();
}
