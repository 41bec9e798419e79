using System.Diagnostics;

namespace Provenance.Tests.Cli.Faults;

/// <summary>
/// <c>kill -9</c> at random moments of <c>segments sign</c>: no file of the folder is ever incomplete, a new initialization segment is there only when all of its
/// segments are, and the next run leaves no hidden folder. The moments are seeded; what a moment hits depends on the machine, so it is counted.
/// </summary>
public sealed class SegmentKillTests : IDisposable
{
    private const int MaxMore = 100;

    private const int Segments = 24;
    private static readonly byte[] Old = "what was there before"u8.ToArray();

    private readonly TempFolder _folder = new();
    private readonly ValidationOptions _trust;
    private readonly string[] _names = ["init.mp4", .. Enumerable.Range(1, Segments).Select(i => $"{i}.m4s")];
    private readonly string[] _arguments;

    public SegmentKillTests()
    {
        // The process has no clock but the system's.
        var credential = DevelopmentCredential.Create(SigningAlgorithm.ES256, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        _trust = new() { TrustList = credential.TrustList };
        _folder.Write("signer.pem", credential.CertificateChainPem);
        _folder.Write("signer.key", credential.PrivateKeyPem);
        var media = Mp4Track.Of(1, 1);
        Directory.CreateDirectory(_folder["in"]);
        _folder.Write("in/init.mp4", new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(media).Build());
        for (int i = 1; i <= Segments; i++)
        {
            _folder.Write($"in/{i}.m4s", new Mp4Builder().Fragment((uint)i, media, [Bytes.Pattern(400_000, i)]).Build());
        }

        _arguments =
        [
            "segments", "sign", .. _names.Select(n => _folder["in/" + n]), "-o", _folder["out"],
            "--cert", _folder["signer.pem"], "--key", _folder["signer.key"], "--digital-source-type", "trainedAlgorithmicMedia",
        ];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Killed_at_a_few_moments_it_leaves_whole_files_and_the_next_run_cleans_up() => KillAsync(times: 6);

    [Fact]
    [Trait("Category", "Long")]
    public Task Killed_at_100_moments_it_leaves_whole_files_and_the_next_run_cleans_up() => KillAsync(times: 100);

    private async Task KillAsync(int times)
    {
        var random = new Random(20261122);
        Reset();
        var watch = Stopwatch.StartNew();
        TimeSpan hidden;
        using (var process = CliProcess.Start(_arguments))
        {
            await UntilHiddenAsync(process);
            hidden = watch.Elapsed;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }

        var whole = watch.Elapsed;
        long[] lengths = [.. _names.Select(n => new FileInfo(_folder["out/" + n]).Length)];
        await RequireAuthenticAsync();

        int during = 0;
        int mixed = 0;

        // How fast the machine is changes while others use it. When no kill hit the writing, more follow, each as soon as there is something to hit.
        for (int i = 0; i < times || (during == 0 && i < times + MaxMore); i++)
        {
            Reset();
            using var process = CliProcess.Start(_arguments);
            if (i >= times)
            {
                await UntilHiddenAsync(process);
            }
            else if (i % 4 == 3)
            {
                // While the files take their places, one after the other.
                await UntilPlacedAsync(process);
            }
            else if (i % 2 == 0)
            {
                await UntilHiddenAsync(process);
                await Task.Delay((whole - hidden) * random.NextDouble() * (i % 4 == 0 ? 0.2 : 1), TestContext.Current.CancellationToken);
            }
            else
            {
                await Task.Delay(whole * random.NextDouble(), TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            during += Hidden().Any() ? 1 : 0;

            // Each file is the old one or has its new length; the old initialization segment leads to no new segment that could be taken for signed.
            bool[] isNew = [.. _names.Select(n => !File.ReadAllBytes(_folder["out/" + n]).AsSpan().SequenceEqual(Old))];
            Assert.All(Enumerable.Range(1, Segments), s => Assert.True(!isNew[s] || new FileInfo(_folder["out/" + _names[s]]).Length == lengths[s], $"Kill {i}: {_names[s]} is incomplete."));
            Assert.True(!isNew[0] || isNew.All(n => n), $"Kill {i}: the initialization segment was published before its segments.");
            mixed += isNew.Distinct().Count() > 1 ? 1 : 0;
            if (isNew[0])
            {
                await RequireAuthenticAsync();
            }

            CliRun next = await CliRun.RunAsync(_arguments, null, TimeProvider.System);
            Assert.True(next.ExitCode == 0, next.Error);
            Assert.Empty(Hidden());
            await RequireAuthenticAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant($"{times} kills over {whole.TotalMilliseconds:0} ms: {during} with a hidden folder, {mixed} while the files took their places"));
        Assert.True(during > 0, "No kill hit the writing, so nothing was proven.");
    }

    private void Reset()
    {
        if (Directory.Exists(_folder["out"]))
        {
            Directory.Delete(_folder["out"], recursive: true);
        }

        Directory.CreateDirectory(_folder["out"]);
        foreach (string name in _names)
        {
            File.WriteAllBytes(_folder["out/" + name], Old);
        }
    }

    private async Task UntilHiddenAsync(Process process)
    {
        while (!process.HasExited && !Hidden().Any())
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private async Task UntilPlacedAsync(Process process)
    {
        while (!process.HasExited && !_names.Any(n => new FileInfo(_folder["out/" + n]).Length != Old.Length))
        {
            await Task.Yield();
        }
    }

    private IEnumerable<string> Hidden() => Directory.EnumerateFileSystemEntries(_folder["out"], ".provenance-*");

    private async Task RequireAuthenticAsync()
    {
        await using var source = AssetSource.FromFile(_folder["out/init.mp4"]);
        var init = await FragmentedMp4.OpenAsync(source, _trust, TestContext.Current.CancellationToken);
        Assert.Equal(ValidationState.Trusted, init.Validation.State);
        var segments = _names.Skip(1).Select(n => AssetSource.FromMemory(File.ReadAllBytes(_folder["out/" + n])));
        await foreach (var verdict in init.ValidateAsync(segments, TestContext.Current.CancellationToken))
        {
            Assert.True(verdict.Finding == SegmentFinding.Authentic, $"{verdict.Index}: {verdict.Finding}");
        }
    }
}
