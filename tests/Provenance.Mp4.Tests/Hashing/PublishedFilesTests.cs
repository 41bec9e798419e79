using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Files that other implementations signed, bit for bit.</summary>
[Clause("18.6.2")]
public sealed class PublishedFilesTests
{
    [Theory]
    [InlineData("c2pa-rs/video1.mp4", "provenance.bmffHash.dangerousExclusion")]
    [InlineData("c2pa-ts/trustnxt-icon-signed-v2-bmff.heic")]
    [Clause("15.12.2-j", "15.12.2-p")]
    public async Task The_hash_of_a_published_file_matches(string fixture, params string[] leftOpen)
    {
        byte[] file = Fixtures.Read(fixture);
        var asset = await SignedFile.OpenAsync(file);
        Assert.DoesNotContain(asset.Findings, f => f.Kind == ValidationStatusKind.Failure);
        var binding = SignedFile.BindingOf(Assert.Single(asset.Stores).Bytes);
        Assert.True(asset.Supports(binding.Label));
        var statuses = await asset.ValidateAsync(binding, null);
        Assert.Contains(statuses, s => s.Code == ValidationStatusCode.AssertionBmffHashMatch && s.Url == SignedFile.Url);

        // The exclusions of C2PA 1.0, which A.5.6 calls insecure, leave the chunk offsets open.
        Assert.Equal(leftOpen, statuses.Where(s => s.Kind == ValidationStatusKind.Failure).Select(s => s.Code.Value));
    }

    [Theory]
    [InlineData("c2pa-rs/video1.mp4", 33_500)]
    [InlineData("c2pa-rs/video1.mp4", 92_142 + 15)]
    [InlineData("c2pa-rs/video1.mp4", 828_570)]
    [InlineData("c2pa-ts/trustnxt-icon-signed-v2-bmff.heic", 31_649)]
    [Clause("15.12.2-r")]
    public async Task One_changed_bit_in_a_published_file_is_found(string fixture, int offset)
    {
        byte[] file = Fixtures.Read(fixture);
        var binding = SignedFile.BindingOf((await SignedFile.OpenAsync(file)).Stores[0].Bytes);
        file[offset] ^= 1;
        Assert.Contains("assertion.bmffHash.mismatch", await SignedFile.CodesAsync(file, binding));
    }

    [Fact]
    [Clause("18.6.1-d")]
    public async Task A_binding_of_version_1_is_ignored()
    {
        var asset = await SignedFile.OpenAsync(Fixtures.Read("c2pa-rs/legacy.mp4"));
        var binding = SignedFile.BindingOf(Assert.Single(asset.Stores).Bytes);
        Assert.Equal("c2pa.hash.bmff", binding.Label);
        Assert.False(asset.Supports(binding.Label));
    }
}
