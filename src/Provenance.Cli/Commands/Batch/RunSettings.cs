using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;

namespace Provenance.Cli.Commands.Batch;

/// <summary>
/// What the outcome of a run depends on beside its files, in words that tell one run from another: the options that were given, what is in the files that they
/// name, and the version of this program. An option counts unless it is named as one that changes no outcome, so that a new one is never forgotten.
/// </summary>
internal static class RunSettings
{
    // A larger file is known by its length and time, as the files of a run are.
    private const long MaxHashedLength = 16 << 20;

    /// <summary>The words.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="without">The options that change no outcome: which files, how many at a time, how it is told.</param>
    /// <param name="files">More files whose content counts.</param>
    public static IEnumerable<string> Of(ParseResult parsed, IEnumerable<Option> without, params IEnumerable<string> files)
    {
        var command = parsed.CommandResult.Command;
        var settings = new List<string> { command.Name, Version };
        foreach (var option in command.Options.Except(without).OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
            {
                settings.Add(option.Name);
                settings.AddRange(given.Tokens.SelectMany(Words));
            }
        }

        return settings.Concat(files.Select(ContentOf).OfType<string>());
    }

    private static string Version => typeof(RunSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty;

    // A value that names a file (also as FILE:ROLE) counts with what is in the file.
    private static IEnumerable<string> Words(Token token)
    {
        yield return token.Value;
        int colon = token.Value.LastIndexOf(':');
        if ((ContentOf(token.Value) ?? (colon > 0 ? ContentOf(token.Value[..colon]) : null)) is { } content)
        {
            yield return content;
        }
    }

    private static string? ContentOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? null
                : file.Length > MaxHashedLength ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}")
                : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // What cannot be read has no part in the outcome, or ends the run with its own message.
            return null;
        }
    }
}
