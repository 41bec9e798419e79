using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;

namespace Provenance.Cli;

/// <summary>The options that say whom a validation trusts, and at what time.</summary>
internal sealed class TrustOptions
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ssK",
    ];

    private readonly Option<string[]> _trust = new("--trust")
    {
        Description = "Trust anchors of claim signers: a PEM bundle, or a published trust list. May be given several times. Without it no signer is trusted.",
        HelpName = "ANCHORS.pem",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _timestampTrust = new("--tsa-trust")
    {
        Description = "Trust anchors of time-stamp authorities. Without it no time-stamp is trusted.",
        HelpName = "ANCHORS.pem",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _at = new("--at") { Description = "The time to validate at (RFC 3339), in place of now.", HelpName = "TIME" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        AddListsTo(command);
        command.Options.Add(_at);
    }

    /// <summary>Adds only whom to trust, for commands that act now.</summary>
    public void AddListsTo(Command command)
    {
        command.Options.Add(_trust);
        command.Options.Add(_timestampTrust);
    }

    /// <summary>Reads the lists and the time.</summary>
    /// <exception cref="CommandException">A list or the time cannot be read.</exception>
    public ValidationOptions Read(ParseResult parsed, Terminal terminal) => new()
    {
        TrustList = ReadAll(parsed.GetValue(_trust), TrustList.ForSigners, "--trust"),
        TimestampTrustList = ReadAll(parsed.GetValue(_timestampTrust), TrustList.ForTimestamps, "--tsa-trust"),
        Clock = parsed.GetValue(_at) is { } at ? new FixedClock(ParseTime(at)) : terminal.Clock,
    };

    /// <summary>Parses an RFC 3339 time; the offset must be there, for a time without one means another moment everywhere.</summary>
    /// <exception cref="CommandException">It is not one.</exception>
    public static DateTimeOffset ParseTime(string text)
    {
        bool hasOffset = text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-');
        return hasOffset && DateTimeOffset.TryParseExact(text.ToUpperInvariant(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw CommandException.Usage($"--at: '{text}' is not an RFC 3339 time", "for example 2026-11-22T10:15:00Z");
    }

    private static TrustList ReadAll(string[]? paths, Func<string, TrustList> read, string option)
    {
        var list = TrustList.None;
        foreach (string path in paths ?? [])
        {
            try
            {
                list = list.Concat(read(path));
            }
            catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException)
            {
                throw new CommandException(ExitCode.Usage, $"{option}: {path} cannot be used: {FileFaults.Describe(e, path)}", innerException: e);
            }
        }

        return list;
    }

    private sealed class FixedClock(DateTimeOffset time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.ToUniversalTime();
    }
}
