using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class StripTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stripping_a_signed_file_gives_back_the_input(bool moovFirst)
    {
        using var folder = new TempFolder();
        byte[] file = Signing.Movie(moovFirst);
        string signed = folder.Write("signed.mp4", await Signing.SignAsync(file));
        Assert.True(await Mp4.StripAsync(signed, folder["out.mp4"]));
        Assert.Equal(file, await File.ReadAllBytesAsync(folder["out.mp4"]));
        Assert.Equal(["out.mp4", "signed.mp4"], folder.Names);
    }

    [Fact]
    public async Task A_file_without_credentials_is_not_copied()
    {
        using var folder = new TempFolder();
        string input = folder.Write("in.mp4", Signing.Movie());
        Assert.False(await Mp4.StripAsync(input, folder["out.mp4"]));
        Assert.Equal(["in.mp4"], folder.Names);
    }

    [Fact]
    public async Task Destinations_are_looked_at_as_in_signing()
    {
        using var folder = new TempFolder();
        string signed = folder.Write("signed.mp4", await Signing.SignAsync(Signing.Movie()));
        foreach (string name in (string[])["signed.mp4", "missing/out.mp4", "."])
        {
            var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.StripAsync(signed, folder[name]));
            Assert.Equal(SigningFault.Destination, refused.Fault);
        }

        Assert.Equal(["signed.mp4"], folder.Names);
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        using var folder = new TempFolder();
        string signed = folder.Write("signed.mp4", (await Signing.SignAsync(Signing.Movie()))[..^9]);
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.StripAsync(signed, folder["out.mp4"]));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Equal(["signed.mp4"], folder.Names);
    }
}
