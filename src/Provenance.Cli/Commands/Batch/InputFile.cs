namespace Provenance.Cli.Commands.Batch;

/// <summary>One file of a run.</summary>
/// <param name="Path">As the person gave it, or as found under what they gave; <c>-</c> is standard input.</param>
/// <param name="RelativePath">Below the folder or pattern it was found by; else the name of the file. Says where its output goes.</param>
/// <param name="Fault">Why nothing can be read here, for a folder or pattern without any video; else null.</param>
internal sealed record InputFile(string Path, string RelativePath, string? Fault = null)
{
    /// <summary>Whether the video comes on standard input.</summary>
    public bool IsStandardInput => Path == "-";

    /// <summary>Its length in bytes, or 0 where that cannot be known: it only feeds the progress line.</summary>
    public long Length
    {
        get
        {
            try
            {
                return IsStandardInput || Fault is not null ? 0 : new FileInfo(Path).Length;
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                return 0;
            }
        }
    }

    /// <summary>Opens it. Standard input goes through a temporary file, as a video is not read from first to last.</summary>
    public async Task<AssetSource> OpenAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (Fault is not null)
        {
            throw new IOException(Fault);
        }

        return IsStandardInput
            ? AssetSource.FromStream(await StandardInput.SpoolAsync(terminal, cancellationToken).ConfigureAwait(false))
            : AssetSource.FromFile(Path);
    }
}
