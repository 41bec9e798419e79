using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// A box that holds places in the file, absolute or as distances. Each kind knows how to check where they lead and how to write them
/// for the output; the planner decides which of them must change to their wide form, because that moves everything behind them.
/// </summary>
internal abstract class OffsetTable(Box box)
{
    /// <summary>The box.</summary>
    public Box Box { get; } = box;

    /// <summary>Length of the box in its wide form, or null when there is none (or it is wide already).</summary>
    public virtual long? WideLength => null;

    /// <summary>Refuses what leads out of the file or to bytes that will not be protected.</summary>
    /// <exception cref="SigningException">A place cannot be signed.</exception>
    public abstract void Check(Coverage coverage);

    /// <summary>Adds the changes to the box as it is, in any order.</summary>
    /// <returns>False when a value does not fit; what was added then is of no use.</returns>
    public abstract bool TryPatch(OffsetMap map, List<Patch> patches);

    /// <summary>The whole box in its wide form.</summary>
    public virtual ReadOnlyMemory<byte> Widen(OffsetMap map) => throw new NotSupportedException($"The {Box} has no wide form.");

    /// <summary>Adds a patch of a big-endian field when the value is another one.</summary>
    /// <param name="patches">Where to add it.</param>
    /// <param name="position">Where the field is, from the start of the box.</param>
    /// <param name="size">4 or 8 bytes.</param>
    /// <param name="value">What it shall be.</param>
    protected void Set(List<Patch> patches, int position, int size, ulong value)
    {
        byte[] bytes = new byte[size];
        if (size == 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        }

        if (!Box.Bytes.Span.Slice(position, size).SequenceEqual(bytes))
        {
            patches.Add(new Patch(Box.Offset + position, bytes));
        }
    }

    /// <summary>Starts the wide form: the header of the box with another length, and room for the content.</summary>
    protected byte[] WideBox(long length)
    {
        byte[] bytes = new byte[length];
        Box.Bytes.Span[..Box.HeaderSize].CopyTo(bytes);
        if (Box.SizeForm == BoxSizeForm.Large)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), (ulong)length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, checked((uint)length));
        }

        return bytes;
    }
}
