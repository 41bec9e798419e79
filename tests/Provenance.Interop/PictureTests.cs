using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>Pictures signed by c2pa-rs: we read their credentials, and they come along into a video.</summary>
public sealed class PictureTests
{
    private static TestPki Pki => TestPki.Default;

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [Clause("A.3.1", "A.3.2", "15.12.1.2-a")]
    public async Task A_picture_signed_by_them_brings_its_history_into_our_video(string extension)
    {
        using var folder = new TempFolder();
        string plain = folder["plain." + extension];
        (await Tools.RunAsync(Tools.Require("ffmpeg"), ["-hide_banner", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=640x360", "-frames:v", "1", plain])).Succeeded();
        string signed = folder["fox." + extension];
        await Peer.SignAsync(Pki, new PeerSigning(plain, signed, Pki.Signer()));

        var verdict = (await Peer.VerifyAsync(Pki, signed)).IsTrusted();
        var result = await OurSigning.ValidateAsync(Pki, signed);
        OurSigning.IsTrusted(result);
        Assert.Equal(verdict.ActiveManifest, result.ActiveManifest!.Manifest.Label);

        byte[] tampered = await File.ReadAllBytesAsync(signed);
        tampered[^20] ^= 1;
        string changed = folder.Write("changed." + extension, tampered);
        Assert.Equal("Invalid", (await Peer.VerifyAsync(Pki, changed)).State);
        Assert.Equal(ValidationState.Invalid, (await OurSigning.ValidateAsync(Pki, changed)).State);

        var image = await Ingredient.FromFileAsync(signed, Relationship.InputTo, OurSigning.Validator(Pki));
        var details = new GenerationDetails { Provider = "Acme", Model = new("Stable Video Diffusion", "1.1") };
        await OurSigning.SignAsync(await RealMedia.MoovLastAsync(), folder["moving.mp4"], Pki.Signer(), null, GeneratedVideo.FromImage(details, image));
        var made = await OurSigning.ValidateAsync(Pki, folder["moving.mp4"]);
        OurSigning.IsTrusted(made);
        Assert.Equal(2, made.Manifests.Count);
        Assert.Equal(2, (await Peer.VerifyAsync(Pki, folder["moving.mp4"])).IsTrusted().Manifests);
    }
}
