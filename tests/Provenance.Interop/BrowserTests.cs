using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>
/// The inspector page in a real browser: with mouse, with the keyboard alone, without script, light and dark, judged by axe as well. The
/// screenshots are attached to the test; <c>PROVENANCE_SCREENSHOTS</c> names a folder that gets them too.
/// </summary>
public sealed class BrowserTests
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge"];

    [Fact]
    public async Task A_person_sees_what_a_video_is()
    {
        string? chromium = Browsers.Select(Tools.Find).FirstOrDefault(p => p is not null);
        if (chromium is null)
        {
            Tools.Missing("Chromium is not on the PATH.");
        }

        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["shots"]);
        Dictionary<string, string> files = await FilesAsync(folder);
        WebApplication application = await StartAsync(folder);
        await using (application)
        {
            string url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";
            string report = await ReportAsync(folder, files["signed"]);
            Observation seen = (await Peer.BrowseAsync<Observation>(folder, new { chromium, url, screenshots = folder["shots"], report, files })).Single();
            KeepScreenshots(folder["shots"]);

            foreach (string scheme in (string[])["light", "dark"])
            {
                AssertVerdict(seen.Verdicts[$"signed {scheme}"], "Trusted", "good", "A red fox at dawn", "Acme Video", "wholly: a generative model made it");
                AssertVerdict(seen.Verdicts[$"tampered {scheme}"], "Not authentic", "alarm", "changed after signing", "do not rely on it");
                AssertVerdict(seen.Verdicts[$"plain {scheme}"], "No credentials", "neutral", "neither for nor against");
                AssertVerdict(seen.Verdicts[$"stranger {scheme}"], "Valid, not trusted", "caution");
                AssertVerdict(seen.Verdicts[$"zip {scheme}"], "Unsupported", "neutral");
                AssertVerdict(seen.Verdicts[$"hostile {scheme}"], "Trusted", "good", "<script>");
                Assert.All(seen.Verdicts.Where(v => v.Key.EndsWith(scheme, StringComparison.Ordinal)), v => Assert.Equal(1, v.Value.Scripts));

                // The verdict is seen first, without scrolling.
                Assert.All(seen.Verdicts.Where(v => v.Key.EndsWith(scheme, StringComparison.Ordinal)), v => Assert.True(v.Value.Top, v.Key));

                // Only tampering looks alarming; knowing nothing looks like plain text.
                Assert.Equal(seen.Verdicts[$"plain {scheme}"].TextColor, seen.Verdicts[$"plain {scheme}"].HeadlineColor);
                Assert.NotEqual(seen.Verdicts[$"tampered {scheme}"].TextColor, seen.Verdicts[$"tampered {scheme}"].HeadlineColor);
                Assert.NotEqual(seen.Verdicts[$"tampered {scheme}"].HeadlineColor, seen.Verdicts[$"stranger {scheme}"].HeadlineColor);
            }

            Assert.Equal("Trusted", seen.Verdicts["dropped"].Headline);
            Assert.Equal(("Not authentic", "alarm"), (seen.Verdicts["noscript"].Headline, seen.Verdicts["noscript"].Tone));
            Assert.StartsWith("NOT AUTHENTIC — ", seen.Verdicts["noscript"].Title, StringComparison.Ordinal);

            Assert.Equal("input#video", seen.Keyboard.First);
            Assert.Equal("solid", seen.Keyboard.Outline);
            Assert.Equal("Trusted", seen.Keyboard.Verdict);
            Assert.True(seen.Keyboard.ForensicOpen, string.Join(" > ", seen.Keyboard.Visited));

            // Nothing leaves the machine, nothing from a video runs, and axe finds nothing.
            Assert.NotEmpty(seen.Requests);
            Assert.All(seen.Requests, r => Assert.StartsWith(url, r, StringComparison.Ordinal));
            Assert.Equal(0, seen.Dialogs);
            Assert.Empty(seen.Console);
            Assert.Empty(seen.Violations);
            Assert.True(seen.Verdicts["narrow"].Top, "On a narrow screen the verdict is not seen first.");
            Assert.True(seen.Layout.Narrow, "On a narrow screen the page scrolls sideways.");
            Assert.True(seen.Layout.Printed, "The closed level is not printed.");
            Assert.Equal(1, seen.Layout.ReportRequests);
        }
    }

    private static void AssertVerdict(BrowserVerdict verdict, string headline, string tone, params string[] texts)
    {
        Assert.Equal((headline, tone), (verdict.Headline, verdict.Tone));
        Assert.All(texts, t => Assert.Contains(t, verdict.Text, StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, string>> FilesAsync(TempFolder folder)
    {
        Mp4Track track = Mp4Track.Of(1, sampleCount: 8);
        byte[] plain = new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
        byte[] signed = await SignAsync(plain, "A red fox at dawn", TestPki.Default.Signer());
        byte[] edited = await SignAsync(signed, "A red fox, cut", TestPki.Default.Signer(), IfSigned.Ingredient);
        byte[] tampered = [.. edited];
        tampered[^1] ^= 1;
        const string Hostile = "</title><script>alert(1)</script><img src=x onerror=alert(2)>" + "averyverylongwordthatdoesnotbreakanywhere_averyverylongwordthatdoesnotbreakanywhere";
        TestCredential evil = TestPki.Default.Signer(profile: TestProfile.Signer with { CommonName = "Evil <script>alert(3)</script>" });
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("fox.mp4");
        }

        return new(StringComparer.Ordinal)
        {
            ["plain"] = folder.Write("plain.mp4", plain),
            ["signed"] = folder.Write("fox.mp4", edited),
            ["tampered"] = folder.Write("fox-changed.mp4", tampered),
            ["stranger"] = folder.Write("stranger.mp4", await SignAsync(plain, "By a stranger", TestPki.Stranger.Signer())),
            ["hostile"] = folder.Write("hostile.mp4", await SignAsync(plain, Hostile, evil)),
            ["zip"] = folder.Write("archive.mp4", zip.ToArray()),
        };
    }

    private static async Task<byte[]> SignAsync(byte[] video, string title, TestCredential credential, IfSigned ifSigned = IfSigned.Fail)
    {
        using var output = new MemoryStream();
        var generator = new ClaimGeneratorInfo("Acme Video", "2.1.0");
        var definition = new ManifestDefinition { ClaimGenerator = generator, Title = title, Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia, generator)] };
        await Mp4.SignAsync(
            AssetSource.FromMemory(video),
            output,
            definition,
            ClaimSigner.FromPem(credential.ChainPem, credential.PrivateKeyPem),
            new SigningOptions { IfSigned = ifSigned, IngredientValidation = Options });
        return output.ToArray();
    }

    private static ValidationOptions Options => new() { TrustList = TestPki.Default.SignerTrust };

    private static async Task<WebApplication> StartAsync(TempFolder folder)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddProvenance(o => (o.Validation, o.TemporaryFolder) = (Options, folder.Path));
        WebApplication application = builder.Build();
        application.MapProvenanceInspector("/");
        await application.StartAsync();
        return application;
    }

    private static async Task<string> ReportAsync(TempFolder folder, string video)
    {
        var result = await new Validator(Mp4.Format) { Options = Options }.ValidateAsync(video, null, TestContext.Current.CancellationToken);
        using var text = new StringWriter();
        HtmlReport.Write(text, "fox.mp4", result);
        return folder.Write("report.html", text.ToString());
    }

    private static void KeepScreenshots(string folder)
    {
        string? copies = Environment.GetEnvironmentVariable("PROVENANCE_SCREENSHOTS");
        foreach (string shot in Directory.EnumerateFiles(folder))
        {
            string name = Path.GetFileName(shot);
            TestContext.Current.AddAttachment(name, File.ReadAllBytes(shot), name.EndsWith(".pdf", StringComparison.Ordinal) ? "application/pdf" : "image/png");
            if (copies is not null)
            {
                Directory.CreateDirectory(copies);
                File.Copy(shot, Path.Combine(copies, name), overwrite: true);
            }
        }
    }

    internal sealed record Observation(
        string[] Requests, string[] Console, int Dialogs, string[] Violations, Dictionary<string, BrowserVerdict> Verdicts, BrowserKeyboard Keyboard, BrowserLayout Layout);

    internal sealed record BrowserVerdict(string Title, string Headline, string Tone, string Text, int Scripts, bool Top, string HeadlineColor, string TextColor);

    internal sealed record BrowserKeyboard(string First, string Outline, string Verdict, string[] Visited, bool ForensicOpen);

    internal sealed record BrowserLayout(bool Narrow, bool Printed, int ReportRequests);
}
