using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>Files that share blocks (Linux: XFS, Btrfs, bcachefs, some network file systems), and writing that begins before it is waited for.</summary>
internal static partial class UnixFiles
{
    // _IOW(0x94, 13, struct file_clone_range), the same on all processors that .NET is built for by its makers; elsewhere the call is refused.
    private const nuint CloneRangeRequest = 0x4020940D;
    private const uint StartWriting = 2;

    /// <summary>
    /// Lets a range of one file be a range of another, without copying: what is changed later in one of them is not changed in the other. False,
    /// with nothing done, where the file system cannot, the files are on two, or an end of the range is not the end of a block.
    /// </summary>
    public static bool TryShare(SafeFileHandle source, long sourceOffset, SafeFileHandle target, long targetOffset, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        bool sourceAdded = false;
        bool targetAdded = false;
        try
        {
            source.DangerousAddRef(ref sourceAdded);
            target.DangerousAddRef(ref targetAdded);
            var range = new CloneRange { Source = source.DangerousGetHandle(), SourceOffset = sourceOffset, SourceLength = length, TargetOffset = targetOffset };
            return Control((int)target.DangerousGetHandle(), CloneRangeRequest, ref range) == 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
        finally
        {
            if (sourceAdded)
            {
                source.DangerousRelease();
            }

            if (targetAdded)
            {
                target.DangerousRelease();
            }
        }
    }

    /// <summary>Begins to store what was written to a range, without waiting. Where that cannot be asked for, nothing happens.</summary>
    public static void StartStoring(SafeFileHandle file, long offset, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            _ = SyncRange((int)file.DangerousGetHandle(), offset, length, StartWriting);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // The flush at the end does all of it.
        }
        finally
        {
            if (added)
            {
                file.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, nuint request, ref CloneRange range);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncRange(int descriptor, long offset, long length, uint flags);

    // struct file_clone_range of linux/fs.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct CloneRange
    {
        public long Source;
        public long SourceOffset;
        public long SourceLength;
        public long TargetOffset;
    }
}
