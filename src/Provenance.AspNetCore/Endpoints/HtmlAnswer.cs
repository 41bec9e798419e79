using System.Text;
using Microsoft.AspNetCore.Http;

namespace Provenance.Endpoints;

/// <summary>Pages, with the headers that keep them what they are.</summary>
internal static class HtmlAnswer
{
    /// <summary>Writes a page.</summary>
    public static async Task WriteAsync(HttpContext context, string policy, Action<TextWriter> write)
    {
        using var buffer = new MemoryStream();
        var writer = new StreamWriter(buffer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        await using (writer.ConfigureAwait(false))
        {
            write(writer);
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy + "; frame-ancestors 'none'";

        // Not "no-referrer": with it a browser would hide from the page itself where its own form comes from.
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(context, "text/html; charset=utf-8", buffer).ConfigureAwait(false);
    }
}
