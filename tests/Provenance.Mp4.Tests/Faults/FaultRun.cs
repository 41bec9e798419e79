using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>One run of a form in a folder of its own, under a plan.</summary>
internal sealed class FaultRun : IDisposable
{
    private const string Output = "out.mp4";
    private readonly TempFolder _folder;
    private readonly MemoryStream _stream = new();
    private readonly FaultPlan _plan;
    private readonly string _input;
    private readonly Dictionary<string, byte[]> _before;
    private Func<Task> _checkComplete = () => Task.CompletedTask;

    private FaultRun(FaultPlan plan, TempFolder folder, string input, Dictionary<string, byte[]> before)
    {
        _plan = plan;
        _folder = folder;
        _input = input;
        _before = before;
    }

    /// <param name="plan">The plan.</param>
    /// <param name="hasOld">Whether there are old outputs already.</param>
    public FaultRun(FaultPlan plan, bool hasOld)
    {
        _plan = plan;
        _folder = new();
        _input = _folder.Write("in.mp4", "whose permissions a new file gets");
        if (hasOld)
        {
            _folder.Write(Output, "old");
            Directory.CreateDirectory(_folder["segments"]);
            _folder.Write("segments/init.mp4", "old");
            _folder.Write("segments/1.m4s", "old");
        }

        _before = Snapshot();
    }

    public Task SignAsync(byte[] input, MerkleOptions? merkle = null, SigningOptions? options = null) =>
        RunAsync(input, AssertSignedAsync, (source, create) =>
            new SigningPass(source, Signing.Definition, Signing.Signer(), options ?? Signing.Options, new() { Merkle = merkle }).RunAsync((layout, _) => new(create(layout.Length)), bytesWritten: null, _plan.Token));

    public Task StripAsync(byte[] input) =>
        RunAsync(input, async output => Assert.Null(await Mp4.ExtractAsync(output)), (source, create) => StrippingPass.RunAsync(source, create, _plan.Token));

    public async Task SignIntoStreamAsync(byte[] input)
    {
        _checkComplete = () => AssertSignedAsync(AssetSource.FromMemory(_stream.ToArray()));
        await using var source = Source(input);
        await Mp4.SignAsync(source, new FaultyStream(_stream, _plan, "output"), Signing.Definition, Signing.Signer(), Signing.Options, cancellationToken: _plan.Token);
    }

    public async Task SignSegmentsAsync()
    {
        var video = Mp4Track.Of(1, 1);
        byte[] init = new Mp4Builder().Ftyp().FragmentedMovie(video).Build();
        byte[][] segments = [.. Enumerable.Range(1, 3).Select(i => new Mp4Builder().Add("styp", [.. "msdh"u8, 0, 0, 0, 0]).Fragment((uint)i, video, [Bytes.Pattern(600, i)]).Build())];
        _checkComplete = async () =>
        {
            Assert.Equal(["1.m4s", "2.m4s", "3.m4s", "init.mp4"], Directory.EnumerateFileSystemEntries(_folder["segments"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            await using var source = AssetSource.FromFile(_folder["segments/init.mp4"]);
            var opened = await FragmentedMp4.OpenAsync(source, Signing.Validator.Options);
            Assert.Equal(ValidationState.Trusted, opened.Validation.State);
        };
        await using var sink = new FaultySegments(new SegmentFolder(_folder["segments"], file => file.Segment is { } n ? $"{n + 1}.m4s" : "init.mp4"), _plan);
        var rendition = new Rendition { Init = Source(init), Segments = [.. segments.Select(Source)], Order = SegmentOrder.AsGiven };
        await FragmentedMp4.SignAsync([rendition], sink, Signing.Definition, Signing.Signer(), Signing.Options, cancellationToken: _plan.Token);
    }

    public async Task ValidateAsync(byte[] file)
    {
        await using var source = Source(file);
        var result = await Signing.Validator.ValidateAsync(source, bytesHashed: null, _plan.Token);
        Assert.Equal(ValidationState.Trusted, result.State);
    }

    public async Task ExtractAsync(byte[] file)
    {
        await using var source = Source(file);
        Assert.NotNull(await Mp4.ExtractAsync(source, _plan.Token));
    }

    /// <summary>Fails the test unless everything is as it was before the run.</summary>
    public void AssertUntouched()
    {
        var after = Snapshot();
        Assert.Equal(_before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(after, file => Assert.True(_before[file.Key].AsSpan().SequenceEqual(file.Value), $"{file.Key} was changed."));
    }

    /// <summary>Fails the test unless what the form makes is there, whole, and nothing else.</summary>
    public async Task AssertCompleteAsync()
    {
        Assert.Empty(Temporaries());
        await _checkComplete();
    }

    /// <summary>Fails the test when a file of the folder is still open.</summary>
    public void AssertNoHandleLeaked()
    {
        if (OperatingSystem.IsLinux())
        {
            // A flush that was not waited for holds its handle until it is done.
            Assert.True(SpinWait.SpinUntil(() => OpenFiles() == 0, TimeSpan.FromSeconds(20)), "A file is still open.");
        }
    }

    /// <summary>The same once more in the same folder, under another plan.</summary>
    public FaultRun Again(FaultPlan plan) => new(plan, _folder, _input, _before);

    public void Dispose()
    {
        _stream.Dispose();
        _folder.Dispose();
    }

    private async Task RunAsync(byte[] input, Func<AssetSource, Task> check, Func<AssetSource, Func<long, Output>, Task> run)
    {
        _checkComplete = async () =>
        {
            await using var output = AssetSource.FromFile(_folder[Output]);
            await check(output);
        };
        await using var source = Source(input);
        var destination = Destination.Open(_folder[Output], _input);
        await run(source, length => StagedFile.Create(destination, length, _input, files: new FaultyFileSystem(_plan)));
    }

    private FaultySource Source(byte[] bytes) => new(AssetSource.FromMemory(bytes), _plan);

    private static async Task AssertSignedAsync(AssetSource output) =>
        Assert.Equal(ValidationState.Trusted, (await Signing.Validator.ValidateAsync(output)).State);

    private IEnumerable<string> Temporaries() =>
        Directory.EnumerateFileSystemEntries(_folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(p => Path.GetFileName(p).Contains("provenance", StringComparison.Ordinal));

    private Dictionary<string, byte[]> Snapshot()
    {
        // Empty folders count: they are left-overs too.
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["(stream)"] = _stream.ToArray() };
        foreach (string path in Directory.EnumerateFileSystemEntries(_folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            files[Path.GetRelativePath(_folder.Path, path)] = File.Exists(path) ? File.ReadAllBytes(path) : [];
        }

        return files;
    }

    private int OpenFiles() =>
        Directory.EnumerateFiles("/proc/self/fd").Count(f => new FileInfo(f).LinkTarget is { } target && target.StartsWith(_folder.Path, StringComparison.Ordinal));
}
