using System.CommandLine;

namespace Provenance.Cli;

/// <summary><c>--recover URL --soft-binding ALG=BASE64</c>: credentials of a video that lost its own, from a manifest repository.</summary>
internal sealed class RecoverOption
{
    private readonly Option<string?> _repository = new("--recover")
    {
        Description = "Asks this manifest repository (Soft Binding Resolution API) for the credentials that belong to --soft-binding, in place of the video's own.",
        HelpName = "URL",
    };

    private readonly Option<string?> _binding = new("--soft-binding")
    {
        Description = "What a watermark reader found in the video: the algorithm and its value in base64.",
        HelpName = "ALG=BASE64",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_repository);
        command.Options.Add(_binding);
    }

    /// <summary>Lets a validation use what the repository has; the options as they are when none was named.</summary>
    /// <exception cref="CommandException">The options are not complete, or the repository does not answer or has nothing.</exception>
    public async Task<ValidationOptions> ApplyAsync(ParseResult parsed, Terminal terminal, ValidationOptions options, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_repository) is not { } repository)
        {
            return parsed.GetValue(_binding) is null ? options : throw CommandException.Usage("--soft-binding needs a repository: --recover URL");
        }

        if (!Uri.TryCreate(repository, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw CommandException.Usage($"--recover: '{repository}' is not an http or https URL");
        }

        var (algorithm, value) = SoftBindingText.Parse(parsed.GetValue(_binding) ?? throw CommandException.Usage("--recover needs what the watermark says: --soft-binding ALG=BASE64", SoftBindingText.Example));
        using var client = terminal.OpenHttpClient();
        try
        {
            var found = await new SoftBindingResolver(new Uri(repository), client).RecoverAsync(algorithm, value, cancellationToken).ConfigureAwait(false)
                ?? throw new CommandException(ExitCode.NoCredentials, $"the repository {uri.Host} has no credentials for this soft binding");
            terminal.WriteWarning($"these credentials come from {uri.Host} by soft binding: they speak about this content, not about the bytes of this file");
            return options with { DetachedManifestStore = found.ManifestStore };
        }
        catch (HttpRequestException e)
        {
            throw new CommandException(ExitCode.Unreadable, $"--recover: {e.Message.TrimEnd('.')}", innerException: e);
        }
    }
}
