using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>The AIGC label goes into the metadata of the file before it is hashed; everything that leads into the media still leads there.</summary>
public sealed class AigcLabelTests
{
    private static readonly AigcLabel Label = new() { ContentProducer = "Acme 公司", ProduceId = "2026-0001", ReservedCode1 = "a\"b\\c" };

    private static readonly byte[] Keyed = Bytes.Box(
        "meta",
        new byte[4],
        Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("mdta"), new byte[13]),
        Bytes.FullBox("keys", 0, 0, Bytes.UInt32(2), Bytes.Box("mdta", "encoder"u8.ToArray()), Bytes.Box("mdta", "AIGC"u8.ToArray())),
        Bytes.Box("ilst", Item(1, "x"), Item(2, """{"Label":"2","ContentProducer":"old"}""")));

    private static readonly byte[] Named = Bytes.Box("meta", new byte[4], Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("mdir"), new byte[13]), Bytes.Box("ilst", []));

    public static TheoryData<string> Movies => ["without udta", "an empty udta", "other metadata", "QuickTime's zeros at the end", "a label already", "moov last", "two labels"];

    [Theory]
    [MemberData(nameof(Movies))]
    public async Task The_label_is_written_read_and_covered(string name)
    {
        byte[]? udta = name switch
        {
            "an empty udta" => Bytes.Box("udta", []),
            "other metadata" => Bytes.Box("udta", Named),
            "QuickTime's zeros at the end" => Bytes.Box("udta", Bytes.Box("©nam", new byte[4]), new byte[4]),
            "a label already" => Bytes.Box("udta", Named, Keyed),
            "two labels" => Bytes.Box("udta", Keyed, Keyed),
            _ => null,
        };
        byte[] input = WithUserData(Signing.Movie(moovFirst: name != "moov last"), udta);
        byte[] file = await Signing.SignAsync(input, definition: Signing.Definition with { AigcLabel = Label });
        var result = await Signing.ValidateAsync(file);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(Label, result.AigcLabel);
        Assert.Equal(MediaProbe.Follow(input), MediaProbe.Follow(file));
        Assert.Equal(1, Count(file, "udta"));
        Assert.Equal(name is "a label already" or "two labels", Contains(file, "encoder"));
        Assert.DoesNotContain("old", System.Text.Encoding.Latin1.GetString(file), StringComparison.Ordinal);

        // A changed letter of the label is a changed file.
        file[file.AsSpan().IndexOf("2026-0001"u8)] ^= 1;
        Assert.Equal(ValidationState.Invalid, (await Signing.ValidateAsync(file)).State);
    }

    [Fact]
    public async Task Labels_that_differ_are_none()
    {
        byte[] other = [.. Keyed];
        other[other.AsSpan().IndexOf("old"u8)] = (byte)'a';
        Assert.Equal("old", (await Signing.ValidateAsync(WithUserData(Signing.Movie(), Bytes.Box("udta", Keyed, Keyed)))).AigcLabel!.ContentProducer);
        Assert.Null((await Signing.ValidateAsync(WithUserData(Signing.Movie(), Bytes.Box("udta", Keyed, other)))).AigcLabel);
    }

    [Fact]
    public async Task A_cut_or_broken_label_is_none()
    {
        byte[] udta = Bytes.Box("udta", Keyed);
        for (int at = 8; at < udta.Length; at++)
        {
            byte[] broken = [.. udta];
            broken[at] ^= 0x55;
            _ = await Signing.ValidateAsync(WithUserData(Signing.Movie(), broken));
        }

        Assert.Null(AigcLabel.TryParse("[]"));
        Assert.Null(AigcLabel.TryParse("{"));
        Assert.Null(AigcLabel.TryParse("""{"Label":"\uD800"}"""));
        Assert.Null(AigcLabel.TryParse("""{"Label":"1","\uDC00ContentProducer":"x"}"""));
        Assert.Null(AigcLabel.TryParse("""{"ContentProducer":"x"}"""));
        Assert.Equal(new AigcLabel { Label = "3" }, AigcLabel.TryParse("""{"Label":"3","ContentProducer":7,"ReservedCode1":"","More":{}}"""));
        Assert.Equal(Label, AigcLabel.TryParse(Label.ToJson()));
    }

    [Fact]
    public async Task What_is_no_label_is_refused()
    {
        foreach (var label in (AigcLabel[])[new() { Label = "4" }, new() { ProduceId = new string('x', 100_000) }])
        {
            var refused = await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(Signing.Movie(), definition: Signing.Definition with { AigcLabel = label }));
            Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
            Assert.Contains("AIGC label", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("mp4, moov first")]
    [InlineData("mp4, moov last")]
    [InlineData("mp4, fragmented")]
    [InlineData("mp4, fragmented, offsets from the start of the file")]
    [InlineData("mov")]
    public async Task Ffmpeg_shows_it_and_decodes_the_same_frames(string kind)
    {
        string input = await RealMedia.GetAsync(kind);
        using var folder = new TempFolder();
        string output = folder["labelled" + Path.GetExtension(input)];
        await Mp4.SignAsync(input, output, Signing.Definition with { AigcLabel = Label }, Signing.Signer(), Signing.Options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Label, (await Signing.Validator.ValidateAsync(output, cancellationToken: TestContext.Current.CancellationToken)).AigcLabel);
        Assert.Equal(await RealMedia.DecodedFramesAsync(input), await RealMedia.DecodedFramesAsync(output));

        var shown = (await Tools.RunAsync(Tools.Require("ffprobe"), ["-v", "error", "-of", "json", "-show_entries", "format_tags", output])).Succeeded();
        using var json = System.Text.Json.JsonDocument.Parse(shown.Output);
        Assert.Equal(Label.ToJson(), json.RootElement.GetProperty("format").GetProperty("tags").GetProperty("AIGC").GetString());
    }

    [Fact]
    public async Task What_ffmpeg_writes_is_read()
    {
        using var folder = new TempFolder();
        string output = folder["ffmpeg.mp4"];
        (await Tools.RunAsync(Tools.Require("ffmpeg"),
            ["-hide_banner", "-v", "error", "-i", await RealMedia.MoovFirstAsync(), "-c", "copy", "-metadata", "AIGC=" + Label.ToJson(), "-movflags", "use_metadata_tags", output])).Succeeded();
        Assert.Equal(Label, (await Signing.Validator.ValidateAsync(output, cancellationToken: TestContext.Current.CancellationToken)).AigcLabel);
    }

    private static byte[] Item(uint index, string text) => Bytes.Concat(
        Bytes.UInt32((uint)(text.Length + 24)), Bytes.UInt32(index), Bytes.Box("data", Bytes.UInt32(1), new byte[4], System.Text.Encoding.UTF8.GetBytes(text)));

    // At the end of moov; what comes behind it moves.
    private static byte[] WithUserData(byte[] movie, byte[]? udta)
    {
        if (udta is null)
        {
            return movie;
        }

        int moov = movie.AsSpan().IndexOf("moov"u8) - 4;
        int size = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(movie.AsSpan(moov));
        byte[] longer = [.. movie[..(moov + size)], .. udta, .. movie[(moov + size)..]];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(longer.AsSpan(moov), size + udta.Length);
        int table = longer.AsSpan().IndexOf("stco"u8) + 4;
        if (movie.AsSpan().IndexOf("mdat"u8) > moov)
        {
            int count = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(longer.AsSpan(table + 4));
            for (int i = 0; i < count; i++)
            {
                var place = longer.AsSpan(table + 8 + (i * 4));
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(place, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(place) + udta.Length);
            }
        }

        return longer;
    }

    private static int Count(byte[] file, string text) => System.Text.Encoding.Latin1.GetString(file).Split(text).Length - 1;

    private static bool Contains(byte[] file, string text) => Count(file, text) > 0;
}
