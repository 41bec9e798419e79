using System.Buffers.Binary;

namespace Provenance;

/// <summary>JPEG (ISO/IEC 10918-1; §A.3.1): segments, and entropy-coded data behind some of them.</summary>
internal sealed class JpegFormat : AssetFormat
{
    private static ReadOnlySpan<byte> Xmp => "http://ns.adobe.com/xap/1.0/\0"u8;

    public override string Name => "JPEG";

    public override bool Recognizes(ReadOnlySpan<byte> head) => head is [0xFF, JpegMarker.StartOfImage, 0xFF, ..];

    public override async ValueTask<Asset> OpenAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        var asset = new ImageAsset("image/jpeg", source.Length);
        var stores = new JpegStores(asset, limits);
        var window = new SourceWindow(source);
        long position = 0;
        bool isOpen = true;
        while (isOpen && position < source.Length)
        {
            var head = await window.ReadAsync(position, 4, cancellationToken).ConfigureAwait(false);
            if (stores.IsAfterImage && head.Span is not [0xFF, JpegMarker.StartOfImage, ..])
            {
                // Behind the last image there may be anything.
                break;
            }

            // A marker may follow any number of fill bytes; they belong to no segment.
            if (head.Length < 2 || head.Span[0] != 0xFF)
            {
                asset.AddDamage($"The JPEG is damaged at byte {position}: no marker is there.");
                break;
            }

            if (head.Span[1] == 0xFF)
            {
                position++;
            }
            else
            {
                byte marker = head.Span[1];
                long end = position + (JpegMarker.HasLength(marker) ? 2L + (head.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(head.Span[2..])) : 2);
                if (end > source.Length || (JpegMarker.HasLength(marker) && end < position + 4))
                {
                    asset.AddDamage($"The JPEG segment at byte {position} reaches beyond the end of the file.");
                    break;
                }

                var segment = await window.ReadAsync(position, (int)Math.Min(end - position, SourceWindow.Size), cancellationToken).ConfigureAwait(false);
                if (marker == JpegMarker.App1 && segment.Length > 4 + Xmp.Length && segment.Span[4..].StartsWith(Xmp))
                {
                    asset.AddXmp(segment[(4 + Xmp.Length)..].ToArray());
                }

                isOpen = stores.Add(marker, position, segment.Span);
                position = end;
                if (JpegMarker.HasEntropyCodedData(marker))
                {
                    position = await SkipCodedDataAsync(window, position, source.Length, cancellationToken).ConfigureAwait(false);
                }

                isOpen = isOpen && stores.Close(position);
            }
        }

        stores.Finish();
        return asset;
    }

    // §18.7.3.1: the coded data belongs to the segment before it. It ends at a marker, which FF 00 is not.
    private static async ValueTask<long> SkipCodedDataAsync(SourceWindow window, long position, long length, CancellationToken cancellationToken)
    {
        while (position < length)
        {
            var bytes = await window.ReadOnAsync(position, cancellationToken).ConfigureAwait(false);
            int found = FindMarker(bytes.Span);
            if (found >= 0)
            {
                return position + found;
            }

            // The last byte may be the first one of a marker.
            position += Math.Max(1, bytes.Length - 1);
        }

        return length;
    }

    private static int FindMarker(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at + 1 < bytes.Length; at++)
        {
            int next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= bytes.Length)
            {
                return -1;
            }

            at += next;
            if (bytes[at + 1] is not (0x00 or 0xFF))
            {
                return at;
            }
        }

        return -1;
    }
}
