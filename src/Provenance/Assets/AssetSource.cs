namespace Provenance;

/// <summary>
/// Where the bytes of an asset come from: a file, memory, a seekable stream, or anything an application can read at an offset.
/// Reads may come from several threads at once unless a source says otherwise.
/// </summary>
public abstract class AssetSource : IAsyncDisposable
{
    /// <summary>Length in bytes. It does not change while the source is in use.</summary>
    public abstract long Length { get; }

    /// <summary>A name for messages (a file name), or null.</summary>
    public virtual string? Name => null;

    /// <summary>Reads at an offset.</summary>
    /// <param name="offset">From the start, in bytes.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The number of bytes read: less than asked for only at the end, 0 at or after it.</returns>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public abstract ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Fills the whole buffer.</summary>
    /// <exception cref="EndOfStreamException">The source ends before the buffer is full.</exception>
    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            int read = await ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException("The asset ended before the bytes that its length promises.");
            }

            offset += read;
            buffer = buffer[read..];
        }
    }

    /// <summary>Whether the bytes are still those of the moment the source was opened. Sources that cannot tell say yes.</summary>
    public virtual bool IsUnchanged() => true;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">The file is missing or cannot be opened.</exception>
    public static AssetSource FromFile(string path) => new FileAssetSource(path);

    /// <summary>Reads from a seekable stream, one read at a time.</summary>
    /// <param name="stream">Seekable and readable.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the source is disposed of.</param>
    /// <exception cref="ArgumentException">The stream cannot seek or read.</exception>
    public static AssetSource FromStream(Stream stream, bool leaveOpen = false) => new StreamAssetSource(stream, leaveOpen);

    /// <summary>Reads from memory.</summary>
    public static AssetSource FromMemory(ReadOnlyMemory<byte> bytes) => new MemoryAssetSource(bytes);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
