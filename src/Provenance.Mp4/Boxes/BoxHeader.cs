using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>How a box states its size (ISO/IEC 14496-12 §4.2.2).</summary>
internal enum BoxSizeForm : byte
{
    /// <summary>In the 32-bit field.</summary>
    Compact,

    /// <summary>1 in the 32-bit field, the size in 64 bits behind the type.</summary>
    Large,

    /// <summary>0: to the end of the file.</summary>
    ToEnd,
}

/// <summary>Which of the two extended types we know a <c>uuid</c> box carries.</summary>
internal enum ExtendedType : byte
{
    /// <summary>Not a <c>uuid</c> box, or too short to carry an extended type.</summary>
    None,

    /// <summary>Some other extended type.</summary>
    Other,

    /// <summary>The C2PA ContentProvenanceBox (§A.5.1.1).</summary>
    ContentProvenance,

    /// <summary>XMP metadata (ISO 16684-1).</summary>
    Xmp,
}

/// <summary>What is wrong with a box header.</summary>
internal enum BoxHeaderProblem : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Fewer bytes are left than a header takes.</summary>
    CutOff,

    /// <summary>The size is smaller than the header.</summary>
    TooSmall,

    /// <summary>The box ends behind the end of what holds it.</summary>
    Overrun,
}

/// <summary>A box header as it stands in the file.</summary>
/// <param name="Type">The box type.</param>
/// <param name="HeaderSize">Bytes before the content: 8, 16 with a 64-bit size, 16 more with an extended type.</param>
/// <param name="Size">Length of the box with its header, cut at the end of what holds it.</param>
/// <param name="Form">How the size is stated.</param>
/// <param name="Extended">The extended type.</param>
/// <param name="Problem">What is wrong, if anything.</param>
internal readonly record struct BoxHeader(FourCC Type, int HeaderSize, long Size, BoxSizeForm Form, ExtendedType Extended, BoxHeaderProblem Problem)
{
    /// <summary>The longest header: 64-bit size and extended type.</summary>
    public const int MaxSize = 32;

    /// <summary>The extended type of the ContentProvenanceBox (§A.5.1.1).</summary>
    public static ReadOnlySpan<byte> ContentProvenanceType => [0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81];

    /// <summary>The extended type of XMP metadata.</summary>
    public static ReadOnlySpan<byte> XmpType => [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];

    /// <summary>Reads the header at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">At least <see cref="MaxSize"/> bytes, or all that are left.</param>
    /// <param name="available">How many bytes are left in what holds the box.</param>
    public static BoxHeader Read(ReadOnlySpan<byte> bytes, long available)
    {
        if (bytes.Length < 8)
        {
            return new(default, bytes.Length, available, BoxSizeForm.Compact, ExtendedType.None, BoxHeaderProblem.CutOff);
        }

        ulong size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var type = new FourCC(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        var form = BoxSizeForm.Compact;
        int header = 8;
        if (size == 1)
        {
            if (bytes.Length < 16)
            {
                return new(type, bytes.Length, available, BoxSizeForm.Large, ExtendedType.None, BoxHeaderProblem.CutOff);
            }

            form = BoxSizeForm.Large;
            size = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            header = 16;
        }
        else if (size == 0)
        {
            form = BoxSizeForm.ToEnd;
            size = (ulong)available;
        }

        if (size < (ulong)header)
        {
            return new(type, header, available, form, ExtendedType.None, BoxHeaderProblem.TooSmall);
        }

        var problem = size > (ulong)available ? BoxHeaderProblem.Overrun : BoxHeaderProblem.None;
        long actual = (long)Math.Min(size, (ulong)available);
        var extended = ExtendedType.None;
        if (type == BoxTypes.Uuid && actual >= header + 16 && bytes.Length >= header + 16)
        {
            var user = bytes.Slice(header, 16);
            extended = user.SequenceEqual(ContentProvenanceType) ? ExtendedType.ContentProvenance : user.SequenceEqual(XmpType) ? ExtendedType.Xmp : ExtendedType.Other;
            header += 16;
        }

        return new(type, header, actual, form, extended, problem);
    }
}
