using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class RefusalTests
{
    private static readonly Mp4Track Video = Mp4Track.Of(1, 6);

    private static byte[] Good { get; } = new Mp4Builder().Ftyp().Movie(Video).Media(Video).Build();

    public static TheoryData<string, byte[], string> Inputs() => new()
    {
        { "empty", [], "empty" },
        { "text", "This is not a video at all."u8.ToArray(), "not an MP4" },
        { "cut in the media", Good[..^1], "damaged" },
        { "cut in the movie", Good[..100], "damaged" },
        { "three bytes too many", [.. Good, 0, 0, 0], "damaged" },
        { "box of size 5", [.. Good, 0, 0, 0, 5, .. "free"u8], "damaged" },
        { "box beyond the end", [.. Good, 0xFF, 0xFF, 0xFF, 0xFF, .. "free"u8], "damaged" },
        { "two ftyp", new Mp4Builder().Ftyp().Movie(Video).Media(Video).Ftyp().Build(), "second ftyp" },
        { "no ftyp", new Mp4Builder().Movie(Video).Media(Video).Build(), "no ftyp" },
        { "media before ftyp", new Mp4Builder().Media(Video).Ftyp().Movie(Video).Build(), "before" },
        { "two moov", new Mp4Builder().Ftyp().Movie(Video).Movie(Video).Media(Video).Build(), "second moov" },
        { "no moov", new Mp4Builder().Ftyp().Mdat([1, 2, 3]).Build(), "neither" },
        { "a segment", new Mp4Builder().Add("styp", [.. "msdh"u8, 0, 0, 0, 0]).Fragment(1, Video, [[1, 2, 3]]).Build(), "initialization" },
        { "compressed movie", new Mp4Builder().Ftyp().Add("moov", Bytes.Box("cmov", new byte[20])).Mdat([1]).Build(), "compressed" },
        { "raw photo", new Mp4Builder().Ftyp("crx ").Movie(Video).Media(Video).Build(), "Canon" },
        { "sample outside", Bent((_, right) => right + 1_000_000), "the file has only" },
        { "sample over the end", Bent((chunk, right) => chunk == 2 ? right + 1 : right), "the file has only" },
        { "sample in ftyp", Bent((chunk, right) => chunk == 1 ? 8 : right), "no signature protects" },
        { "sample in an old manifest", Bent((chunk, right) => chunk == 1 ? 60 : right, Laying.C2pa("manifest", 500)), "no signature protects" },
        { "sample over an old manifest", Bent((chunk, right) => chunk == 1 ? 30 : right, Laying.C2pa("manifest", 500)), "no signature protects" },
        { "sample offset beyond 2^63", Bent((_, _) => -1, large: true), "beyond what any file can have" },
        { "table longer than its box", Damaged("stco", 12, 0xFF), "damaged" },
        { "sizes longer than their box", Damaged("stsz", 16, 0x7F), "damaged" },
        { "runs longer than their box", Damaged("stsc", 12, 0x7F), "damaged" },
        { "sample in mfra", Bent((_, _) => Good.Length + 50, behindMedia: Bytes.Box("mfra", Bytes.Box("free", new byte[9000]))), "no signature protects" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task An_input_that_cannot_be_signed_safely_is_refused_in_a_sentence(string name, byte[] file, string expected)
    {
        var refused = await Laying.RefusedAsync(file);
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(name);
    }

    [Fact]
    public async Task Samples_in_free_are_fine_because_free_is_hashed()
    {
        int at = Good.Length + 8;
        byte[] file = Bent((chunk, right) => chunk == 1 ? at : right, behindMedia: Bytes.Box("free", Bytes.Pattern(2000, 5)));
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(await Laying.WithManifestAsync(file)));
    }

    [Fact]
    public async Task Every_way_to_cut_a_file_short_is_refused()
    {
        byte[] file = new Mp4Builder().Ftyp().Movie(Video).Media(Video).Build();
        for (int length = 0; length < file.Length; length += 7)
        {
            var refused = await Laying.RefusedAsync(file[..length]);
            Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        }
    }

    [Fact]
    public async Task Offsets_into_other_files_stay_as_they_are()
    {
        var external = Bend((chunk, _) => 4_000_000 + chunk);
        byte[] file = new Mp4Builder().Ftyp().Movie(external).Mdat([1, 2, 3]).Build();
        await Laying.RefusedAsync(file);

        // The data reference now names another file: flag 1, "in this file", goes.
        int url = file.AsSpan().IndexOf("url "u8);
        Assert.Equal(1, file[url + 7]);
        file[url + 7] = 0;
        byte[] output = await Laying.WithManifestAsync(file);
        Assert.Equal(Laying.Roots(file, "moov"), Laying.Roots(output, "moov"));
    }

    [Fact]
    public async Task Offsets_of_empty_chunks_may_lead_anywhere()
    {
        var video = new Mp4Track(1, [[1, 2, 3], []], 1) { BendOffset = (chunk, right) => chunk == 1 ? 900_000 : right };
        byte[] file = new Mp4Builder().Ftyp().Movie(video).Media(video).Build();
        Assert.Equal("010203", MediaProbe.Follow(await Laying.WithManifestAsync(file))["trak0 sample 0"]);

    }

    private static Mp4Track Bend(Func<int, long, long> bend, bool large = false) => new(1, [.. Video.Samples]) { BendOffset = bend, LargeOffsets = large };

    private static byte[] Bent(Func<int, long, long> bend, byte[]? behindFtyp = null, bool large = false, byte[]? behindMedia = null)
    {
        var video = Bend(bend, large);
        return new Mp4Builder().Ftyp().Raw(behindFtyp ?? []).Movie(video).Media(video).Raw(behindMedia ?? []).Build();
    }

    private static byte[] Damaged(string type, int at, byte value)
    {
        byte[] file = [.. Good];
        file[file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type)) - 4 + at] = value;
        return file;
    }
}
