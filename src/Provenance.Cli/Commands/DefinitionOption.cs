using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>sign --manifest definition.json</c>: what is claimed, and possibly who signs, from a file.</summary>
internal static class DefinitionOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--manifest")
    {
        Description = "What is claimed, from a file: a manifest definition in JSON as c2patool has it. Takes the place of --digital-source-type and --generated; --title and --generator still count.",
        HelpName = "FILE.json",
    };

    /// <summary>Reads the file, or null when none was named.</summary>
    /// <exception cref="CommandException">It cannot be used, or other options contradict it.</exception>
    public static async Task<ManifestDefinitionFile?> ReadAsync(Terminal terminal, SignOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(options.Manifest) is not { } path)
        {
            return null;
        }

        if (options.Generation.FirstBesideManifest(parsed) is { } other || (other = parsed.GetValue(options.DigitalSourceType) is null ? null : options.DigitalSourceType.Name) is not null)
        {
            throw CommandException.Usage($"--manifest says what is claimed; leave {other} out");
        }

        try
        {
            var file = await ManifestDefinitionFile.ReadAsync(
                path, KnownFormats.Validator(options.Trust.Read(parsed, terminal)), parsed.GetValue(options.Generation.KeepUnverified), cancellationToken).ConfigureAwait(false);
            foreach (string warning in file.Warnings)
            {
                terminal.WriteWarning(warning.TrimEnd('.'));
            }

            return file;
        }
        catch (SigningException e)
        {
            throw new CommandException(ExitCode.SigningFailed, e.Message.TrimEnd('.'), innerException: e);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unreadable(e, path);
        }
    }
}
