using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Provenance.Reports;
using Provenance.Uploads;

namespace Provenance.Endpoints;

/// <summary>
/// The way of every upload: a place in the queue, the body into a temporary file, a turn to work, the answer. Whatever goes wrong becomes a
/// clear status; when it is over nothing is left.
/// </summary>
internal sealed class VideoPipeline(ProvenanceOptions options, VideoQueue queue, PipelineDiagnostics diagnostics, ILogger<VideoPipeline> logger)
{
    private readonly UploadReader _reader = new(options);
    private readonly Validator _validator = new(Mp4.Format) { Options = options.Validation };

    /// <summary>The options.</summary>
    public ProvenanceOptions Options { get; } = options;

    /// <summary>Takes an upload and lets <paramref name="answer"/> answer it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="operation">One word for traces, metrics and the log.</param>
    /// <param name="answer">Answers; it takes its turn for the part that is work.</param>
    /// <param name="refuse">Answers with a status and a sentence when the upload is not taken; a problem document when null.</param>
    public async Task RunAsync(HttpContext context, string operation, Func<Upload, VideoQueue.Place, Task> answer, Func<int, string, Task>? refuse = null)
    {
        refuse ??= (status, detail) => Problem.WriteAsync(context, status, detail);
        using var activity = diagnostics.Start(operation);
        using var place = queue.TryEnter();
        if (place is null)
        {
            TryLater(context);
            await RejectAsync(context, operation, new UploadException(StatusCodes.Status429TooManyRequests, "full", "Too many videos are under way. Try again later."), activity, refuse).ConfigureAwait(false);
            return;
        }

        try
        {
            var upload = await _reader.ReadAsync(context).ConfigureAwait(false);
            await using (upload.ConfigureAwait(false))
            {
                activity?.SetTag("provenance.size", upload.Length);
                await answer(upload, place).ConfigureAwait(false);
            }
        }
        catch (UploadException e)
        {
            await RejectAsync(context, operation, e, activity, refuse).ConfigureAwait(false);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            diagnostics.Rejected(operation, "gone");
            PipelineLog.Gone(logger, operation);
            context.Abort();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !context.Response.HasStarted)
        {
            // A full disk, most likely.
            PipelineLog.DiskFailed(logger, operation, e);
            activity?.SetStatus(ActivityStatusCode.Error);
            diagnostics.Rejected(operation, "disk");
            TryLater(context);
            await refuse(StatusCodes.Status503ServiceUnavailable, "The upload cannot be kept at the moment.").ConfigureAwait(false);
        }
    }

    /// <summary>Validates, or only inspects, a file of the upload when its turn comes.</summary>
    public Task<FileReport> ExamineAsync(VideoQueue.Place place, UploadedFile file, string operation, bool hashesMedia, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        return place.TakeTurnAsync(
            async () =>
            {
                var source = file.OpenSource();
                await using (source.ConfigureAwait(false))
                {
                    var result = hashesMedia
                        ? await _validator.ValidateAsync(source, null, cancellationToken).ConfigureAwait(false)
                        : await _validator.InspectAsync(source, cancellationToken).ConfigureAwait(false);
                    Examined(operation, Verdict.StateOf(result), file.Content.Length, Stopwatch.GetElapsedTime(start));
                    return new FileReport(file.Name, result, hashesMedia ? Verdict.Of(result, ValidationState.Trusted) : Verdict.OfInspection(result));
                }
            },
            cancellationToken);
    }

    /// <summary>Signs a file of the upload when its turn comes.</summary>
    /// <returns>The signed video, at its start.</returns>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    public Task<FileStream> SignAsync(VideoQueue.Place place, UploadedFile file, ManifestDefinition definition, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        return place.TakeTurnAsync(
            async () =>
            {
                var source = file.OpenSource();
                var output = TemporaryStream.Create(Options.TemporaryFolder);
                try
                {
                    await using (source.ConfigureAwait(false))
                    {
                        var result = await Mp4.SignAsync(source, output, definition, Options.Signer!, Options.Signing, cancellationToken: cancellationToken).ConfigureAwait(false);
                        if (!result.Signed)
                        {
                            throw new SigningException(SigningFault.AlreadySigned, "The video is signed already and was left alone.");
                        }
                    }

                    output.Position = 0;
                    Examined("sign", "Signed", file.Content.Length, Stopwatch.GetElapsedTime(start));
                    return output;
                }
                catch (SigningException e) when (e.Fault is not (SigningFault.UnsupportedInput or SigningFault.AlreadySigned or SigningFault.Limit))
                {
                    PipelineLog.SigningFailed(logger, "sign", e.Fault, e);
                    await output.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
                catch
                {
                    await output.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
            },
            cancellationToken);
    }

    private void TryLater(HttpContext context) =>
        context.Response.Headers.RetryAfter = ((long)Math.Ceiling(Options.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private void Examined(string operation, string state, long length, TimeSpan elapsed)
    {
        Activity.Current?.SetTag("provenance.state", state);
        diagnostics.Examined(operation, state, length, elapsed);
        PipelineLog.Examined(logger, operation, state, length, (long)elapsed.TotalMilliseconds);
    }

    private async Task RejectAsync(HttpContext context, string operation, UploadException fault, Activity? activity, Func<int, string, Task> refuse)
    {
        activity?.SetTag("provenance.rejected", fault.Reason);
        diagnostics.Rejected(operation, fault.Reason);
        PipelineLog.Rejected(logger, operation, fault.Status, fault.Reason);
        if (!context.Response.HasStarted)
        {
            // What is still coming is not read: the connection ends with this answer. Later versions end a stream by themselves.
            if (context.Request.Protocol is "HTTP/1.1" or "HTTP/1.0")
            {
                context.Response.Headers.Connection = "close";
            }

            await refuse(fault.Status, fault.Message).ConfigureAwait(false);
        }
    }
}
