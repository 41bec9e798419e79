using System.Buffers.Binary;

namespace Provenance.Testing;

/// <summary>Steps on the bytes of a file. A place is a box type (its first root box), a text to look for, or neither: the file; <c>at</c> counts from there.</summary>
internal static class VectorBytes
{
    public static byte[] Apply(byte[] file, VectorStep step)
    {
        int place = Place(file, step);
        byte[] bytes = step.Hex("hex");
        switch (step.Name)
        {
            case "flip":
                file[place] ^= (byte)step.Number("bits", 1);
                return file;
            case "overwrite":
                bytes.CopyTo(file, place);
                return file;
            case "insert":
                return [.. file[..place], .. bytes, .. file[place..]];
            case "append":
                return [.. file, .. bytes];
            case "truncate":
                return step.Has("by") ? file[..^step.Number("by")] : file[..place];
            case "replace":
                return bytes;
            case "resize":
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(place), (uint)step.Number("size"));
                return file;
            case "remove":
                int size = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(place));
                return [.. file[..place], .. file[(place + size)..]];
            case "duplicate":
                int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(place));
                return [.. file[..(place + length)], .. file[place..]];
            case "swap":
                return Swap(file, step.Texts("boxes"));
            default:
                throw step.Bad("an unknown step on bytes");
        }
    }

    private static int Place(byte[] file, VectorStep step)
    {
        int at = step.Number("at");
        if (step.Text("box") is { } box)
        {
            return Box(file, box, step.Number("nth")) + at;
        }

        if (step.Text("find") is { } text)
        {
            int found = file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
            return found < 0 ? throw step.Bad("nothing found") : found + at;
        }

        return at < 0 ? file.Length + at : at;
    }

    private static int Box(byte[] file, string type, int nth)
    {
        for (int at = 0; at + 8 <= file.Length;)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (System.Text.Encoding.Latin1.GetString(file, at + 4, 4) == type && nth-- == 0)
            {
                return at;
            }

            at = size < 8 ? file.Length : at + size;
        }

        throw new InvalidDataException($"Recipe: no '{type}' box.");
    }

    // Two boxes of the same type and size change places: "mdat 0", "mdat 1".
    private static byte[] Swap(byte[] file, string[] boxes)
    {
        int[] at = [.. boxes.Select(b => Box(file, b[..4], int.Parse(b[5..], System.Globalization.CultureInfo.InvariantCulture)))];
        int size = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at[0]));
        byte[] first = file[at[0]..(at[0] + size)];
        file.AsSpan(at[1], size).CopyTo(file.AsSpan(at[0]));
        first.CopyTo(file, at[1]);
        return file;
    }
}
