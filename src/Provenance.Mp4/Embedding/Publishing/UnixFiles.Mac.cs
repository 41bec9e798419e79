using System.Runtime.InteropServices;

namespace Provenance.Bmff;

/// <content>
/// The same of macOS: <c>stat(2)</c> and the structure of <c>sys/stat.h</c> with inodes of 64 bits, which is that of both of its processors. For Intel the functions that fill
/// that structure have a name of their own; the plain names are those of before there was one.
/// </content>
internal static partial class UnixFiles
{
    private static FileIdentity? IdentifyOnMac(string path)
    {
        MacStat stat;
        try
        {
            int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacStatOfPath64(path, out stat) : MacStatOfPath(path, out stat);
            return result == 0 ? stat.ToIdentity() : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    private static FileIdentity? IdentifyOnMac(int descriptor)
    {
        MacStat stat;
        try
        {
            int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacStatOfFile64(descriptor, out stat) : MacStatOfFile(descriptor, out stat);
            return result == 0 ? stat.ToIdentity() : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacStatOfPath64(string path, out MacStat stat);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacStatOfPath(string path, out MacStat stat);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacStatOfFile64(int descriptor, out MacStat stat);

    [LibraryImport("libc", EntryPoint = "fstat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacStatOfFile(int descriptor, out MacStat stat);

    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct MacStat
    {
        [FieldOffset(0)]
        public int Device;
        [FieldOffset(4)]
        public ushort Mode;
        [FieldOffset(6)]
        public ushort Links;
        [FieldOffset(8)]
        public ulong Inode;
        [FieldOffset(16)]
        public uint User;
        [FieldOffset(20)]
        public uint Group;
        [FieldOffset(112)]
        public int BlockSize;

        public readonly FileIdentity ToIdentity() =>
            new((uint)Device, DeviceMinor: 0, Inode, IsRegularFile(Mode), User, Group) { Links = Links, BlockSize = (uint)BlockSize };
    }
}
