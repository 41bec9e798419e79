using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>A message in memory that is read as a test wants it to be.</summary>
internal sealed class StreamedMessage(byte[] bytes) : IStreamedMessage
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _read;

    /// <summary>What happens before every read; gets the number of bytes read before.</summary>
    public Func<int, CancellationToken, ValueTask>? Before { get; init; }

    /// <summary>Done when the first read has begun.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Bytes read so far.</summary>
    public int BytesRead => _read;

    public long Length => bytes.Length;

    public long Offset => _read;

    public async ValueTask ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        if (Before is not null)
        {
            await Before(_read, cancellationToken);
        }

        bytes.AsMemory(_read, buffer.Length).CopyTo(buffer);
        _read += buffer.Length;
    }
}
