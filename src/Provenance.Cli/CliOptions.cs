using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Provenance.Cli;

/// <summary>How a report is written.</summary>
internal enum ReportFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>Content Credentials JSON, the standard's own form for validators.</summary>
    CrJson,

    /// <summary>For programs: one object a line, each as soon as it is known.</summary>
    JsonLines,
}

/// <summary>Options that several commands share; each command gets its own instance.</summary>
internal static class CliOptions
{
    public static Argument<string> Input(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(RefuseOptions);
        return argument;
    }

    public static Argument<string[]> Files(string description, string name = "FILE", bool isRequired = true)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = isRequired ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore };
        argument.Validators.Add(RefuseOptions);
        return argument;
    }

    public static Option<string> Output(string description, string helpName = "OUTPUT") =>
        new("--output", "-o") { Description = description, HelpName = helpName, Required = true };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Only errors, warnings, and of a text report only the verdict." };

    public static Option<bool> Force(string description) => new("--force") { Description = description };

    public static Option<string> Format(params string[] more)
    {
        var option = new Option<string>("--format") { Description = "How the report is written.", DefaultValueFactory = _ => "text" };
        return option.AcceptOnlyFromAmong(["text", "json", .. more]);
    }

    /// <summary>One or more disclosure profiles.</summary>
    public static Option<string[]> Disclosure(string description)
    {
        var option = new Option<string[]>("--disclosure")
        {
            Description = $"{description}: {string.Join(", ", DisclosureProfile.All.Select(p => p.Name))}, or all.",
            HelpName = "PROFILE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        return option.AcceptOnlyFromAmong([.. DisclosureProfile.All.Select(p => p.Name), "all"]);
    }

    public static IReadOnlyList<DisclosureProfile> ParseDisclosure(string[]? names) =>
        [.. DisclosureProfile.All.Where(p => names is not null && (names.Contains(p.Name, StringComparer.Ordinal) || names.Contains("all", StringComparer.Ordinal)))];

    public static ReportFormat ParseFormat(string? format) => format switch
    {
        "json" => ReportFormat.Json,
        "crjson" => ReportFormat.CrJson,
        "jsonl" => ReportFormat.JsonLines,
        _ => ReportFormat.Text,
    };

    /// <summary>The port of a server on this machine.</summary>
    public static Option<string> Port(int usual) => new("--port")
    {
        Description = "The port on the loopback interface; 0 takes a free one.",
        HelpName = "PORT",
        DefaultValueFactory = _ => usual.ToString(CultureInfo.InvariantCulture),
    };

    public static int ReadPort(string text) => ReadNumber(text, "--port", 0, 65535);

    public static int ReadNumber(string text, string option, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"{option}: '{text}' is not a number from {least} to {most}"));

    /// <summary>The names of the signature algorithms on the command line.</summary>
    public static IReadOnlyList<(string Name, SigningAlgorithm Algorithm)> Algorithms { get; } =
    [
        ("es256", SigningAlgorithm.ES256),
        ("es384", SigningAlgorithm.ES384),
        ("es512", SigningAlgorithm.ES512),
        ("ps256", SigningAlgorithm.PS256),
        ("ps384", SigningAlgorithm.PS384),
        ("ps512", SigningAlgorithm.PS512),
        ("ed25519", SigningAlgorithm.Ed25519),
    ];

    public static SigningAlgorithm ParseAlgorithm(string name) => Algorithms.First(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase)).Algorithm;

    // A mistyped option must not be taken for a file; one that really is called so can be written ./--name.
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value is ['-', _, ..])
            {
                result.AddError($"'{token.Value}' is not an option here");
            }
        }
    }
}
