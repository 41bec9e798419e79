using System.Buffers.Binary;
using System.Text;

namespace Provenance;

/// <summary>Portable Network Graphics (§A.3.2): a signature, then chunks up to <c>IEND</c>.</summary>
internal sealed class PngFormat : AssetFormat
{
    // What §18.7.3.2 calls the eight bytes at the start.
    private const string SignatureName = "PNGh";
    private const int HeaderSize = 8;
    private const int ChecksumSize = 4;

    // Keyword, then four bytes of flags and empty texts: "XML:com.adobe.xmp", uncompressed, no language, no translation.
    private static readonly byte[] Xmp = [.. "XML:com.adobe.xmp"u8, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public override string Name => "PNG";

    public override bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    public override async ValueTask<Asset> OpenAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        var asset = new ImageAsset("image/png", source.Length);
        var window = new SourceWindow(source);
        long position = Signature.Length;
        asset.Add(new AssetBox(SignatureName, 0, position), limits);
        while (position < source.Length)
        {
            var header = await window.ReadAsync(position, HeaderSize, cancellationToken).ConfigureAwait(false);
            long length = header.Length < HeaderSize ? 0 : BinaryPrimitives.ReadUInt32BigEndian(header.Span);
            long end = position + HeaderSize + length + ChecksumSize;
            if (header.Length < HeaderSize || end > source.Length)
            {
                asset.AddDamage($"The PNG chunk at byte {position} reaches beyond the end of the file.");
                return asset;
            }

            string type = Encoding.Latin1.GetString(header.Span[4..]);
            if (!asset.Add(new AssetBox(type == "caBX" ? AssetBox.ManifestStoreName : type, position, end), limits))
            {
                return asset;
            }

            await ReadAsync(source, window, asset, type, position + HeaderSize, length, limits, cancellationToken).ConfigureAwait(false);
            position = end;
            if (type == "IEND")
            {
                // What follows is no PNG any more; the hard binding says whether it was there when the image was signed.
                return asset;
            }
        }

        asset.AddDamage("The PNG has no IEND chunk.");
        return asset;
    }

    private static async ValueTask ReadAsync(
        AssetSource source, SourceWindow window, ImageAsset asset, string type, long start, long length, ParserLimits limits, CancellationToken cancellationToken)
    {
        switch (type)
        {
            case "caBX" when length > limits.MaxManifestStoreSize:
                asset.AddUnusable(ValidationStatusCode.LimitExceeded, ExceededLimit.Sentence($"The manifest store at byte {start} is {length} bytes long", limits.MaxManifestStoreSize));
                break;
            case "caBX":
                byte[] store = new byte[length];
                await source.ReadExactlyAsync(start, store, cancellationToken).ConfigureAwait(false);
                asset.Add(new EmbeddedStore(store, start) { Place = new StorePlace(start - HeaderSize, start + length + ChecksumSize, IsExcludedWhole: false) });
                break;
            case "iTXt" when length <= SourceWindow.Size:
                var text = await window.ReadAsync(start, (int)length, cancellationToken).ConfigureAwait(false);
                if (text.Span.StartsWith(Xmp))
                {
                    asset.AddXmp(text[Xmp.Length..]);
                }

                break;
        }
    }
}
