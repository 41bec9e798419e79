using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("15.12.2.2")]
public sealed class FragmentValidationTests
{
    [Fact]
    [Clause("15.12.2-a", "15.12.2.2-a", "A.5.4.1-a", "A.5.4.1.2-a", "A.5.4.1.4-a", "A.5.4.1.4-b", "A.5.4.1.4-c", "A.5.4.2-b")]
    public async Task A_published_fragment_verifies_against_its_initialization_segment()
    {
        var (finding, _) = await ValidateAsync(Fixtures.Read("c2pa-rs/dashinit.mp4"), Fixtures.Read("c2pa-rs/dash1.m4s"));
        Assert.Null(finding.Fault);
        Assert.NotNull(finding.Proof);
    }

    [Theory]
    [InlineData(10)] // styp
    [InlineData(40)] // sidx
    [InlineData(130)] // the proof
    [InlineData(300)] // moof
    [InlineData(71_110)] // mdat
    [Clause("15.12.2-c", "15.12.2.2-c", "A.5.4.1.2-b")]
    public async Task One_changed_bit_in_a_published_fragment_is_found(int offset)
    {
        byte[] fragment = Fixtures.Read("c2pa-rs/dash1.m4s");
        fragment[offset] ^= 1;
        var (finding, _) = await ValidateAsync(Fixtures.Read("c2pa-rs/dashinit.mp4"), fragment);
        Assert.Equal("assertion.bmffHash.mismatch", finding.Fault?.Code.Value);
    }

    [Fact]
    public async Task A_changed_initialization_segment_invalidates_every_fragment()
    {
        byte[] init = Fixtures.Read("c2pa-rs/dashinit.mp4");
        init[^5] ^= 1;
        var (finding, validation) = await ValidateAsync(init, Fixtures.Read("c2pa-rs/dash1.m4s"));
        Assert.Equal("assertion.bmffHash.mismatch", validation.InitFault?.Code.Value);
        Assert.Equal("assertion.bmffHash.mismatch", finding.Fault?.Code.Value);
    }

    [Fact]
    public async Task The_initialization_segment_alone_is_a_mismatch()
    {
        byte[] init = Fixtures.Read("c2pa-rs/dashinit.mp4");
        var asset = await SignedFile.OpenAsync(init);
        Assert.Equal(["assertion.bmffHash.mismatch"], await SignedFile.CodesAsync(init, SignedFile.BindingOf(asset.Stores[0].Bytes)));
    }

    [Fact]
    [Clause("15.12.2.2-b", "A.5.4.1.2-a", "A.5.4.1.4-b")]
    public async Task A_fragment_without_its_Merkle_box_is_malformed()
    {
        byte[] fragment = Fixtures.Read("c2pa-rs/dash1.m4s");
        "free"u8.CopyTo(fragment.AsSpan(72));
        var (finding, _) = await ValidateAsync(Fixtures.Read("c2pa-rs/dashinit.mp4"), fragment);
        Assert.Equal("assertion.bmffHash.malformed", finding.Fault?.Code.Value);
    }

    private static async Task<(FragmentFinding Finding, FragmentValidation Validation)> ValidateAsync(byte[] init, byte[] fragment)
    {
        var asset = await SignedFile.OpenAsync(init);
        var (validation, fault) = await FragmentValidation.OpenAsync(asset.Boxes, SignedFile.BindingOf(asset.Stores[0].Bytes), ParserLimits.Default);
        Assert.Null(fault);
        return (await validation!.ValidateAsync(AssetSource.FromMemory(fragment)), validation);
    }
}
