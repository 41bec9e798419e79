using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Provenance.Html;
using Provenance.Reports;
using Provenance.Uploads;

namespace Provenance.Endpoints;

/// <summary>What <c>MapProvenance</c> maps. Each takes one video: as the body, or as the file of a form.</summary>
internal static class VideoEndpoints
{
    /// <summary>Validates, and answers with the report as JSON, or as crJSON with <c>?format=crjson</c>.</summary>
    public static Task VerifyAsync(HttpContext context) => ExamineAsync(context, "verify", hashesMedia: true, WriteJsonAsync);

    /// <summary>Says what the credentials say, without hashing the media.</summary>
    public static Task InspectAsync(HttpContext context) => ExamineAsync(context, "inspect", hashesMedia: false, WriteJsonAsync);

    /// <summary>Validates, and answers with a page for people.</summary>
    public static Task ReportAsync(HttpContext context) => ExamineAsync(context, "report", hashesMedia: true, WriteReportAsync);

    /// <summary>Signs with the application's key and definition, and answers with the signed video.</summary>
    public static Task SignAsync(HttpContext context)
    {
        var pipeline = context.RequestServices.GetRequiredService<VideoPipeline>();
        return pipeline.RunAsync(context, "sign", async (upload, place) =>
        {
            var file = OneOf(upload);
            try
            {
                var definition = pipeline.Options.Definition!(context);
                var signed = await pipeline.SignAsync(place, file, definition, context.RequestAborted).ConfigureAwait(false);
                await using (signed.ConfigureAwait(false))
                {
                    var response = context.Response;
                    response.ContentType = await MediaTypeOfAsync(signed, context.RequestAborted).ConfigureAwait(false);
                    response.ContentLength = signed.Length;
                    response.Headers.XContentTypeOptions = "nosniff";
                    response.Headers.CacheControl = "no-store";
                    var disposition = new ContentDispositionHeaderValue("attachment");
                    disposition.SetHttpFileName(file.Name);
                    response.Headers.ContentDisposition = disposition.ToString();
                    await signed.CopyToAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
                }
            }
            catch (SigningException e)
            {
                await Problem.WriteAsync(context, StatusOf(e.Fault), SentenceOf(e)).ConfigureAwait(false);
            }
        });
    }

    /// <summary>The description of the endpoints.</summary>
    public static async Task OpenApiAsync(HttpContext context)
    {
        bool signs = context.RequestServices.GetRequiredService<ProvenanceOptions>().Signer is not null;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(OpenApiDocument.Of(signs), context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The only file of an upload.</summary>
    public static UploadedFile OneOf(Upload upload) =>
        upload.Files.Count == 1 ? upload.Files[0] : throw new UploadException(StatusCodes.Status400BadRequest, "several", "Send one video at a time.");

    private static Task ExamineAsync(HttpContext context, string operation, bool hashesMedia, Func<HttpContext, FileReport, Task> write)
    {
        var pipeline = context.RequestServices.GetRequiredService<VideoPipeline>();
        return pipeline.RunAsync(context, operation, async (upload, place) =>
        {
            var report = await pipeline.ExamineAsync(place, OneOf(upload), operation, hashesMedia, context.RequestAborted).ConfigureAwait(false);
            context.Response.Headers.CacheControl = "no-store";
            await (report.Result.IsSupported ? write(context, report) : Problem.WriteVerdictAsync(context, report, ValidationState.Valid)).ConfigureAwait(false);
        });
    }

    private static async Task WriteJsonAsync(HttpContext context, FileReport report)
    {
        if (string.Equals(context.Request.Query["format"], "crjson", StringComparison.Ordinal))
        {
            using var json = new MemoryStream();
            report.Result.WriteCrJson(json);
            await JsonAnswer.WriteAsync(context, "application/json", json).ConfigureAwait(false);
            return;
        }

        await JsonAnswer.WriteAsync(context, "application/json", json => JsonReport.WriteFile(json, report)).ConfigureAwait(false);
    }

    private static Task WriteReportAsync(HttpContext context, FileReport report) =>
        HtmlAnswer.WriteAsync(context, HtmlPage.ReportPolicy, output =>
        {
            var document = new HtmlReportDocument(output, report.File);
            document.Write(report);
            document.End();
        });

    // By content, as HEIC, AVIF and sound are signed, too.
    private static async Task<string> MediaTypeOfAsync(Stream signed, CancellationToken cancellationToken)
    {
        var source = AssetSource.FromStream(signed, leaveOpen: true);
        await using (source.ConfigureAwait(false))
        {
            string type = (await Mp4.Format.OpenAsync(source, ParserLimits.Default, cancellationToken).ConfigureAwait(false)).MediaType;
            signed.Position = 0;
            return type;
        }
    }

    private static int StatusOf(SigningFault fault) => fault switch
    {
        SigningFault.UnsupportedInput => StatusCodes.Status415UnsupportedMediaType,
        SigningFault.AlreadySigned => StatusCodes.Status409Conflict,
        SigningFault.Limit => StatusCodes.Status422UnprocessableEntity,
        SigningFault.TimestampFailed or SigningFault.SignerFailed => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status500InternalServerError,
    };

    // What is wrong with the input concerns the client; what is wrong with our keys does not.
    private static string SentenceOf(SigningException e) => StatusOf(e.Fault) < 500 ? e.Message : "The video could not be signed.";
}
