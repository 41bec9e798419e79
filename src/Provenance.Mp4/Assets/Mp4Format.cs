using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>ISO base media files (ISO/IEC 14496-12): MP4, MOV, M4A, M4V, 3GP, fragments, HEIC, HEIF, AVIF.</summary>
/// <param name="digests">Where the digests of the media come from; by default they are read.</param>
internal sealed class Mp4Format(IMediaDigests? digests = null) : AssetFormat
{
    private static readonly FourCC[] FirstBoxes =
    [
        BoxTypes.Ftyp, BoxTypes.Styp, BoxTypes.Moov, BoxTypes.Moof, BoxTypes.Mdat, BoxTypes.Meta, BoxTypes.Sidx, BoxTypes.Free, BoxTypes.Skip, BoxTypes.Wide,
        BoxTypes.Uuid, BoxTypes.Pdin, BoxTypes.Emsg, BoxTypes.Prft, new("pnot"), new("ssix"),
    ];

    public override string Name => "ISO BMFF";

    public override bool Recognizes(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8)
        {
            return false;
        }

        // The type alone decides: a wrong size is damage to report, not another format.
        var type = new FourCC(BinaryPrimitives.ReadUInt32BigEndian(head[4..]));
        return Array.IndexOf(FirstBoxes, type) >= 0;
    }

    public override async ValueTask<Asset> OpenAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        return await Mp4Asset.OpenAsync(source, limits, cancellationToken, digests: digests).ConfigureAwait(false);
    }
}
