using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Provenance.Reports;
using Provenance.Uploads;

namespace Provenance.Endpoints;

/// <summary>Stands before an endpoint: every video of a request must reach a state, or the endpoint never sees it.</summary>
internal static class CredentialsGate
{
    /// <summary>Checks the upload, then lets the endpoint read it as if nothing had happened.</summary>
    public static async Task InvokeAsync(HttpContext context, ValidationState minimum, RequestDelegate next)
    {
        if (BringsNothing(context))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var pipeline = context.RequestServices.GetRequiredService<VideoPipeline>();
        ExceptionDispatchInfo? fault = null;
        await pipeline.RunAsync(context, "require", async (upload, place) =>
        {
            var checkedVideos = new List<CheckedVideo>(upload.Files.Count);
            foreach (var file in upload.Files)
            {
                var report = await pipeline.ExamineAsync(place, file, "require", hashesMedia: true, context.RequestAborted).ConfigureAwait(false);
                if (!Reaches(report.Result, minimum))
                {
                    await Problem.WriteVerdictAsync(context, report, minimum).ConfigureAwait(false);
                    return;
                }

                file.Content.Position = 0;
                checkedVideos.Add(new CheckedVideo(file.Name, report.Result));
            }

            context.Items[typeof(CheckedVideo)] = checkedVideos;
            Restore(context, upload);
            try
            {
                await next(context).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Not swallowed: what goes wrong behind the gate is no fault of the upload, so it goes round the pipeline's answers.
            catch (Exception e)
#pragma warning restore CA1031
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
        }).ConfigureAwait(false);
        fault?.Throw();
    }

    // A group has endpoints that only read, too. A method that is there to send a body never passes for want of one.
    private static bool BringsNothing(HttpContext context) =>
        CarriesNoVideo(context.Request.Method) && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    /// <summary>Whether a method is one that brings no video (RFC 9110 §9.3).</summary>
    public static bool CarriesNoVideo(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsDelete(method) || HttpMethods.IsOptions(method);

    // Nothing that was not hashed passes, whatever its state is called.
    private static bool Reaches(ValidationResult result, ValidationState minimum) =>
        result.IsSupported && !Verdict.IsUnreadable(result) && result.State >= minimum && (result.MediaWasHashed || minimum < ValidationState.Valid);

    private static void Restore(HttpContext context, Upload upload)
    {
        if (!upload.IsForm)
        {
            context.Request.Body = upload.Files[0].Content;
            return;
        }

        var files = new FormFileCollection();
        files.AddRange(upload.Files.Select(f => new FormFile(f.Content, 0, f.Content.Length, f.Field, f.Name) { Headers = f.Headers }));
        context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(upload.Fields, files)));
    }
}
