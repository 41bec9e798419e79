namespace Provenance.Cryptography.MultiLane;

/// <summary>A message that somebody waits to have hashed. What goes wrong with it is told to nobody else.</summary>
internal sealed class PooledHash(IStreamedMessage message, CancellationToken cancellationToken)
{
    // Whoever waits goes on by itself: the one who hashes has other messages to look after.
    private readonly TaskCompletionSource<byte[]> _digest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is hashed.</summary>
    public IStreamedMessage Message { get; } = message;

    /// <summary>Ends the work on this message.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The digest, once it is there.</summary>
    public Task<byte[]> Digest => _digest.Task;

    /// <summary>Hands over the digest.</summary>
    public void Complete(byte[] digest) => _digest.SetResult(digest);

    /// <summary>Hands over what went wrong.</summary>
    public void Fail(Exception fault)
    {
        if (fault is OperationCanceledException cancelled && CancellationToken.IsCancellationRequested)
        {
            _digest.SetCanceled(cancelled.CancellationToken.IsCancellationRequested ? cancelled.CancellationToken : CancellationToken);
        }
        else
        {
            _digest.SetException(fault);
        }
    }
}
