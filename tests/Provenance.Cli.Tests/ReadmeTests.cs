using Provenance.Cli.Demo;
using Provenance.Tests.Cli.Samples;

namespace Provenance.Tests.Cli;

/// <summary>The README tells the truth: its sample compiles and runs, its commands work, its table is the program's.</summary>
public sealed class ReadmeTests
{
    private static string Readme => File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n");

    [Theory]
    [InlineData("LibrarySample.cs", "README")]
    [InlineData("PieceSample.cs", "Pieces")]
    [InlineData("LiveSample.cs", "Packager")]
    [InlineData("LiveSample.cs", "Player")]
    [InlineData("GeneratorSamples.cs", "Text to video")]
    [InlineData("GeneratorSamples.cs", "Image to video")]
    public void The_samples_in_the_readme_are_those_that_are_compiled(string file, string mark)
    {
        string source = File.ReadAllText(Repository.PathOf("tests", "Provenance.Cli.Tests", "Samples", file)).ReplaceLineEndings("\n");
        int start = source.IndexOf($"// {mark} begins\n", StringComparison.Ordinal) + $"// {mark} begins\n".Length;
        int end = source.IndexOf($"        // {mark} ends", StringComparison.Ordinal);
        string[] lines = [.. source[start..end].Split('\n').Select(l => l.StartsWith("        ", StringComparison.Ordinal) ? l[8..] : l)];

        Assert.Contains(Blocks("csharp"), b => (b + "\n").Contains(string.Join('\n', lines), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sample_does_what_it_says()
    {
        using var folder = new TempFolder();
        folder.Write("fox.mp4", DemoVideo.Create());
        CliRun keys = await CliRun.RunAsync(["dev-keys", "-o", folder["keys"]], null, TimeProvider.System);
        Assert.True(keys.ExitCode == 0, keys.Error);

        // The sample uses relative paths, as people do. Nothing else in this project does.
        string before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            var result = await LibrarySample.RunAsync();
            Assert.Equal(ValidationState.Trusted, result.State);

            var validator = new Validator(Mp4.Format) { Options = new() { TrustList = TrustList.ForSigners("keys/root.pem") } };
            File.Delete("fox.signed.mp4");
            await GeneratorSamples.TextToVideoAsync();
            GenerationReport made = (await validator.ValidateAsync("fox.signed.mp4", null, TestContext.Current.CancellationToken)).Generation;
            Assert.Equal((AiInvolvement.Wholly, true, "Acme Corporation"), (made.Involvement, made.IsTrusted, made.Provider));

            folder.Write("fox.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
            File.Copy("fox.mp4", "frames.mp4");
            await GeneratorSamples.ImageToVideoAsync();
            made = (await validator.ValidateAsync("moving-fox.mp4", null, TestContext.Current.CancellationToken)).Generation;
            Assert.Equal((AiInvolvement.Wholly, "fox.png"), (made.Involvement, Assert.Single(made.Inputs).Title));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public async Task The_sample_on_pieces_does_what_it_says()
    {
        using var folder = new TempFolder();
        var credential = TestPki.Default.Signer();
        folder.Write("clip.mp4", DemoVideo.Create());
        (string chain, string key) = credential.WriteTo(folder, "acme");
        CliRun signed = await CliRun.RunAsync(["sign", folder["clip.mp4"], "-o", folder["signed.mp4"], "--merkle", "64K", "--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia"]);
        Assert.True(signed.ExitCode == 0, signed.Error);
        await using var arrived = AssetSource.FromFile(folder["signed.mp4"]);
        var options = new ValidationOptions { TrustList = TestPki.Default.SignerTrust, Clock = TestPki.Clock };
        long fetched = 0;
        var verdict = await PieceSample.RunAsync(arrived, arrived.Length, options, range =>
        {
            fetched += range.Length;
            return Task.CompletedTask;
        });
        Assert.Equal(PieceStatus.Authentic, verdict.Status);
        Assert.True(fetched < arrived.Length);
    }

    [Fact]
    public async Task The_sample_on_live_video_does_what_it_says()
    {
        var clock = new ManualClock(TestPki.Now);
        var published = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var (init, segments) = SegmentsTests.Stream(3);
        async IAsyncEnumerable<byte[]> Packaged()
        {
            foreach (byte[] segment in segments)
            {
                yield return segment;
                await Task.Yield();
                clock.Advance(TimeSpan.FromHours(10));
            }
        }

        var manifest = new ManifestDefinition { ClaimGenerator = new("Acme Packager", "1.0"), Assertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)] };
        await LiveSample.PackAsync(AssetSource.FromMemory(init), Packaged(), manifest, TestPki.Default.Signer().CreateSigner(), new() { Clock = clock }, (name, bytes) =>
        {
            published[name] = System.Buffers.BuffersExtensions.ToArray(bytes);
            return Task.CompletedTask;
        });
        Assert.Equal(["init.mp4", "1.m4s", "2.m4s", "init-2.mp4", "3.m4s"], published.Keys);
        var shown = new List<string>();
        var options = new ValidationOptions { TrustList = TestPki.Default.SignerTrust, Clock = clock };
        await LiveSample.PlayAsync(published.Values.Select(b => AssetSource.FromMemory(b)).ToAsyncEnumerable(), options, shown.Add);
        Assert.Equal([": Authentic", "1: Authentic", "2: Authentic", ": Authentic", "3: Authentic"], shown);
    }

    [Fact]
    public async Task The_commands_of_the_readme_work_as_typed()
    {
        using var folder = new TempFolder();
        folder.Write("clip.mp4", DemoVideo.Create());
        folder.Write("fox.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        folder.Write("definition.json", """{ "claim_generator_info": [{ "name": "Acme" }], "actions": [{ "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia" }] }"""u8.ToArray());
        string[] commands = [.. Blocks("sh").SelectMany(b => b.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')).Where(l => l.StartsWith("provenance ", StringComparison.Ordinal))];
        Assert.NotEmpty(commands);

        foreach (string command in commands)
        {
            int comment = command.IndexOf("  #", StringComparison.Ordinal);
            string[] words = [.. Words(comment < 0 ? command : command[..comment]).Skip(1)];
            string[] args = [.. words.Select((w, i) => i > 0 && ((w.Contains('.', StringComparison.Ordinal) && !w.Contains("://", StringComparison.Ordinal)) || w == "keys" || w.StartsWith("keys/", StringComparison.Ordinal)) && !w.Contains(' ', StringComparison.Ordinal) ? folder[w] : w)];
            CliRun run = await CliRun.RunAsync(args);
            Assert.True(run.ExitCode == 0, $"{command}\n{run.Output}{run.Error}");
        }
    }

    [Fact]
    public void The_table_of_exit_codes_is_complete()
    {
        int[] codes =
        [
            .. typeof(Provenance.Cli.ExitCode).GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
                .Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!).Order(),
        ];
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 70, 130], codes);
        Assert.All(codes, code => Assert.Contains($"\n| {code} |", Readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_the_readme_links_to_exists()
    {
        foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(Readme, @"\]\((?!https?:|#)([^)]+)\)"))
        {
            string path = link.Groups[1].Value;
            Assert.True(Path.Exists(Repository.PathOf(path)), $"The README links to {path}.");
        }
    }

    internal static IEnumerable<string> Blocks(string language)
    {
        string[] parts = Readme.Split("```");
        for (int i = 1; i < parts.Length; i += 2)
        {
            if (parts[i].StartsWith(language + "\n", StringComparison.Ordinal))
            {
                yield return parts[i][(language.Length + 1)..].TrimEnd('\n');
            }
        }
    }

    internal static IEnumerable<string> Words(string command)
    {
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(command, "\"([^\"]*)\"|(\\S+)"))
        {
            yield return match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
        }
    }
}
