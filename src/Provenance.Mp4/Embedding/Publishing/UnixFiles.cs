using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>What the operating system knows of a file and .NET does not tell. The one place that calls it directly; null or nothing elsewhere.</summary>
internal static partial class UnixFiles
{
    private const int CurrentFolder = -100;
    private const uint BasicStats = 0x7FF;

    /// <summary>Type, owner and identity of a file, links followed; null where the system cannot be asked (only Linux is).</summary>
    public static unsafe FileIdentity? Identify(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Stat stat;
        try
        {
            if (StatX(CurrentFolder, path, 0, BasicStats, &stat) != 0)
            {
                return null;
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }

        const int TypeMask = 0xF000;
        const int RegularFile = 0x8000;
        return new FileIdentity(stat.DeviceMajor, stat.DeviceMinor, stat.Inode, (stat.Mode & TypeMask) == RegularFile, stat.User, stat.Group);
    }

    /// <summary>Gives an open file to an owner; where that is not allowed, it stays ours.</summary>
    public static void TryChangeOwner(SafeFileHandle file, FileIdentity owner)
    {
        if (OperatingSystem.IsLinux())
        {
            bool added = false;
            try
            {
                file.DangerousAddRef(ref added);
                _ = ChangeOwner((int)file.DangerousGetHandle(), owner.User, owner.Group);
            }
            finally
            {
                if (added)
                {
                    file.DangerousRelease();
                }
            }
        }
    }

    /// <summary>
    /// Makes a rename in a folder last over a power failure. Systems other than Unix do it themselves, and file systems that cannot do it
    /// say so; neither is an error, since the file is complete either way.
    /// </summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            int descriptor = Open(folder, 0);
            if (descriptor >= 0)
            {
                _ = Sync(descriptor);
                _ = Close(descriptor);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, Stat* stat);

    [LibraryImport("libc", EntryPoint = "fchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(int descriptor, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    // struct statx is the same on all architectures of Linux.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Stat
    {
        [FieldOffset(20)]
        public uint User;
        [FieldOffset(24)]
        public uint Group;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}

/// <summary>Which file a path means, whatever its name, and whose it is.</summary>
internal sealed record FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode, bool IsRegular, uint User, uint Group)
{
    /// <summary>Whether both are the same file.</summary>
    public bool IsSameFile(FileIdentity other) => DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor && Inode == other.Inode;
}
