namespace Provenance.Cli.Commands;

/// <summary>All that a signing needs but the video: read once from the command line, used for one file or for thousands.</summary>
/// <typeparam name="T">A definition of a manifest, or of an update.</typeparam>
/// <param name="Definition">What is claimed.</param>
/// <param name="Signer">Who signs.</param>
/// <param name="Options">How.</param>
/// <param name="Length">How long the input is, in bytes.</param>
/// <param name="Client">The client for time-stamps, or null.</param>
internal sealed record SigningSetup<T>(T Definition, ClaimSigner Signer, SigningOptions Options, long Length, HttpClient? Client) : IDisposable
{
    /// <summary>Where the definition stands, for messages: file, line and path; null when it comes from the command line.</summary>
    public string? Place { get; init; }

    /// <summary>The files beside those of the command line that went into the definition.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <inheritdoc/>
    public void Dispose() => Client?.Dispose();
}
