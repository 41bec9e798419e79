namespace Provenance.Cli;

/// <summary>Writes small files whole or not at all.</summary>
internal static class NewFile
{
    /// <summary>Writes beside the destination and renames: what was there stays until all of the new content is.</summary>
    /// <param name="path">The destination; may exist.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <param name="isSecret">Whether only the owner may read it (Unix: mode 0600 from the first byte on; Windows: as the folder says).</param>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken, bool isSecret = false)
    {
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (isSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            var stream = new FileStream(temporary, options);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            // After the rename there is nothing by this name; where the folder is missing there never was.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
