using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Provenance.Endpoints;

namespace Provenance;

/// <summary>Content credentials in an ASP.NET Core application.</summary>
public static class ProvenanceExtensions
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>, for OpenTelemetry.</summary>
    public const string DiagnosticsName = PipelineDiagnostics.Name;

    // What an upload can be answered before anybody looks at its credentials.
    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable,
    ];

    /// <summary>Adds what the endpoints and the gate need: the queue, traces, metrics and a health check named <c>provenance</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options: at least a trust list, or nobody is trusted.</param>
    /// <exception cref="ArgumentException">The options do not make sense together.</exception>
    public static IServiceCollection AddProvenance(this IServiceCollection services, Action<ProvenanceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new ProvenanceOptions();
        configure?.Invoke(options);
        if (options.FindFault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(configure));
        }

        services.AddLogging().AddMetrics();
        services.AddSingleton(options);
        services.TryAddSingleton<VideoQueue>();
        services.TryAddSingleton<PipelineDiagnostics>();
        services.TryAddSingleton(p => new VideoPipeline(
            p.GetRequiredService<ProvenanceOptions>(), p.GetRequiredService<VideoQueue>(), p.GetRequiredService<PipelineDiagnostics>(), p.GetRequiredService<ILogger<VideoPipeline>>()));
        services.AddHealthChecks().Add(new(
            PipelineHealth.Name, p => new PipelineHealth(p.GetRequiredService<ProvenanceOptions>(), p.GetRequiredService<VideoQueue>()), failureStatus: null, tags: [PipelineHealth.Name]));
        return services;
    }

    /// <summary>
    /// Lets an endpoint see a request only if every video in it reaches a state. The body (the video itself, or the files of a form) is read into
    /// temporary files, checked, and handed on; below the minimum the answer is 422 with the codes and sentences that say why. GET, HEAD, OPTIONS and DELETE without
    /// a body bring no video and go through, so that a whole group of endpoints can be named; whatever else brings none is refused.
    /// </summary>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="minimum">The least state: <see cref="ValidationState.Trusted"/>, or <see cref="ValidationState.Valid"/> when the signer need not be on a trust list.</param>
    public static TBuilder RequireContentCredentials<TBuilder>(this TBuilder builder, ValidationState minimum = ValidationState.Trusted)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (minimum is not (ValidationState.Valid or ValidationState.Trusted))
        {
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "Ask for Valid or Trusted: less proves nothing.");
        }

        // Around the whole endpoint, not among its filters: those run after the form was read.
        builder.Add(endpoint =>
        {
            var next = endpoint.RequestDelegate ?? throw new InvalidOperationException("The endpoint has nothing to run.");
            endpoint.RequestDelegate = context => CredentialsGate.InvokeAsync(context, minimum, next);
            if (endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is not { HttpMethods: { Count: > 0 } methods } || !methods.All(CredentialsGate.CarriesNoVideo))
            {
                AddProblems(endpoint, [.. Refusals, StatusCodes.Status422UnprocessableEntity]);
            }
        });
        return builder;
    }

    /// <summary>The videos of this request that passed <see cref="RequireContentCredentials"/>, in the order in which they came.</summary>
    public static IReadOnlyList<CheckedVideo> GetCheckedVideos(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(typeof(CheckedVideo), out object? videos) ? (IReadOnlyList<CheckedVideo>)videos! : [];
    }

    /// <summary>
    /// Maps <c>POST verify</c>, <c>inspect</c> and <c>report</c>, <c>POST sign</c> where the options hold a signer, <c>GET health</c>, and
    /// <c>GET openapi.json</c>, which describes them. They are as open as the application makes them: say who may call them on the result.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where they are, such as <c>/provenance</c>.</param>
    public static RouteGroupBuilder MapProvenance(this IEndpointRouteBuilder endpoints, string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = endpoints.ServiceProvider.GetService<ProvenanceOptions>()
            ?? throw new InvalidOperationException("Call services.AddProvenance() before MapProvenance().");
        var group = endpoints.MapGroup(prefix).WithTags("Content credentials");
        MapVideo(group, "/verify", VideoEndpoints.VerifyAsync, "Verifies the content credentials of a video", "application/json");
        MapVideo(group, "/inspect", VideoEndpoints.InspectAsync, "Says what the content credentials of a video say, without checking the media", "application/json");
        MapVideo(group, "/report", VideoEndpoints.ReportAsync, "Verifies a video and answers with a page for people", "text/html");
        if (options.Signer is not null)
        {
            MapVideo(group, "/sign", VideoEndpoints.SignAsync, "Signs a video", "video/mp4");
        }

        group.MapGet("/openapi.json", (RequestDelegate)VideoEndpoints.OpenApiAsync).ExcludeFromDescription();
        group.MapHealthChecks("/health", new HealthCheckOptions { Predicate = check => check.Tags.Contains(PipelineHealth.Name) });
        return group;
    }

    /// <summary>
    /// Maps a page for people: choose or drop a video, see the verdict, who, when, which model, AI or not, and the history. It needs no script and
    /// loads nothing from anywhere.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Where it is, such as <c>/</c>.</param>
    public static IEndpointConventionBuilder MapProvenanceInspector(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var page = endpoints.MapGroup(pattern);
        page.MapGet(string.Empty, (RequestDelegate)InspectorEndpoints.ShowAsync).ExcludeFromDescription();
        page.MapPost(string.Empty, (RequestDelegate)InspectorEndpoints.CheckAsync).ExcludeFromDescription();
        return page;
    }

    private static void MapVideo(RouteGroupBuilder group, string path, RequestDelegate answer, string summary, string mediaType)
    {
        var endpoint = group.MapPost(path, answer);
        endpoint.WithSummary(summary).WithName("Provenance: " + summary);
        endpoint.Add(builder =>
        {
            // What describes an application looks for a method.
            builder.Metadata.Add(answer.Method);

            // "*/*" lets what is none of them through to an answer that says what to send; routing would answer with an empty 415.
            builder.Metadata.Add(new AcceptsMetadata(["video/mp4", "application/octet-stream", "multipart/form-data", "*/*"], typeof(Stream)));
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Stream), [mediaType]));
            AddProblems(builder, Refusals);
        });
    }

    private static void AddProblems(EndpointBuilder builder, int[] statuses)
    {
        foreach (int status in statuses)
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), [Problem.MediaType]));
        }
    }
}
