using System.Diagnostics;
using System.Globalization;

namespace Provenance.Compare;

/// <summary>Runs programs and measures them; makes the files they work on.</summary>
internal sealed class Workbench(Settings settings)
{
    public Settings Settings { get; } = settings;

    /// <summary>What the command line is told to sign with.</summary>
    public string[] Credential => ["--cert", this["keys/signer.pem"], "--key", this["keys/signer.key"], "--digital-source-type", "trainedAlgorithmicMedia", "--if-signed", "replace", "-q"];

    public string[] Trust => ["--trust", this["keys/root.pem"], "-q"];

    public long Size => (long)Settings.SizeMegabytes << 20;

    public string this[string name] => Path.Combine(Settings.Folder, "files", name);

    /// <summary>The large file, unsigned.</summary>
    public string Large() => Make("large.mp4", path => BenchmarkFile.Write(path, Size));

    /// <summary>A file of 2 MB, signed.</summary>
    public string Small() => Make("small.signed.mp4", path =>
    {
        BenchmarkFile.Write(this["small.mp4"], 2_000_000);
        Sign(this["small.mp4"], path);
    });

    /// <summary>The large file, signed with one hash over it.</summary>
    public string Flat() => Make("flat.mp4", path => Sign(Large(), path));

    /// <summary>The large file, signed with Merkle trees.</summary>
    public string Merkle() => Make("merkle.mp4", path => Sign(Large(), path, "--merkle", "auto"));

    /// <summary>Signs with the command line.</summary>
    public void Sign(string input, string output, params string[] more) => Run(Settings.Cli, ["sign", input, "-o", output, .. Credentials(), .. more]);

    public string[] Credentials()
    {
        if (!File.Exists(this["keys/root.pem"]))
        {
            Run(Settings.Cli, ["dev-keys", "-o", this["keys"], "-q"]);
        }

        return Credential;
    }

    /// <summary>Makes a file once.</summary>
    public string Make(string name, Action<string> make)
    {
        string path = this[name];
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            make(path);
        }

        return path;
    }

    /// <summary>The medians, in milliseconds, of several pieces of work that take turns.</summary>
    /// <param name="work">Each is a name, what is done before (unmeasured), and what is measured.</param>
    public Dictionary<string, double> InTurn(params (string Name, Action? Before, Action Work)[] work)
    {
        var times = work.ToDictionary(w => w.Name, _ => new List<double>(), StringComparer.Ordinal);
        for (int round = 0; round <= Settings.Rounds; round++)
        {
            foreach (var (name, before, action) in work)
            {
                before?.Invoke();
                long start = Stopwatch.GetTimestamp();
                action();
                double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

                // The first round fills the caches.
                if (round > 0)
                {
                    times[name].Add(time);
                }
            }
        }

        return times.ToDictionary(t => t.Key, t => Median(t.Value), StringComparer.Ordinal);
    }

    /// <summary>What a command line takes in turns with others.</summary>
    public (string Name, Action? Before, Action Work) Command(string name, string program, string[] arguments, Action? before = null) =>
        (name, before, () => Run(program, arguments));

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed with {process.ExitCode}.");
        }
    }

    /// <summary>The largest memory that a program had at any time, in MB (10⁶ bytes); Linux.</summary>
    public static double PeakMemory(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        long kilobytes = 0;
        while (!process.HasExited)
        {
            try
            {
                // The mark only rises, so the last look before the end is the one that counts.
                foreach (string line in File.ReadLines($"/proc/{process.Id}/status"))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    {
                        kilobytes = Math.Max(kilobytes, long.Parse(line[6..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture));
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It just ended.
            }

            Thread.Sleep(1);
        }

        return kilobytes * 1024 / 1e6;
    }

    /// <summary>Where a program is, or null.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Lets the disk come to rest, so that what one run wrote is not paid for by the next.</summary>
    public static void Settle()
    {
        if (Find("sync") is { } sync)
        {
            Run(sync);
        }
    }

    /// <summary>Reads files from end to end: whatever others did meanwhile, and whatever the system thinks of memory that rests, they are in the page cache.</summary>
    public static Action Warm(params string[] paths) => () =>
    {
        byte[] buffer = new byte[256 << 10];
        foreach (string path in paths)
        {
            using var file = File.OpenHandle(path);
            for (long at = 0; RandomAccess.Read(file, buffer, at) is > 0 and int read; at += read)
            {
            }
        }
    };

    /// <summary>Forgets an output and what is still on its way to the disk.</summary>
    public static Action Without(string path) => () =>
    {
        File.Delete(path);
        Settle();
    };

    public void RemoveFiles()
    {
        if (Directory.Exists(this[string.Empty]))
        {
            Directory.Delete(this[string.Empty], recursive: true);
        }
    }

    private static Process Start(string program, string[] arguments)
    {
        // Nobody reads what it says: a pipe would have to be emptied meanwhile.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" > /dev/null 2>&1", program, .. arguments]) { UseShellExecute = false };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
