using Provenance.Bmff;

namespace Provenance.Tests.Bmff;

public sealed class OffsetMapTests
{
    [Fact]
    public void Bytes_move_by_what_comes_and_goes_before_them()
    {
        // 0..9 kept, 10 bytes inserted at 10, 20..29 dropped, 40..43 replaced by 8.
        var map = OffsetMap.Create(60, [Edit.Insert(10, 10), Edit.Drop(20, 30), new Edit(40, 44, 8)]);
        Assert.Equal(64, map.OutputLength);
        Assert.Equal(9, map.Map(9));
        Assert.Equal(20, map.Map(10));
        Assert.Equal(29, map.Map(19));
        Assert.Null(map.Map(20));
        Assert.Null(map.Map(29));
        Assert.Equal(30, map.Map(30));
        Assert.Null(map.Map(40));
        Assert.Equal(48, map.Map(44));
        Assert.Equal(63, map.Map(59));
        Assert.Null(map.Map(60));
        Assert.Null(map.Map(-1));
    }

    [Fact]
    public void A_range_moves_only_in_one_piece()
    {
        var map = OffsetMap.Create(60, [Edit.Insert(10, 10), Edit.Drop(20, 30)]);
        Assert.Equal(0, map.Map(0, 10));
        Assert.Null(map.Map(0, 11));
        Assert.Equal(20, map.Map(10, 10));
        Assert.Null(map.Map(10, 11));
        Assert.Equal(30, map.Map(30, 30));
        Assert.Null(map.Map(30, 31));
        Assert.Null(map.Map(30, long.MaxValue));
    }

    [Fact]
    public void Ends_stay_with_what_ends_there()
    {
        var map = OffsetMap.Create(60, [Edit.Insert(10, 10), Edit.Drop(20, 30)]);
        Assert.Equal(0, map.MapEnd(0));
        Assert.Equal(10, map.MapEnd(10));
        Assert.Equal(21, map.MapEnd(11));
        Assert.Equal(30, map.MapEnd(20));
        Assert.Equal(30, map.MapEnd(25));
        Assert.Equal(30, map.MapEnd(30));
        Assert.Equal(60, map.MapEnd(60));
        Assert.Equal(60, map.MapEnd(1000));
    }

    [Fact]
    public void What_replaces_the_end_of_something_belongs_to_it()
    {
        var map = OffsetMap.Create(60, [new Edit(40, 44, 8), Edit.Insert(44, 100), Edit.Drop(50, 60)]);
        Assert.Equal(40, map.MapEnd(40));
        Assert.Equal(48, map.MapEnd(44));
        Assert.Equal(149, map.MapEnd(45));
        Assert.Equal(154, map.MapEnd(50));
        Assert.Equal(154, map.MapEnd(60));
        Assert.Equal(154, map.OutputLength);
    }

    [Fact]
    public void Edits_that_overlap_or_leave_the_file_are_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => OffsetMap.Create(60, [Edit.Drop(10, 20), Edit.Drop(19, 30)]));
        Assert.Throws<ArgumentException>(() => OffsetMap.Create(60, [Edit.Drop(50, 61)]));
        Assert.Throws<ArgumentException>(() => OffsetMap.Create(60, [Edit.Drop(20, 30), Edit.Insert(10, 1)]));
    }
}
