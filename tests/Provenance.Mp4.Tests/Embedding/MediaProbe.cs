using System.Buffers.Binary;
using System.Text;

namespace Provenance.Tests.Bmff;

/// <summary>
/// Follows every pointer of a file to the bytes it means, with a reader of its own that shares nothing with the library: what it finds
/// must be the same before and after anything is inserted or removed.
/// </summary>
internal sealed class MediaProbe
{
    private readonly byte[] _file;
    private readonly SortedDictionary<string, string> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, uint> _defaultSizes = [];

    private MediaProbe(byte[] file) => _file = file;

    /// <summary>What the pointers lead to, by a name of the pointer; the bytes in hexadecimal.</summary>
    public static IReadOnlyDictionary<string, string> Follow(byte[] file)
    {
        var probe = new MediaProbe(file);
        foreach (var box in Boxes(file, 0, file.Length))
        {
            probe.Root(box);
        }

        return probe._found;
    }

    /// <summary>The boxes of a range.</summary>
    public static IEnumerable<(string Type, long Start, long Content, long End)> Boxes(byte[] file, long from, long to)
    {
        for (long at = from; at + 8 <= to;)
        {
            long size = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            int header = 8;
            if (size == 1)
            {
                size = BinaryPrimitives.ReadInt64BigEndian(file.AsSpan((int)at + 8));
                header = 16;
            }
            else if (size == 0)
            {
                size = to - at;
            }

            yield return (Encoding.Latin1.GetString(file, (int)at + 4, 4), at, at + header, at + size);
            at += size;
        }
    }

    private int _moofs;
    private int _sidxs;

    private void Root((string Type, long Start, long Content, long End) box)
    {
        switch (box.Type)
        {
            case "moov":
                Movie(box);
                break;
            case "meta":
                Items(box, "meta");
                break;
            case "moof":
                Fragment(box, _moofs++);
                break;
            case "sidx":
                SegmentIndex(box, _sidxs++);
                break;
            case "mfra":
                RandomAccess(box);
                break;
        }
    }

    private void Movie((string Type, long Start, long Content, long End) moov)
    {
        int track = 0;
        foreach (var child in Boxes(_file, moov.Content, moov.End))
        {
            if (child.Type == "trak")
            {
                Track(child, track++);
            }
            else if (child.Type == "meta")
            {
                Items(child, "moov/meta");
            }
            else if (child.Type == "mvex")
            {
                foreach (var trex in Boxes(_file, child.Content, child.End).Where(b => b.Type == "trex"))
                {
                    _defaultSizes[U32(trex.Content + 4)] = U32(trex.Content + 16);
                }
            }
        }
    }

    private void Track((string Type, long Start, long Content, long End) trak, int number)
    {
        foreach (var meta in Boxes(_file, trak.Content, trak.End).Where(b => b.Type == "meta"))
        {
            Items(meta, $"trak{number}/meta");
        }

        var stbl = Path(trak, "mdia", "minf", "stbl");
        var tables = Boxes(_file, stbl.Content, stbl.End).ToDictionary(b => b.Type, StringComparer.Ordinal);
        bool wide = tables.ContainsKey("co64");
        var offsets = tables[wide ? "co64" : "stco"];
        var stsc = tables["stsc"];
        var stsz = tables["stsz"];
        uint constant = U32(stsz.Content + 4);
        uint sample = 0;
        for (uint chunk = 0; chunk < U32(offsets.Content + 4); chunk++)
        {
            long place = wide ? I64(offsets.Content + 8 + (chunk * 8)) : U32(offsets.Content + 8 + (chunk * 4));
            uint samples = 0;
            for (uint run = 0; run < U32(stsc.Content + 4); run++)
            {
                if (U32(stsc.Content + 8 + (run * 12)) <= chunk + 1)
                {
                    samples = U32(stsc.Content + 12 + (run * 12));
                }
            }

            for (uint i = 0; i < samples; i++, sample++)
            {
                uint size = constant != 0 ? constant : U32(stsz.Content + 12 + (sample * 4));
                Add($"trak{number} sample {sample}", place, size);
                place += size;
            }
        }

        if (tables.TryGetValue("saio", out var saio))
        {
            Auxiliary(saio, 0, $"trak{number} saio");
        }
    }

    private void Auxiliary((string Type, long Start, long Content, long End) saio, long origin, string name)
    {
        bool wide = _file[saio.Content] == 1;
        long at = saio.Content + ((U32(saio.Content) & 1) != 0 ? 12 : 4);
        for (uint i = 0; i < U32(at); i++)
        {
            Add($"{name} {i}", origin + (wide ? I64(at + 4 + (i * 8)) : U32(at + 4 + (i * 4))), 4);
        }
    }

    private void Fragment((string Type, long Start, long Content, long End) moof, int number)
    {
        long end = moof.Start;
        int count = 0;
        foreach (var traf in Boxes(_file, moof.Content, moof.End).Where(b => b.Type == "traf"))
        {
            string name = $"moof{number} traf{count}";
            var tfhd = Boxes(_file, traf.Content, traf.End).Single(b => b.Type == "tfhd");
            uint flags = U32(tfhd.Content) & 0xFFFFFF;
            long at = tfhd.Content + 8;
            long origin = count == 0 || (flags & 0x20000) != 0 ? moof.Start : end;
            if ((flags & 1) != 0)
            {
                origin = I64(at);
                at += 8;
            }

            at += ((flags & 2) != 0 ? 4 : 0) + ((flags & 8) != 0 ? 4 : 0);
            uint defaultSize = (flags & 16) != 0 ? U32(at) : _defaultSizes.GetValueOrDefault(U32(tfhd.Content + 4));
            long place = origin;
            int sample = 0;
            int tables = 0;
            foreach (var box in Boxes(_file, traf.Content, traf.End))
            {
                if (box.Type == "saio")
                {
                    Auxiliary(box, origin, $"{name} saio{tables++}");
                }
                else if (box.Type == "trun")
                {
                    uint run = U32(box.Content) & 0xFFFFFF;
                    long entry = box.Content + 8;
                    if ((run & 1) != 0)
                    {
                        place = origin + (int)U32(entry);
                        entry += 4;
                    }

                    entry += (run & 4) != 0 ? 4 : 0;
                    for (uint i = 0; i < U32(box.Content + 4); i++)
                    {
                        entry += (run & 0x100) != 0 ? 4 : 0;
                        uint size = (run & 0x200) != 0 ? U32(entry) : defaultSize;
                        entry += ((run & 0x200) != 0 ? 4 : 0) + ((run & 0x400) != 0 ? 4 : 0) + ((run & 0x800) != 0 ? 4 : 0);
                        Add($"{name} sample {sample++}", place, size);
                        place += size;
                    }
                }
            }

            end = place;
            count++;
        }
    }

    private void SegmentIndex((string Type, long Start, long Content, long End) sidx, int number)
    {
        bool wide = _file[sidx.Content] != 0;
        long at = sidx.Content + (wide ? 28 : 20);
        long place = sidx.End + (wide ? I64(at - 8) : U32(at - 4));
        int count = (_file[at + 2] << 8) | _file[at + 3];
        for (int i = 0; i < count; i++)
        {
            long size = U32(at + 4 + (i * 12)) & 0x7FFFFFFF;

            // What is referred to, but for C2PA boxes, which come and go.
            var boxes = Boxes(_file, place, place + size).Where(b => b.Type != "uuid").ToList();
            Assert.Equal(place + size, Boxes(_file, place, place + size).Last().End);
            _found[$"sidx{number} reference {i}"] = string.Join(' ', boxes.Select(b => $"{b.Type} {b.End - b.Start}"));
            place += size;
        }
    }

    private void RandomAccess((string Type, long Start, long Content, long End) mfra)
    {
        int count = 0;
        foreach (var box in Boxes(_file, mfra.Content, mfra.End))
        {
            if (box.Type == "mfro")
            {
                Assert.Equal(mfra.End - mfra.Start, U32(box.Content + 4));
            }
            else if (box.Type == "tfra")
            {
                bool wide = _file[box.Content] != 0;
                uint lengths = U32(box.Content + 8);
                long numbers = ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3) + 3;
                long at = box.Content + 16;
                for (uint i = 0; i < U32(box.Content + 12); i++)
                {
                    long place = wide ? I64(at + 8) : U32(at + 4);
                    Assert.Equal("moof", Encoding.Latin1.GetString(_file, (int)place + 4, 4));

                    // The sequence number of the fragment: mfhd is the first box of a moof.
                    _found[$"tfra{count} {i}"] = $"fragment {U32(place + 8 + 12)}";
                    at += (wide ? 16 : 8) + numbers;
                }

                count++;
            }
        }
    }

    private void Items((string Type, long Start, long Content, long End) meta, string name)
    {
        // QuickTime's meta has no version and flags: then the first child's type stands where ISO has its size.
        long first = Encoding.Latin1.GetString(_file, (int)meta.Content + 4, 4) == "hdlr" ? meta.Content : meta.Content + 4;
        foreach (var iloc in Boxes(_file, first, meta.End).Where(b => b.Type == "iloc"))
        {
            int version = _file[iloc.Content];
            int offsetSize = _file[iloc.Content + 4] >> 4;
            int lengthSize = _file[iloc.Content + 4] & 15;
            int baseSize = _file[iloc.Content + 5] >> 4;
            int indexSize = version == 0 ? 0 : _file[iloc.Content + 5] & 15;
            long at = iloc.Content + 6;
            long count = Take(ref at, version < 2 ? 2 : 4);
            for (long i = 0; i < count; i++)
            {
                long id = Take(ref at, version < 2 ? 2 : 4);
                long method = version == 0 ? 0 : Take(ref at, 2) & 15;
                long reference = Take(ref at, 2);
                long origin = Take(ref at, baseSize);
                long extents = Take(ref at, 2);
                for (int e = 0; e < extents; e++)
                {
                    long index = Take(ref at, indexSize);
                    long offset = Take(ref at, offsetSize);
                    long length = Take(ref at, lengthSize);
                    if (method == 0 && reference == 0)
                    {
                        Add($"{name} item {id}.{e}", origin + offset, length);
                    }
                    else
                    {
                        _found[$"{name} item {id}.{e}"] = $"{method} {index} {reference} {origin} {offset} {length}";
                    }
                }
            }
        }
    }

    private long Take(ref long at, int size)
    {
        long value = 0;
        for (int i = 0; i < size; i++)
        {
            value = (value << 8) | _file[at++];
        }

        return value;
    }

    private void Add(string name, long place, long length) => _found.Add(name, length == 0 ? string.Empty : Convert.ToHexString(_file, (int)place, (int)length));

    private (string Type, long Start, long Content, long End) Path((string Type, long Start, long Content, long End) box, params string[] path) =>
        path.Aggregate(box, (b, type) => Boxes(_file, b.Content, b.End).First(c => c.Type == type));

    private uint U32(long at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan((int)at));

    private long I64(long at) => BinaryPrimitives.ReadInt64BigEndian(_file.AsSpan((int)at));
}
