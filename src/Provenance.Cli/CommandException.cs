namespace Provenance.Cli;

/// <summary>A command gives up: one line for the person, perhaps a hint, and the exit code.</summary>
internal sealed class CommandException(int exitCode, string message, string? hint = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; } = hint;

    /// <summary>The command line makes no sense.</summary>
    public static CommandException Usage(string message, string? hint = null) => new(Cli.ExitCode.Usage, message, hint);
}
