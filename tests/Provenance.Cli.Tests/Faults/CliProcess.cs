using System.Diagnostics;

namespace Provenance.Tests.Cli.Faults;

/// <summary>The command line as a process of its own, as it was built beside the tests.</summary>
internal static class CliProcess
{
    /// <summary>The assembly that <c>dotnet</c> runs.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Provenance.Cli.dll");

    /// <summary>Starts it; what it writes is thrown away.</summary>
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(Tools.Require("dotnet")) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])[Assembly, .. args])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs it to its end, through another program (<c>unshare -n</c>, say) or by itself.</summary>
    public static Task<ToolRun> RunAsync(string[] through, string[] args, IReadOnlyDictionary<string, string?>? environment = null)
    {
        string[] all = [.. through, Tools.Require("dotnet"), Assembly, .. args];
        return Tools.RunAsync(all[0], all[1..], environment: environment, cancellationToken: TestContext.Current.CancellationToken);
    }
}
