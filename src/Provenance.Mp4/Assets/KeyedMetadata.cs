using System.Buffers.Binary;
using System.Text;

namespace Provenance.Bmff;

/// <summary>
/// Metadata by name (QuickTime File Format, "Metadata"): a <c>meta</c> box with the handler <c>mdta</c>, the names in <c>keys</c> and the values, by
/// position of the name, in <c>ilst</c>. Writers put it into <c>moov/udta</c> (ffmpeg) or into <c>moov</c> (Apple).
/// </summary>
/// <param name="Meta">The <c>meta</c> box.</param>
/// <param name="Keys">The <c>keys</c> box.</param>
/// <param name="Items">The <c>ilst</c> box.</param>
internal sealed record KeyedMetadata(Box Meta, Box Keys, Box Items)
{
    private const int MaxKeys = 4096;

    private static readonly FourCC KeysType = new("keys");
    private static readonly FourCC ItemsType = new("ilst");
    private static readonly FourCC Handler = new("mdta");
    private static readonly FourCC Data = new("data");

    /// <summary>All of a movie.</summary>
    public static IEnumerable<KeyedMetadata> Of(Box moov)
    {
        var udta = moov.Child(BoxTypes.Udta);
        foreach (var meta in (udta?.Children.All(BoxTypes.Meta) ?? []).Concat(moov.Children.All(BoxTypes.Meta)))
        {
            if (meta.Child(BoxTypes.Hdlr) is { IsLoaded: true } handler && IsNamed(handler) && meta.Child(KeysType) is { IsLoaded: true } keys && meta.Child(ItemsType) is { IsLoaded: true } items)
            {
                yield return new KeyedMetadata(meta, keys, items);
            }
        }
    }

    /// <summary>The names, those of other namespaces than <c>mdta</c> as null; null when they cannot be read.</summary>
    public IReadOnlyList<string?>? Names()
    {
        var reader = new BoxReader(Keys);
        reader.Skip(4);
        uint count = reader.UInt32();
        if (!reader.IsGood || count > MaxKeys)
        {
            return null;
        }

        var names = new List<string?>();
        for (uint i = 0; i < count; i++)
        {
            uint size = reader.UInt32();
            bool isName = new FourCC(reader.UInt32()) == Handler;
            if (!reader.IsGood || size < 8 || size - 8 > (uint)reader.Remaining)
            {
                return null;
            }

            var bytes = Keys.Bytes.Span.Slice(reader.Position, (int)size - 8);
            names.Add(isName ? Encoding.UTF8.GetString(bytes) : null);
            reader.Skip(bytes.Length);
        }

        return names;
    }

    /// <summary>The texts under a name.</summary>
    public IEnumerable<string> Texts(string name)
    {
        var names = Names();
        return names is null ? [] : Entries().Where(e => e.Index >= 1 && e.Index <= names.Count && names[(int)e.Index - 1] == name).Select(e => Text(e.Bytes)).OfType<string>();
    }

    /// <summary>The values with the position of their name, from 1; the last one ends where no further box can be read.</summary>
    public IReadOnlyList<(uint Index, ReadOnlyMemory<byte> Bytes)> Entries()
    {
        var entries = new List<(uint, ReadOnlyMemory<byte>)>();
        var rest = Items.Content;
        while (rest.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(rest.Span) is >= 8 and var size && size <= (uint)rest.Length)
        {
            entries.Add((BinaryPrimitives.ReadUInt32BigEndian(rest.Span[4..]), rest[..(int)size]));
            rest = rest[(int)size..];
        }

        return entries;
    }

    private static bool IsNamed(Box handler)
    {
        var reader = new BoxReader(handler);
        reader.Skip(8);
        return new FourCC(reader.UInt32()) == Handler && reader.IsGood;
    }

    // An item holds a 'data' box: type (1 is UTF-8), locale, the text.
    private static string? Text(ReadOnlyMemory<byte> item)
    {
        var data = item.Span[8..];
        return data.Length >= 16 && BinaryPrimitives.ReadUInt32BigEndian(data) is >= 16 and var size && size <= (uint)data.Length
            && new FourCC(BinaryPrimitives.ReadUInt32BigEndian(data[4..])) == Data && BinaryPrimitives.ReadUInt32BigEndian(data[8..]) == 1 && size <= AigcLabel.MaxSize
            ? Encoding.UTF8.GetString(data[16..(int)size])
            : null;
    }
}
