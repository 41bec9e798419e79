using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// Hashes a file along a <see cref="HashPlan"/> from bytes that are pushed to it in file order, by whoever reads or writes them. Bytes outside
/// the plan may be pushed or left out; bytes inside it may not be left out.
/// </summary>
internal sealed class PlanHasher : IMediaReceiver, IDisposable
{
    private readonly IReadOnlyList<HashSegment> _segments;
    private readonly IncrementalHash _hash;
    private int _next;
    private long _done;

    public PlanHasher(HashPlan plan, HashAlgorithmName algorithm)
    {
        Plan = plan;
        _segments = plan.Segments;
        _hash = IncrementalHash.CreateHash(algorithm);
        HashOffsets();
    }

    /// <summary>What is hashed.</summary>
    public HashPlan Plan { get; }

    /// <summary>Bytes of the file hashed so far.</summary>
    public long BytesHashed { get; private set; }

    /// <summary>The next range of the file the plan needs, or null when it is complete.</summary>
    public ByteRange? Needed => _next < _segments.Count ? new(_segments[_next].Offset + _done, _segments[_next].Offset + _segments[_next].Length) : null;

    /// <summary>Takes bytes of the file.</summary>
    /// <param name="offset">Where they stand in the file; never before bytes that were pushed already.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidOperationException">Bytes that the plan needs were left out.</exception>
    public void Append(long offset, ReadOnlySpan<byte> bytes)
    {
        long end = offset + bytes.Length;
        while (Needed is { } needed && needed.Offset < end)
        {
            if (needed.Offset < offset)
            {
                throw new InvalidOperationException($"Bytes {needed.Offset} to {offset} of the file belong to the hash and were left out.");
            }

            long count = Math.Min(needed.End, end) - needed.Offset;
            _hash.AppendData(bytes.Slice((int)(needed.Offset - offset), (int)count));
            BytesHashed += count;
            _done += count;
            if (_done == _segments[_next].Length)
            {
                _next++;
                _done = 0;
                HashOffsets();
            }
        }
    }

    /// <summary>The digest.</summary>
    /// <exception cref="InvalidOperationException">The plan is not complete.</exception>
    public byte[] Finish() => Needed is { } needed
        ? throw new InvalidOperationException($"The hash still needs byte {needed.Offset} of the file.")
        : _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void HashOffsets()
    {
        Span<byte> bytes = stackalloc byte[8];
        for (; _next < _segments.Count && _segments[_next].IsOffset; _next++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, _segments[_next].Offset);
            _hash.AppendData(bytes);
        }
    }
}
