using System.Globalization;

namespace Provenance.Cli.Commands.Batch;

/// <summary>
/// One line on a terminal: how many files are done, how fast, how long it still takes. It steps aside while a report is written, and is gone at the end.
/// </summary>
internal sealed class BatchProgress : IDisposable
{
    private const string Erase = "\r\u001b[K";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly long _start;
    private readonly int _files;
    private readonly long _bytes;
    private readonly ITimer? _timer;
    private int _filesDone;
    private long _bytesDone;
    private bool _isShown;
    private bool _isOver;

    /// <summary>Begins.</summary>
    /// <param name="terminal">Where it is shown, if a person reads there.</param>
    /// <param name="files">How many files there are.</param>
    /// <param name="bytes">How long they are together.</param>
    public BatchProgress(Terminal terminal, int files, long bytes)
    {
        _terminal = terminal;
        _files = files;
        _bytes = bytes;
        _start = terminal.Clock.GetTimestamp();
        if (terminal.ErrorIsTerminal && !terminal.IsQuiet && files > 1 && !string.Equals(terminal.Environment("TERM"), "dumb", StringComparison.Ordinal))
        {
            _timer = terminal.Clock.CreateTimer(_ => Draw(), null, Interval, Interval);
        }
    }

    /// <summary>How long it has taken.</summary>
    public TimeSpan Elapsed => _terminal.Clock.GetElapsedTime(_start);

    /// <summary>Counts a file and lets its report be written.</summary>
    public void Report(long length, Action write)
    {
        lock (_lock)
        {
            _filesDone++;
            _bytesDone += length;
            Hide();
            write();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isOver = true;
            Hide();
        }
    }

    /// <summary>The line: <c>12 of 400 files, 3.1 files/s, 120 MB/s, 2:05 left</c>. The time left goes by the bytes, as files differ.</summary>
    public static string Describe(int filesDone, int files, long bytesDone, long bytes, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        string line = string.Create(CultureInfo.InvariantCulture, $"{filesDone} of {files} files, {filesDone / seconds:0.0} files/s, {bytesDone / seconds / 1e6:0.0} MB/s");
        double done = bytes > 0 ? bytesDone / (double)bytes : filesDone / (double)files;
        if (done <= 0)
        {
            return line;
        }

        var left = TimeSpan.FromSeconds(Math.Min(seconds / done * (1 - done), TimeSpan.FromDays(99).TotalSeconds));
        return line + string.Create(CultureInfo.InvariantCulture, $", {(long)left.TotalMinutes}:{left.Seconds:00} left");
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _terminal.Error.Write(Erase + Describe(_filesDone, _files, _bytesDone, _bytes, Elapsed));
                _isShown = true;
            }
        }
    }

    private void Hide()
    {
        if (_isShown)
        {
            _terminal.Error.Write(Erase);
            _isShown = false;
        }
    }
}
