using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>
/// Every media file published by others that is at hand: what we say of it is in <c>fixtures.json</c>, and each is signed by us in every mode, after which
/// c2pa-rs must trust it too. A file that is not in the data fails, and so does one that is and is not there.
/// </summary>
[Clause("15.12.2")]
[Clause("A.5.4")]
public sealed class FixtureTests
{
    private static readonly string[] Extensions = [".mp4", ".mov", ".m4a", ".m4v", ".3gp", ".heic", ".heif", ".avif"];

    private static readonly Dictionary<string, Fixture> Expected =
        JsonSerializer.Deserialize<Dictionary<string, Fixture>>(File.ReadAllText(Repository.PathOf("tests", "Provenance.Interop", "fixtures.json")), new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    public static TheoryData<string> Files() => [.. Expected.Where(f => f.Value.Segments is null).Select(f => f.Key)];

    public static TheoryData<string> Renditions() => [.. Expected.Where(f => f.Value.Segments is not null).Select(f => f.Key)];

    [Fact]
    public void Every_media_file_is_in_the_data()
    {
        Assert.All(Expected.Values.Where(f => f.Peer is not null), f => Assert.False(string.IsNullOrWhiteSpace(f.Clause)));
        Fixtures.Require("c2pa-rs");
        string[] there = [.. Directory.EnumerateFiles(Fixtures.Folder, "*", SearchOption.AllDirectories)
            .Where(p => Extensions.Contains(Path.GetExtension(p), StringComparer.OrdinalIgnoreCase)).Select(p => Path.GetRelativePath(Fixtures.Folder, p).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal), there);
        int segments = Directory.EnumerateFiles(Fixtures.Folder, "*.m4s", SearchOption.AllDirectories).Count();
        Assert.Equal(segments, Expected.Values.Where(f => f.Segments is not null).Sum(f => Segments(f.Segments!).Length));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_verifies_as_the_data_says_and_once_signed_by_us_everybody_trusts_it(string name)
    {
        var fixture = Expected[name];
        string input = Fixtures.Require(name);
        var anchors = Fixtures.Require("c2pa-rs/trust/test_cert_root_bundle.pem");
        var validator = new Validator(Mp4.Format)
        {
            Options = new() { TrustList = TrustList.ForSigners(anchors), TimestampTrustList = TrustList.ForTimestamps(anchors), Clock = new FixedClock(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)) },
        };
        Assert.Equal(fixture.State, (await validator.ValidateAsync(input)).State.ToString());

        using var folder = new TempFolder();
        var modes = new (string Name, MerkleOptions? Merkle)[] { ("flat", null), ("leaves", new() { StoredRow = 0 }), ("root", new() { StoredRow = 99, BlockSize = 16 << 10 }) };
        var verdicts = new List<(string Output, string Mode)>();
        string? frames = fixture.Decodes ? await RealMedia.DecodedFramesAsync(input) : null;
        foreach (var (mode, merkle) in modes)
        {
            string output = folder[mode + Path.GetExtension(name)];
            Task<SigningResult> Sign() => OurSigning.SignAsync(input, output, TestPki.Default.Signer(), new SigningOptions { IfSigned = IfSigned.Replace }, merkle: merkle);
            if (fixture.Refused is { } fault)
            {
                Assert.Equal(fault, (await Assert.ThrowsAsync<SigningException>(Sign)).Fault.ToString());
                Assert.False(File.Exists(output));
                continue;
            }

            await Sign();
            OurSigning.IsTrusted(await OurSigning.ValidateAsync(TestPki.Default, output));
            if (frames is not null)
            {
                Assert.Equal(frames, await RealMedia.DecodedFramesAsync(output));
            }

            verdicts.Add((output, mode));
        }

        foreach (var (verdict, mode) in (await Peer.VerifyAsync(TestPki.Default, verdicts.Select(v => new PeerFile(v.Output)))).Zip(verdicts.Select(v => v.Mode)))
        {
            Assert.True(verdict.State == (fixture.Peer?.GetValueOrDefault(mode) ?? "Trusted"), $"{name}, {mode}: c2pa-rs calls it {verdict.State}: {verdict.Error} {string.Join("; ", verdict.Explanations ?? [])}");
        }
    }

    [Theory]
    [MemberData(nameof(Renditions))]
    public async Task A_rendition_verifies_as_the_data_says_and_once_signed_by_us_everybody_trusts_it(string name)
    {
        var fixture = Expected[name];
        string init = Fixtures.Require(name);
        string[] segments = Segments(fixture.Segments!);
        var anchors = Fixtures.Require("c2pa-rs/trust/test_cert_root_bundle.pem");
        var options = new ValidationOptions { TrustList = TrustList.ForSigners(anchors), TimestampTrustList = TrustList.ForTimestamps(anchors), Clock = new FixedClock(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)) };
        Assert.Equal((fixture.State, fixture.Finding), await FindAsync(init, segments, options));

        foreach (int row in new[] { 0, 99 })
        {
            using var folder = new TempFolder();
            await using (var sink = new SegmentFolder(folder["signed"]))
            {
                var rendition = new Rendition { Init = AssetSource.FromFile(init), Segments = [.. segments.Select(AssetSource.FromFile)] };
                await FragmentedMp4.SignAsync([rendition], sink, OurSigning.Definition, TestPki.Default.Signer().CreateSigner(), new() { IfSigned = IfSigned.Replace }, new() { StoredRow = row });
            }

            string Signed(string path) => Path.Combine(folder["signed"], Path.GetFileName(path));
            string[] outputs = [.. segments.Select(Signed)];
            Assert.Equal(("Trusted", "Authentic"), await FindAsync(Signed(init), outputs, OurSigning.Validator(TestPki.Default).Options));
            foreach (var verdict in await Peer.VerifyAsync(TestPki.Default, outputs.Select(s => new PeerFile(Signed(init), s))))
            {
                verdict.IsTrusted();
            }

            // A player gets the initialization segment and a segment.
            string before = folder.Write("before.mp4", [.. await File.ReadAllBytesAsync(init), .. await File.ReadAllBytesAsync(segments[0])]);
            string after = folder.Write("after.mp4", [.. await File.ReadAllBytesAsync(Signed(init)), .. await File.ReadAllBytesAsync(outputs[0])]);
            Assert.Equal(await RealMedia.DecodedFramesAsync(before), await RealMedia.DecodedFramesAsync(after));
        }
    }

    // The verdict on the initialization segment, and the worst finding: segments of a few numbers are at hand, so those between them are missing.
    private static async Task<(string State, string? Finding)> FindAsync(string init, string[] segments, ValidationOptions options)
    {
        await using var source = AssetSource.FromFile(init);
        var opened = await FragmentedMp4.OpenAsync(source, options);
        var ordered = await FragmentedMp4.OrderByDecodeTimeAsync([.. segments.Select(AssetSource.FromFile)]);
        string? worst = null;
        await foreach (var verdict in opened.ValidateAsync(ordered))
        {
            worst = worst is null or "Authentic" && verdict.Finding != SegmentFinding.Missing ? verdict.Finding.ToString() : worst;
        }

        return (opened.Validation.State.ToString(), worst);
    }

    private static string[] Segments(string pattern)
    {
        string folder = Fixtures.Require(Path.GetDirectoryName(pattern)!);
        return [.. Directory.EnumerateFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What is known of a published file.</summary>
    /// <param name="State">Our verdict on it as it is, with the anchors of c2pa-rs.</param>
    private sealed record Fixture(string State)
    {
        /// <summary>Of an initialization segment: its media segments.</summary>
        public string? Segments { get; init; }

        /// <summary>Of an initialization segment: what is found about its media segments.</summary>
        public string? Finding { get; init; }

        /// <summary>Why signing refuses it, or null.</summary>
        public string? Refused { get; init; }

        /// <summary>Whether ffmpeg decodes it.</summary>
        public bool Decodes { get; init; }

        /// <summary>The verdict of c2pa-rs on what we sign, by mode, where it is another one, …</summary>
        public Dictionary<string, string>? Peer { get; init; }

        /// <summary>… and the clause that decides.</summary>
        public string? Clause { get; init; }
    }
}
