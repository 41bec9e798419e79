namespace Provenance.Cli.Commands;

/// <summary>Opens an input for the commands that do not validate, or says in one line why it is none.</summary>
internal static class SupportedAsset
{
    /// <summary>Opens a file, after what an earlier run left half done was undone, and takes something from it.</summary>
    /// <exception cref="CommandException">It cannot be read, or is not of a kind we know.</exception>
    public static async Task<T> ReadAsync<T>(Terminal terminal, string path, Func<AssetSource, Asset, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            Recovery.Run(path, terminal);
            var source = AssetSource.FromFile(path);
            await using (source.ConfigureAwait(false))
            {
                return await read(source, await OpenAsync(source, path, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unreadable(e, path);
        }
    }

    private static async Task<Asset> OpenAsync(AssetSource source, string path, CancellationToken cancellationToken)
    {
        byte[] head = new byte[(int)Math.Min(64, source.Length)];
        await source.ReadExactlyAsync(0, head, cancellationToken).ConfigureAwait(false);
        if (head.Length == 0)
        {
            throw new CommandException(ExitCode.Unreadable, $"{path}: the file is empty");
        }

        if (!Mp4.Format.Recognizes(head))
        {
            throw new CommandException(ExitCode.Unreadable, $"{path}: this is not an MP4 or another kind of file we know");
        }

        return await Mp4.Format.OpenAsync(source, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The error for an asset from which no manifest store can be taken.</summary>
    public static CommandException WithoutStore(Asset asset, string path) =>
        asset.HasUnusableStore
            ? new CommandException(ExitCode.VerificationFailed, $"{path}: content credentials are present, but they cannot be used")
            : asset.Findings.FirstOrDefault(f => f.Kind == ValidationStatusKind.Failure) is { } damage
                ? new CommandException(ExitCode.Unreadable, $"{path}: {damage.Sentence.TrimEnd('.')}")
                : new CommandException(ExitCode.NoCredentials, $"{path} carries no content credentials");
}
