namespace Provenance.Testing;

/// <summary>A file system of a kind of one's own, in a file, mounted while it is used. It takes Linux, root and the tools of that file system.</summary>
public sealed class LoopFileSystem : IDisposable
{
    private readonly TempFolder _folder;
    private readonly string _device;
    private readonly string _mountPoint;

    private LoopFileSystem(TempFolder folder, string device, string mountPoint)
    {
        _folder = folder;
        _device = device;
        _mountPoint = mountPoint;
    }

    /// <summary>Where files can be put.</summary>
    public string this[string name] => Path.Combine(_mountPoint, name);

    /// <summary>Makes and mounts one; skips (or fails, see <see cref="Tools.AreRequired"/>) the running test where the tools are missing, and skips it where mounting is not allowed.</summary>
    /// <param name="kind"><c>xfs</c>, <c>btrfs</c> or <c>ext4</c>.</param>
    /// <param name="megabytes">Its size.</param>
    /// <param name="options">What <c>mkfs</c> is told besides.</param>
    public static async Task<LoopFileSystem> MountAsync(string kind, int megabytes, params string[] options)
    {
        Xunit.Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux mounts files as file systems.");
        string make = Find($"mkfs.{kind}");
        string mount = Find("mount");
        var folder = new TempFolder();
        try
        {
            string image = folder["image"];
            using (var file = File.OpenHandle(image, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.SetLength(file, (long)megabytes << 20);
            }

            string mountPoint = folder["mounted"];
            Directory.CreateDirectory(mountPoint);
            (await Tools.RunAsync(make, [.. options, image])).Succeeded();
            var loop = await Tools.RunAsync(Find("losetup"), ["--find", "--show", image]);
            Xunit.Assert.SkipUnless(loop.ExitCode == 0, $"A file cannot be made a disk here: {loop.Error.Trim()}");
            string device = loop.Output.Trim();
            var run = await Tools.RunAsync(mount, [device, mountPoint]);
            if (run.ExitCode == 0)
            {
                return new(folder, device, mountPoint);
            }

            await Tools.RunAsync(Find("losetup"), ["--detach", device]);
            Xunit.Assert.Skip($"A file system cannot be mounted here: {run.Error.Trim()}");
            throw new InvalidOperationException("Skipping returned.");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Tools.RunAsync(Find("umount"), [_mountPoint]).GetAwaiter().GetResult().Succeeded();
        Tools.RunAsync(Find("losetup"), ["--detach", _device]).GetAwaiter().GetResult().Succeeded();
        _folder.Dispose();
    }

    // Tools of file systems stand where an ordinary PATH does not look.
    private static string Find(string name)
    {
        foreach (string folder in (string[])["/usr/sbin", "/sbin", "/usr/bin", "/bin"])
        {
            if (File.Exists(Path.Combine(folder, name)))
            {
                return Path.Combine(folder, name);
            }
        }

        return Tools.Require(name);
    }
}
