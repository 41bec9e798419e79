using Provenance.Cli;

namespace Provenance.Tests.Cli;

/// <summary>One run of the program in this process: what it wrote and what it answered.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Binary">Bytes written to standard output.</param>
internal sealed record CliRun(int ExitCode, string Output, string Error, byte[] Binary)
{
    /// <summary>Runs it.</summary>
    public static Task<CliRun> RunAsync(params string[] args) => RunAsync(args, null);

    /// <summary>Runs it with a terminal that a test has changed.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="environment">The environment variables it sees.</param>
    /// <param name="clock">The time; <see cref="TestPki.Now"/> when null.</param>
    /// <param name="outputIsTerminal">Whether a person reads the output.</param>
    /// <param name="openHttpClient">Makes the clients; throws when null, so that no test reaches a network.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="errorIsTerminal">Whether a person sees progress.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    public static async Task<CliRun> RunAsync(
        string[] args,
        IReadOnlyDictionary<string, string>? environment,
        TimeProvider? clock = null,
        bool outputIsTerminal = false,
        Func<HttpClient>? openHttpClient = null,
        byte[]? input = null,
        bool errorIsTerminal = false,
        CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var binary = new MemoryStream();
        var terminal = new Terminal
        {
            Output = output,
            Error = error,
            OpenInput = () => new StreamReader(new MemoryStream(input ?? [])),
            OpenBinaryInput = () => new MemoryStream(input ?? []),
            OpenBinaryOutput = () => binary,
            ErrorIsTerminal = errorIsTerminal,
            OutputIsTerminal = outputIsTerminal,
            Environment = name => environment is not null && environment.TryGetValue(name, out string? value) ? value : null,
            Clock = clock ?? TestPki.Clock,
            OpenHttpClient = openHttpClient ?? (() => throw new InvalidOperationException("This test did not ask for the network.")),
            OpenPublicHttpClient = openHttpClient ?? (() => throw new InvalidOperationException("This test did not ask for the network.")),
        };
        int exitCode = await CliProgram.RunAsync(args, terminal, cancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString(), binary.ToArray());
    }
}
