namespace Provenance.Cli.Commands;

/// <summary>Turns the one exception of signing into a line and an exit code.</summary>
internal static class SigningFaults
{
    /// <summary>The error to end the command with.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="input">The input.</param>
    /// <param name="place">Where the definition stands, or null when it comes from the command line.</param>
    public static CommandException Describe(SigningException fault, string input, string? place = null) => fault.Fault switch
    {
        SigningFault.InvalidDefinition when place is not null => new CommandException(ExitCode.SigningFailed, $"{place}: {Sentence(fault)}", innerException: fault),
        SigningFault.UnsupportedInput => new CommandException(ExitCode.Unreadable, $"{input}: {Sentence(fault)}", innerException: fault),
        SigningFault.AlreadySigned => new CommandException(
            ExitCode.SigningFailed, $"{input}: {Sentence(fault)}", "--if-signed ingredient keeps its history, replace drops it, skip leaves the file alone", fault),
        _ => new CommandException(ExitCode.SigningFailed, Sentence(fault), innerException: fault),
    };

    private static string Sentence(SigningException fault) => fault.Message.TrimEnd('.');
}
