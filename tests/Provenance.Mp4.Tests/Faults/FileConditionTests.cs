using Provenance.Testing;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>What a file system can be like: full, read-only, full of links. The error is typed, and what was there stays.</summary>
public sealed class FileConditionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _input;

    public FileConditionTests()
    {
        var video = new Mp4Track(1, [Bytes.Pattern(1_500_000, 1)]);
        _input = _folder.Write("in.mp4", new Mp4Builder().Ftyp().Movie(video).Media(video).Build());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_an_error_of_the_destination_and_leaves_nothing()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["disk"], "1m");
        File.WriteAllText(_folder["disk/out.mp4"], "old");
        await RefusedAsync("disk/out.mp4", "full");
        Assert.Equal(["out.mp4"], Names("disk"));
        Assert.Equal("old", await File.ReadAllTextAsync(_folder["disk/out.mp4"]));
    }

    [Fact]
    public async Task A_disk_that_fills_up_meanwhile_is_an_error_of_the_destination_and_leaves_nothing()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["disk"], "4m");
        var filling = new Filling(_folder["disk/other.bin"]);
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignAsync(
            _input, _folder["disk/out.mp4"], Signing.Definition, Signing.Signer(), Signing.Options with { OcspClient = null, Randomness = filling.Fill }));
        Assert.True(filling.IsFull);
        Assert.Equal(SigningFault.Destination, refused.Fault);
        Assert.Equal(["other.bin"], Names("disk"));
    }

    [Fact]
    public async Task A_read_only_disk_is_an_error_of_the_destination()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["disk"], "4m");
        File.WriteAllText(_folder["disk/out.mp4"], "old");
        await disk.MakeReadOnlyAsync();
        await RefusedAsync("disk/out.mp4", "Read-only");
        await RefusedAsync("disk/new.mp4", "Read-only");
        Assert.Equal("old", await File.ReadAllTextAsync(_folder["disk/out.mp4"]));
    }

    [Fact]
    public async Task A_link_to_another_disk_is_replaced_there()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["disk"], "4m");
        File.WriteAllText(_folder["disk/out.mp4"], "old");
        File.CreateSymbolicLink(_folder["link.mp4"], _folder["disk/out.mp4"]);
        await SignAsync("link.mp4");
        Assert.NotNull(new FileInfo(_folder["link.mp4"]).LinkTarget);
        Assert.Equal(["out.mp4"], Names("disk"));
        await AssertSignedAsync("disk/out.mp4");
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_not_written_through()
    {
        SkipOnWindows();
        File.CreateSymbolicLink(_folder["link.mp4"], _folder["missing.mp4"]);
        File.CreateSymbolicLink(_folder["one.mp4"], _folder["two.mp4"]);
        File.CreateSymbolicLink(_folder["two.mp4"], _folder["one.mp4"]);
        await RefusedAsync("link.mp4", "symbolic link");
        await RefusedAsync("one.mp4", string.Empty);
        Assert.Equal(["in.mp4", "link.mp4", "one.mp4", "two.mp4"], _folder.Names);
    }

    [Fact]
    public async Task Another_name_of_the_old_file_keeps_the_old_content()
    {
        SkipOnWindows();
        _folder.Write("out.mp4", "old");
        await Tools.RunAsync("/bin/ln", [_folder["out.mp4"], _folder["backup.mp4"]]);
        await SignAsync("out.mp4");
        Assert.Equal("old", await File.ReadAllTextAsync(_folder["backup.mp4"]));
        await AssertSignedAsync("out.mp4");
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_an_error_of_the_destination()
    {
        await RefusedAsync(new string('x', 300) + ".mp4", string.Empty);
        Assert.Equal(["in.mp4"], _folder.Names);
    }

    [Fact]
    public async Task An_input_that_is_rewritten_with_the_same_length_is_noticed()
    {
        byte[] other = File.ReadAllBytes(_input);
        other[^1] ^= 1;
        File.SetLastWriteTimeUtc(_input, DateTime.UnixEpoch.AddYears(50));
        var rewrite = new OnFirstReport(() => File.WriteAllBytes(_input, other));
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignAsync(_input, _folder["out.mp4"], Signing.Definition, Signing.Signer(), Signing.Options, bytesWritten: rewrite));
        Assert.Equal(SigningFault.InputChanged, refused.Fault);
        Assert.Equal(["in.mp4"], _folder.Names);
    }

    [Fact]
    public async Task An_input_that_is_cut_is_noticed()
    {
        var cut = new OnFirstReport(() =>
        {
            using var file = new FileStream(_input, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(100_000);
        });
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignAsync(_input, _folder["out.mp4"], Signing.Definition, Signing.Signer(), Signing.Options, bytesWritten: cut));
        Assert.Equal(SigningFault.InputChanged, refused.Fault);
        Assert.Equal(["in.mp4"], _folder.Names);
    }

    [Fact]
    public async Task Many_runs_to_one_destination_give_one_complete_file()
    {
        string small = _folder.Write("small.mp4", Signing.Movie());
        var signer = Signing.Signer();
        var runs = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 25; i++)
            {
                await Mp4.SignAsync(small, _folder["out.mp4"], Signing.Definition, signer, Signing.Options);
            }
        }));
        await Task.WhenAll(runs);
        await AssertSignedAsync("out.mp4");
        Assert.Equal(["in.mp4", "out.mp4", "small.mp4"], _folder.Names);
    }

    private Task<SigningResult> SignAsync(string output) => Mp4.SignAsync(_input, _folder[output], Signing.Definition, Signing.Signer(), Signing.Options);

    private async Task RefusedAsync(string output, string reason)
    {
        byte[] before = File.ReadAllBytes(_input);
        var refused = await Assert.ThrowsAsync<SigningException>(() => SignAsync(output));
        Assert.Equal(SigningFault.Destination, refused.Fault);
        Assert.Contains(reason, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, File.ReadAllBytes(_input));
    }

    private async Task AssertSignedAsync(string path)
    {
        await using var source = AssetSource.FromFile(_folder[path]);
        Assert.Equal(ValidationState.Trusted, (await Signing.Validator.ValidateAsync(source)).State);
    }

    private IEnumerable<string> Names(string folder) => Directory.EnumerateFileSystemEntries(_folder[folder]).Select(p => Path.GetFileName(p));

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");

    private sealed class OnFirstReport(Action action) : IProgress<long>
    {
        private bool _isDone;

        public void Report(long value)
        {
            if (!_isDone)
            {
                _isDone = true;
                action();
            }
        }
    }

    /// <summary>Takes the rest of a disk when signing begins, which is when it asks for identifiers.</summary>
    private sealed class Filling(string path)
    {
        public bool IsFull { get; private set; }

        public void Fill(Memory<byte> buffer)
        {
            System.Security.Cryptography.RandomNumberGenerator.Fill(buffer.Span);
            if (IsFull)
            {
                return;
            }

            IsFull = true;
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            try
            {
                while (true)
                {
                    file.Write(new byte[4096]);
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }
    }
}
