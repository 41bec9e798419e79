using System.Diagnostics;

namespace Provenance.Compare;

/// <summary>A file system in a file, mounted while it is used: Linux, root.</summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly string _image;
    private readonly string _device;
    private readonly string _mountPoint;

    private LoopDisk(string image, string device, string mountPoint)
    {
        _image = image;
        _device = device;
        _mountPoint = mountPoint;
    }

    public string this[string name] => Path.Combine(_mountPoint, name);

    /// <summary>Makes and mounts one; null, with a reason, where that cannot be done.</summary>
    public static LoopDisk? TryMount(Workbench bench, string kind, int megabytes, out string? why)
    {
        string? make = Workbench.Find($"mkfs.{kind}");
        string? losetup = Workbench.Find("losetup");
        if (make is null || losetup is null || !Environment.IsPrivilegedProcess)
        {
            why = make is null ? $"mkfs.{kind} is not installed" : losetup is null ? "there are no loop devices" : "only root mounts";
            return null;
        }

        string image = bench[$"{kind}.image"];
        string mountPoint = bench[$"{kind}"];
        Directory.CreateDirectory(mountPoint);
        using (var file = File.OpenHandle(image, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.SetLength(file, (long)megabytes << 20);
        }

        string device = string.Empty;
        try
        {
            Workbench.Run(make, image);
            device = Read(losetup, "--find", "--show", image);
            Workbench.Run("mount", device, mountPoint);
            why = null;
            return new(image, device, mountPoint);
        }
        catch (InvalidOperationException e)
        {
            if (device.Length > 0)
            {
                Workbench.Run(losetup, "--detach", device);
            }

            File.Delete(image);
            why = e.Message;
            return null;
        }
    }

    public void Dispose()
    {
        Workbench.Run("umount", _mountPoint);
        Workbench.Run("losetup", "--detach", _device);
        File.Delete(_image);
    }

    private static string Read(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed with {process.ExitCode}");
    }
}
