using System.CommandLine;
using System.Text;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance dev-keys</c>: a development root and a signing certificate under it.</summary>
internal static class DevKeysCommand
{
    /// <summary>The root: what <c>--trust</c> is given.</summary>
    public const string RootFile = "root.pem";

    /// <summary>The chain: what <c>--cert</c> is given.</summary>
    public const string ChainFile = "signer.pem";

    /// <summary>The private key: what <c>--key</c> is given.</summary>
    public const string KeyFile = "signer.key";

    /// <summary>The certificate of a time-stamp authority, for <c>dev-tsa</c>.</summary>
    public const string TimestampChainFile = "tsa.pem";

    /// <summary>The authority's private key.</summary>
    public const string TimestampKeyFile = "tsa.key";

    public static Command Create(Terminal terminal)
    {
        var output = CliOptions.Output("The folder for root.pem, signer.pem, signer.key, and tsa.pem, tsa.key for dev-tsa.", "DIR");
        var algorithm = new Option<string>("--algorithm") { Description = "The signature algorithm.", DefaultValueFactory = _ => "es256" };
        algorithm.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. CliOptions.Algorithms.Select(a => a.Name)]);
        var force = CliOptions.Force("Overwrite what is there.");
        var quiet = CliOptions.Quiet();
        var command = new Command("dev-keys", "Makes a development certificate and key. Nobody trusts them but you: not for publishing.") { output, algorithm, force, quiet };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            string folder = parsed.GetValue(output)!;
            string name = parsed.GetValue(algorithm)!;
            await WriteAsync(terminal, folder, CliOptions.ParseAlgorithm(name), parsed.GetValue(force), cancellationToken).ConfigureAwait(false);
            terminal.WriteMessage($"{Path.Combine(folder, RootFile)}: development root, for --trust");
            terminal.WriteMessage($"{Path.Combine(folder, ChainFile)}: development signing certificate ({name.ToUpperInvariant()}), for --cert");
            terminal.WriteMessage($"{Path.Combine(folder, KeyFile)}: its private key, for --key; keep it to yourself");
            terminal.WriteMessage($"{Path.Combine(folder, TimestampChainFile)}, {TimestampKeyFile}: a development time-stamp authority, for 'provenance dev-tsa --keys {folder}'");
            if (name.ToUpperInvariant() is "PS384" or "PS512")
            {
                terminal.WriteMessage($"an RSA key signs PS256 unless told otherwise: sign with --algorithm {name}");
            }

            terminal.WriteMessage("for development only: nobody else trusts these");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Makes the credential and writes its files.</summary>
    /// <exception cref="CommandException">A file is there already, or the folder cannot be written.</exception>
    public static async Task WriteAsync(Terminal terminal, string folder, SigningAlgorithm algorithm, bool overwrite, CancellationToken cancellationToken)
    {
        string[] names = [RootFile, ChainFile, KeyFile, TimestampChainFile, TimestampKeyFile];
        if (!overwrite && Array.Find(names, n => Path.Exists(Path.Combine(folder, n))) is { } existing)
        {
            throw CommandException.Usage($"{Path.Combine(folder, existing)} exists already", "--force overwrites it; a key that is lost is lost");
        }

        DevelopmentCredential made;
        try
        {
            // An hour back, for clocks that differ; a year ahead, so that nobody builds on it.
            var now = terminal.Clock.GetUtcNow();
            made = DevelopmentCredential.Create(algorithm, now.AddHours(-1), now.AddDays(365));
        }
        catch (PlatformNotSupportedException e)
        {
            throw new CommandException(ExitCode.SigningFailed, e.Message.TrimEnd('.'), innerException: e);
        }

        try
        {
            Directory.CreateDirectory(folder);

            // The keys first: without them the others are of no use.
            await NewFile.WriteAsync(Path.Combine(folder, KeyFile), Encoding.ASCII.GetBytes(made.PrivateKeyPem), cancellationToken, isSecret: true).ConfigureAwait(false);
            await NewFile.WriteAsync(Path.Combine(folder, TimestampKeyFile), Encoding.ASCII.GetBytes(made.TimestampPrivateKeyPem), cancellationToken, isSecret: true).ConfigureAwait(false);
            await NewFile.WriteAsync(Path.Combine(folder, TimestampChainFile), Encoding.ASCII.GetBytes(made.TimestampChainPem), cancellationToken).ConfigureAwait(false);
            await NewFile.WriteAsync(Path.Combine(folder, ChainFile), Encoding.ASCII.GetBytes(made.CertificateChainPem), cancellationToken).ConfigureAwait(false);
            await NewFile.WriteAsync(Path.Combine(folder, RootFile), Encoding.ASCII.GetBytes(made.RootPem), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unwritable(e, folder);
        }
    }
}
