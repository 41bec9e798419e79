using System.Buffers.Binary;

namespace Provenance.Jumbf;

/// <summary>Writes JUMBF boxes (ISO 19566-5; C2PA §11.1).</summary>
public static class JumbfWriter
{
    /// <summary>Writes a superbox whose contents are already encoded boxes.</summary>
    /// <param name="contentType">The content type UUID, see <see cref="JumbfTypes"/>.</param>
    /// <param name="label">The label; the box is always requestable.</param>
    /// <param name="salt">A private salt box of 16 or 32 bytes (§8.4.2.4), or empty for none.</param>
    /// <param name="contents">Encoded content boxes or superboxes, in order.</param>
    /// <exception cref="ArgumentException">The label holds a character that JUMBF URIs do not allow, or the salt has another length.</exception>
    public static byte[] Superbox(Guid contentType, string label, ReadOnlySpan<byte> salt, params IEnumerable<ReadOnlyMemory<byte>> contents)
    {
        if (label.Any(c => c is '/' or ';' or '?' or '#' || char.IsControl(c)))
        {
            throw new ArgumentException("A JUMBF label holds no control character and none of / ; ? #.", nameof(label));
        }

        if (salt.Length is not (0 or 16 or 32))
        {
            throw new ArgumentException("A salt is 16 or 32 bytes long.", nameof(salt));
        }

        byte[] labelBytes = System.Text.Encoding.UTF8.GetBytes(label);
        var parts = contents as IReadOnlyCollection<ReadOnlyMemory<byte>> ?? contents.ToArray();
        int saltBox = salt.IsEmpty ? 0 : 8 + salt.Length;
        int description = 8 + 16 + 1 + labelBytes.Length + 1 + saltBox;
        int size = checked(8 + description + parts.Sum(p => p.Length));

        byte[] box = new byte[size];
        var span = box.AsSpan();
        Header(span, size, "jumb"u8);
        span = span[8..];
        Header(span, description, "jumd"u8);
        contentType.TryWriteBytes(span[8..], bigEndian: true, out _);
        span[24] = (byte)(salt.IsEmpty ? 0x03 : 0x13);
        labelBytes.CopyTo(span[25..]);
        if (!salt.IsEmpty)
        {
            var target = span[(26 + labelBytes.Length)..];
            Header(target, saltBox, "c2sh"u8);
            salt.CopyTo(target[8..]);
        }

        span = span[description..];
        foreach (var part in parts)
        {
            part.Span.CopyTo(span);
            span = span[part.Length..];
        }

        return box;
    }

    /// <summary>Writes a content box.</summary>
    /// <param name="type">A four-character code of ASCII letters, for example <c>cbor</c>.</param>
    /// <param name="payload">The bytes after the header.</param>
    public static byte[] Box(string type, ReadOnlySpan<byte> payload)
    {
        if (type.Length != 4 || !type.All(char.IsAscii))
        {
            throw new ArgumentException("A box type is four ASCII characters.", nameof(type));
        }

        byte[] box = new byte[checked(8 + payload.Length)];
        Header(box, box.Length, System.Text.Encoding.ASCII.GetBytes(type));
        payload.CopyTo(box.AsSpan(8));
        return box;
    }

    private static void Header(Span<byte> target, int size, ReadOnlySpan<byte> type)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, size);
        type.CopyTo(target[4..]);
    }
}
