using Provenance.Testing;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>A file system of a few megabytes (tmpfs). Only root on Linux may mount one; elsewhere the running test is skipped.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    public static async Task<SmallDisk> MountAsync(string path, string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has tmpfs.");
        Directory.CreateDirectory(path);
        var run = await Tools.RunAsync("/bin/mount", ["-t", "tmpfs", "-o", $"size={size}", "none", path]);
        Assert.SkipUnless(run.ExitCode == 0, $"A small disk cannot be mounted here, which only root may do: {run.Error.Trim()}");
        return new(path);
    }

    public async Task MakeReadOnlyAsync() => (await Tools.RunAsync("/bin/mount", ["-o", "remount,ro", _path])).Succeeded();

    public async ValueTask DisposeAsync() => (await Tools.RunAsync("/bin/umount", [_path])).Succeeded();
}
