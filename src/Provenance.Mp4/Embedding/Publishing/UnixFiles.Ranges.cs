using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>Putting bytes into a file and taking them out without moving what is behind them: Linux, on file systems that can (ext4, XFS).</summary>
internal static partial class UnixFiles
{
    private const int CollapseRange = 0x08;
    private const int InsertRange = 0x20;

    /// <summary>Opens a hole; what is behind it keeps its blocks. False, with nothing done, where that cannot be.</summary>
    /// <param name="file">Open for writing.</param>
    /// <param name="at">Where, a multiple of the block size, before the end of the file.</param>
    /// <param name="length">How long, a multiple of the block size.</param>
    public static bool TryInsert(SafeFileHandle file, long at, long length) => Allocate(file, InsertRange, at, length);

    /// <summary>Takes bytes out; the opposite of <see cref="TryInsert"/>.</summary>
    public static bool TryCollapse(SafeFileHandle file, long at, long length) => Allocate(file, CollapseRange, at, length);

    private static bool Allocate(SafeFileHandle file, int mode, long at, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return FileAllocate((int)file.DangerousGetHandle(), mode, at, length) == 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
        finally
        {
            if (added)
            {
                file.DangerousRelease();
            }
        }
    }

    // off_t has 64 bits on all 64-bit systems, and .NET runs on no others but 32-bit ARM, where this name takes 64 bits as well.
    [LibraryImport("libc", EntryPoint = "fallocate64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileAllocate(int descriptor, int mode, long offset, long length);
}
