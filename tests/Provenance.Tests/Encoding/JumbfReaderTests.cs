using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§11.1.4.1: the descriptions of boxes.</summary>
public sealed class JumbfReaderTests
{
    [Theory]
    [InlineData("c2pa.actions.v2", true)]
    [InlineData("com.example.überschrift", true)]
    [InlineData("a/b", false)]
    [InlineData("a;b", false)]
    [InlineData("a?b", false)]
    [InlineData("a#b", false)]
    [InlineData("a\u0001b", false)]
    [InlineData("a\u007Fb", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("a\uFEFFb", false)]
    [InlineData("a\uFFFFb", false)]
    [Clause("11.1.4.1.1-a", "11.1.4.1.1-b", "11.1.4.1.1-c")]
    public void A_label_is_text_that_a_URI_can_carry(string label, bool isRead) =>
        Assert.Equal(isRead, JumbfReader.TryRead(Box(0x03, [.. System.Text.Encoding.UTF8.GetBytes(label), 0]), ParserLimits.Default, out _, out _));

    [Fact]
    [Clause("11.1.4.1.1-a", "11.1.4.1.1-b", "11.1.4.1.1-c")]
    public void A_label_is_UTF8_with_an_end()
    {
        Assert.True(JumbfReader.TryRead(Box(0x03, [.. "x"u8, 0]), ParserLimits.Default, out var box, out _));
        Assert.Equal("x", box!.Label);
        Assert.False(JumbfReader.TryRead(Box(0x03, "x"u8), ParserLimits.Default, out _, out string? error));
        Assert.Contains("no end", error, StringComparison.Ordinal);
        Assert.False(JumbfReader.TryRead(Box(0x03, [0xFF, 0]), ParserLimits.Default, out _, out _));

        // Half a surrogate pair, written as UTF-8 does not allow.
        Assert.False(JumbfReader.TryRead(Box(0x03, [0xED, 0xA0, 0x80, 0]), ParserLimits.Default, out _, out _));
    }

    [Theory]
    [InlineData(0x00)] // neither
    [InlineData(0x01)] // requestable, and no label to ask by
    [Clause("11.1.4.1.2-a")]
    public async Task A_box_without_a_label_is_no_box_of_a_manifest(byte toggles)
    {
        byte[] store = JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], [new TestManifest().ToBox(), Box(toggles, [], JumbfTypes.StandardManifest)]);
        var result = await Verdict.OfStoreAsync(store);
        Assert.Equal(ValidationState.Invalid, result.State);
        Assert.Contains("general.error", result.FailureCodes());
    }

    [Fact]
    public void Every_box_is_counted_once()
    {
        // Two superboxes with a description each, one of them with a private box, and two boxes of content: seven.
        byte[] inner = Bytes.Box("jumb", Bytes.Box("jumd", [.. JumbfTypes.Cbor.ToByteArray(bigEndian: true), 0x13, .. "x"u8, 0, .. Bytes.Box("priv", [1])]), Bytes.Box("cbor", [0xF6]));
        byte[] outer = Bytes.Box("jumb", Bytes.Box("jumd", [.. JumbfTypes.Cbor.ToByteArray(bigEndian: true), 0x03, .. "y"u8, 0]), inner, Bytes.Box("free", [0]));
        Assert.True(JumbfReader.TryRead(outer, ParserLimits.Default with { MaxJumbfBoxes = 7 }, out _, out string? error), error);
        Assert.False(JumbfReader.TryRead(outer, ParserLimits.Default with { MaxJumbfBoxes = 6 }, out _, out error));
        Assert.Equal("The manifest store holds too many JUMBF boxes (limit MaxJumbfBoxes: 6).", error);
    }

    private static byte[] Box(byte toggles, ReadOnlySpan<byte> label, Guid? type = null) =>
        Bytes.Box("jumb", Bytes.Box("jumd", [.. (type ?? JumbfTypes.Cbor).ToByteArray(bigEndian: true), toggles, .. label]));
}
