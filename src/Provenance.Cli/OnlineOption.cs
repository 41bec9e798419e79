using System.CommandLine;

namespace Provenance.Cli;

/// <summary><c>--online</c>: which questions a validation may ask of servers that the video names. None without it.</summary>
internal sealed class OnlineOption
{
    private const string Revocation = "revocation";
    private const string Manifest = "manifest";
    private const string Data = "data";
    private const string All = "all";

    private readonly Option<string[]> _online = new("--online")
    {
        Description = "Asks servers that the video names, and thereby tells them who looks at it: 'revocation' (is the certificate still good), 'manifest' (credentials that are stored elsewhere), 'data' (what assertions refer to), or all. Only public addresses are asked. Without it nothing is.",
        HelpName = "WHAT",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public OnlineOption() => _online.AcceptOnlyFromAmong(Revocation, Manifest, Data, All);

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_online);

    /// <summary>The client, or null when nothing may be asked; the caller disposes of it.</summary>
    public HttpClient? Open(ParseResult parsed, Terminal terminal) => parsed.GetValue(_online) is { Length: > 0 } ? terminal.OpenPublicHttpClient() : null;

    /// <summary>Lets a validation ask what was allowed.</summary>
    public ValidationOptions Allow(ParseResult parsed, ValidationOptions options, HttpClient? client)
    {
        string[] allowed = parsed.GetValue(_online) ?? [];
        HttpClient? For(string what) => allowed.Contains(what, StringComparer.Ordinal) || allowed.Contains(All, StringComparer.Ordinal) ? client : null;
        return options with { OcspClient = For(Revocation), RemoteManifestClient = For(Manifest), ExternalDataClient = For(Data) };
    }
}
