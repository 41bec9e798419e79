using System.Diagnostics;
using System.Text;
using Xunit;

namespace Provenance.Testing;

/// <summary>
/// The programs that some tests use as judges. Where one is missing the test is skipped with a message; with
/// <c>PROVENANCE_REQUIRE_TOOLS=1</c> (as CI sets it) it fails instead, so that nothing is skipped unseen.
/// </summary>
public static class Tools
{
    /// <summary>Whether a missing tool is a failure.</summary>
    public static bool AreRequired => Environment.GetEnvironmentVariable("PROVENANCE_REQUIRE_TOOLS") == "1";

    /// <summary>The path of a program on the PATH, or null.</summary>
    public static string? Find(string name)
    {
        string[] suffixes = OperatingSystem.IsWindows() ? [".exe", ".cmd", string.Empty] : [string.Empty];
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string suffix in suffixes)
            {
                string path = Path.Combine(folder, name + suffix);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    /// <summary>The path of a program; skips (or fails, see <see cref="AreRequired"/>) the running test when it is missing.</summary>
    public static string Require(string name)
    {
        if (Find(name) is { } path)
        {
            return path;
        }

        Missing($"{name} is not on the PATH.");
        return string.Empty;
    }

    /// <summary>Skips (or fails) the running test where OpenSSL's libcrypto, and so Ed25519, is missing.</summary>
    public static void RequireEd25519()
    {
        if (Ed25519Verifier.Platform is null)
        {
            Missing("OpenSSL's libcrypto is not installed, so there is no Ed25519.");
        }
    }

    /// <summary>Skips the running test with the message, or fails it where tools are required.</summary>
    public static void Missing(string message)
    {
        if (AreRequired)
        {
            Assert.Fail(message + " PROVENANCE_REQUIRE_TOOLS=1 makes that a failure.");
        }

        Assert.Skip(message);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="workingDirectory">Where it runs, or null for here.</param>
    /// <param name="environment">Variables added to the environment; null takes one away.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    public static async Task<ToolRun> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? string.Empty,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ToolRun(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }
}

/// <summary>What a program did.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to the standard output.</param>
/// <param name="Error">What it wrote to the standard error.</param>
public sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Fails the running test unless the exit code is 0, showing what the program said.</summary>
    public ToolRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}.\n{Output}\n{Error}");
        return this;
    }
}
