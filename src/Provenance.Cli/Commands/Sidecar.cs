using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary>The manifest in a file of its own (§11.4): beside a video that stays as it is, or beside a copy that names where it will be found.</summary>
/// <param name="Input">The video.</param>
/// <param name="Path">Where the manifest goes.</param>
/// <param name="Output">Where the copy goes, or null when there is none.</param>
internal sealed record Sidecar(string Input, string Path, string? Output)
{
    private const string Ending = ".c2pa";

    /// <summary>Reads <c>--sidecar</c>; null when it is not given.</summary>
    public static Sidecar? Read(SignOptions options, ParseResult parsed, string input)
    {
        if (parsed.GetResult(options.Sidecar) is null)
        {
            return null;
        }

        string? output = parsed.GetValue(options.Output);
        bool isRemote = parsed.GetValue(options.Remote) is not null;
        if (parsed.GetValue(options.InPlace) || input == "-" || output == "-")
        {
            throw CommandException.Usage("--sidecar reads the video from a file and writes the manifest to another; leave --in-place and '-' out");
        }

        if (isRemote != output is not null)
        {
            throw CommandException.Usage(isRemote
                ? "--remote writes an address into the video: say where it goes, -o OUTPUT"
                : "--sidecar leaves the video as it is; leave -o out, or say with --remote where the manifest will be found");
        }

        return new Sidecar(input, parsed.GetValue(options.Sidecar) is { Length: > 0 } path ? path : System.IO.Path.ChangeExtension(output ?? input, Ending), output);
    }

    /// <summary>Signs.</summary>
    public Task<SigningResult> SignAsync(
        (ManifestDefinition Definition, ClaimSigner Signer, SigningOptions Options) signing, Mp4SigningOptions container, IProgress<long>? progress, CancellationToken cancellationToken) =>
        Output is null
            ? Mp4.SignDetachedAsync(Input, Path, signing.Definition, signing.Signer, signing.Options, container, progress, cancellationToken)
            : Mp4.SignDetachedAsync(Input, Output, Path, signing.Definition, signing.Signer, signing.Options, container, progress, cancellationToken);
}
