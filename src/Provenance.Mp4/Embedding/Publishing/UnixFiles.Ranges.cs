using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>Putting bytes into a file and taking them out without moving what is behind them: Linux, on file systems that can (ext4, XFS).</summary>
internal static partial class UnixFiles
{
    private const int CollapseRange = 0x08;
    private const int InsertRange = 0x20;
    private const int SeekData = 3;
    private const int SeekHole = 4;

    /// <summary>
    /// Opens a hole; what is behind it keeps its blocks. False where that cannot be; then the file is as it was, or, when the disk failed in the middle, longer
    /// already and moved in part: neither this nor its opposite is one step on the disk.
    /// </summary>
    /// <param name="file">Open for writing.</param>
    /// <param name="at">Where, a multiple of the block size, before the end of the file.</param>
    /// <param name="length">How long, a multiple of the block size.</param>
    public static bool TryInsert(SafeFileHandle file, long at, long length) => Allocate(file, InsertRange, at, length);

    /// <summary>Takes bytes out; the opposite of <see cref="TryInsert"/>.</summary>
    public static bool TryCollapse(SafeFileHandle file, long at, long length) => Allocate(file, CollapseRange, at, length);

    /// <summary>Where the next bytes begin that a file has no blocks for; its length where there are none, or the system does not tell.</summary>
    public static long NextHole(SafeFileHandle file, long from) => Seek(file, from, SeekHole);

    /// <summary>Where the next bytes begin that a file has blocks for; its length where there are none, or the system does not tell.</summary>
    public static long NextData(SafeFileHandle file, long from) => Seek(file, from, SeekData);

    private static bool Allocate(SafeFileHandle file, int mode, long at, long length) =>
        Ask(file, descriptor => Environment.Is64BitProcess ? FileAllocate(descriptor, mode, at, length) : FileAllocate64(descriptor, mode, at, length)) == 0;

    // Where a file is read and written is said each time, so nobody misses the position that this moves.
    private static long Seek(SafeFileHandle file, long from, int what)
    {
        long found = Ask(file, descriptor => Environment.Is64BitProcess ? FileSeek(descriptor, from, what) : FileSeek64(descriptor, from, what));
        return found < 0 ? RandomAccess.GetLength(file) : found;
    }

    private static long Ask(SafeFileHandle file, Func<int, long> call)
    {
        try
        {
            return OperatingSystem.IsLinux() ? With(file, call) : -1;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return -1;
        }
    }

    // off_t has 64 bits on all 64-bit systems, and .NET runs on no others but 32-bit ARM, where the second name takes 64 bits.
    [LibraryImport("libc", EntryPoint = "fallocate")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileAllocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fallocate64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileAllocate64(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "lseek")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long FileSeek(int descriptor, long offset, int what);

    [LibraryImport("libc", EntryPoint = "lseek64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long FileSeek64(int descriptor, long offset, int what);
}
