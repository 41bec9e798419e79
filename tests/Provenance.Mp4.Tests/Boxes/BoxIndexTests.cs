using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class BoxIndexTests
{
    [Fact]
    public async Task Boxes_of_an_ordinary_file_are_found_with_their_places()
    {
        var video = Mp4Track.Of(1, 5);
        var sound = Mp4Track.Of(2, 3, 40);
        byte[] file = new Mp4Builder().Ftyp().Movie(video, sound).Free(40).Media(BoxForm.Large, video, sound).Build();
        var index = await IndexAsync(file);

        Assert.Equal(["ftyp", "moov", "free", "mdat"], index.Roots.Select(b => b.Type.ToString()));
        Assert.Empty(index.Damage);
        long position = 0;
        foreach (var root in index.Roots)
        {
            Assert.Equal(position, root.Offset);
            position = root.End;
        }

        Assert.Equal(file.Length, position);
        var moov = index.Root(BoxTypes.Moov)!.Value;
        Assert.Equal(2, moov.Children.All(BoxTypes.Trak).Count());
        var table = moov.Descendant(BoxTypes.Trak, BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl)!.Value;
        Assert.Equal(5, table.Depth + 1);
        var offsets = ChunkOffsets.Find(table)!;
        Assert.Equal(3, offsets.Count);
        Assert.Equal(video.Chunk(0), file.AsSpan((int)offsets[0], video.Chunk(0).Length).ToArray());
        Assert.All(offsets.OffsetFields, f => Assert.Equal(f.Value, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)f.Position))));
        var mdat = index.Root(BoxTypes.Mdat)!.Value;
        Assert.Equal((16, BoxSizeForm.Large), (mdat.HeaderSize, mdat.SizeForm));
        Assert.False(mdat.IsLoaded);
    }

    [Fact]
    public async Task A_last_box_of_size_zero_goes_to_the_end()
    {
        var index = await IndexAsync(new Mp4Builder().Ftyp().Mdat(new byte[100], BoxForm.ToEnd).Build());
        Assert.Equal(108, index.Root(BoxTypes.Mdat)!.Value.Size);
        Assert.Empty(index.Damage);
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(7u)]
    public async Task A_size_below_the_header_ends_the_boxes_and_is_noted(uint size)
    {
        byte[] head = new Mp4Builder().Ftyp().Build();
        var index = await IndexAsync(Bytes.Concat(head, Bytes.UInt32(size), "free"u8.ToArray(), new byte[20]));
        var damage = Assert.Single(index.Damage);
        Assert.Equal((head.Length, 28L, true), ((int)damage.Offset, damage.Length, damage.IsRoot));
        Assert.Single(index.Roots);
    }

    [Theory]
    [InlineData(100UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public async Task A_size_beyond_the_end_is_cut_and_noted(ulong size)
    {
        byte[] head = new Mp4Builder().Ftyp().Build();
        var index = await IndexAsync(Bytes.Concat(head, Bytes.UInt32(1), "moov"u8.ToArray(), Bytes.UInt64(size), new byte[20]));
        Assert.Contains(index.Damage, d => d.IsRoot && d.Offset == head.Length);
        var moov = index.Root(BoxTypes.Moov)!.Value;
        Assert.True(moov.IsTruncated);
        Assert.Equal(36, moov.Size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Stray_bytes_at_the_end_are_noted(int count)
    {
        byte[] head = new Mp4Builder().Ftyp().Free(16).Build();
        var index = await IndexAsync(Bytes.Concat(head, new byte[count]));
        var damage = Assert.Single(index.Damage);
        Assert.Equal((head.Length, (long)count, true), ((int)damage.Offset, damage.Length, damage.IsRoot));
    }

    [Fact]
    public async Task An_empty_file_has_no_boxes()
    {
        var index = await IndexAsync([]);
        Assert.Equal(0, index.Count);
        Assert.True(index.Roots.IsEmpty);
    }

    [Fact]
    public async Task Meta_is_read_with_and_without_version_and_flags()
    {
        byte[] hdlr = Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13]);
        byte[] iloc = Bytes.FullBox("iloc", 0, 0, [0x44, 0x40], Bytes.UInt16(0));
        var index = await IndexAsync(Bytes.Concat(Bytes.FullBox("meta", 0, 0, hdlr, iloc), Bytes.Box("moov", Bytes.Box("meta", hdlr))));
        var iso = index.Root(BoxTypes.Meta)!.Value;
        Assert.Equal(["hdlr", "iloc"], iso.Children.Select(b => b.Type.ToString()));
        Assert.True(iso.IsFullBox);
        var quickTime = index.Root(BoxTypes.Moov)!.Value.Child(BoxTypes.Meta)!.Value;
        Assert.Equal(["hdlr"], quickTime.Children.Select(b => b.Type.ToString()));
        Assert.False(quickTime.IsFullBox);
    }

    [Fact]
    public async Task QuickTimes_zero_behind_user_data_is_not_damage()
    {
        var index = await IndexAsync(Bytes.Box("moov", Bytes.Box("udta", Bytes.Box("name", new byte[4]), new byte[4])));
        Assert.Empty(index.Damage);
    }

    [Fact]
    public async Task A_thousand_nested_containers_give_one_finding()
    {
        byte[] file = [];
        for (int i = 0; i < 1000; i++)
        {
            file = Bytes.Box("moov", file);
        }

        var index = await IndexAsync(file);
        var damage = Assert.Single(index.Damage);
        Assert.True(damage.IsLimit);
        Assert.Equal(ParserLimits.Default.MaxBoxDepth, index.Count);
    }

    [Fact]
    public async Task The_nested_fixture_gives_a_finding()
    {
        var index = await IndexAsync(Fixtures.Read("c2pa-rs/nested_moov_1000.mp4"));
        Assert.Contains(index.Damage, d => d.IsLimit);
    }

    [Theory]
    [InlineData("free")]
    [InlineData("moov")]
    public async Task A_million_empty_boxes_take_bounded_memory(string type)
    {
        const int count = 1_000_000;
        byte[] file = new byte[8 * count];
        byte[] one = Bytes.Box(type);
        for (int i = 0; i < count; i++)
        {
            one.CopyTo(file, i * 8);
        }

        // From memory it is read at once, on this thread: what others allocate meanwhile does not count.
        long before = GC.GetAllocatedBytesForCurrentThread();
        var reading = IndexAsync(file);
        Assert.True(reading.IsCompletedSuccessfully);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
        var index = await reading;
        Assert.Equal(count, index.Count);
    }

    [Fact]
    public async Task More_boxes_than_the_limit_are_a_finding_not_an_exception()
    {
        byte[] file = Bytes.Concat([.. Enumerable.Repeat(Bytes.Box("free"), 100)]);
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), new ParserLimits { MaxBoxes = 50 });
        Assert.Equal(50, index.Count);
        Assert.True(Assert.Single(index.Damage) is { IsLimit: true, IsRoot: true, Length: 400 });
    }

    [Fact]
    public async Task Media_data_is_never_read()
    {
        byte[] file = new Mp4Builder().Ftyp().Mdat(new byte[10_000_000]).Mdat(new byte[10_000_000]).Free(16).Build();
        var source = new CountingSource(file);
        var index = await BoxIndex.ReadAsync(source, ParserLimits.Default);
        Assert.Equal(4, index.Count);
        Assert.True(source.BytesRead < 200_000, $"{source.BytesRead} bytes were read");
    }

    [Theory]
    [InlineData(8, ExtendedType.None)]
    [InlineData(23, ExtendedType.None)]
    [InlineData(24, ExtendedType.Other)]
    public async Task A_uuid_box_too_short_for_its_extended_type_has_none(int size, object expected)
    {
        var index = await IndexAsync(Bytes.Box("uuid", new byte[size - 8]));
        Assert.Equal(expected, index.Roots.Single().ExtendedType);
        Assert.Empty(index.Damage);
    }

    private static async Task<BoxIndex> IndexAsync(byte[] file) => await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);

    private sealed class CountingSource(byte[] bytes) : AssetSource
    {
        public long BytesRead { get; private set; }

        public override long Length => bytes.Length;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(buffer.Length, bytes.Length - offset);
            bytes.AsMemory((int)offset, count).CopyTo(buffer);
            BytesRead += count;
            return new(count);
        }
    }
}
