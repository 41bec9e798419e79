using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Provenance.Endpoints;

/// <summary>JSON answers, written without reflection.</summary>
internal static class JsonAnswer
{
    // Everything beyond ASCII is escaped: a hostile title cannot disturb whatever shows the answer.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default, MaxDepth = 512 };

    /// <summary>Writes the body.</summary>
    public static async Task WriteAsync(HttpContext context, string mediaType, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        var json = new Utf8JsonWriter(buffer, Options);
        await using (json.ConfigureAwait(false))
        {
            write(json);
        }

        await WriteAsync(context, mediaType, buffer).ConfigureAwait(false);
    }

    /// <summary>Writes what is in the buffer.</summary>
    public static async Task WriteAsync(HttpContext context, string mediaType, MemoryStream buffer)
    {
        var response = context.Response;
        response.ContentType = mediaType;
        response.ContentLength = buffer.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted).ConfigureAwait(false);
    }
}
