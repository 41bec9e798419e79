using Microsoft.Extensions.Diagnostics.HealthChecks;
using Provenance.Uploads;

namespace Provenance.Endpoints;

/// <summary>Whether uploads can be taken: there is a place to keep them, and one in the queue.</summary>
internal sealed class PipelineHealth(ProvenanceOptions options, VideoQueue queue) : IHealthCheck
{
    /// <summary>The name and tag of the check.</summary>
    public const string Name = "provenance";

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var file = TemporaryStream.Create(options.TemporaryFolder);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(new byte[1], cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("Uploads cannot be kept.", e);
        }

        return queue.IsFull ? HealthCheckResult.Degraded("The queue is full.") : HealthCheckResult.Healthy();
    }
}
