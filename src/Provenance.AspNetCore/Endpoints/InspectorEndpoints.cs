using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Provenance.Html;
using Provenance.Reports;

namespace Provenance.Endpoints;

/// <summary>What <c>MapProvenanceInspector</c> maps: the page, and the page with a verdict.</summary>
internal static class InspectorEndpoints
{
    /// <summary>The page.</summary>
    public static Task ShowAsync(HttpContext context) => WriteAsync(context, null, null);

    /// <summary>The page with the verdict on the video that was sent, or with the reason why there is none.</summary>
    public static Task CheckAsync(HttpContext context)
    {
        if (SameOrigin.IsFromElsewhere(context.Request))
        {
            return SameOrigin.RefuseAsync(context);
        }

        var pipeline = context.RequestServices.GetRequiredService<VideoPipeline>();
        return pipeline.RunAsync(
            context,
            "inspector",
            async (upload, place) =>
            {
                var report = await pipeline.ExamineAsync(place, VideoEndpoints.OneOf(upload), "inspector", hashesMedia: true, context.RequestAborted).ConfigureAwait(false);
                await WriteAsync(context, report, null).ConfigureAwait(false);
            },
            (status, detail) =>
            {
                context.Response.StatusCode = status;
                return WriteAsync(context, null, detail);
            });
    }

    private static Task WriteAsync(HttpContext context, FileReport? report, string? fault)
    {
        var options = context.RequestServices.GetRequiredService<VideoPipeline>().Options;
        return HtmlAnswer.WriteAsync(context, InspectorPage.Policy, output => InspectorPage.Write(output, options.Validation.TrustList.IsEmpty, report, fault));
    }
}
