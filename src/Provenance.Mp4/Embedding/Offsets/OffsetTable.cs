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

    /// <summary>Adds a patch of a big-endian field when its value changes.</summary>
    /// <param name="patches">Where to add it.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">What it shall be.</param>
    /// <returns>False when the value does not fit.</returns>
    protected static bool TrySet(List<Patch> patches, OffsetField field, long value)
    {
        if (value < 0 || (field.Width == 4 && value > uint.MaxValue) || (field.Width == 0 && value != 0))
        {
            return false;
        }

        if ((ulong)value != field.Value)
        {
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            patches.Add(new Patch(field.Position, bytes.AsMemory(8 - field.Width)));
        }

        return true;
    }

    /// <summary>A file offset as a signed number; what does not fit 63 bits is refused.</summary>
    protected long Place(ulong? value) =>
        value <= long.MaxValue ? (long)value : throw Refusal.Damaged(Box, "it holds a file offset beyond what any file can have.");

    /// <summary>Where a byte is in the output.</summary>
    protected long Moved(OffsetMap map, long position) =>
        map.Map(position) ?? throw Refusal.Pointer(Box, position, 1, "this byte is not carried over.");

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
