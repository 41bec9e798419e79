using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// A media segment in memory that gets one box: where it goes, and what the segment's hash will be with it. The box stands behind <c>styp</c>, before everything
/// that is hashed or points somewhere, so that only the segment as a whole moves.
/// </summary>
internal sealed class LiveLayout
{
    private readonly ReadOnlyMemory<byte> _segment;
    private readonly BoxIndex _index;

    private LiveLayout(ReadOnlyMemory<byte> segment, BoxIndex index, int position, LiveMediaSegment media)
    {
        _segment = segment;
        _index = index;
        Position = position;
        Media = media;
    }

    /// <summary>Where the box goes.</summary>
    public int Position { get; }

    /// <summary>What the segment says about itself.</summary>
    public LiveMediaSegment Media { get; }

    /// <summary>Looks at a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="init">Its initialization segment.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">It is not one that can be signed.</exception>
    public static async ValueTask<LiveLayout> CreateAsync(ReadOnlyMemory<byte> segment, LiveInit init, ParserLimits limits, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(segment), limits, cancellationToken).ConfigureAwait(false);
        InputCheck.RequireSound(index);
        int position = Check(index, segment.Span);
        var media = await LiveMediaSegment.ReadAsync(index, init, cancellationToken).ConfigureAwait(false);
        foreach (uint track in media.Tracks)
        {
            if (!init.Tracks.ContainsKey(track))
            {
                throw Refusal.Unsupported($"The segment is of track {track}, which its initialization segment does not have: it belongs to another rendition.");
            }
        }

        RequireRelative(index, init.Index, position);
        return new(segment, index, position, media);
    }

    /// <summary>Hashes the segment as it will be (§18.6.2).</summary>
    /// <param name="hash">Empty.</param>
    /// <param name="boxLength">Length of the box that comes in, which itself is not hashed.</param>
    public byte[] Hash(IncrementalHash hash, int boxLength)
    {
        Span<byte> offset = stackalloc byte[8];
        foreach (var (start, size, excluded) in Roots(boxLength))
        {
            if (!excluded)
            {
                BinaryPrimitives.WriteInt64BigEndian(offset, start);
                hash.AppendData(offset);
                hash.AppendData(_segment.Span.Slice((int)(start < Position ? start : start - boxLength), (int)size));
            }
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The same as a plan, for what validates the segment.</summary>
    public HashPlan Plan(int boxLength) => HashPlan.ForLayout(Roots(boxLength));

    private IEnumerable<(long Offset, long Size, bool IsExcluded)> Roots(int boxLength)
    {
        foreach (var root in _index.Roots)
        {
            yield return (root.Offset < Position ? root.Offset : root.Offset + boxLength, root.Size, root.Type == BoxTypes.Ftyp);
        }
    }

    private static int Check(BoxIndex index, ReadOnlySpan<byte> segment)
    {
        int position = 0;
        bool hasFragment = false;
        bool isHead = true;
        foreach (var root in index.Roots)
        {
            if (root.Type == BoxTypes.Moov)
            {
                throw Refusal.Unsupported("The segment has a moov box: it is an initialization segment or a whole file, not a media segment.");
            }

            if (root.ExtendedType == ExtendedType.ContentProvenance || (root.Type == BoxTypes.Emsg && IsSegmentInfo(segment.Slice((int)root.Offset, (int)root.Size), root.HeaderSize)))
            {
                throw new SigningException(SigningFault.AlreadySigned, "The segment carries content credentials already; sign it as the packager made it.");
            }

            isHead &= root.Type == BoxTypes.Ftyp || root.Type == BoxTypes.Styp;
            position = isHead ? (int)root.End : position;
            hasFragment |= root.Type == BoxTypes.Moof;
            if (root.Type == BoxTypes.Mfra || (root.Type == BoxTypes.Ftyp && root.Offset > 0))
            {
                throw Refusal.Unsupported($"The {root} does not belong into a media segment, and no hash covers it.");
            }
        }

        return hasFragment ? position : throw Refusal.Unsupported("The segment has no moof box: it is not a media segment.");
    }

    private static bool IsSegmentInfo(ReadOnlySpan<byte> box, int headerSize)
    {
        var content = box[Math.Min(headerSize + 4, box.Length)..];
        return content.StartsWith(SegmentInfo.Scheme) && content.Length > SegmentInfo.Scheme.Length && content[SegmentInfo.Scheme.Length] == 0;
    }

    // What counts from the beginning of the file would have to be written anew. Packagers of live video count from the moof.
    private static void RequireRelative(BoxIndex index, BoxIndex init, int position)
    {
        var coverage = Coverage.OfSignature(index);
        var map = OffsetMap.Create(index.Length, [Edit.Insert(position, 1)]);
        var patches = new List<Patch>();
        foreach (var table in OffsetTables.Of(index, init))
        {
            table.Check(coverage);
            if (!table.TryPatch(map, patches) || patches.Count > 0)
            {
                throw Refusal.Unsupported($"The {table.Box} holds places from the beginning of the file, which signing moves. Segments of live video count from their moof (default-base-is-moof).");
            }
        }
    }
}
