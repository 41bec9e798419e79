using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Provenance.Tests;

public sealed class ReadBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(595)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData((5L << 30) + 17)]
    public unsafe void A_byte_stands_half_a_page_away_from_where_it_stands_in_the_file(long offset)
    {
        using var buffer = new ReadBuffer(100_000);
        var bytes = buffer.For(offset, 100_000);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes.Span));
        Assert.Equal(2048, (address - offset) & 4095);
    }

    [Fact]
    public void It_holds_what_it_was_made_for_at_every_offset()
    {
        using var buffer = new ReadBuffer(10);
        for (long offset = 0; offset <= 4096; offset++)
        {
            buffer.For(offset, 10).Span.Fill((byte)offset);
        }

        Assert.Equal(0, buffer.For(7, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.For(0, 11));
    }

    [Fact]
    public void What_was_given_back_is_not_handed_out()
    {
        var buffer = new ReadBuffer(10);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.For(0, 1));
    }
}
