namespace Provenance.Uploads;

/// <summary>A temporary file that only its owner can read, and that is gone when it is closed, however the process ends.</summary>
internal static class TemporaryStream
{
    // For small reads and writes; larger ones pass it by. Below the size at which arrays go to the large object heap, as every upload makes one.
    private const int BufferSize = 16 << 10;

    /// <summary>Makes one.</summary>
    /// <param name="folder">An existing folder; the system's temporary one when null.</param>
    public static FileStream Create(string? folder = null)
    {
        // The name is random and ours: nothing of it comes from a request.
        string path = Path.Combine(folder ?? Path.GetTempPath(), $"provenance-{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = OperatingSystem.IsWindows() ? FileShare.None : FileShare.Delete,
            BufferSize = BufferSize,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(path, options);
        try
        {
            // An open file needs no name here: without one, nothing is left even after a kill.
            File.Delete(path);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
