namespace Provenance.Compare;

/// <summary>What is measured, in the order of the table.</summary>
internal static class Parts
{
    public static IReadOnlyList<(string Name, Func<Workbench, RatioTable, Task> Run)> All { get; } =
    [
        ("verify", Verify),
        ("sign", Sign),
        ("share", Share),
        ("insert", Insert),
        ("resign", InProcess.SignAgain),
        ("batch", Batch),
        ("start", Start),
        ("memory", Memory),
        ("fragment", InProcess.Fragment),
        ("peer", Peer.Compare),
    ];

    private static async Task Verify(Workbench bench, RatioTable table)
    {
        string cli = bench.Settings.Cli;
        string flat = bench.Flat();
        string merkle = bench.Merkle();
        var times = bench.InTurn(
            bench.Command("dgst", "openssl", ["dgst", "-sha256", flat], Workbench.Warm(flat)),
            bench.Command("flat", cli, ["verify", flat, .. bench.Trust], Workbench.Warm(flat)),
            bench.Command("merkle", cli, ["verify", merkle, .. bench.Trust], Workbench.Warm(merkle)));
        table.Add("verify, flat", times["dgst"] / times["flat"], 1.2, atLeast: true, " ×", $"{times["flat"]:F0} ms; openssl dgst {times["dgst"]:F0} ms");
        table.Add("verify, Merkle", times["dgst"] / times["merkle"], 3.2, atLeast: true, " ×", $"{times["merkle"]:F0} ms");
        await InProcess.Verify(bench, table, "verify, flat, in process", flat, times["dgst"], 1.2).ConfigureAwait(false);
        await InProcess.Verify(bench, table, "verify, Merkle, in process", merkle, times["dgst"], 3.2).ConfigureAwait(false);
    }

    private static Task Sign(Workbench bench, RatioTable table)
    {
        string cli = bench.Settings.Cli;
        string large = bench.Large();
        string output = bench["out.mp4"];
        string copy = bench["copy.mp4"];
        string[] sign = ["sign", large, "-o", output, .. bench.Credentials()];
        var times = bench.InTurn(
            bench.Command("dgst", "openssl", ["dgst", "-sha256", large], Workbench.Settle + Workbench.Warm(large)),
            bench.Command("cp", "cp", ["--reflink=never", large, copy], Workbench.Without(copy) + Workbench.Warm(large)),
            bench.Command("cp+sync", "/bin/sh", ["-c", "cp --reflink=never \"$0\" \"$1\" && sync \"$1\"", large, copy], Workbench.Without(copy) + Workbench.Warm(large)),
            bench.Command("flat", cli, [.. sign, "--no-sync"], Workbench.Without(output) + Workbench.Warm(large)),
            bench.Command("merkle", cli, [.. sign, "--no-sync", "--merkle", "auto"], Workbench.Without(output) + Workbench.Warm(large)),
            bench.Command("flat+sync", cli, sign, Workbench.Without(output) + Workbench.Warm(large)),
            bench.Command("merkle+sync", cli, [.. sign, "--merkle", "auto"], Workbench.Without(output) + Workbench.Warm(large)));
        File.Delete(output);
        File.Delete(copy);
        double both = times["cp"] + times["dgst"];
        double stored = times["cp+sync"] + times["dgst"];
        table.Add("sign to a new file, flat, no reflink", times["flat"] / both, 0.62, atLeast: false, " ×", $"--no-sync {times["flat"]:F0} ms; cp {times["cp"]:F0} ms + dgst {times["dgst"]:F0} ms");
        table.Add("sign to a new file, Merkle, no reflink", times["merkle"] / both, 0.45, atLeast: false, " ×", $"--no-sync {times["merkle"]:F0} ms");
        table.Add("sign, flat, stored on the disk", times["flat+sync"] / stored, " ×", $"{times["flat+sync"]:F0} ms; cp and sync {times["cp+sync"]:F0} ms + dgst");
        table.Add("sign, Merkle, stored on the disk", times["merkle+sync"] / stored, " ×", $"{times["merkle+sync"]:F0} ms");
        return Task.CompletedTask;
    }

    private static Task Share(Workbench bench, RatioTable table)
    {
        using var disk = LoopDisk.TryMount(bench, "xfs", bench.Settings.SizeMegabytes * 2 + 1024, out string? why);
        if (disk is null)
        {
            table.Skip("sign, reflink (xfs)", why!);
            return Task.CompletedTask;
        }

        string cli = bench.Settings.Cli;
        string large = disk["large.mp4"];
        string signed = disk["signed.mp4"];
        string output = disk["out.mp4"];
        string copy = disk["copy.mp4"];
        File.Copy(bench.Large(), large);
        bench.Sign(large, signed);
        string[] sign = ["sign", large, "-o", output, .. bench.Credentials(), "--no-sync"];
        var times = bench.InTurn(
            bench.Command("dgst", "openssl", ["dgst", "-sha256", large], Workbench.Warm(large)),
            bench.Command("hash", cli, ["verify", signed, .. bench.Trust], Workbench.Warm(signed)),
            bench.Command("cp", "cp", ["--reflink=never", large, copy], Workbench.Without(copy) + Workbench.Warm(large)),
            bench.Command("flat", cli, sign, Workbench.Without(output) + Workbench.Warm(large)),
            bench.Command("merkle", cli, [.. sign, "--merkle", "auto"], Workbench.Without(output) + Workbench.Warm(large)));
        table.Add("sign, reflink (xfs), flat, to verifying", times["flat"] / times["hash"], 1.05, atLeast: false, " ×", $"{times["flat"]:F0} ms; verify {times["hash"]:F0} ms");
        table.Add("sign, reflink (xfs), Merkle", times["merkle"] / (times["cp"] + times["dgst"]), 0.25, atLeast: false, " ×", $"{times["merkle"]:F0} ms; cp {times["cp"]:F0} ms + dgst {times["dgst"]:F0} ms");
        return Task.CompletedTask;
    }

    private static Task Insert(Workbench bench, RatioTable table)
    {
        using var disk = LoopDisk.TryMount(bench, "ext4", bench.Settings.SizeMegabytes * 2 + 1024, out string? why);
        if (disk is null)
        {
            table.Skip("sign in place, inserting (ext4)", why!);
            return Task.CompletedTask;
        }

        string cli = bench.Settings.Cli;
        string large = disk["large.mp4"];
        string signed = disk["signed.mp4"];
        bench.Sign(bench.Large(), signed);
        string[] sign = ["sign", large, "--in-place", "--insert", .. bench.Credentials()];
        var times = bench.InTurn(
            bench.Command("dgst", "openssl", ["dgst", "-sha256", signed], Workbench.Warm(signed)),
            bench.Command("hash", cli, ["verify", signed, .. bench.Trust], Workbench.Warm(signed)),
            bench.Command("cp", "/bin/sh", ["-c", "cp --reflink=never \"$0\" \"$1\" && sync \"$1\"", bench.Large(), large], Workbench.Without(large)),
            bench.Command("flat", cli, sign, Anew),
            bench.Command("merkle", cli, [.. sign, "--merkle", "auto"], Anew));
        double both = times["cp"] + times["dgst"];
        table.Add("sign in place, inserting (ext4), flat, to verifying", times["flat"] / times["hash"], " ×", $"{times["flat"]:F0} ms, stored on the disk; verify {times["hash"]:F0} ms; cp and sync {times["cp"]:F0} ms + dgst: {times["flat"] / both:F2} ×");
        table.Add("sign in place, inserting (ext4), Merkle, to cp and dgst", times["merkle"] / both, " ×", $"{times["merkle"]:F0} ms, stored on the disk");
        return Task.CompletedTask;

        // It is signed once: the file is new each time, on the disk, and in the page cache.
        void Anew()
        {
            File.Copy(bench.Large(), large, overwrite: true);
            Workbench.Settle();
        }
    }

    private static async Task Batch(Workbench bench, RatioTable table)
    {
        const int Files = 500;
        string folder = bench.Make("batch", path =>
        {
            Directory.CreateDirectory(path);
            for (int i = 0; i < Files; i++)
            {
                File.Copy(bench.Small(), Path.Combine(path, $"{i}.mp4"));
            }
        });
        string[] files = Directory.GetFiles(folder);
        var times = bench.InTurn(
            bench.Command("dgst", "openssl", ["dgst", "-sha256", .. files], Workbench.Warm(files)),
            bench.Command("verify", bench.Settings.Cli, ["verify", folder, .. bench.Trust], Workbench.Warm(files)));
        table.Add("batch of 2 MB files, full validation, whole process", times["dgst"] / times["verify"], 1.7, atLeast: true, " ×", $"{Files * 1000 / times["verify"]:F0} files/s; openssl dgst {Files * 1000 / times["dgst"]:F0} files/s");
        await InProcess.Batch(bench, table, files, times["dgst"]).ConfigureAwait(false);
    }

    private static Task Start(Workbench bench, RatioTable table)
    {
        string small = bench.Small();
        var times = bench.InTurn(
            bench.Command("empty", "true", []),
            bench.Command("dgst", "openssl", ["dgst", "-sha256", small]),
            bench.Command("version", bench.Settings.Cli, ["--version"]),
            bench.Command("verify", bench.Settings.Cli, ["verify", small, .. bench.Trust]));
        table.Add("verify of 2 MB, whole process, self-contained", times["verify"], 60, atLeast: false, " ms", $"--version {times["version"]:F0} ms, openssl dgst {times["dgst"]:F1} ms, starting any process {times["empty"]:F1} ms");
        return Task.CompletedTask;
    }

    private static Task Memory(Workbench bench, RatioTable table)
    {
        if (!File.Exists("/proc/self/status"))
        {
            table.Skip("peak memory", "only Linux is asked");
            return Task.CompletedTask;
        }

        string cli = bench.Settings.Cli;
        double empty = Peak(3, "--version");
        double small = Peak(3, ["verify", bench.Small(), .. bench.Trust]);
        string output = bench["out.mp4"];
        var inputs = new List<(string Size, string File)> { ($"{bench.Settings.SizeMegabytes} MiB", bench.Large()) };
        if (bench.Settings.Sparse)
        {
            inputs.Add(("10 GiB, sparse", bench.Make("sparse.mp4", path => BenchmarkFile.Write(path, 10L << 30, isSparse: true))));
        }

        foreach (var (size, file) in inputs)
        {
            // Peaks hardly differ from run to run, and ten gigabytes are not copied more often than needed.
            int runs = file == bench["sparse.mp4"] ? 1 : 3;
            foreach (string[] more in (string[][])[[], ["--merkle", "auto"]])
            {
                string how = more.Length == 0 ? "flat" : "Merkle";
                Add($"sign, {how}, {size}", Peak(runs, ["sign", file, "-o", output, .. bench.Credentials(), "--no-sync", .. more]));
                Add($"verify, {how}, {size}", Peak(runs, ["verify", output, .. bench.Trust]));
                File.Delete(output);
            }
        }

        return Task.CompletedTask;

        double Peak(int runs, params string[] arguments) => Workbench.Median(Enumerable.Range(0, runs).Select(_ => Workbench.PeakMemory(cli, arguments)));

        void Add(string what, double peak) => table.Add($"peak memory over an empty run: {what}", peak - empty, 20, atLeast: false, " MB", $"{peak:F0} MB; --version {empty:F0} MB, verify of 2 MB {small:F0} MB");
    }
}
