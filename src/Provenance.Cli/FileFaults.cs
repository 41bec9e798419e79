namespace Provenance.Cli;

/// <summary>Turns the faults of files into sentences and exit codes.</summary>
internal static class FileFaults
{
    /// <summary>Whether the exception is about a file and not about us.</summary>
    public static bool IsFileFault(Exception exception) => exception is IOException or UnauthorizedAccessException or System.Security.SecurityException;

    /// <summary>One sentence without the path in front, which the caller names.</summary>
    public static string Describe(Exception exception, string path) => exception switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such folder",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a folder, not a file",
        UnauthorizedAccessException => "access is denied",
        EndOfStreamException => "it ended while it was read",
        _ => FirstLine(exception.Message),
    };

    /// <summary>The error for an input that cannot be read.</summary>
    public static CommandException Unreadable(Exception exception, string path) =>
        new(ExitCode.Unreadable, $"{path}: {Describe(exception, path)}", innerException: exception);

    /// <summary>The error for an output that cannot be written.</summary>
    public static CommandException Unwritable(Exception exception, string path) =>
        new(ExitCode.SigningFailed, $"{path} cannot be written: {Describe(exception, path)}", innerException: exception);

    private static string FirstLine(string message)
    {
        int end = message.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
