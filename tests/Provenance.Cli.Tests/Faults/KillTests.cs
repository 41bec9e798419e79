using System.Diagnostics;

namespace Provenance.Tests.Cli.Faults;

/// <summary>
/// <c>kill -9</c> at random moments of signing: the destination is the old file or a complete valid new one, and the next run leaves no
/// temporary file. The moments are seeded; what a moment hits depends on the machine, so it is counted.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int MaxMore = 100;

    private readonly TempFolder _folder = new();
    private readonly ValidationOptions _trust;
    private readonly byte[] _old = new byte[5000];

    public KillTests()
    {
        // The process has no clock but the system's.
        var credential = DevelopmentCredential.Create(SigningAlgorithm.ES256, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        _trust = new() { TrustList = credential.TrustList };
        _folder.Write("signer.pem", credential.CertificateChainPem);
        _folder.Write("signer.key", credential.PrivateKeyPem);
        _folder.Write("in.mp4", Video(sampleSize: 8_000_000, room: 9000));
        _folder.Write("bare.mp4", Video(sampleSize: 8_000_000, room: 0));
        _folder.Write("small.mp4", Video(sampleSize: 1000, room: 0));
        new Random(1).NextBytes(_old);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The ways of signing that are killed.</summary>
    public static TheoryData<string> Ways => [.. KillForm.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Killed_at_a_few_moments_it_leaves_the_old_file_or_a_complete_new_one(string way) => KillAsync(KillForm.All.Single(f => f.Name == way), times: 6);

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Category", "Long")]
    public Task Killed_at_200_moments_it_leaves_the_old_file_or_a_complete_new_one(string way) => KillAsync(KillForm.All.Single(f => f.Name == way), times: 200);

    private async Task KillAsync(KillForm form, int times)
    {
        var random = new Random(20261122);
        await SignAsync("in.mp4", "signed.mp4");
        byte[] old = form.Before is { } before ? File.ReadAllBytes(_folder[before]) : _old;
        using var disk = form.Inserts ? await LoopFileSystem.MountAsync("ext4", 96) : null;
        string Place(string argument) => argument == form.Output && disk is not null ? disk[argument] : argument.Contains('.', StringComparison.Ordinal) ? _folder[argument] : argument;
        string[] args = [.. form.Arguments.Select(Place)];
        string output = Place(form.Output);

        // How long it takes when nobody kills it, and how much of that with a hidden file.
        Reset(output, old);
        var watch = Stopwatch.StartNew();
        TimeSpan hidden;
        using (var process = CliProcess.Start(args))
        {
            await UntilHiddenAsync(process, output);
            hidden = watch.Elapsed;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }

        var whole = watch.Elapsed;
        Assert.True(await IsNewAsync(output), "Not even without a kill.");
        int early = 0;
        int during = 0;
        int late = 0;

        // How fast the machine is changes while others use it. When no kill hit the writing, more follow, each as soon as there is something to hit.
        for (int i = 0; i < times || (during == 0 && i < times + MaxMore); i++)
        {
            Reset(output, old);
            using var process = CliProcess.Start(args);
            if (i >= times)
            {
                await UntilHiddenAsync(process, output);
            }
            else if (i % 2 == 0)
            {
                // Where it matters: from the moment at which the hidden file is there.
                await UntilHiddenAsync(process, output);
                await Task.Delay((whole - hidden) * random.NextDouble() * (i % 4 == 0 ? 0.2 : 1), TestContext.Current.CancellationToken);
            }
            else
            {
                await Task.Delay(whole * random.NextDouble(), TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            bool left = Hidden(output).Any();
            bool isNew = !File.ReadAllBytes(output).AsSpan().SequenceEqual(old);
            if (!form.IsInPlace)
            {
                Assert.True(!isNew || await IsNewAsync(output), $"Kill {i}: the destination is neither the old file nor a valid new one.");
            }

            // The next run: of something small, to the same place; in place, the next look at the same file.
            CliRun next = await CliRun.RunAsync([.. form.Next.Select(Place)], null, TimeProvider.System);
            Assert.True(next.ExitCode is 0 or 6 || (form.IsInPlace && next.ExitCode is 3 or 4), next.Error);
            Assert.Empty(Hidden(output));
            if (form.IsInPlace)
            {
                isNew = !File.ReadAllBytes(output).AsSpan().SequenceEqual(old);
                Assert.True(!isNew || await IsNewAsync(output), $"Kill {i}: after the next run the file is neither the old one nor a valid new one.");
            }

            early += !left && !isNew ? 1 : 0;
            during += left ? 1 : 0;
            late += !left && isNew ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant($"{form.Name}: {times} kills over {whole.TotalMilliseconds:0} ms: {early} before there was a hidden file, {during} with one, {late} after it was published"));
        Assert.True(during > 0, "No kill hit the writing, so nothing was proven.");
    }

    private async Task SignAsync(string input, string output)
    {
        CliRun run = await CliRun.RunAsync([.. new[] { "sign", input, "-o", output }.Concat(KillForm.Claim).Select(a => a.Contains('.', StringComparison.Ordinal) ? _folder[a] : a)], null, TimeProvider.System);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private void Reset(string output, byte[] old) => File.WriteAllBytes(output, old);

    private async Task UntilHiddenAsync(Process process, string output)
    {
        while (!process.HasExited && !Hidden(output).Any())
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private static IEnumerable<string> Hidden(string output) =>
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(output)!).Where(n => n.Contains(".provenance-", StringComparison.Ordinal));

    private async Task<bool> IsNewAsync(string path)
    {
        var result = await new Validator(Mp4.Format) { Options = _trust }.ValidateAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        return result.State == ValidationState.Trusted && result.MediaWasHashed;
    }

    private static byte[] Video(int sampleSize, int room)
    {
        var video = new Mp4Track(1, [Bytes.Pattern(sampleSize, 1), Bytes.Pattern(sampleSize, 2)]);
        // Room for a manifest, in case it is signed in place.
        return (room > 0 ? new Mp4Builder().Ftyp().Free(room) : new Mp4Builder().Ftyp()).Media(video).Movie(video).Build();
    }
}

/// <summary>A way of signing that is killed: a new one is one line in <see cref="All"/>. An argument with a dot is a file of the test's folder.</summary>
/// <param name="Name">For the test report.</param>
/// <param name="Output">What is written.</param>
/// <param name="Arguments">The run that is killed.</param>
/// <param name="Next">The run after it; it succeeds or is refused.</param>
internal sealed record KillForm(string Name, string Output, string[] Arguments, string[] Next)
{
    private static readonly string[] Credential = ["--cert", "signer.pem", "--key", "signer.key"];

    /// <summary>What signing says, and who says it.</summary>
    public static IReadOnlyList<string> Claim { get; } = [.. Credential, "--digital-source-type", "trainedAlgorithmicMedia"];

    /// <summary>The file of which a copy is changed where it is; null when something else is in the way.</summary>
    public string? Before { get; init; }

    /// <summary>Whether a copy of the input itself is changed: then the next run makes it whole.</summary>
    public bool IsInPlace => Before is not null;

    /// <summary>Whether it stands on a file system that inserts into files.</summary>
    public bool Inserts { get; init; }

    public static IReadOnlyList<KillForm> All { get; } =
    [
        new("sign", "out.mp4", ["sign", "in.mp4", "-o", "out.mp4", .. Claim], ["sign", "small.mp4", "-o", "out.mp4", .. Claim]),
        new("sign, Merkle", "out.mp4", ["sign", "in.mp4", "-o", "out.mp4", "--merkle", "64K", .. Claim], ["sign", "small.mp4", "-o", "out.mp4", .. Claim]),
        new("sign in place", "work.mp4", ["sign", "work.mp4", "--in-place", .. Claim], ["verify", "work.mp4"]) { Before = "in.mp4" },
        new("sign in place, inserting", "work.mp4", ["sign", "work.mp4", "--in-place", "--insert", .. Claim], ["verify", "work.mp4"]) { Before = "bare.mp4", Inserts = true },
        new("update", "out.mp4", ["update", "signed.mp4", "-o", "out.mp4", "--published", .. Credential], ["sign", "small.mp4", "-o", "out.mp4", .. Claim]),
        new("update in place", "work.mp4", ["update", "work.mp4", "--in-place", "--published", .. Credential], ["verify", "work.mp4"]) { Before = "signed.mp4" },
    ];
}
