using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Which file a path and an open file mean: what locks, hard links and destinations are judged by.</summary>
public sealed class UnixFilesTests
{
    [Fact]
    public void A_file_is_the_same_by_every_name_and_when_it_is_open_and_another_one_is_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows is not asked.");
        using var folder = new TempFolder();
        string path = folder.Write("a", [1]);
        var identity = UnixFiles.Identify(path)!;
        Assert.Equal((true, 1u), (identity.IsRegular, identity.Links));
        File.CreateSymbolicLink(folder["link"], path);
        Assert.True(identity.IsSameFile(UnixFiles.Identify(folder["link"])!));
        Assert.False(identity.IsSameFile(UnixFiles.Identify(folder.Write("b", [1]))!));
        Assert.False(UnixFiles.Identify(folder.Path)!.IsRegular);
        Assert.Null(UnixFiles.Identify(folder["nothing"]));
        using var file = File.OpenHandle(path);
        Assert.Equal(identity, UnixFiles.Identify(file));
    }

    [Fact]
    public void An_open_file_is_at_its_path_until_the_path_means_another_or_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows is not asked.");
        using var folder = new TempFolder();
        string path = folder.Write("a", [1]);
        using var file = File.OpenHandle(path);
        Assert.True(UnixFiles.IsAt(file, path));
        File.Move(path, folder["moved"]);
        Assert.False(UnixFiles.IsAt(file, path));
        Assert.True(UnixFiles.IsAt(file, folder["moved"]));
        folder.Write("a", [1]);
        Assert.False(UnixFiles.IsAt(file, path));
    }

    [Fact]
    public void A_record_that_was_removed_before_it_was_locked_is_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let an open file go.");
        using var folder = new TempFolder();
        string path = folder.Write("in.mp4", [1]);
        using (UndoRecord.Take(path, new Removing()))
        {
            Assert.Single(folder.Names, n => n.Contains("undo", StringComparison.Ordinal));
        }
    }

    // The run before removes its record between the opening and the locking of ours, once.
    private sealed class Removing : FileSystem
    {
        private bool _isDone;

        public override FileStream Open(string path, FileStreamOptions options)
        {
            var stream = base.Open(path, options);
            if (!_isDone)
            {
                _isDone = true;
                File.Delete(path);
            }

            return stream;
        }
    }
}
