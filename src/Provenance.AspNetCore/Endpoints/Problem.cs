using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Provenance.Reports;

namespace Provenance.Endpoints;

/// <summary>Answers that say what is wrong, as <c>application/problem+json</c> (RFC 9457).</summary>
internal static class Problem
{
    /// <summary>The type of an answer to a video below the minimum.</summary>
    public const string BelowMinimum = "urn:provenance:problem:below-minimum";

    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Answers with a status and a sentence.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail, Action<Utf8JsonWriter>? more = null, string type = "about:blank", string? title = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        return JsonAnswer.WriteAsync(context, MediaType, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("title", title ?? ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            more?.Invoke(json);
            json.WriteEndObject();
        });
    }

    /// <summary>Answers that a video is not what is asked for: its state, and every code that speaks against it with its sentence.</summary>
    public static Task WriteVerdictAsync(HttpContext context, FileReport report, ValidationState minimum)
    {
        bool isVideo = report.Result.IsSupported;
        return WriteAsync(
            context,
            isVideo ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status415UnsupportedMediaType,
            report.Verdict.Sentence,
            json =>
            {
                json.WriteString("file", report.File);
                json.WriteString("state", Verdict.StateOf(report.Result));
                json.WriteString("minimum", minimum.ToString());
                JsonReport.WriteStatuses(json, "statuses", [.. report.Result.Failures.Concat(report.Result.Informational)]);
            },
            isVideo ? BelowMinimum : "about:blank",
            isVideo ? "The content credentials do not suffice" : null);
    }
}
