namespace Provenance.Testing;

/// <summary>A folder of its own under the system's temporary folder, gone when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public TempFolder() => Path = Directory.CreateTempSubdirectory("provenance-test-").FullName;

    /// <summary>Makes it in another folder, whose file system the test is about.</summary>
    public TempFolder(string parent) => Path = Directory.CreateDirectory(System.IO.Path.Combine(parent, System.IO.Path.GetRandomFileName())).FullName;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The path of a file (or of a folder) in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(this[name], content);
        if (name.EndsWith(".key", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
        {
            // As people keep private keys.
            File.SetUnixFileMode(this[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return this[name];
    }

    /// <summary>Writes a text file and returns its path.</summary>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>The names in the folder, in order: what a test asserts to prove that nothing was left behind.</summary>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(p => System.IO.Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A test that made the folder read-only or holds a file open on Windows: the system's cleaning takes it.
        }
    }
}
