using System.Globalization;
using System.Text;
using System.Text.Json;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary>
/// The little language of the scripts. A line is a comment (#), a preparation, a run, or a check of the last run:
/// <code>
/// video FILE                     makes the demonstration video
/// video-moov-last FILE           the same with moov behind mdat
/// credential NAME [KIND]         NAME.pem and NAME.key; KIND: signer, expired, future, tls, root, stranger, ps256, ed25519
/// write FILE TEXT                a text file
/// copy FROM TO
/// flip FILE POSITION             flips one bit; POSITION in bytes, or 'middle'
/// truncate FILE LENGTH
/// > provenance ARGUMENTS         runs; a double-quoted argument may hold spaces
/// exit CODE
/// stdout TEXT | stderr TEXT      the stream holds the text
/// no-stdout TEXT                 it does not
/// stdout-empty | stderr-empty
/// stderr-lines N
/// json POINTER VALUE             a member of the JSON on standard output: /signedAt/basis claimed
/// files NAME…                    exactly these are in the folder, beside the prepared ones
/// same ONE OTHER                 two files are equal
/// mode FILE OCTAL                Unix only
/// </code>
/// Files are relative to a folder of the script's own. Runs see the pinned clock of the tests.
/// </summary>
internal sealed class Script(TempFolder folder)
{
    private readonly HashSet<string> _prepared = new(StringComparer.Ordinal);
    private readonly StringBuilder _transcript = new();
    private CliRun? _run;

    /// <summary>How many checks were made.</summary>
    public int Checks { get; private set; }

    /// <summary>What was run and what came out.</summary>
    public string Transcript => _transcript.ToString();

    /// <summary>Does one line; null when all is well, else what is not.</summary>
    public async Task<string?> RunAsync(string line)
    {
        if (line.Length == 0 || line[0] == '#')
        {
            return null;
        }

        if (line.StartsWith("> provenance", StringComparison.Ordinal))
        {
            string[] args = [.. Split(line["> provenance".Length..]).Select((a, i) => i == 0 ? a : Locate(a))];
            _run = await CliRun.RunAsync(args);
            _transcript.AppendLine(line).Append(_run.Output).Append(_run.Error).AppendLine(CultureInfo.InvariantCulture, $"[exit {_run.ExitCode}]");
            return null;
        }

        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string verb = space < 0 ? line : line[..space];
        string rest = space < 0 ? string.Empty : line[(space + 1)..];
        return Prepare(verb, rest) ? null : Check(verb, rest);
    }

    private bool Prepare(string verb, string rest)
    {
        string[] words = rest.Split(' ');
        switch (verb)
        {
            case "video":
                Write(words[0], DemoVideo.Create());
                return true;
            case "video-moov-last":
                Write(words[0], DemoVideo.Create(moovFirst: false));
                return true;
            case "credential":
                var credential = Credential(words.Length > 1 ? words[1] : "signer");
                Write(words[0] + ".pem", Encoding.ASCII.GetBytes(credential.ChainPem));
                Write(words[0] + ".key", Encoding.ASCII.GetBytes(credential.PrivateKeyPem));
                Write(words[0] + ".root.pem", Encoding.ASCII.GetBytes((words is [_, "stranger"] ? TestPki.Stranger : TestPki.Default).Root.ExportCertificatePem()));
                return true;
            case "write":
                Write(words[0], Encoding.UTF8.GetBytes(string.Join(' ', words[1..])));
                return true;
            case "copy":
                Write(words[1], File.ReadAllBytes(folder[words[0]]));
                return true;
            case "flip":
                byte[] bytes = File.ReadAllBytes(folder[words[0]]);
                bytes[words[1] is "middle" ? bytes.Length / 2 : int.Parse(words[1], CultureInfo.InvariantCulture)] ^= 1;
                Write(words[0], bytes);
                return true;
            case "truncate":
                Write(words[0], File.ReadAllBytes(folder[words[0]]).AsSpan(0, int.Parse(words[1], CultureInfo.InvariantCulture)));
                return true;
            default:
                return false;
        }
    }

    private string? Check(string verb, string rest)
    {
        if (_run is null)
        {
            return $"'{verb}' before anything ran, or no such verb";
        }

        Checks++;
        return verb switch
        {
            "exit" => Expect(_run.ExitCode.ToString(CultureInfo.InvariantCulture) == rest, $"the exit code is {_run.ExitCode}"),
            "stdout" => Expect(_run.Output.Contains(rest, StringComparison.Ordinal), "standard output does not hold it"),
            "stderr" => Expect(_run.Error.Contains(rest, StringComparison.Ordinal), "standard error does not hold it"),
            "no-stdout" => Expect(!_run.Output.Contains(rest, StringComparison.Ordinal), "standard output holds it"),
            "stdout-empty" => Expect(_run.Output.Length == 0, "standard output is not empty"),
            "stderr-empty" => Expect(_run.Error.Length == 0, "standard error is not empty"),
            "stderr-lines" => Expect(_run.Error.Count(c => c == '\n').ToString(CultureInfo.InvariantCulture) == rest, "standard error has another number of lines"),
            "json" => CheckJson(rest),
            "files" => CheckFiles(rest),
            "same" => Expect(File.ReadAllBytes(folder[rest.Split(' ')[0]]).AsSpan().SequenceEqual(File.ReadAllBytes(folder[rest.Split(' ')[1]])), "they differ"),
            "mode" => CheckMode(rest),
            _ => $"no such verb: {verb}",
        };
    }

    private string? CheckJson(string rest)
    {
        int space = rest.IndexOf(' ', StringComparison.Ordinal);
        string pointer = rest[..space];
        using var document = JsonDocument.Parse(_run!.Output);
        var element = document.RootElement;
        foreach (string step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, CultureInfo.InvariantCulture, out int index) && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
            {
                return $"there is no {step}";
            }
        }

        string found = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return Expect(found == rest[(space + 1)..], $"it is {found}");
    }

    private string? CheckFiles(string rest)
    {
        string[] expected = [.. rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(_prepared).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Expect(folder.Names.SequenceEqual(expected), $"there are: {string.Join(' ', folder.Names)}");
    }

    private string? CheckMode(string rest)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        string[] words = rest.Split(' ');
        string mode = Convert.ToString((int)File.GetUnixFileMode(folder[words[0]]), 8);
        return Expect(mode == words[1], $"it is {mode}");
    }

    private static string? Expect(bool holds, string otherwise) => holds ? null : otherwise;

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        folder.Write(name, content);
        _prepared.Add(name);
    }

    // Whatever names something of the script's folder becomes a path into it: files as arguments and as values of options.
    private string Locate(string argument) =>
        argument.StartsWith('-') || !argument.Contains('.', StringComparison.Ordinal) && !argument.EndsWith("keys", StringComparison.Ordinal)
        || argument.Contains("://", StringComparison.Ordinal) || argument.Contains(' ', StringComparison.Ordinal) || char.IsDigit(argument[0])
            ? argument
            : argument.StartsWith('@') ? folder[argument[1..]] : folder[argument];

    private static TestCredential Credential(string kind) => kind switch
    {
        "signer" => TestPki.Default.Signer(),
        "ps256" => TestPki.Default.Signer(SigningAlgorithm.PS256),
        "ed25519" => TestPki.Default.Signer(SigningAlgorithm.Ed25519),
        "stranger" => TestPki.Stranger.Signer(),
        "expired" => TestPki.Default.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.ValidFrom, NotAfter = TestPki.Now.AddDays(-1) }),
        "future" => TestPki.Default.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(1), NotAfter = TestPki.ValidTo }),
        "tls" => TestPki.Default.Signer(profile: TestProfile.Signer with { ExtendedKeyUsages = ["1.3.6.1.5.5.7.3.1"] }),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such credential"),
    };

    private static IEnumerable<string> Split(string commandLine)
    {
        var word = new StringBuilder();
        bool quoted = false;
        bool any = false;
        foreach (char c in commandLine)
        {
            if (c == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c == ' ' && !quoted)
            {
                if (any)
                {
                    yield return word.ToString();
                }

                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }

        if (any)
        {
            yield return word.ToString();
        }
    }
}
