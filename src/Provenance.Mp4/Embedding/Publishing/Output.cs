namespace Provenance.Bmff;

/// <summary>What an output is written to, in any order, and read back from.</summary>
internal abstract class Output : IAsyncDisposable
{
    /// <summary>What stands in the output already, shared with the input, and need not be written; in ascending order.</summary>
    public virtual IReadOnlyList<SharedRange> Shared => [];

    /// <summary>Writes bytes at an offset.</summary>
    /// <exception cref="SigningException">They cannot be written.</exception>
    public abstract ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes sure that what was written is stored, and opens it for reading. The output stays the owner of what is below.</summary>
    /// <exception cref="SigningException">It cannot be stored.</exception>
    public abstract ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Makes the output what everybody sees. Nothing is written afterwards.</summary>
    /// <exception cref="SigningException">It cannot be published; nobody has seen it.</exception>
    public abstract ValueTask PublishAsync(CancellationToken cancellationToken);

    /// <summary>Ends the work; an output that was not published leaves nothing behind.</summary>
    public abstract ValueTask DisposeAsync();
}
