using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Provenance.Cryptography.MultiLane;

/// <summary>
/// Hashes many independent messages at once: Merkle leaves, fragments, files of a batch. On a processor where vector instructions
/// beat the BCL, and only once that has been checked and measured, messages go side by side; the BCL does the rest.
/// Thread-safe; one call uses one thread.
/// </summary>
internal sealed class LaneHasher
{
    /// <summary>
    /// How many bytes go through the BCL before lanes are tried. Compiling and timing them takes as long as the BCL needs for some
    /// tens of MiB, so a process that checks one short file is better off without. Where nothing is compiled any more, timing them takes as long as some MiB.
    /// </summary>
    public static long DefaultWarmUpBytes => (RuntimeFeature.IsDynamicCodeCompiled ? 32L : 4L) << 20;

    private readonly long _warmUpBytes;
    private readonly Lazy<LaneChoice> _words32;
    private readonly Lazy<LaneChoice> _words64;
    private long _seenBytes;
    private int _isProbing32;
    private int _isProbing64;

    /// <summary>A hasher with its own probe.</summary>
    /// <param name="probe">What decides which engine serves, at the first call past the warm-up.</param>
    /// <param name="warmUpBytes">How many bytes the BCL hashes before that; null for <see cref="DefaultWarmUpBytes"/>.</param>
    public LaneHasher(LaneProbe probe, long? warmUpBytes = null)
    {
        ArgumentNullException.ThrowIfNull(probe);
        _warmUpBytes = warmUpBytes ?? DefaultWarmUpBytes;
        _words32 = new Lazy<LaneChoice>(() => probe.Choose(Sha2.Sha256));
        _words64 = new Lazy<LaneChoice>(() => probe.Choose(Sha2.Sha512));
    }

    private LaneHasher(LaneChoice choice)
    {
        _words32 = new Lazy<LaneChoice>(choice.Engine is { WordBytes: 4 } ? choice : LaneChoice.Bcl);
        _words64 = new Lazy<LaneChoice>(choice.Engine is { WordBytes: 8 } ? choice : LaneChoice.Bcl);
    }

    /// <summary>The hasher of this process: what it finds out about the machine is found out once.</summary>
    public static LaneHasher Shared { get; } = new(new LaneProbe());

    /// <summary>A hasher that uses one engine for all messages of its word size, without probe or check: for tests and measurements.</summary>
    public static LaneHasher Only(LaneEngine engine) => new(LaneChoice.Forced(engine));

    /// <summary>How many blocks <see cref="Hash(HashAlgorithmName, ReadOnlySpan{byte}, int, Span{byte})"/> makes of so many bytes.</summary>
    public static int CountBlocks(int length, int blockSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        return BlockMessages.CountOf(length, blockSize);
    }

    /// <summary>Hashes consecutive blocks of equal length; the last one may be shorter. No bytes, no blocks.</summary>
    /// <param name="algorithm">SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="data">The blocks.</param>
    /// <param name="blockSize">Bytes per block, at least one.</param>
    /// <param name="digests">Receives the digests one after another; exactly as long as they are.</param>
    /// <exception cref="ArgumentException">The algorithm is another one, or the lengths do not fit.</exception>
    public unsafe void Hash(HashAlgorithmName algorithm, ReadOnlySpan<byte> data, int blockSize, Span<byte> digests)
    {
        var sha = Sha2.For(algorithm);
        RequireRoom(sha, CountBlocks(data.Length, blockSize), digests);
        var choice = ChoiceFor(sha, data.Length);
        fixed (byte* start = data)
        {
            LaneScheduler.Hash(choice, sha, new BlockMessages(start, data.Length, blockSize), digests);
        }
    }

    /// <summary>Hashes messages of any lengths.</summary>
    /// <param name="algorithm">SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="digests">Receives the digests one after another, in the order of the messages; exactly as long as they are.</param>
    /// <exception cref="ArgumentException">The algorithm is another one, or the length does not fit.</exception>
    public void Hash(HashAlgorithmName algorithm, IReadOnlyList<ReadOnlyMemory<byte>> messages, Span<byte> digests)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var sha = Sha2.For(algorithm);
        RequireRoom(sha, messages.Count, digests);
        long bytes = 0;
        for (int i = 0; i < messages.Count; i++) bytes += messages[i].Length;
        LaneScheduler.Hash(ChoiceFor(sha, bytes), sha, new MemoryMessages(messages), digests);
    }

    /// <summary>What serves an algorithm, probing now if that has not been done.</summary>
    public LaneChoice ChoiceFor(HashAlgorithmName algorithm) => ChoiceFor(Sha2.For(algorithm));

    /// <summary>
    /// What serves an algorithm, for those who need not know at once: past the warm-up the first call has somebody else probe, and as long as that takes, it
    /// is the BCL.
    /// </summary>
    /// <param name="sha">The algorithm.</param>
    /// <param name="bytes">How many bytes are to be hashed.</param>
    public LaneChoice KnownChoiceFor(Sha2 sha, long bytes)
    {
        var choice = sha.WordBytes == 4 ? _words32 : _words64;
        if (choice.IsValueCreated) return choice.Value;
        if (IsToProbe(sha, bytes))
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = choice.Value, null);
        }

        return LaneChoice.Bcl;
    }

    private static void RequireRoom(Sha2 sha, int count, Span<byte> digests)
    {
        if (digests.Length != (long)count * sha.DigestBytes)
            throw new ArgumentException($"{count} digests of {sha.Name.Name} are {(long)count * sha.DigestBytes} bytes.", nameof(digests));
    }

    // Past the warm-up the first call probes; others do not wait for it, they go on with the BCL.
    private LaneChoice ChoiceFor(Sha2 sha, long bytes)
    {
        var choice = sha.WordBytes == 4 ? _words32 : _words64;
        return choice.IsValueCreated || IsToProbe(sha, bytes) ? choice.Value : LaneChoice.Bcl;
    }

    private bool IsToProbe(Sha2 sha, long bytes) =>
        Interlocked.Add(ref _seenBytes, bytes) >= _warmUpBytes && Interlocked.Exchange(ref sha.WordBytes == 4 ? ref _isProbing32 : ref _isProbing64, 1) == 0;

    private LaneChoice ChoiceFor(Sha2 sha) => (sha.WordBytes == 4 ? _words32 : _words64).Value;
}
