using System.Buffers.Binary;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Files around 4 GiB, of which nothing but the headers exists.</summary>
public sealed class PromotionTests
{
    private const long Limit = 1L << 32;

    [Fact]
    public async Task Chunk_offsets_that_leave_32_bits_become_co64_and_the_movie_grows()
    {
        // The last chunk ends just below 4 GiB: with the manifest before it, its offset does not fit any more.
        var source = Sparse(Limit - 600, chunks => [100, Limit - 900]);
        var layout = (await Laying.PlanAsync(source)).WithManifest(Laying.StoreLength);
        var output = new LayoutSource(layout, source);
        var index = await BoxIndex.ReadAsync(output, ParserLimits.Default);
        Assert.Empty(index.Damage);
        var stbl = index.Root(BoxTypes.Moov)!.Value.Descendant(BoxTypes.Trak, BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl)!.Value;
        Assert.Null(stbl.Child(BoxTypes.Stco));
        Assert.True(Co64Box.TryParse(stbl.Child(BoxTypes.Co64)!.Value, out var co64));

        // The manifest, and four bytes for each of the two offsets.
        long shift = layout.Manifest!.BoxLength + 8;
        Assert.Equal(source.Length + shift, layout.Length);
        Assert.Equal([100 + source.MediaAt + shift, Limit - 900 + source.MediaAt + shift], [(long)co64[0], (long)co64[1]]);
        Assert.Equal(source.Boxes("moov").Size + 8, index.Root(BoxTypes.Moov)!.Value.Size);
    }

    [Fact]
    public async Task Growing_for_one_table_can_drive_another_over_the_edge()
    {
        // With the manifest alone the first track overflows and the second just fits. The manifest box has four bytes left; when the first
        // track grows by eight, the media has to go on by a whole block to keep its place within one, and that is too much for the second.
        var first = Sparse(Limit + 9000, _ => [0, 0], _ => [0, 0]);
        long headroom = Limit - first.MediaAt;
        long box = 2 * ManifestBox.Block;
        long store = box - ManifestBox.HeadLength - 4;
        var source = Sparse(Limit + 9000, _ => [headroom - 100, 0], _ => [headroom - box - 4, 0]);
        var layout = (await Laying.PlanAsync(source)).WithManifest(store);
        Assert.Equal(source.Length + box + ManifestBox.Block, layout.Length);
        var index = await BoxIndex.ReadAsync(new LayoutSource(layout, source), ParserLimits.Default);
        Assert.Equal(2, index.Root(BoxTypes.Moov)!.Value.Children.All(BoxTypes.Trak)
            .Count(t => t.Descendant(BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl, BoxTypes.Co64) is not null));

        // One block less far, and the second keeps its 32 bits.
        source = Sparse(Limit + 9000, _ => [headroom - 100, 0], _ => [headroom - box - ManifestBox.Block - 50, 0]);
        layout = (await Laying.PlanAsync(source)).WithManifest(store);
        Assert.Equal(source.Length + box + ManifestBox.Block, layout.Length);
        Assert.Equal(box + ManifestBox.Block - 8, layout.Manifest!.BoxLength);
    }

    [Fact]
    public async Task A_table_that_is_not_in_the_way_keeps_its_form()
    {
        var source = Sparse(Limit + 9000, _ => [100, 5000]);
        var layout = (await Laying.PlanAsync(source)).WithManifest(Laying.StoreLength);
        Assert.Equal(source.Length + layout.Manifest!.BoxLength, layout.Length);
    }

    [Fact]
    public async Task Random_access_tables_item_locations_and_auxiliary_offsets_widen_too()
    {
        byte[] hdlr = Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13]);
        byte[] Iloc(long place) => Bytes.FullBox("iloc", 0, 0, [0x44, 0x00], Bytes.UInt16(2),
            Bytes.UInt16(1), Bytes.UInt16(0), Bytes.UInt16(1), Bytes.UInt32((uint)place), Bytes.UInt32(10),
            Bytes.UInt16(2), Bytes.UInt16(0), Bytes.UInt16(1), Bytes.UInt32(2000), Bytes.UInt32(20));
        byte[] Tfra(long place) => Bytes.FullBox("tfra", 0, 0, Bytes.UInt32(1), Bytes.UInt32(0b000110), Bytes.UInt32(2),
            Bytes.UInt32(7), Bytes.UInt32(2000), [1, 0, 2, 0, 0, 3], Bytes.UInt32(8), Bytes.UInt32((uint)place), [4, 0, 5, 0, 0, 6]);
        long far = Limit - 50;
        byte[] head = Bytes.Concat(
            new Mp4Builder().Ftyp().Build(), Bytes.Box("meta", new byte[4], hdlr, Iloc(far)), Bytes.Concat(Bytes.UInt32(1), Bytes.Code("mdat"), Bytes.UInt64((ulong)Limit)));
        byte[] tfra = Tfra(far);
        byte[] tail = Bytes.Box("mfra", tfra, Bytes.FullBox("mfro", 0, 0, Bytes.UInt32((uint)tfra.Length + 24)));
        long mdatAt = head.Length - 16;
        var source = new SparseSource(mdatAt + Limit + tail.Length, (0, head), (mdatAt + Limit, tail));
        var layout = (await Laying.PlanAsync(source)).WithManifest(Laying.StoreLength);
        var output = new LayoutSource(layout, source);
        var index = await BoxIndex.ReadAsync(output, ParserLimits.Default);
        Assert.Empty(index.Damage);
        long box = layout.Manifest!.BoxLength;

        // Two items: base and offset grow by 8 and 4 bytes each.
        long shift = box + 24;
        Assert.True(IlocBox.TryParse(index.Root(BoxTypes.Meta)!.Value.Child(BoxTypes.Iloc)!.Value, out var iloc));
        Assert.Equal((8, 8, 4), (iloc.OffsetSize, iloc.BaseOffsetSize, iloc.LengthSize));
        Assert.Equal([far + shift, 2000 + shift], iloc.Items.Select(i => (long)i.Extents[0].Offset.Target!));
        Assert.Equal([10ul, 20ul], iloc.Items.Select(i => i.Extents[0].Length));

        var mfra = index.Root(BoxTypes.Mfra)!.Value;
        Assert.True(TfraBox.TryParse(mfra.Child(BoxTypes.Tfra)!.Value, out var wide));
        Assert.Equal(8, wide.Width);
        Assert.Equal([2000 + shift, far + shift], wide.OffsetFields.Select(f => (long)f.Value));
        Assert.Equal([1, 0, 2, 0, 0, 3], wide.Table[16..22].ToArray());
        Assert.Equal([4, 0, 5, 0, 0, 6], wide.Table[(22 + 16)..].ToArray());
        Assert.Equal(7ul, BinaryPrimitives.ReadUInt64BigEndian(wide.Table.Span));
        Assert.Equal(tail.Length + 16, mfra.Size);
        Assert.Equal((uint)mfra.Size, BinaryPrimitives.ReadUInt32BigEndian(mfra.Child(BoxTypes.Mfro)!.Value.Content.Span[4..]));
        Assert.Equal(source.Length + shift + 16, layout.Length);
    }

    [Fact]
    public async Task What_has_no_wide_form_is_refused_as_a_limit()
    {
        // A base offset of 32 bits with no fields in the extents: there is nothing to widen without making up an extent.
        byte[] hdlr = Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13]);
        byte[] iloc = Bytes.FullBox("iloc", 0, 0, [0x00, 0x40], Bytes.UInt16(1), Bytes.UInt16(1), Bytes.UInt16(0), Bytes.UInt32((uint)(Limit - 50)), Bytes.UInt16(1));
        byte[] head = Bytes.Concat(new Mp4Builder().Ftyp().Build(), Bytes.Box("meta", new byte[4], hdlr, iloc), Bytes.Concat(Bytes.UInt32(1), Bytes.Code("mdat"), Bytes.UInt64((ulong)Limit)));
        var source = new SparseSource(head.Length - 16 + Limit, (0, head));
        var plan = await Laying.PlanAsync(source);
        var refused = Assert.Throws<SigningException>(() => plan.WithManifest(Laying.StoreLength));
        Assert.Equal(SigningFault.Limit, refused.Fault);
        Assert.Contains("iloc", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>ftyp, moov with one track for each list of chunk places, and an mdat of the given size that is not there.</summary>
    private static SparseMovie Sparse(long mediaSize, params Func<int, long[]>[] tracks)
    {
        byte[] Head(long mediaAt) => new Mp4Builder().Ftyp()
            .Movie([.. tracks.Select((places, i) => new Mp4Track((uint)i + 1, [[1, 2, 3, 4], [5, 6, 7, 8]], 1) { BendOffset = (chunk, _) => mediaAt + places(0)[chunk] })])
            .Build();
        int length = Head(0).Length;
        byte[] head = Bytes.Concat(Head(length + 16), Bytes.UInt32(1), Bytes.Code("mdat"), Bytes.UInt64((ulong)mediaSize + 16));
        return new SparseMovie(length + 16, length + 16 + mediaSize, head);
    }

    private sealed class SparseMovie(long mediaAt, long length, byte[] head) : SparseSource(length, (0, head))
    {
        public long MediaAt => mediaAt;

        public (long Start, long Size) Boxes(string type)
        {
            var box = MediaProbe.Boxes(head, 0, head.Length - 16).Single(b => b.Type == type);
            return (box.Start, box.End - box.Start);
        }
    }

    /// <summary>A file of zeros but for a few pieces.</summary>
    private class SparseSource(long length, params (long Offset, byte[] Bytes)[] pieces) : AssetSource
    {
        public override long Length => length;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Clamp(length - offset, 0, buffer.Length);
            buffer.Span[..count].Clear();
            foreach (var (start, bytes) in pieces)
            {
                long from = Math.Max(start, offset);
                long to = Math.Min(start + bytes.Length, offset + count);
                if (to > from)
                {
                    bytes.AsSpan((int)(from - start), (int)(to - from)).CopyTo(buffer.Span[(int)(from - offset)..]);
                }
            }

            return new(count);
        }
    }
}
