using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class SignTests
{
    public static TheoryData<string> Algorithms() => [.. SigningAlgorithm.All.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Clause("15.5.2.1-a", "18.6.1-a")]
    public async Task What_is_signed_is_trusted_whatever_the_algorithm(string name)
    {
        var algorithm = SigningAlgorithm.All.Single(a => a.Name == name);
        byte[] signed = await Signing.SignAsync(Signing.Movie(), signer: TestPki.Default.Signer(algorithm).CreateSigner());
        var result = await Signing.ValidateAsync(signed);
        Assert.Empty(result.Failures);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(algorithm, result.ActiveManifest!.Signature!.Algorithm);
    }

    [Theory]
    [MemberData(nameof(LayoutTests.Files), MemberType = typeof(LayoutTests))]
    public async Task Every_layout_can_be_signed_and_still_plays_the_same(string name, byte[] file)
    {
        byte[] signed = await Signing.SignAsync(file, Signing.Options with { IfSigned = IfSigned.Replace });
        var result = await Signing.ValidateAsync(signed);
        Assert.True(result.State == ValidationState.Trusted, $"{name}: {string.Join("; ", result.Failures)}");
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    [Clause("13.1-a", "15.4.1-a", "18.6.2-a")]
    public async Task Every_hash_algorithm_binds_the_media(string hash)
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie(), Signing.Options with { Hash = new HashAlgorithmName(hash) });
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        signed[^1] ^= 1;
        var tampered = await Signing.ValidateAsync(signed);
        Assert.Equal(ValidationState.Invalid, tampered.State);
        Assert.Contains(tampered.Failures, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);
    }

    [Fact]
    [Clause("10.4.1-d", "15.12.2-a", "18.6.2-n", "A.5.6-a")]
    public async Task A_changed_byte_anywhere_outside_the_exclusions_is_noticed()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        foreach (string type in (string[])["moov", "free", "mdat"])
        {
            var box = MediaProbe.Boxes(signed, 0, signed.Length).Single(b => b.Type == type);
            byte[] tampered = [.. signed];
            tampered[(box.Content + box.End) / 2] ^= 0x10;
            var result = await Signing.ValidateAsync(tampered);
            Assert.Equal(ValidationState.Invalid, result.State);
            Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);
        }
    }

    [Fact]
    public async Task The_result_says_what_was_made()
    {
        using var folder = new TempFolder();
        string input = folder.Write("in.mp4", Signing.Movie());
        var told = new List<long>();
        var result = await Mp4.SignAsync(input, folder["out.mp4"], Signing.Definition, Signing.Signer(), Signing.Options, bytesWritten: new Told(told));
        Assert.True(result.Signed);
        Assert.Equal(ValidationState.Valid, result.ReadBack!.State);
        Assert.True(result.ReadBack.MediaWasHashed);
        Assert.Null(result.TimestampTime);
        Assert.Equal(new FileInfo(folder["out.mp4"]).Length, told[^1]);
        await using var signed = AssetSource.FromFile(folder["out.mp4"]);
        var verdict = await Signing.Validator.ValidateAsync(signed);
        Assert.Equal(ValidationState.Trusted, verdict.State);
        Assert.Equal(result.ManifestLabel, verdict.ActiveManifest!.Manifest.Label);
        Assert.Equal(["in.mp4", "out.mp4"], folder.Names);
    }

    [Fact]
    public async Task The_same_input_clock_and_randomness_give_the_same_bytes()
    {
        SigningOptions Fixed()
        {
            int seed = 0;
            return Signing.Options with { Randomness = buffer => new Random(seed++).NextBytes(buffer.Span) };
        }

        // Ed25519 signatures are deterministic; ECDSA's and PSS's are not.
        var credential = TestPki.Default.Signer(SigningAlgorithm.Ed25519);
        byte[] first = await Signing.SignAsync(Signing.Movie(), Fixed(), signer: credential.CreateSigner());
        Assert.Equal(first, await Signing.SignAsync(Signing.Movie(), Fixed(), signer: credential.CreateSigner()));
        Assert.NotEqual(first, await Signing.SignAsync(Signing.Movie(), signer: credential.CreateSigner()));
    }

    [Fact]
    public async Task A_time_stamp_is_in_the_file_and_in_the_result()
    {
        var credential = TestPki.Default.Signer();
        var signer = ClaimSigner.FromPem(credential.ChainPem, credential.PrivateKeyPem, timestampAuthority: TestTimestampAuthority.Default);
        var output = new MemoryStream();
        var result = await Mp4.SignAsync(AssetSource.FromMemory(Signing.Movie()), output, Signing.Definition, signer, Signing.Options);
        Assert.Equal(TestPki.Now, result.TimestampTime);
        var verdict = await Signing.ValidateAsync(output.ToArray());
        Assert.Equal(ValidationState.Trusted, verdict.State);
        Assert.Equal(TestPki.Now, verdict.ActiveManifest!.Signature!.TrustedTime);
    }

    [Theory]
    [InlineData(9_000)]
    [InlineData(40_000)]
    [InlineData(200_000)]
    [Clause("10.4.4-a")]
    public async Task A_time_stamp_larger_than_what_was_reserved_only_costs_another_round(int extra)
    {
        // The authority's certificate carries so many bytes of its own.
        var profile = TestProfile.Tsa with { MoreExtensions = [new X509Extension("1.3.6.1.4.1.99999.7", Bytes.Pattern(extra, 1), critical: false)] };
        var authority = new TestTimestampAuthority(TestPki.Default.Issue(SigningAlgorithm.ES256, profile), TestPki.Now);
        var credential = TestPki.Default.Signer();
        var signer = ClaimSigner.FromPem(credential.ChainPem, credential.PrivateKeyPem, timestampAuthority: authority);
        byte[] file = Signing.Movie(moovFirst: false);
        byte[] signed = await Signing.SignAsync(file, signer: signer);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        Assert.True(signed.Length > file.Length + extra);
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
    }

    [Fact]
    public async Task A_signer_that_does_not_sign_leaves_nothing_and_the_old_file()
    {
        using var folder = new TempFolder();
        string input = folder.Write("in.mp4", Signing.Movie());
        folder.Write("out.mp4", "old");
        var failed = await Assert.ThrowsAsync<SigningException>(
            () => Mp4.SignAsync(input, folder["out.mp4"], Signing.Definition, new BrokenSigner(Signing.Signer()), Signing.Options));
        Assert.Equal(SigningFault.SignerFailed, failed.Fault);
        Assert.Equal("old", await File.ReadAllTextAsync(folder["out.mp4"]));
        Assert.Equal(["in.mp4", "out.mp4"], folder.Names);

        var stream = new MemoryStream();
        await Assert.ThrowsAsync<SigningException>(
            () => Mp4.SignAsync(AssetSource.FromMemory(Signing.Movie()), stream, Signing.Definition, new BrokenSigner(Signing.Signer()), Signing.Options));
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public async Task Cancelling_leaves_nothing_and_the_old_file()
    {
        using var folder = new TempFolder();
        var video = new Mp4Track(1, [Bytes.Pattern(2_000_000, 1)]);
        string input = folder.Write("in.mp4", new Mp4Builder().Ftyp().Movie(video).Media(video).Build());
        folder.Write("out.mp4", "old");
        using var cancel = new CancellationTokenSource();
        var progress = new Cancelling(cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Mp4.SignAsync(input, folder["out.mp4"], Signing.Definition, Signing.Signer(), Signing.Options, bytesWritten: progress, cancellationToken: cancel.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(folder["out.mp4"]));
        Assert.Equal(["in.mp4", "out.mp4"], folder.Names);
    }

    [Fact]
    public async Task An_input_that_changes_meanwhile_is_not_published()
    {
        using var folder = new TempFolder();
        string input = folder.Write("in.mp4", Signing.Movie());
        var signer = new MeddlingSigner(Signing.Signer(), () => File.SetLastWriteTimeUtc(input, DateTime.UtcNow.AddHours(1)));
        var failed = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignAsync(input, folder["out.mp4"], Signing.Definition, signer, Signing.Options));
        Assert.Equal(SigningFault.InputChanged, failed.Fault);
        Assert.Equal(["in.mp4"], folder.Names);
    }

    [Fact]
    public async Task What_does_not_validate_when_read_back_is_not_published()
    {
        // The media changes between being written and being read back.
        var output = new MemoryStream();
        var signer = new MeddlingSigner(Signing.Signer(), () => output.GetBuffer()[output.Length - 5] ^= 1);
        var failed = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignAsync(AssetSource.FromMemory(Signing.Movie()), output, Signing.Definition, signer, Signing.Options));
        Assert.Equal(SigningFault.ReadBack, failed.Fault);
        Assert.Contains("bmffHash.mismatch", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task What_the_validator_would_hold_against_the_file_is_refused_before_anything_is_written()
    {
        // A second random access index: no hash covers it, so it may lead players anywhere.
        var track = Mp4Track.Of(1, 1);
        byte[] file = new Mp4Builder().Ftyp().FragmentedMovie(track).Fragment(1, track, [Bytes.Pattern(50, 1)]).FragmentIndex().FragmentIndex().Build();
        var refused = await Assert.ThrowsAsync<SigningException>(
            () => Mp4.SignAsync(AssetSource.FromMemory(file), new Untouched(), Signing.Definition, Signing.Signer(), Signing.Options));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        Assert.Contains("mfra", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_calls_are_told_apart_from_bad_files()
    {
        var source = AssetSource.FromMemory(Signing.Movie());
        await Assert.ThrowsAsync<ArgumentException>(() => Mp4.SignAsync(source, new MemoryStream([1, 2, 3]), Signing.Definition, Signing.Signer()));
        await Assert.ThrowsAsync<ArgumentException>(() => Mp4.SignAsync(source, new MemoryStream([], writable: false), Signing.Definition, Signing.Signer()));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Mp4.SignAsync(source, null!, Signing.Definition, Signing.Signer()));
        await Assert.ThrowsAsync<ArgumentException>(() => Mp4.SignAsync(string.Empty, "out.mp4", Signing.Definition, Signing.Signer()));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Mp4.SignAsync("not-there.mp4", "out.mp4", Signing.Definition, Signing.Signer()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Real_files_decode_to_the_same_frames(string kind)
    {
        string input = await RealMedia.GetAsync(kind);
        using var folder = new TempFolder();
        string output = folder["signed" + Path.GetExtension(input)];
        await Mp4.SignAsync(input, output, Signing.Definition, Signing.Signer(), Signing.Options);
        await using var signed = AssetSource.FromFile(output);
        Assert.Equal(ValidationState.Trusted, (await Signing.Validator.ValidateAsync(signed)).State);
        string before = await RealMedia.DecodedFramesAsync(input);
        Assert.Equal(before, await RealMedia.DecodedFramesAsync(output));

        string again = folder["stripped" + Path.GetExtension(input)];
        Assert.True(await Mp4.StripAsync(output, again));
        Assert.Equal(await File.ReadAllBytesAsync(input), await File.ReadAllBytesAsync(again));
    }

    public static TheoryData<string> Kinds() => [.. RealMedia.Kinds];

    private sealed class Untouched : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Written to.");
    }

    private sealed class Told(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }

    private sealed class Cancelling(CancellationTokenSource cancel) : IProgress<long>
    {
        public void Report(long value) => cancel.Cancel();
    }

    private class OtherSigner(ClaimSigner signer) : ClaimSigner
    {
        public override SigningAlgorithm Algorithm => signer.Algorithm;

        public override IReadOnlyList<X509Certificate2> CertificateChain => signer.CertificateChain;

        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => signer.SignAsync(message, cancellationToken);
    }

    private sealed class BrokenSigner(ClaimSigner signer) : OtherSigner(signer)
    {
        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The key service is down.");
    }

    private sealed class MeddlingSigner(ClaimSigner signer, Action meddle) : OtherSigner(signer)
    {
        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            meddle();
            return base.SignAsync(message, cancellationToken);
        }
    }
}
