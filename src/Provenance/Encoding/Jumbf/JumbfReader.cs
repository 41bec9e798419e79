using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Provenance.Jumbf;

/// <summary>Reads one JUMBF superbox and everything in it, strictly: children end exactly where their parent ends (C2PA §11.1).</summary>
public static class JumbfReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the superbox at the start of <paramref name="bytes"/>; what follows it is left to the caller.</summary>
    /// <param name="bytes">The manifest store; slices of it are kept.</param>
    /// <param name="limits">Depth and count limits.</param>
    /// <param name="superbox">The superbox.</param>
    /// <param name="error">A plain sentence that says what is wrong and where.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ParserLimits limits, [NotNullWhen(true)] out JumbfSuperbox? superbox, [NotNullWhen(false)] out string? error)
    {
        error = TryParse(bytes, limits, out superbox, out var fault) ? null : fault.Sentence;
        return error is null;
    }

    /// <summary>As <see cref="TryRead"/>, for those who report the fault.</summary>
    internal static bool TryParse(ReadOnlyMemory<byte> bytes, ParserLimits limits, [NotNullWhen(true)] out JumbfSuperbox? superbox, [NotNullWhen(false)] out ReadingFault? fault)
    {
        int boxes = limits.MaxJumbfBoxes;
        try
        {
            var (type, header, size) = ReadHeader(bytes.Span, 0, limits, ref boxes);
            superbox = type == "jumb"
                ? ReadSuperbox(bytes[..size], header, 0, limits.MaxJumbfDepth - 1, limits, ref boxes)
                : throw new FormatException($"A JUMBF superbox was expected at byte 0, but a '{Printable(type)}' box is there.");
            fault = null;
            return true;
        }
        catch (FormatException e)
        {
            fault = e is ReadingFaultException { Fault: var limit } ? limit : new(e.Message);
            superbox = null;
            return false;
        }
    }

    // The header was read, and the box counted, by whoever met it.
    private static JumbfSuperbox ReadSuperbox(ReadOnlyMemory<byte> bytes, int header, int offset, int depth, ParserLimits limits, ref int boxes)
    {
        if (depth < 0)
        {
            throw new ReadingFaultException(ReadingFault.Limit($"The JUMBF boxes at byte {offset} are nested too deeply", limits.MaxJumbfDepth));
        }

        var content = bytes[header..];
        var (descriptionType, descriptionHeader, descriptionSize) = ReadHeader(content.Span, offset + header, limits, ref boxes);
        if (descriptionType != "jumd")
        {
            throw new FormatException($"The JUMBF superbox at byte {offset} does not start with a description box.");
        }

        var description = ReadDescription(content[descriptionHeader..descriptionSize], offset + header, limits, ref boxes);
        var contents = new List<JumbfBox>();
        var children = new List<JumbfSuperbox>();
        int position = descriptionSize;
        while (position < content.Length)
        {
            var rest = content[position..];
            var (childType, childHeader, childSize) = ReadHeader(rest.Span, offset + header + position, limits, ref boxes);
            if (childType == "jumb")
            {
                children.Add(ReadSuperbox(rest[..childSize], childHeader, offset + header + position, depth - 1, limits, ref boxes));
            }
            else
            {
                contents.Add(new JumbfBox(childType, rest[childHeader..childSize], rest[..childSize]));
            }

            position += childSize;
        }

        return new JumbfSuperbox
        {
            Description = description,
            Boxes = contents,
            Children = children,
            Encoded = bytes,
            HashedContent = content,
            Offset = offset,
        };
    }

    // LBox 0 ("to the end") is not allowed inside C2PA stores; 1 announces a 64-bit XLBox.
    private static (string Type, int Header, int Size) ReadHeader(ReadOnlySpan<byte> bytes, int offset, ParserLimits limits, ref int boxes)
    {
        if (--boxes < 0)
        {
            throw new ReadingFaultException(ReadingFault.Limit("The manifest store holds too many JUMBF boxes", limits.MaxJumbfBoxes));
        }

        if (bytes.Length < 8)
        {
            throw new FormatException($"The JUMBF box at byte {offset} is cut off.");
        }

        ulong size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int header = 8;
        if (size == 1)
        {
            if (bytes.Length < 16)
            {
                throw new FormatException($"The JUMBF box at byte {offset} is cut off.");
            }

            size = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            header = 16;
        }

        if (size < (ulong)header || size > (ulong)bytes.Length)
        {
            throw new FormatException($"The JUMBF box at byte {offset} says it is {size} bytes long, but {bytes.Length} are there.");
        }

        return (System.Text.Encoding.Latin1.GetString(bytes.Slice(4, 4)), header, (int)size);
    }

    private static JumbfDescription ReadDescription(ReadOnlyMemory<byte> payload, int offset, ParserLimits limits, ref int boxes)
    {
        var span = payload.Span;
        if (span.Length < 17)
        {
            throw new FormatException($"The JUMBF description box at byte {offset} is cut off.");
        }

        byte toggles = span[16];
        if ((toggles & 0xE0) != 0)
        {
            throw new FormatException($"The JUMBF description box at byte {offset} uses reserved toggles.");
        }

        int position = 17;
        string? label = null;
        if ((toggles & 0x02) != 0)
        {
            int length = span[position..].IndexOf((byte)0);
            if (length < 0)
            {
                throw new FormatException($"The label of the JUMBF box at byte {offset} has no end.");
            }

            if (length > limits.MaxJumbfLabelLength)
            {
                throw new ReadingFaultException(ReadingFault.Limit($"The label of the JUMBF box at byte {offset} is {length} bytes long", limits.MaxJumbfLabelLength));
            }

            label = ReadLabel(span.Slice(position, length), offset);
            position += length + 1;
        }

        position += (toggles & 0x04) != 0 ? 4 : 0;
        position += (toggles & 0x08) != 0 ? 32 : 0;
        if (position > span.Length)
        {
            throw new FormatException($"The JUMBF description box at byte {offset} is cut off.");
        }

        JumbfBox? privateBox = null;
        if ((toggles & 0x10) != 0)
        {
            var (type, header, size) = ReadHeader(span[position..], offset + position, limits, ref boxes);
            privateBox = new JumbfBox(type, payload.Slice(position + header, size - header), payload.Slice(position, size));
            position += size;
        }

        if (position != span.Length)
        {
            throw new FormatException($"{span.Length - position} stray bytes end the JUMBF description box at byte {offset}.");
        }

        return new JumbfDescription { ContentType = new Guid(span[..16], bigEndian: true), Toggles = toggles, Label = label, Private = privateBox };
    }

    // §11.1.4.1.1: UTF-8 without control characters, without / ; ? # and without what no URI can carry
    private static string ReadLabel(ReadOnlySpan<byte> bytes, int offset)
    {
        string label;
        try
        {
            label = Utf8.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw new FormatException($"The label of the JUMBF box at byte {offset} is not UTF-8.");
        }

        foreach (char c in label)
        {
            if (c is '/' or ';' or '?' or '#' or '\uFEFF' or '\uFFFF' || char.IsControl(c))
            {
                throw new FormatException($"The label of the JUMBF box at byte {offset} holds a character that is not allowed.");
            }
        }

        return label;
    }

    private static string Printable(string type) => string.Concat(type.Select(c => c is >= ' ' and <= '~' ? c : '.'));
}
