using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Provenance.Cli.Serving;

/// <summary>What <c>dev-tsa</c> serves: time-stamps over HTTP (RFC 3161 §3.4).</summary>
internal static class TimestampServer
{
    private const int MaxRequestSize = 64 * 1024;
    private const string QueryType = "application/timestamp-query";
    private const string ReplyType = "application/timestamp-reply";

    /// <summary>Serves until it is cancelled.</summary>
    public static Task<int> RunAsync(int port, DevelopmentTimestampAuthority authority, Func<string, Task> started, CancellationToken cancellationToken) => LocalServer.RunAsync(
        port,
        builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestSize),
        application => application.MapPost("/", context => AnswerAsync(authority, context)),
        started,
        cancellationToken);

    private static async Task AnswerAsync(DevelopmentTimestampAuthority authority, HttpContext context)
    {
        if (!string.Equals(context.Request.ContentType, QueryType, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var question = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(question, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
            return;
        }

        byte[] reply = authority.Answer(question.ToArray());
        context.Response.ContentType = ReplyType;
        context.Response.ContentLength = reply.Length;
        await context.Response.Body.WriteAsync(reply, context.RequestAborted).ConfigureAwait(false);
    }
}
