using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>We must reach c2pa-rs's verdict on every file it signs.</summary>
public sealed class WeReadPeersTests
{
    private static TestPki Pki => TestPki.Default;

    [Fact]
    public async Task Every_algorithm_is_trusted()
    {
        Tools.RequireEd25519();
        using var folder = new TempFolder();
        string input = await RealMedia.MoovLastAsync();
        await Peer.SignAsync(Pki, SigningAlgorithm.All.Select(a => new PeerSigning(input, folder[a.Name + ".mp4"], Pki.Signer(a))));
        await AssertSameVerdictsAsync(SigningAlgorithm.All.Select(a => folder[a.Name + ".mp4"]));
        foreach (SigningAlgorithm algorithm in SigningAlgorithm.All)
        {
            ValidationResult result = await OurSigning.ValidateAsync(Pki, folder[algorithm.Name + ".mp4"]);
            Assert.Equal(algorithm, result.ActiveManifest?.Signature?.Algorithm);
        }
    }

    public static TheoryData<string> Kinds => [.. RealMedia.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_container_is_trusted(string kind)
    {
        using var folder = new TempFolder();
        string input = await RealMedia.GetAsync(kind);
        string output = folder["signed" + Path.GetExtension(input)];
        await Peer.SignAsync(Pki, new PeerSigning(input, output, Pki.Signer()));
        await AssertSameVerdictsAsync(output);
    }

    [Fact]
    public async Task A_version_1_claim_is_trusted()
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovFirstAsync(), folder["v1.mp4"], Pki.Signer()) { ClaimVersion = 1 });
        await AssertSameVerdictsAsync(folder["v1.mp4"]);
        ValidationResult result = await OurSigning.ValidateAsync(Pki, folder["v1.mp4"]);
        Assert.Equal(1, result.ActiveManifest!.Manifest.Claim?.Version);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [Clause("18.6.3")]
    public async Task A_Merkle_tree_over_the_media_is_trusted(int kilobytes)
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovFirstAsync(), folder["merkle.mp4"], Pki.Signer()) { MerkleKilobytes = kilobytes });
        await AssertSameVerdictsAsync(folder["merkle.mp4"]);

        byte[] bytes = await File.ReadAllBytesAsync(folder["merkle.mp4"]);
        bytes[bytes.AsSpan().LastIndexOf("mdat"u8) + 5000] ^= 1;
        folder.Write("tampered.mp4", bytes);
        await AssertSameVerdictsAsync([folder["tampered.mp4"]], ValidationState.Invalid);
    }

    [Fact]
    public async Task An_update_manifest_is_trusted()
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovFirstAsync(), folder["first.mp4"], Pki.Signer()));
        await Peer.SignAsync(Pki, new PeerSigning(folder["first.mp4"], folder["updated.mp4"], Pki.Signer(SigningAlgorithm.ES384)) { Intent = "update", Parent = folder["first.mp4"] });
        await AssertSameVerdictsAsync(folder["updated.mp4"]);
    }

    [Fact]
    public async Task A_parent_ingredient_is_validated_too()
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovFirstAsync(), folder["first.mp4"], Pki.Signer()));
        await Peer.SignAsync(Pki, new PeerSigning(folder["first.mp4"], folder["second.mp4"], Pki.Signer()) { Intent = "edit", Parent = folder["first.mp4"] });
        await AssertSameVerdictsAsync(folder["second.mp4"]);
        ValidationResult result = await OurSigning.ValidateAsync(Pki, folder["second.mp4"]);
        Assert.Equal(2, result.Manifests.Count);
    }

    [Fact]
    public async Task A_file_of_ours_as_their_parent_ingredient_is_validated_too()
    {
        using var folder = new TempFolder();
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["first.mp4"], Pki.Signer(SigningAlgorithm.PS256));
        await Peer.SignAsync(Pki, new PeerSigning(folder["first.mp4"], folder["second.mp4"], Pki.Signer()) { Intent = "edit", Parent = folder["first.mp4"] });
        await AssertSameVerdictsAsync(folder["second.mp4"]);
    }

    [Fact]
    public async Task A_changed_byte_anywhere_in_the_media_is_seen_by_both()
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], Pki.Signer()));
        byte[] bytes = await File.ReadAllBytesAsync(folder["signed.mp4"]);
        string[] names = [.. Enumerable.Range(1, 8).Select(i => folder[$"tampered{i}.mp4"])];
        for (int i = 0; i < names.Length; i++)
        {
            byte[] tampered = [.. bytes];
            tampered[^(1 + (i * 997))] ^= 0x10;
            await File.WriteAllBytesAsync(names[i], tampered);
        }

        await AssertSameVerdictsAsync(names, ValidationState.Invalid);
    }

    [Fact]
    public async Task Without_our_root_both_say_valid_and_not_trusted()
    {
        using var folder = new TempFolder();
        await Peer.SignAsync(Pki, new PeerSigning(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], TestPki.Stranger.Signer()));
        await AssertSameVerdictsAsync([folder["signed.mp4"]], ValidationState.Valid);
    }

    private static Task AssertSameVerdictsAsync(params IEnumerable<string> files) => AssertSameVerdictsAsync(files, ValidationState.Trusted);

    private static async Task AssertSameVerdictsAsync(IEnumerable<string> files, ValidationState expected)
    {
        IReadOnlyList<PeerVerdict> verdicts = await Peer.VerifyAsync(Pki, files.Select(f => new PeerFile(f)));
        foreach (PeerVerdict verdict in verdicts)
        {
            string name = Path.GetFileName(verdict.File);
            Assert.True(verdict.State == expected.ToString(), $"c2pa-rs calls {name} {verdict.State}: {verdict.Error} {string.Join("; ", verdict.Explanations ?? [])}");
            ValidationResult ours = await OurSigning.ValidateAsync(Pki, verdict.File);
            Assert.True(ours.State == expected, $"We call {name} {ours.State}, c2pa-rs {verdict.State}: {string.Join("; ", ours.Failures)}");
            Assert.Equal(verdict.ActiveManifest, ours.ActiveManifest?.Manifest.Label);

            // Every failure they name, we name too: theirs are the standard's codes.
            string[] missing = [.. verdict.Failures!.Except(ours.Failures.Select(s => s.Code.ToString()), StringComparer.Ordinal)];
            Assert.True(missing.Length == 0, $"{name}: c2pa-rs reports {string.Join(", ", missing)}, we report {string.Join("; ", ours.Failures)}");
        }
    }
}
