using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class AlreadySignedTests
{
    [Fact]
    public async Task By_default_nothing_is_lost_by_accident()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        var refused = await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(signed));
        Assert.Equal(SigningFault.AlreadySigned, refused.Fault);

        // Boxes that cannot be used count as well.
        byte[] unusable = new Mp4Builder().Ftyp().Raw(Laying.C2pa("manifest", 60)).Movie(Mp4Track.Of(1, 1)).Build();
        refused = await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(unusable));
        Assert.Equal(SigningFault.AlreadySigned, refused.Fault);
    }

    [Fact]
    public async Task Skipping_writes_nothing()
    {
        using var folder = new TempFolder();
        string input = folder.Write("in.mp4", await Signing.SignAsync(Signing.Movie()));
        var result = await Mp4.SignAsync(input, folder["out.mp4"], Signing.Definition, Signing.Signer(), Signing.Options with { IfSigned = IfSigned.Skip });
        Assert.False(result.Signed);
        Assert.Null(result.ManifestLabel);
        Assert.Equal(["in.mp4"], folder.Names);
    }

    [Fact]
    public async Task Replacing_drops_the_old_credentials()
    {
        byte[] once = await Signing.SignAsync(Signing.Movie());
        byte[] twice = await Signing.SignAsync(once, Signing.Options with { IfSigned = IfSigned.Replace });
        var result = await Signing.ValidateAsync(twice);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Single(result.Manifests);
        Assert.Single(Laying.Roots(twice, "uuid"));
        Assert.Equal(MediaProbe.Follow(once), MediaProbe.Follow(twice));
    }

    [Fact]
    public async Task Keeping_makes_the_input_the_parent_and_carries_its_history()
    {
        byte[] once = await Signing.SignAsync(Signing.Movie());
        string first = (await Signing.ValidateAsync(once)).ActiveManifest!.Manifest.Label;
        var keep = Signing.Options with { IfSigned = IfSigned.Ingredient };
        byte[] twice = await Signing.SignAsync(once, keep, Signing.Edit);
        byte[] thrice = await Signing.SignAsync(twice, keep, Signing.Edit);
        var result = await Signing.ValidateAsync(thrice);
        Assert.Empty(result.Failures);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(3, result.Manifests.Count);
        Assert.Equal(first, result.Manifests[^1].Manifest.Label);
        Assert.Single(Laying.Roots(thrice, "uuid"));
        Assert.Equal(MediaProbe.Follow(once), MediaProbe.Follow(thrice));
    }

    [Fact]
    public async Task A_tampered_input_can_be_kept_and_its_fault_is_recorded()
    {
        byte[] tampered = await Signing.SignAsync(Signing.Movie());
        tampered[^1] ^= 1;
        byte[] signed = await Signing.SignAsync(tampered, Signing.Options with { IfSigned = IfSigned.Ingredient }, Signing.Edit);
        var result = await Signing.ValidateAsync(signed);
        Assert.Equal(2, result.Manifests.Count);
        Assert.Empty(result.Failures);
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("update")]
    [InlineData("original")]
    [InlineData("nonsense")]
    [Clause("15.5.2.1-c")]
    public async Task Credentials_that_cannot_be_used_cannot_be_kept_but_can_be_replaced(string purpose)
    {
        var video = Mp4Track.Of(1, 3);
        byte[] file = new Mp4Builder().Ftyp().Raw(Laying.C2pa(purpose, 60)).Movie(video).Media(video).Build();
        var refused = await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(file, Signing.Options with { IfSigned = IfSigned.Ingredient }));
        Assert.Equal(SigningFault.AlreadySigned, refused.Fault);
        byte[] signed = await Signing.SignAsync(file, Signing.Options with { IfSigned = IfSigned.Replace });
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
    }

    [Fact]
    public async Task An_input_without_credentials_is_signed_whatever_the_policy()
    {
        foreach (var policy in Enum.GetValues<IfSigned>())
        {
            byte[] signed = await Signing.SignAsync(Signing.Movie(), Signing.Options with { IfSigned = policy });
            Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        }
    }
}
