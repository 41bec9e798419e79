using System.Text.RegularExpressions;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary>
/// What the README shows being typed at a terminal (its <c>console</c> blocks) works: every line with a prompt is run, and what is shown below it is what comes
/// out. Other people's programs are stood in for: what makes, fetches and uploads a video, and <c>curl</c>.
/// </summary>
public sealed partial class ReadmeConsoleTests
{
    private static readonly string[] Servers = ["serve", "dev-tsa"];

    [Fact]
    public async Task Every_line_with_a_prompt_works_as_typed()
    {
        using var folder = new TempFolder();
        await PrepareAsync(folder);
        byte[] upload = [];
        int run = 0;
        foreach (string block in ReadmeTests.Blocks("console"))
        {
            ServerRun? server = null;
            try
            {
                foreach (string line in block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
                {
                    if (!line.StartsWith("$ ", StringComparison.Ordinal))
                    {
                        // What a server says: the port is the one that was free.
                        Assert.Equal(line, Port().Replace(server!.Address.AbsoluteUri.TrimEnd('/'), ":5280"));
                        continue;
                    }

                    run++;
                    string command = Comment().Replace(line[2..], string.Empty).TrimEnd(' ', '&');
                    string[] words = [.. ReadmeTests.Words(command)];
                    if (words[0] == "curl")
                    {
                        await PostAsync(words, server!, folder);
                    }
                    else if (Servers.Contains(words[1], StringComparer.Ordinal))
                    {
                        Assert.Null(server);
                        server = await ServerRun.StartAsync([.. Arguments(words[1..], folder, server)]);
                    }
                    else
                    {
                        upload = await TypeAsync(words, folder, server, upload);
                    }
                }
            }
            finally
            {
                if (server is not null)
                {
                    await server.DisposeAsync();
                }
            }
        }

        Assert.InRange(run, 10, int.MaxValue);
        var signed = await new Validator(Mp4.Format) { Options = new() { TrustList = TrustList.ForSigners(folder["keys/root.pem"]), Clock = TestPki.Clock } }
            .ValidateAsync(folder["clip.signed.mp4"], null, TestContext.Current.CancellationToken);
        Assert.Equal(ValidationState.Trusted, signed.State);
    }

    // What the lines name and do not make.
    private static async Task PrepareAsync(TempFolder folder)
    {
        CliRun keys = await CliRun.RunAsync(["dev-keys", "-o", folder["keys"]]);
        Assert.True(keys.ExitCode == 0, keys.Error);
        folder.Write("clip.mp4", DemoVideo.Create());
        foreach (var (name, track) in new[] { ("video", 1u), ("audio", 2u), (".", 1u) })
        {
            Directory.CreateDirectory(folder[name]);
            folder.Write($"{name}/init.mp4", new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(Mp4Track.Of(track, 1)).Build());
            for (int i = 1; i <= 2; i++)
            {
                folder.Write($"{name}/{i}.m4s", new Mp4Builder().Fragment((uint)i, Mp4Track.Of(track, 1), [Bytes.Pattern(90, i)]).Build());
            }
        }

        folder.Write("stream.mpd", """
            <MPD mediaPresentationDuration="PT4S"><Period>
            <AdaptationSet><Representation id="video"><SegmentTemplate duration="2" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/></Representation></AdaptationSet>
            <AdaptationSet><Representation id="audio"><SegmentTemplate duration="2" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/></Representation></AdaptationSet>
            </Period></MPD>
            """);
    }

    // One line of the program, with what stands before and behind its pipes.
    private static async Task<byte[]> TypeAsync(string[] words, TempFolder folder, ServerRun? server, byte[] upload)
    {
        int start = Array.IndexOf(words, "provenance");
        int end = Array.IndexOf(words, "|", start);
        byte[]? input = start == 0 ? null : words[0] switch
        {
            "generate" => DemoVideo.Create(),
            "fetch" => upload,
            _ => throw new InvalidOperationException($"What makes {words[0]}?"),
        };
        string[] args = [.. Arguments(words[(start + 1)..(end < 0 ? words.Length : end)], folder, server)];
        CliRun run = await CliRun.RunAsync(args, environment: null, openHttpClient: server is null ? null : static () => new HttpClient(), input: input);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}\n{run.Output}{run.Error}");
        return end < 0 ? upload : run.Binary;
    }

    private static async Task PostAsync(string[] words, ServerRun server, TempFolder folder)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(folder[After("--data-binary").TrimStart('@')], TestContext.Current.CancellationToken));
        string[] header = After("-H").Split(": ");
        content.Headers.Add(header[0], header[1]);
        using var answer = await client.PostAsync(new Uri(server.Address, new Uri(words[^1]).PathAndQuery), content, TestContext.Current.CancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(body));
        await File.WriteAllBytesAsync(folder[After("-o")], body, TestContext.Current.CancellationToken);

        string After(string option) => words[Array.IndexOf(words, option) + 1];
    }

    // Relative paths lead into the folder of the test, patterns are what a shell makes of them, and a server is where it really listens.
    private static IEnumerable<string> Arguments(string[] words, TempFolder folder, ServerRun? server)
    {
        foreach (string word in words)
        {
            if (server is not null && word.StartsWith("http://127.0.0.1:", StringComparison.Ordinal))
            {
                yield return server.Address.AbsoluteUri;
            }
            else if (word.Contains('*', StringComparison.Ordinal))
            {
                string[] found = [.. Directory.GetFiles(folder[Path.GetDirectoryName(word)!], Path.GetFileName(word)).Order(StringComparer.Ordinal)];
                Assert.NotEmpty(found);
                foreach (string path in found)
                {
                    yield return path;
                }
            }
            else
            {
                yield return IsPath(word) ? folder[word] : word;
            }
        }
    }

    private static bool IsPath(string word) =>
        word is "signed" or "keys"
        || (word.AsSpan().ContainsAny('.', '/') && !word.Contains(' ', StringComparison.Ordinal) && !word.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(@":[0-9]+$")]
    private static partial Regex Port();

    [GeneratedRegex(@"  +#.*$")]
    private static partial Regex Comment();
}
