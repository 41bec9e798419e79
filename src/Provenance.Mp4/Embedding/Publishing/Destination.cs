namespace Provenance.Bmff;

/// <summary>
/// Where an output goes, looked at before anything is done: a regular file or nothing yet, in a folder that exists, not the input.
/// A symbolic link is followed: what it leads to is replaced, the link stays; one that leads nowhere is refused. Of a file with several names
/// (hard links) only the given name means the new file afterwards.
/// </summary>
internal sealed class Destination
{
    private Destination(string path, string folder, FileIdentity? identity, bool exists)
    {
        Path = path;
        Folder = folder;
        Identity = identity;
        Exists = exists;
    }

    /// <summary>The full path, links followed.</summary>
    public string Path { get; }

    /// <summary>The folder it is in.</summary>
    public string Folder { get; }

    /// <summary>The file that is there now, where the system tells.</summary>
    public FileIdentity? Identity { get; }

    /// <summary>Whether a file is there now.</summary>
    public bool Exists { get; }

    /// <summary>Looks at a destination.</summary>
    /// <param name="path">As the caller wrote it.</param>
    /// <param name="sourcePath">The input.</param>
    /// <exception cref="SigningException">Nothing can be written there.</exception>
    public static Destination Open(string path, string sourcePath)
    {
        try
        {
            string full = Resolve(path);
            string folder = System.IO.Path.GetDirectoryName(full) ?? throw Fault(path, "it is the root of a file system.");
            if (Directory.Exists(full) || System.IO.Path.EndsInDirectorySeparator(path))
            {
                throw Fault(path, "it is a folder, not a file.");
            }

            if (!Directory.Exists(folder))
            {
                throw Fault(path, $"there is no folder '{folder}'.");
            }

            bool exists = File.Exists(full);
            if (!exists && new FileInfo(path).LinkTarget is not null)
            {
                throw Fault(path, "it is a symbolic link to a file that is not there.");
            }

            var identity = exists ? UnixFiles.Identify(full) : null;
            if (identity is { IsRegular: false } || (exists && identity is null && full.StartsWith("/dev/", StringComparison.Ordinal)))
            {
                throw Fault(path, "it is a device, a pipe or a socket, not a regular file.");
            }

            string source = Resolve(sourcePath);
            var sourceIdentity = UnixFiles.Identify(source);
            var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
            if (string.Equals(full, source, comparison) || (identity is not null && sourceIdentity is not null && identity.IsSameFile(sourceIdentity)))
            {
                throw Fault(path, "it is the input itself. Write to another file.");
            }

            return new Destination(full, folder, identity, exists);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Fault(path, e.Message, e);
        }
    }

    /// <summary>The exception for a destination that cannot be written.</summary>
    public static SigningException Fault(string path, string reason, Exception? cause = null) =>
        new(SigningFault.Destination, $"The destination '{path}' cannot be written: {reason}", cause);

    /// <summary>Does something to the destination; what goes wrong there is the destination's fault, never the input's.</summary>
    public void Do(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(Path, e.Message, e);
        }
    }

    /// <summary>Writes to the destination, see <see cref="Do"/>.</summary>
    public async ValueTask DoAsync(Func<ValueTask> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(Path, e.Message, e);
        }
    }

    /// <summary>The full path of a file, links followed.</summary>
    public static string Resolve(string path)
    {
        string full = System.IO.Path.GetFullPath(path);

        // The folder first: a link among its parents is another name of the same place.
        if (System.IO.Path.GetDirectoryName(full) is { } folder && new DirectoryInfo(folder) is { Exists: true } info
            && info.ResolveLinkTarget(returnFinalTarget: true) is { } realFolder)
        {
            full = System.IO.Path.Combine(realFolder.FullName, System.IO.Path.GetFileName(full));
        }

        return new FileInfo(full) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? System.IO.Path.GetFullPath(target.FullName)
            : full;
    }
}
