using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Provenance.Testing;

/// <summary>
/// A file under construction, and the hashes of the standard over it, computed from the text of §18.6.2 and not by the code under test.
/// </summary>
/// <param name="bytes">The file, its manifest store still empty.</param>
internal sealed class VectorFile(byte[] bytes)
{
    private readonly List<(long Offset, long Size, string Type, bool IsProvenance)> _roots = Roots(bytes);

    public byte[] Bytes => bytes;

    /// <summary>The first C2PA box.</summary>
    public (long Start, long Length) StoreBox => _roots.Where(r => r.IsProvenance).Select(r => (r.Offset, r.Size)).FirstOrDefault();

    /// <summary>
    /// Offset and content of each root box that is not excluded. <paramref name="more"/> is excluded as well: root boxes by their type (<c>free</c>),
    /// others by their path (<c>/moov/udta</c>), a part of one as <c>/mdat 16 100</c>, from which byte and how many.
    /// </summary>
    public byte[] FlatHash(params string[] more) => Hash(_roots, more, withOffsets: true, mediaHead: null);

    /// <summary>Everything but the first C2PA box and the last bytes.</summary>
    public byte[] DataHash(int last)
    {
        var (start, length) = StoreBox;
        return SHA256.HashData((byte[])[.. bytes[..(int)start], .. bytes[(int)(start + length)..^last]]);
    }

    /// <summary>
    /// <c>init</c>: everything before the first fragment. <c>fragment n</c>: the n-th fragment. <c>flat without media</c>: the flat hash with only the
    /// first 16 bytes of media boxes. <c>leaf n size</c>: the n-th block of the media behind those.
    /// </summary>
    public byte[] Digest(string name)
    {
        string[] words = name.Split(' ');
        int[] fragments = [.. _roots.Index().Where(r => r.Item.Type == "moof").Select(r => r.Index)];
        switch (words[0])
        {
            case "init":
                return Hash(_roots[..fragments[0]], [], withOffsets: true, mediaHead: null);
            case "fragment":
                int number = Number(words[1]);
                int end = number + 1 < fragments.Length ? fragments[number + 1] : _roots.Count;
                return Hash(_roots[fragments[number]..end], [], withOffsets: true, mediaHead: null);
            case "flat":
                return Hash(_roots, [], withOffsets: true, mediaHead: 16);
            case "leaf":
                var media = _roots.First(r => r.Type == "mdat");
                int size = Number(words[2]);
                long from = media.Offset + 16 + ((long)Number(words[1]) * size);
                return SHA256.HashData(bytes.AsSpan((int)from, (int)Math.Min(size, media.Offset + media.Size - from)));
            default:
                throw new InvalidDataException($"Recipe: unknown digest '{name}'");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private byte[] Hash(IEnumerable<(long Offset, long Size, string Type, bool IsProvenance)> roots, string[] more, bool withOffsets, int? mediaHead)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool[] isLeftOut = LeftOut(more);
        Span<byte> offset = stackalloc byte[8];
        foreach (var root in roots)
        {
            if (root.IsProvenance || root.Type is "ftyp" or "mfra" || more.Contains(root.Type, StringComparer.Ordinal))
            {
                continue;
            }

            if (withOffsets)
            {
                BinaryPrimitives.WriteInt64BigEndian(offset, root.Offset);
                hash.AppendData(offset);
            }

            int length = (int)(root.Type == "mdat" && mediaHead is { } head ? Math.Min(head, root.Size) : root.Size);
            for (int at = (int)root.Offset; at < root.Offset + length; at++)
            {
                hash.AppendData(bytes.AsSpan(at, isLeftOut[at] ? 0 : 1));
            }
        }

        return hash.GetHashAndReset();
    }

    // Byte for byte, so that nothing is shared with the code under test. The boxes on the way hold nothing but boxes and have short headers.
    private bool[] LeftOut(string[] more)
    {
        bool[] isLeftOut = new bool[bytes.Length];
        foreach (string[] words in more.Where(m => m.StartsWith('/')).Select(m => m.Split(' ')))
        {
            foreach (var (start, end) in words[0].Split('/')[1..].Aggregate(new List<(int Start, int End)> { (-8, bytes.Length) }, Inside))
            {
                int from = words.Length > 1 ? start + Number(words[1]) : start;
                isLeftOut.AsSpan(from, words.Length > 2 ? Number(words[2]) : end - from).Fill(true);
            }
        }

        return isLeftOut;
    }

    private List<(int Start, int End)> Inside(List<(int Start, int End)> around, string type)
    {
        var found = new List<(int, int)>();
        foreach (var (start, end) in around)
        {
            for (int at = start + 8, size; at < end; at += size)
            {
                size = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
                if (System.Text.Encoding.Latin1.GetString(bytes, at + 4, 4) == type)
                {
                    found.Add((at, at + size));
                }
            }
        }

        return found;
    }

    private static List<(long Offset, long Size, string Type, bool IsProvenance)> Roots(byte[] bytes)
    {
        var roots = new List<(long, long, string, bool)>();
        for (long at = 0; at + 8 <= bytes.Length;)
        {
            var here = bytes.AsSpan((int)at);
            long size = BinaryPrimitives.ReadUInt32BigEndian(here);
            size = size == 1 && here.Length >= 16 ? BinaryPrimitives.ReadInt64BigEndian(here[8..]) : size == 0 ? here.Length : size;
            if (size < 8 || size > here.Length)
            {
                break;
            }

            string type = System.Text.Encoding.Latin1.GetString(here.Slice(4, 4));
            roots.Add((at, size, type, type == "uuid" && size >= 24 && here.Slice(8, 16).SequenceEqual(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true))));
            at += size;
        }

        return roots;
    }
}
