using System.Buffers.Binary;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>
/// Puts manifest stores together from APP11 segments (§A.3.1; ISO/IEC 19566-5 D.2): segments of one box share a number, count up from 1, and each
/// repeats the header of the box. Those of a manifest store stand one behind the other and count as one box.
/// </summary>
internal sealed class JpegStores(ImageAsset asset, ParserLimits limits)
{
    // Marker and length, then "JP", the number of the box, the number of the segment, and the header of the box.
    private const int PrefixSize = 4;
    private const int NumbersSize = 8;
    private const int BoxHeaderSize = 8;
    private const int LargeBoxHeaderSize = 16;

    private readonly HashSet<ushort> _seen = [];
    private Part? _open;
    private (string Name, long Start)? _current;

    /// <summary>Whether the last box was the end of an image.</summary>
    public bool IsAfterImage { get; private set; }

    /// <summary>Takes a segment; false when there are too many.</summary>
    /// <param name="marker">The second byte of its marker.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="segment">Its bytes, marker included.</param>
    public bool Add(byte marker, long start, ReadOnlySpan<byte> segment)
    {
        IsAfterImage = marker == JpegMarker.EndOfImage;
        if (marker == JpegMarker.App11 && TakePart(start, segment))
        {
            _current = null;
            return true;
        }

        bool fits = Finish();
        _current = (JpegMarker.Name(marker), start);
        return fits;
    }

    /// <summary>Says where the segment ends, with its coded data; false when there are too many.</summary>
    public bool Close(long end)
    {
        if (_current is { } current)
        {
            _current = null;
            return asset.Add(new AssetBox(current.Name, current.Start, end), limits);
        }

        _open = _open! with { End = end };
        return true;
    }

    /// <summary>Ends the manifest store that is open, if any; false when there are too many boxes.</summary>
    public bool Finish()
    {
        if (_open is not { } part)
        {
            return true;
        }

        _open = null;
        if (!_seen.Add(part.Number))
        {
            asset.AddUnusable(ValidationStatusCode.ContainerStrayBox, "The segments of the manifest store do not stand one behind the other (§A.3.1).");
        }

        if (part.Bytes.Length > limits.MaxManifestStoreSize)
        {
            asset.AddUnusable(ValidationStatusCode.LimitExceeded, ExceededLimit.Sentence("The manifest store is too large", limits.MaxManifestStoreSize));
        }

        asset.Add(new EmbeddedStore(part.Bytes.ToArray(), part.StoreStart) { Place = new StorePlace(part.Start, part.End, IsExcludedWhole: true) });
        return asset.Add(new AssetBox(AssetBox.ManifestStoreName, part.Start, part.End), limits);
    }

    private bool TakePart(long start, ReadOnlySpan<byte> segment)
    {
        if (segment.Length < PrefixSize + NumbersSize + BoxHeaderSize || !segment[PrefixSize..].StartsWith("JP"u8))
        {
            return false;
        }

        ushort number = BinaryPrimitives.ReadUInt16BigEndian(segment[(PrefixSize + 2)..]);
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(segment[(PrefixSize + 4)..]);
        var box = segment[(PrefixSize + NumbersSize)..];
        if (_open is { } open && open.Number == number)
        {
            return Continue(open, sequence, box);
        }

        // A store starts here, or a later part of one whose segments do not stand together: that cannot be told from another box, but for its number.
        bool isStray = sequence != 1 && _seen.Contains(number);
        if (!isStray && !IsManifestStore(box))
        {
            return false;
        }

        Finish();
        if (isStray || sequence != 1)
        {
            asset.AddUnusable(ValidationStatusCode.ContainerStrayBox, $"The segment of the manifest store at byte {start} is out of its order (§A.3.1).");
        }

        _open = new Part(number, 1, start, start, start + PrefixSize + NumbersSize, new MemoryStream());
        _open.Bytes.Write(box);
        return true;
    }

    private bool Continue(Part open, uint sequence, ReadOnlySpan<byte> box)
    {
        int header = BinaryPrimitives.ReadUInt32BigEndian(box) == 1 ? LargeBoxHeaderSize : BoxHeaderSize;
        if (sequence != open.Sequence + 1 || box.Length < header)
        {
            asset.AddUnusable(ValidationStatusCode.ContainerStrayBox, "The segments of the manifest store are not in order (§A.3.1).");
        }
        else if (open.Bytes.Length <= limits.MaxManifestStoreSize)
        {
            // What is too large is said once, at the end.
            open.Bytes.Write(box[header..]);
        }

        _open = open with { Sequence = sequence };
        return true;
    }

    // §15.12.3.1: a JUMBF superbox of the type of manifest stores. Its label is judged where the store is read.
    private static bool IsManifestStore(ReadOnlySpan<byte> box)
    {
        int header = BinaryPrimitives.ReadUInt32BigEndian(box) == 1 ? LargeBoxHeaderSize : BoxHeaderSize;
        Span<byte> type = stackalloc byte[16];
        JumbfTypes.ManifestStore.TryWriteBytes(type, bigEndian: true, out _);
        return box.Length >= header + BoxHeaderSize + type.Length && box[4..].StartsWith("jumb"u8) && box[(header + 4)..].StartsWith("jumd"u8)
            && box[(header + BoxHeaderSize)..].StartsWith(type);
    }

    private sealed record Part(ushort Number, uint Sequence, long Start, long End, long StoreStart, MemoryStream Bytes);
}
