using Microsoft.AspNetCore.Http;

namespace Provenance;

/// <summary>How an application receives videos. The defaults suit a small service; every limit has its reason beside it.</summary>
public sealed class ProvenanceOptions
{
    /// <summary>Whom to trust, at what time, how strictly. Without a trust list no signer is trusted.</summary>
    public ValidationOptions Validation { get; set; } = new();

    /// <summary>The longest upload, in bytes; more is answered with 413. A disk must hold this times all videos that are under way.</summary>
    public long MaxUploadSize { get; set; } = 1L << 30;

    /// <summary>How many videos are worked on at the same time; by default one a processor, as hashing keeps one busy.</summary>
    public int MaxConcurrentVideos { get; set; } = Environment.ProcessorCount;

    /// <summary>How many more may be uploading or waiting; beyond that the answer is 429, so that a rush neither fills the disk nor the memory.</summary>
    public int MaxWaitingVideos { get; set; } = 64;

    /// <summary>What 429 tells a client to wait before it tries again.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an upload may take; a slower one is answered with 408. It holds a place in the queue all the while.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Where uploads are kept while they are worked on; an existing folder. The system's temporary one when null.</summary>
    public string? TemporaryFolder { get; set; }

    /// <summary>Who signs at the endpoint <c>sign</c>; there is no such endpoint when null. Say who may call it: <c>MapProvenance(…).RequireAuthorization()</c>.</summary>
    public ClaimSigner? Signer { get; set; }

    /// <summary>What is claimed of an upload that is signed. Required with <see cref="Signer"/>: only the application knows how its videos are made.</summary>
    public Func<HttpContext, ManifestDefinition>? Definition { get; set; }

    /// <summary>How uploads are signed.</summary>
    public SigningOptions Signing { get; set; } = new();

    /// <summary>Checks that the options make sense together.</summary>
    internal string? FindFault() => this switch
    {
        { MaxUploadSize: < 1 } => $"{nameof(MaxUploadSize)} must be positive.",
        { MaxConcurrentVideos: < 1 } => $"{nameof(MaxConcurrentVideos)} must be positive.",
        { MaxWaitingVideos: < 0 } => $"{nameof(MaxWaitingVideos)} must not be negative.",
        { RetryAfter.Ticks: < 0 } => $"{nameof(RetryAfter)} must not be negative.",
        { UploadTimeout.Ticks: <= 0 } => $"{nameof(UploadTimeout)} must be positive.",
        { Signer: not null, Definition: null } => $"{nameof(Signer)} needs a {nameof(Definition)}: only the application knows how its videos are made.",
        { TemporaryFolder: { } folder } when !Directory.Exists(folder) => $"{nameof(TemporaryFolder)} does not exist.",
        _ => null,
    };
}
