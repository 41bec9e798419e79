using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>What the operating system knows of a file and .NET does not tell. The one place that calls it directly; null or nothing elsewhere.</summary>
internal static partial class UnixFiles
{
    private const int CurrentFolder = -100;
    private const uint BasicStats = 0x7FF;
    private const int EmptyPath = 0x1000;
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Type, owner and identity of a file, links followed; null where the system cannot be asked (Linux and macOS can).</summary>
    public static FileIdentity? Identify(string path) =>
        OperatingSystem.IsLinux() ? Identify(CurrentFolder, path, 0)
        : OperatingSystem.IsMacOS() ? IdentifyOnMac(path)
        : null;

    /// <summary>The same of a file that is open, whatever its path means by now.</summary>
    public static FileIdentity? Identify(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? With(file, static d => Identify(d, string.Empty, EmptyPath))
        : OperatingSystem.IsMacOS() ? With(file, IdentifyOnMac)
        : null;

    /// <summary>Whether a path still means the file that is open; yes where the system cannot be asked.</summary>
    public static bool IsAt(SafeFileHandle file, string path) =>
        Identify(file) is not { } open || (Identify(path)?.IsSameFile(open) ?? false);

    /// <summary>
    /// Gives an open file the owner, group and permissions of another. An owner or group that we may not give stays ours; then it gets no
    /// more than everybody has, and the file does not act for its owner.
    /// </summary>
    public static void HandOn(SafeFileHandle file, string from, FileIdentity? owner)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(from);
        if (owner is not null && With(file, d => ChangeOwner(d, owner.User, owner.Group)) != 0)
        {
            mode &= ~(UnixFileMode.SetUser | UnixFileMode.SetGroup);
            if (With(file, d => ChangeOwner(d, Unchanged, owner.Group)) != 0)
            {
                const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
                const int FromOthersToGroup = 3;
                mode &= ~Group | (UnixFileMode)((int)mode << FromOthersToGroup);
            }
        }

        File.SetUnixFileMode(file, mode);
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

    private static unsafe FileIdentity? Identify(int folder, string path, int flags)
    {
        Stat stat;
        try
        {
            if (StatX(folder, path, flags, BasicStats, &stat) != 0)
            {
                return null;
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }

        return new FileIdentity(stat.DeviceMajor, stat.DeviceMinor, stat.Inode, IsRegularFile(stat.Mode), stat.User, stat.Group) { Links = stat.Links, BlockSize = stat.BlockSize };
    }

    // S_IFMT and S_IFREG have one value in every Unix.
    private static bool IsRegularFile(int mode) => (mode & 0xF000) == 0x8000;

    private static T With<T>(SafeFileHandle file, Func<int, T> action)
    {
        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return action((int)file.DangerousGetHandle());
        }
        finally
        {
            if (added)
            {
                file.DangerousRelease();
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
        [FieldOffset(4)]
        public uint BlockSize;
        [FieldOffset(16)]
        public uint Links;
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
    /// <summary>How many names it has.</summary>
    public uint Links { get; init; }

    /// <summary>What its file system likes to be written in, in bytes: a block, or several.</summary>
    public uint BlockSize { get; init; }

    /// <summary>Whether both are the same file.</summary>
    public bool IsSameFile(FileIdentity other) => DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor && Inode == other.Inode;
}
