namespace Provenance;

/// <summary>Where signed segments go. Nothing is opened before every input was read, hashed and signed.</summary>
public abstract class SegmentSink : IAsyncDisposable
{
    /// <summary>
    /// Opens one output: the media segments of a rendition as they were given, then its initialization segment. It is written front to back and
    /// disposed of before the next is opened.
    /// </summary>
    /// <param name="file">Which it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public abstract ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens an output that was written and closed, so that it is validated as it stands at its destination before <see cref="CompleteAsync"/>. Null
    /// where that cannot be read; then what was handed over was hashed, and no more.
    /// </summary>
    /// <param name="file">Which it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public virtual ValueTask<AssetSource?> OpenWrittenAsync(SegmentFile file, CancellationToken cancellationToken = default) => new((AssetSource?)null);

    /// <summary>
    /// Takes the manifest store of segments that are signed apart from it (<see cref="FragmentedMp4.SignDetachedAsync"/>), once everything else was written and
    /// read back. It is in the result of signing as well; by default nothing is done with it here.
    /// </summary>
    /// <param name="store">The manifest store, what a <c>.c2pa</c> file holds.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public virtual ValueTask WriteManifestAsync(ReadOnlyMemory<byte> store, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Told once, after everything was written, found to be what was hashed, and read back; after a failure never.</summary>
    /// <exception cref="IOException">The outputs cannot be published.</exception>
    public virtual ValueTask CompleteAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>One output of signing segments.</summary>
/// <param name="Rendition">Number of the rendition, from 0.</param>
/// <param name="Segment">Number of the media segment as it was given, from 0; null for the initialization segment.</param>
/// <param name="Name">The name of the input, or null.</param>
/// <param name="Length">Length of the output, in bytes.</param>
public sealed record SegmentFile(int Rendition, int? Segment, string? Name, long Length);
