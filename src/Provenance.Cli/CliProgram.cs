using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using Provenance.Cli.Commands;

namespace Provenance.Cli;

/// <summary>The whole program as one call: tests make it in their own process.</summary>
internal static class CliProgram
{
    private const string Name = "provenance";

    /// <summary>Parses, runs one command, and turns whatever happens into an exit code and at most a few lines on standard error.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        try
        {
            // A file name may start with '@': no response files.
            var parsed = CreateRootCommand(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction)
            {
                WriteParseErrors(terminal, parsed);
                return ExitCode.Usage;
            }

            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Output,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (CommandException e)
        {
            terminal.WriteError(e.Message, e.Hint);
            WriteStack(terminal, e.InnerException);
            return e.ExitCode;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            terminal.WriteError("interrupted");
            WriteStack(terminal, e);
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last line of defence: a person gets one line, never a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.WriteError($"internal error: {e.GetType().Name}: {e.Message}", "PROVENANCE_DEBUG=1 shows where; please report it");
            WriteStack(terminal, e);
            return ExitCode.Internal;
        }
    }

    // Not RootCommand: that one takes name and version from whatever program hosts it.
    private static Command CreateRootCommand(Terminal terminal) =>
        new(Name, "Signs and verifies the content credentials (C2PA 2.4) of video.")
        {
            new HelpOption { Recursive = true },
            new Option<bool>("--version") { Description = "Shows the version.", Action = new VersionAction(terminal), Arity = ArgumentArity.Zero },
            SignCommand.Create(terminal),
            UpdateCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            SegmentsCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ExtractCommand.Create(terminal),
            StripCommand.Create(terminal),
            ServeCommand.Create(terminal),
            TrustCommand.Create(terminal),
            DevKeysCommand.Create(terminal),
            DevTsaCommand.Create(terminal),
            DemoCommand.Create(terminal),
        };

    private sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            terminal.Output.WriteLine(typeof(CliProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
            return ExitCode.Success;
        }
    }

    private static void WriteParseErrors(Terminal terminal, ParseResult parsed)
    {
        bool isRoot = string.Equals(parsed.CommandResult.Command.Name, Name, StringComparison.Ordinal);
        var messages = parsed.Errors.Select(e => OneLine(e.Message)).Distinct(StringComparer.Ordinal).ToList();
        if (isRoot)
        {
            // "provenance bogus": the word that is not a command says it all.
            messages = parsed.UnmatchedTokens.Count > 0
                ? [$"'{parsed.UnmatchedTokens[0]}' is not a command"]
                : ["say what to do: " + string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(c => c.Name))];
        }

        // "segments sign" has a help of its own, which is not that of "sign".
        var path = new Stack<string>();
        for (SymbolResult at = parsed.CommandResult; at.Parent is { } parent; at = parent)
        {
            path.Push(((CommandResult)at).Command.Name + " ");
        }

        string help = $"see 'provenance {string.Concat(path)}--help'";
        for (int i = 0; i < messages.Count; i++)
        {
            terminal.WriteError(messages[i], i == messages.Count - 1 ? help : null);
        }
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static void WriteStack(Terminal terminal, Exception? exception)
    {
        if (exception is not null && string.Equals(terminal.Environment("PROVENANCE_DEBUG"), "1", StringComparison.Ordinal))
        {
            terminal.Error.WriteLine(exception);
        }
    }
}
