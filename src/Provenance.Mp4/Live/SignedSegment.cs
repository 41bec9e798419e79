using System.Buffers;

namespace Provenance;

/// <summary>A signed segment of a live video: the bytes that were given with one box put in between. Nothing was copied.</summary>
public sealed class SignedSegment
{
    internal SignedSegment(ReadOnlyMemory<byte> segment, int at, ReadOnlyMemory<byte> box, ulong sequenceNumber, string manifestLabel)
    {
        Bytes = Piece.Join(segment[..at], box, segment[at..]);
        Length = segment.Length + box.Length;
        SequenceNumber = sequenceNumber;
        ManifestLabel = manifestLabel;
    }

    /// <summary>The bytes in pieces. They are those that were given to sign: good as long as they are.</summary>
    public ReadOnlySequence<byte> Bytes { get; }

    /// <summary>How many bytes there are.</summary>
    public int Length { get; }

    /// <summary>The sequence number that was signed.</summary>
    public ulong SequenceNumber { get; }

    /// <summary>The label of the manifest that the segment belongs to, or carries.</summary>
    public string ManifestLabel { get; }

    /// <summary>A copy of the bytes in one piece.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>Writes the bytes.</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public async ValueTask WriteToAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        foreach (var piece in Bytes)
        {
            await destination.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        private Piece(ReadOnlyMemory<byte> bytes, Piece? before)
        {
            Memory = bytes;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
        }

        public static ReadOnlySequence<byte> Join(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> box, ReadOnlyMemory<byte> tail)
        {
            var first = new Piece(head, null);
            var second = new Piece(box, first);
            var third = new Piece(tail, second);
            first.Next = second;
            second.Next = third;
            return new(first, 0, third, tail.Length);
        }
    }
}
