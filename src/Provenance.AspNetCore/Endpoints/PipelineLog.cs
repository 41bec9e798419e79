using Microsoft.Extensions.Logging;

namespace Provenance.Endpoints;

/// <summary>The log. It says what happened to a video, never whose it is: no names, titles, addresses or signers.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(1, LogLevel.Information, "{Operation}: {State}, {Length} bytes in {Milliseconds} ms")]
    public static partial void Examined(ILogger logger, string operation, string state, long length, long milliseconds);

    [LoggerMessage(2, LogLevel.Information, "{Operation}: not taken, status {Status} ({Reason})")]
    public static partial void Rejected(ILogger logger, string operation, int status, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Operation}: the client is gone")]
    public static partial void Gone(ILogger logger, string operation);

    [LoggerMessage(4, LogLevel.Error, "{Operation}: signing failed ({Fault})")]
    public static partial void SigningFailed(ILogger logger, string operation, SigningFault fault, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "{Operation}: the upload could not be kept")]
    public static partial void DiskFailed(ILogger logger, string operation, Exception exception);
}
