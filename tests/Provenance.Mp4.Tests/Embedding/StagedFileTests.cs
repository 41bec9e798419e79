using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class StagedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _input;

    public StagedFileTests() => _input = _folder.Write("in.mp4", "input");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_appears_when_it_is_published_and_not_before()
    {
        var destination = Open();
        await using (var file = StagedFile.Create(destination, 5, _input))
        {
            await file.WriteAsync(2, "llo"u8.ToArray(), default);
            await file.WriteAsync(0, "he"u8.ToArray(), default);
            await using (var written = await file.FlushAsync(default))
            {
                Assert.Equal("hello"u8.ToArray(), await Laying.ReadAsync(written));
            }

            Assert.Equal([".out.mp4.0.provenance-tmp", "in.mp4"], _folder.Names);
            await file.PublishAsync(default);
            Assert.Equal(["in.mp4", "out.mp4"], _folder.Names);
        }

        Assert.Equal("hello", await File.ReadAllTextAsync(_folder["out.mp4"]));
        Assert.Equal(["in.mp4", "out.mp4"], _folder.Names);
    }

    [Fact]
    public async Task A_file_that_is_not_published_leaves_the_old_one_and_nothing_else()
    {
        _folder.Write("out.mp4", "old");
        await using (var file = StagedFile.Create(Open(), 3, _input))
        {
            await file.WriteAsync(0, "new"u8.ToArray(), default);
        }

        Assert.Equal("old", await File.ReadAllTextAsync(_folder["out.mp4"]));
        Assert.Equal(["in.mp4", "out.mp4"], _folder.Names);
    }

    [Fact]
    public async Task What_a_killed_run_left_is_removed_by_the_next_and_only_that()
    {
        string leftover = StagedFile.HiddenPath(Open(), 0);
        File.WriteAllText(leftover, "half a file");
        File.WriteAllText(StagedFile.HiddenPath(Open(), 7), "half a file");
        string other = _folder.Write(".other.mp4.0.provenance-tmp", "of another destination");
        await using (StagedFile.Create(Open(), 3, _input))
        {
            Assert.Equal([".other.mp4.0.provenance-tmp", ".out.mp4.0.provenance-tmp", "in.mp4"], _folder.Names);
        }

        Assert.Equal([Path.GetFileName(other), "in.mp4"], _folder.Names);
    }

    [Fact]
    public async Task Runs_at_the_same_time_do_not_disturb_one_another_and_the_last_one_wins()
    {
        await using var first = StagedFile.Create(Open(), 3, _input);
        await using var second = StagedFile.Create(Open(), 3, _input);
        await first.WriteAsync(0, "one"u8.ToArray(), default);
        await second.WriteAsync(0, "two"u8.ToArray(), default);
        await first.PublishAsync(default);
        Assert.Equal("one", await File.ReadAllTextAsync(_folder["out.mp4"]));
        await second.PublishAsync(default);
        Assert.Equal("two", await File.ReadAllTextAsync(_folder["out.mp4"]));
        Assert.Equal(["in.mp4", "out.mp4"], _folder.Names);
    }

    [Fact]
    public async Task More_runs_than_there_are_names_are_told_so()
    {
        var files = Enumerable.Range(0, StagedFile.Slots).Select(_ => StagedFile.Create(Open(), 3, _input)).ToList();
        var refused = Assert.Throws<SigningException>(() => StagedFile.Create(Open(), 3, _input));
        Assert.Equal(SigningFault.Destination, refused.Fault);
        Assert.Contains("other runs", refused.Message, StringComparison.Ordinal);
        foreach (var file in files)
        {
            await file.DisposeAsync();
        }

        Assert.Equal(["in.mp4"], _folder.Names);
    }

    [Fact]
    public async Task A_new_file_gets_the_permissions_of_the_input_and_a_replaced_one_keeps_its_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Shared = Private | UnixFileMode.GroupRead;
#pragma warning disable CA1416 // Not reached on Windows.
        File.SetUnixFileMode(_input, Private);
        await PublishAsync("new");
        Assert.Equal(Private, File.GetUnixFileMode(_folder["out.mp4"]));
        File.SetUnixFileMode(_folder["out.mp4"], Shared);
        await PublishAsync("newer");
        Assert.Equal(Shared, File.GetUnixFileMode(_folder["out.mp4"]));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task A_name_as_long_as_file_systems_allow_works()
    {
        string name = new string('ü', 120) + ".mp4";
        var destination = Destination.Open(_folder[name], _input);
        await using (var file = StagedFile.Create(destination, 1, _input))
        {
            await file.WriteAsync(0, new byte[1], default);
            await file.PublishAsync(default);
        }

        Assert.Equal(["in.mp4", name], _folder.Names);
    }

    [Fact]
    public async Task A_disk_without_the_space_is_an_error_of_the_destination_and_leaves_nothing()
    {
        // No disk has that much; what a file system of a fixed size does is the same.
        var refused = Assert.Throws<SigningException>(() => StagedFile.Create(Open(), 1L << 60, _input));
        Assert.Equal(SigningFault.Destination, refused.Fault);
        Assert.Equal(["in.mp4"], _folder.Names);
        await PublishAsync("small enough");
    }

    [Fact]
    public async Task Runs_that_start_and_stop_at_every_moment_publish_whole_files_and_leave_nothing()
    {
        var runs = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            for (int i = 0; i < 150; i++)
            {
                await using var file = StagedFile.Create(Open(), 3, _input, new Impatient());
                await file.WriteAsync(0, "new"u8.ToArray(), default);
                if ((i + n) % 3 > 0)
                {
                    await file.PublishAsync(default);
                }
            }
        }));
        await Task.WhenAll(runs);
        Assert.Equal("new", await File.ReadAllTextAsync(_folder["out.mp4"]));
        Assert.Equal(["in.mp4", "out.mp4"], _folder.Names);
    }

    [Fact]
    public async Task A_name_that_another_run_took_between_making_and_locking_is_left_to_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked for the identity of files.");
        await using (var file = StagedFile.Create(Open(), 3, _input, new Overtaking()))
        {
            await file.WriteAsync(0, "new"u8.ToArray(), default);
            await file.PublishAsync(default);
        }

        Assert.Equal("new", await File.ReadAllTextAsync(_folder["out.mp4"]));
        Assert.Equal("of another run", await File.ReadAllTextAsync(StagedFile.HiddenPath(Open(), 0)));
    }

    [Fact]
    public async Task A_folder_that_vanishes_while_writing_is_an_error_of_the_destination()
    {
        Directory.CreateDirectory(_folder["sub"]);
        await using var file = StagedFile.Create(Destination.Open(_folder["sub/out.mp4"], _input), 3, _input);
        await file.WriteAsync(0, "new"u8.ToArray(), default);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not remove folders in use.");
        Directory.Delete(_folder["sub"], recursive: true);
        var refused = await Assert.ThrowsAsync<SigningException>(() => file.PublishAsync(default).AsTask());
        Assert.Equal(SigningFault.Destination, refused.Fault);
    }

    private Destination Open() => Destination.Open(_folder["out.mp4"], _input);

    private async Task PublishAsync(string content)
    {
        await using var file = StagedFile.Create(Open(), content.Length, _input);
        await file.WriteAsync(0, System.Text.Encoding.ASCII.GetBytes(content), default);
        await file.PublishAsync(default);
    }

    private sealed class Impatient : FileSystem
    {
        public override void FlushFolder(string folder)
        {
        }
    }

    /// <summary>Another run removes the first file, thinking that nobody holds it, and makes its own of the same name.</summary>
    private sealed class Overtaking : FileSystem
    {
        private bool _isDone;

        public override FileStream Open(string path, FileStreamOptions options)
        {
            var file = base.Open(path, options);
            if (!_isDone)
            {
                _isDone = true;
                File.Delete(path);
                File.WriteAllText(path, "of another run");
            }

            return file;
        }
    }
}
