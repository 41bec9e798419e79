using System.Diagnostics;
using System.Security.Cryptography;

namespace Provenance.Compare;

/// <summary>What is measured without starting a process: what a service sees.</summary>
internal static class InProcess
{
    /// <summary>Signing again in place, and adding an update manifest.</summary>
    public static async Task SignAgain(Workbench bench, RatioTable table)
    {
        var signer = Signer(bench);
        foreach (var (size, signed) in new[] { ("2 MB", bench.Small()), ($"{bench.Settings.SizeMegabytes} MiB", bench.Flat()) })
        {
            string file = bench["again.mp4"];
            var resign = new List<double>();
            var update = new List<double>();
            File.Copy(signed, file, overwrite: true);
            Workbench.Settle();
            for (int round = 0; round <= bench.Settings.Rounds; round++)
            {
                // As it is for somebody who trusts what was read a moment ago: the media is not read.
                long start = Stopwatch.GetTimestamp();
                await Mp4.SignInPlaceAsync(file, Definition, signer, new() { IfSigned = IfSigned.Replace }, new() { VerifyMedia = false }).ConfigureAwait(false);
                double signing = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                start = Stopwatch.GetTimestamp();
                await Mp4.UpdateAsync(file, new UpdateDefinition { ClaimGenerator = new("Compare", "1.0") }, signer).ConfigureAwait(false);
                if (round > 0)
                {
                    resign.Add(signing);
                    update.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }

            File.Delete(file);
            table.Add($"sign again in place, {size}", Workbench.Median(resign), 10, atLeast: false, " ms", "in process, stored on the disk");
            table.Add($"add an update manifest, {size}", Workbench.Median(update), 10, atLeast: false, " ms", "in process, stored on the disk");
        }
    }

    /// <summary>Validating a large file in a process that runs already.</summary>
    public static async Task Verify(Workbench bench, RatioTable table, string what, string file, double dgst, double target)
    {
        var validator = Validator(bench);
        var times = new List<double>();
        for (int round = 0; round < bench.Settings.Rounds + 2; round++)
        {
            Workbench.Warm(file)();
            double time = await Measure(async () => Require(file, await validator.ValidateAsync(file).ConfigureAwait(false))).ConfigureAwait(false);
            if (round >= 2)
            {
                times.Add(time);
            }
        }

        double median = Workbench.Median(times);
        table.Add(what, dgst / median, target, atLeast: true, " ×", $"{median:F0} ms");
    }

    /// <summary>Validating many files in a process that runs already.</summary>
    public static async Task Batch(Workbench bench, RatioTable table, string[] files, double dgst)
    {
        var validator = Validator(bench);
        var alone = new List<double>();
        var together = new List<double>();

        // What a service that has run for a while does: all is compiled, and it is known whether lanes are worth it.
        for (int round = 0; round < bench.Settings.Rounds + 2; round++)
        {
            double parallel = await Measure(() => Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (file, token) =>
                Require(file, await validator.ValidateAsync(file, bytesHashed: null, token).ConfigureAwait(false)))).ConfigureAwait(false);
            double many = await Measure(async () =>
            {
                await foreach (var (file, result, fault) in validator.ValidateManyAsync(files).ConfigureAwait(false))
                {
                    Require(file, result ?? throw new InvalidOperationException($"{file}: {fault}"));
                }
            }).ConfigureAwait(false);
            if (round >= 2)
            {
                alone.Add(parallel);
                together.Add(many);
            }
        }

        Add("batch of 2 MB files, full validation, in process", alone, 1.7);
        Add("batch of 2 MB files, full validation, in process, with lanes", together, 3);

        void Add(string what, List<double> times, double target)
        {
            double time = Workbench.Median(times);
            table.Add(what, dgst / time, target, atLeast: true, " ×", $"{files.Length * 1000 / time:F0} files/s");
        }
    }

    /// <summary>What signing a segment of live video costs beside its hash and its signature, and what a whole file of that size does.</summary>
    public static async Task Fragment(Workbench bench, RatioTable table)
    {
        const int Runs = 300;

        // A packager runs for hours: all is compiled, and compiled again for speed, which takes some seconds.
        const int Before = 2000;
        const int Size = 1_500_000;
        byte[] segment = BenchmarkFile.Segment(Size);
        byte[] file = await File.ReadAllBytesAsync(bench.Make("segment.mp4", p => BenchmarkFile.Write(p, Size))).ConfigureAwait(false);
        var signer = Signer(bench);
        using var live = await LiveSigner.CreateAsync(AssetSource.FromMemory(BenchmarkFile.Init()), Definition, signer).ConfigureAwait(false);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // As long as what is signed for a segment.
        byte[] message = new byte[600];
        var (lives, wholes, hashes, signatures) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (int run = 0; run < Before + Runs; run++)
        {
            double signing = await Measure(async () => await live.SignSegmentAsync(segment, (ulong)run + 1).ConfigureAwait(false)).ConfigureAwait(false);
            double hashing = await Measure(() => { SHA256.HashData(segment); return Task.CompletedTask; }).ConfigureAwait(false);
            double signed = await Measure(() => { key.SignData(message, HashAlgorithmName.SHA256); return Task.CompletedTask; }).ConfigureAwait(false);
            if (run >= Before)
            {
                lives.Add(signing);
                hashes.Add(hashing);
                signatures.Add(signed);
            }
        }

        for (int run = 0; run < Runs; run++)
        {
            double signing = await Measure(async () =>
            {
                using var output = new MemoryStream(file.Length + (64 << 10));
                await Mp4.SignAsync(AssetSource.FromMemory(file), output, Definition, signer).ConfigureAwait(false);
            }).ConfigureAwait(false);
            if (run >= Runs / 2)
            {
                wholes.Add(signing);
            }
        }

        var (digest, sign) = (Workbench.Median(hashes), Workbench.Median(signatures));
        Add("live segment of 1.5 MB, signed (LiveSigner.SignSegmentAsync), beside hash and signature", lives, 50);
        Add("a whole file of 1.5 MB in memory, signed, copied, read back and validated, beside hash and signature", wholes, null);

        void Add(string what, List<double> times, double? target)
        {
            double total = Workbench.Median(times);
            double beside = (total - digest - sign) * 1000;
            string from = $"{total * 1000:F0} µs; hash {digest * 1000:F0} µs, signature {sign * 1000:F0} µs";
            if (target is { } most)
            {
                table.Add(what, beside, most, atLeast: false, " µs", from);
            }
            else
            {
                table.Add(what, beside, " µs", from);
            }
        }
    }

    private static Validator Validator(Workbench bench) => new(Mp4.Format) { Options = new() { TrustList = TrustList.ForSigners(bench["keys/root.pem"]) } };

    private static void Require(string file, ValidationResult result)
    {
        if (result.State != ValidationState.Trusted)
        {
            throw new InvalidOperationException($"{file} is {result.State}.");
        }
    }

    private static async Task<double> Measure(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work().ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static ManifestDefinition Definition { get; } = new()
    {
        ClaimGenerator = new("Compare", "1.0"),
        Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
    };

    private static ClaimSigner Signer(Workbench bench)
    {
        bench.Credentials();
        return ClaimSigner.FromPemFiles(bench["keys/signer.pem"], bench["keys/signer.key"]);
    }
}
