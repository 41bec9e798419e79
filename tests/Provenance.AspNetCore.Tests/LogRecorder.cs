using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Provenance.Tests.AspNetCore;

/// <summary>Keeps what is logged: level, category, sentence, exception.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    /// <summary>The lines, in the order in which they came.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Line(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Line(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder.Lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
