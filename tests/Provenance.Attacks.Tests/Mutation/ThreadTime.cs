using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Provenance.Tests.Attacks;

/// <summary>Processor time of the running thread: what an input costs, however busy the machine is.</summary>
internal static class ThreadTime
{
    // CLOCK_THREAD_CPUTIME_ID of Linux and of macOS.
    private static readonly int? Clock = OperatingSystem.IsLinux() ? 3 : OperatingSystem.IsMacOS() ? 16 : null;

    /// <summary>Time so far; elsewhere than on Linux and macOS, time that passed.</summary>
    public static TimeSpan Now =>
        Clock is { } clock && GetTime(clock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
            : Stopwatch.GetElapsedTime(0);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
