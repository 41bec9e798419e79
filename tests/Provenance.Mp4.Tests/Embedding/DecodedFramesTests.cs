using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>What ffmpeg decodes is the same before and after signing, for every kind of media it makes and every way to sign; what it does not decode is followed pointer by pointer.</summary>
[Clause("A.5.4")]
public sealed class DecodedFramesTests
{
    private static readonly (string Name, MerkleOptions? Merkle)[] Modes =
    [
        ("flat", null),
        ("Merkle, leaves in the manifest", new() { BlockSize = 1024, StoredRow = 0 }),
        ("Merkle, root in the manifest", new() { BlockSize = 4096, StoredRow = 99 }),
        ("Merkle, blocks at sync samples", new() { BlockSize = 2048, AlignToSyncSamples = true, StoredRow = 1 }),
    ];

    public static TheoryData<string> Kinds => [.. RealMedia.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_frame_and_every_pointer_is_the_same_in_every_mode(string kind)
    {
        string input = await RealMedia.GetAsync(kind);
        string frames = await RealMedia.DecodedFramesAsync(input);
        byte[] plain = await File.ReadAllBytesAsync(input);
        var pointers = MediaProbe.Follow(plain);
        Assert.True(frames.Length > 1000 && pointers.Count > 20);
        using var folder = new TempFolder();
        foreach (var (name, merkle) in Modes)
        {
            byte[] signed = await Signing.SignAsync(plain, merkle: merkle);
            Assert.True(pointers.SequenceEqual(MediaProbe.Follow(signed)), name);
            Assert.True(frames == await RealMedia.DecodedFramesAsync(folder.Write("signed" + Path.GetExtension(input), signed)), name);
        }
    }

    [Theory]
    [InlineData("c2pa-rs/sample1.heic")]
    [InlineData("c2pa-rs/sample1.avif")]
    [InlineData("c2pa-ts/trustnxt-icon.heic")]
    public async Task Every_item_of_a_published_picture_is_the_same_in_every_mode(string fixture)
    {
        byte[] plain = Fixtures.Read(fixture);
        var items = MediaProbe.Follow(plain);
        Assert.NotEmpty(items);
        foreach (var (name, merkle) in Modes)
        {
            byte[] signed = await Signing.SignAsync(plain, merkle: merkle);
            Assert.True(items.SequenceEqual(MediaProbe.Follow(signed)), name);
            Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        }
    }
}
