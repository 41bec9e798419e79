namespace Provenance.Testing;

/// <summary>Changes to DER: certificates, time-stamps, OCSP answers. Lengths around a change are made right where they can be.</summary>
public static class DerMutation
{
    private static readonly byte[] Tags = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0x81, 0x82, 0x86, 0xA0, 0xA1, 0xA3, 0x1F, 0xFF, 0x00];

    private static readonly byte[][] Values =
    [
        [0x05, 0x00], [0x30, 0x00], [0x30, 0x80, 0x00, 0x00], [0x02, 0x01, 0x00], [0x02, 0x00], [0x02, 0x09, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x06, 0x01, 0x80], [0x06, 0x00], [0x18, 0x0F, .. "99991231235959Z"u8],
        [0x18, 0x11, .. "20260615120000.9Z"u8], [0x17, 0x0D, .. "500101000000Z"u8], [0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08], [0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A], [0x01, 0x01, 0x01], [0x03, 0x01, 0x08], [0x04, 0x84, 0x7F, 0xFF, 0xFF, 0xFF],
    ];

    /// <summary>Changes one element.</summary>
    public static byte[] Apply(byte[] der, Random random)
    {
        var elements = new List<(int At, int Size, int Header, int[] Parents)>();
        Collect(der, 0, der.Length, [], elements);
        if (elements.Count == 0)
        {
            return ByteMutation.Apply(der, random, 0, der.Length, der);
        }

        var element = elements[random.Next(elements.Count)];
        var other = elements[random.Next(elements.Count)];
        byte[] whole = der[element.At..(element.At + element.Size)];
        switch (random.Next(7))
        {
            case 0:
                der[element.At] = Tags[random.Next(Tags.Length)];
                return der;
            case 1:
                der[element.At + 1] = (byte)ByteMutation.Edge(random);
                return der;
            case 2:
                return Replace(der, element, Values[random.Next(Values.Length)]);
            case 3:
                return Replace(der, element, der[other.At..(other.At + other.Size)]);
            case 4:
                return Replace(der, element, [.. whole, .. whole]);
            case 5:
                return Replace(der, element, []);
            default:
                return ByteMutation.Apply(der, random, element.At + element.Header, element.At + element.Size, der);
        }
    }

    // Lengths of one, two and three bytes are rewritten in place when the new one fits them.
    private static byte[] Replace(byte[] der, (int At, int Size, int Header, int[] Parents) element, byte[] replacement)
    {
        byte[] changed = [.. der[..element.At], .. replacement, .. der[(element.At + element.Size)..]];
        int difference = replacement.Length - element.Size;
        foreach (int parent in element.Parents)
        {
            byte form = changed[parent + 1];
            switch (form)
            {
                case < 0x80 when form + difference is >= 0 and < 0x80:
                    changed[parent + 1] = (byte)(form + difference);
                    break;
                case 0x81:
                    changed[parent + 2] = (byte)(changed[parent + 2] + difference);
                    break;
                case 0x82:
                    int length = (changed[parent + 2] << 8) + changed[parent + 3] + difference;
                    (changed[parent + 2], changed[parent + 3]) = ((byte)(length >> 8), (byte)length);
                    break;
            }
        }

        return changed;
    }

    private static void Collect(byte[] der, int from, int to, int[] parents, List<(int, int, int, int[])> elements)
    {
        for (int at = from; at + 2 <= to && elements.Count < 2048;)
        {
            int header = 2;
            int length = der[at + 1];
            if (length >= 0x80)
            {
                int count = length & 0x7F;
                if (count is 0 or > 3 || at + 2 + count > to)
                {
                    return;
                }

                length = 0;
                for (int i = 0; i < count; i++)
                {
                    length = (length << 8) | der[at + 2 + i];
                }

                header += count;
            }

            if (length > to - at - header)
            {
                return;
            }

            elements.Add((at, header + length, header, parents));
            bool holdsMore = (der[at] & 0x20) != 0 || (der[at] == 0x04 && length > 2 && der[at + header] == 0x30);
            if (holdsMore && parents.Length < 16)
            {
                Collect(der, at + header, at + header + length, [.. parents, at], elements);
            }

            at += header + length;
        }
    }
}
