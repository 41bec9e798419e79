using System.Net;
using System.Text;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class DetachedTests : IDisposable
{
    private static readonly Uri Address = new("https://manifests.example/fox.c2pa?v=1&lang=en");
    private static readonly Mp4Track Track = Mp4Track.Of(1, 40, 300);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[]> Files => new()
    {
        { "moov first", Signing.Movie() },
        { "moov last", Signing.Movie(moovFirst: false) },
        { "to the end", new Mp4Builder().Ftyp().Movie(Track).Media(BoxForm.ToEnd, Track).Build() },
        { "large", new Mp4Builder().Ftyp("qt  ").Free(40).Media(BoxForm.Large, Track).Movie(Track).Build() },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_sidecar_holds_for_the_untouched_file_and_for_no_other(string name, byte[] file)
    {
        string path = _folder.Write("clip.mp4", file);
        var done = await Mp4.SignDetachedAsync(path, _folder["clip.c2pa"], Signing.Definition, Signing.Signer(), Signing.Options);
        byte[] store = await File.ReadAllBytesAsync(_folder["clip.c2pa"]);
        Assert.Equal(store, done.ManifestStore!.Value.ToArray());
        Assert.Equal(file, await File.ReadAllBytesAsync(path));
        Assert.Equal(["clip.c2pa", "clip.mp4"], _folder.Names);

        var result = await ValidateAsync(file, store);
        Assert.True(result.State == ValidationState.Trusted, $"{name}: {string.Join("; ", result.Failures)}");
        Assert.Equal(ValidationState.NoCredentials, (await Signing.ValidateAsync(file)).State);

        byte[] changed = [.. file];
        changed[^20] ^= 1;
        Assert.Contains((await ValidateAsync(changed, store)).Failures, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);
    }

    [Fact]
    public async Task What_no_hash_covers_is_reported_with_a_sidecar_as_with_an_embedded_manifest()
    {
        byte[] file = Signing.Movie();
        var done = await Mp4.SignDetachedAsync(AssetSource.FromMemory(file), Signing.Definition, Signing.Signer(), Signing.Options);
        byte[] second = [.. file, .. new Mp4Builder().Ftyp().Build()];
        var result = await ValidateAsync(second, done.ManifestStore!.Value);
        Assert.Equal(ValidationState.Invalid, result.State);
        Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.ContainerExtraBox);
        Assert.Equal(ValidationState.NoCredentials, (await Signing.ValidateAsync(second)).State);
    }

    [Fact]
    public async Task Leaves_of_a_Merkle_tree_can_stand_in_a_sidecar_and_boxes_cannot()
    {
        byte[] file = new Mp4Builder().Ftyp().Movie(Track).Media(BoxForm.Large, Track).Build();
        var leaves = new Mp4SigningOptions { Merkle = new() { BlockSize = 1024, StoredRow = 0 } };
        var done = await Mp4.SignDetachedAsync(AssetSource.FromMemory(file), Signing.Definition, Signing.Signer(), Signing.Options, leaves);
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(file, done.ManifestStore!.Value)).State);

        foreach (byte[] input in (byte[][])[file, Signing.Movie()])
        {
            var row = new Mp4SigningOptions { Merkle = new() { BlockSize = 1024, StoredRow = ReferenceEquals(input, file) ? 2 : 0 } };
            var refused = await Assert.ThrowsAsync<SigningException>(
                () => Mp4.SignDetachedAsync(AssetSource.FromMemory(input), Signing.Definition, Signing.Signer(), Signing.Options, row));
            Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
        }
    }

    [Fact]
    public async Task A_signed_file_can_be_the_parent_of_its_sidecar_but_not_be_replaced_by_it()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        Task<SigningResult> Sign(IfSigned policy) => Mp4.SignDetachedAsync(AssetSource.FromMemory(signed), Signing.Edit, Signing.Signer(), Signing.Options with { IfSigned = policy });
        Assert.Equal(SigningFault.AlreadySigned, (await Assert.ThrowsAsync<SigningException>(() => Sign(IfSigned.Fail))).Fault);
        Assert.Equal(SigningFault.AlreadySigned, (await Assert.ThrowsAsync<SigningException>(() => Sign(IfSigned.Replace))).Fault);
        Assert.False((await Sign(IfSigned.Skip)).Signed);
        var done = await Sign(IfSigned.Ingredient);
        var result = await ValidateAsync(signed, done.ManifestStore!.Value);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(2, result.Manifests.Count);
    }

    [Fact]
    public async Task A_file_with_a_sidecar_becomes_a_parent_when_the_sidecar_is_handed_in()
    {
        byte[] file = Signing.Movie();
        var first = await Mp4.SignDetachedAsync(AssetSource.FromMemory(file), Signing.Definition, Signing.Signer(), Signing.Options);
        var options = Signing.Options with
        {
            IfSigned = IfSigned.Ingredient,
            IngredientValidation = Signing.Options.IngredientValidation with { DetachedManifestStore = first.ManifestStore },
        };
        var result = await Signing.ValidateAsync(await Signing.SignAsync(file, options, Signing.Edit));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(2, result.Manifests.Count);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_remote_manifest_is_named_in_the_file_and_validates_when_it_is_fetched(string name, byte[] file)
    {
        string input = _folder.Write("in.mp4", file);
        await Mp4.SignDetachedAsync(
            input, _folder["out.mp4"], _folder["out.c2pa"], Signing.Definition, Signing.Signer(), Signing.Options, new() { RemoteManifest = Address, Merkle = name == "large" ? new() { BlockSize = 1024 } : null });
        byte[] output = await File.ReadAllBytesAsync(_folder["out.mp4"]);
        byte[] store = await File.ReadAllBytesAsync(_folder["out.c2pa"]);
        Assert.Equal(["in.mp4", "out.c2pa", "out.mp4"], _folder.Names);
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(output));
        var asset = await OpenAsync(output);
        Assert.Equal(Address.AbsoluteUri, asset.RemoteManifestUrl);
        Assert.Empty(asset.Stores);

        using var client = new HttpClient(new Server(store));
        var options = Signing.Validator.Options with { RemoteManifestClient = client };
        var result = await new Validator(Mp4.Format) { Options = options }.ValidateAsync(AssetSource.FromMemory(output));
        Assert.True(result.State == ValidationState.Trusted, $"{name}: {string.Join("; ", result.Failures)}");
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(output, store)).State);
        Assert.Contains((await Signing.ValidateAsync(output)).Statuses, s => s.Code == ValidationStatusCode.ManifestInaccessible);

        // The address is part of what is signed.
        byte[] elsewhere = [.. output];
        elsewhere[elsewhere.AsSpan().IndexOf("manifests.example"u8)] ^= 1;
        Assert.Contains((await ValidateAsync(elsewhere, store)).Failures, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);
    }

    [Fact]
    public async Task An_embedded_manifest_can_be_found_elsewhere_as_well()
    {
        var output = new MemoryStream();
        await Mp4.SignAsync(AssetSource.FromMemory(Signing.Movie()), output, Signing.Definition, Signing.Signer(), Signing.Options, new() { RemoteManifest = Address });
        byte[] signed = output.ToArray();
        Assert.Equal(Address.AbsoluteUri, (await OpenAsync(signed)).RemoteManifestUrl);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);

        // Media keeps its place within a block of the file system.
        Assert.Equal(0, (signed.Length - Signing.Movie().Length) % 4096);
    }

    [Fact]
    public async Task Other_metadata_stays_and_the_box_keeps_its_size_when_there_is_room()
    {
        string xmp = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="video/mp4" xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:provenance>https://old.example/1</dcterms:provenance><dc:rights>© Fox &amp; Co</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>"""
            + new string(' ', 2000) + """<?xpacket end="w"?>""";
        byte[] file = new Mp4Builder().Ftyp().Uuid(Mp4Builder.XmpType, Encoding.UTF8.GetBytes(xmp)).Movie(Track).Media(Track).Build();
        var output = new MemoryStream();
        var replace = Signing.Options with { IfSigned = IfSigned.Replace };
        await Mp4.SignAsync(AssetSource.FromMemory(file), output, Signing.Definition, Signing.Signer(), replace, new() { RemoteManifest = Address });
        byte[] signed = output.ToArray();
        string written = Encoding.UTF8.GetString(Laying.Roots(signed, "uuid").Single(b => b.AsSpan(8, 4).SequenceEqual(Mp4Builder.XmpType.ToByteArray(bigEndian: true).AsSpan(0, 4))).AsSpan(24));
        Assert.Equal(Encoding.UTF8.GetByteCount(xmp), Encoding.UTF8.GetByteCount(written));
        Assert.Contains("© Fox &amp; Co", written, StringComparison.Ordinal);
        Assert.Contains("""dc:format="video/mp4" """.TrimEnd(), written, StringComparison.Ordinal);
        Assert.DoesNotContain("old.example", written, StringComparison.Ordinal);
        Assert.Contains("https://manifests.example/fox.c2pa?v=1&amp;lang=en", written, StringComparison.Ordinal);
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
    }

    [Fact]
    public async Task An_address_that_is_not_that_of_the_file_does_not_stay_behind()
    {
        string input = _folder.Write("in.mp4", Signing.Movie());
        await Mp4.SignDetachedAsync(input, _folder["out.mp4"], _folder["out.c2pa"], Signing.Definition, Signing.Signer(), Signing.Options, new() { RemoteManifest = Address });
        byte[] remote = await File.ReadAllBytesAsync(_folder["out.mp4"]);

        // It counts as signed, so it is not dropped in silence.
        Assert.Equal(SigningFault.AlreadySigned, (await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(remote))).Fault);
        var refused = await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(remote, Signing.Options with { IfSigned = IfSigned.Ingredient }, Signing.Edit));
        Assert.Contains("no client was given", refused.Message, StringComparison.Ordinal);

        byte[] again = await Signing.SignAsync(remote, Signing.Options with { IfSigned = IfSigned.Replace });
        Assert.Null((await OpenAsync(again)).RemoteManifestUrl);
        Assert.Single(Laying.Roots(again, "uuid"));

        // With a client it becomes the parent.
        using var client = new HttpClient(new Server(await File.ReadAllBytesAsync(_folder["out.c2pa"])));
        var keep = Signing.Options with { IfSigned = IfSigned.Ingredient, IngredientValidation = Signing.Options.IngredientValidation with { RemoteManifestClient = client } };
        var result = await Signing.ValidateAsync(await Signing.SignAsync(remote, keep, Signing.Edit));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(2, result.Manifests.Count);

        // And stripping takes out all that speaks of credentials.
        Assert.True(await Mp4.StripAsync(_folder["out.mp4"], _folder["bare.mp4"]));
        Assert.Equal(Signing.Movie(), await File.ReadAllBytesAsync(_folder["bare.mp4"]));
    }

    [Fact]
    public async Task Stripping_and_signing_again_leave_nothing_of_trees_updates_and_addresses()
    {
        byte[] file = new Mp4Builder().Ftyp().Movie(Track).Media(BoxForm.Large, Track).Build();
        string path = _folder["clip.mp4"];
        await Mp4.SignAsync(
            _folder.Write("in.mp4", file), path, Signing.Definition, Signing.Signer(), Signing.Options, new() { Merkle = new() { BlockSize = 1024, StoredRow = 2 }, RemoteManifest = Address });
        await Mp4.UpdateAsync(path, new() { ClaimGenerator = new("Acme", "1") }, Signing.Signer(), Signing.Options);
        byte[] full = await File.ReadAllBytesAsync(path);
        var purposes = (await OpenAsync(full)).ContentProvenanceBoxes.Select(b => b.Purpose).Distinct().ToList();
        Assert.Equal([ContentProvenancePurpose.Original, ContentProvenancePurpose.Merkle, ContentProvenancePurpose.Update], purposes);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(full)).State);

        Assert.True(await Mp4.StripAsync(path, _folder["bare.mp4"]));
        Assert.Equal(file, await File.ReadAllBytesAsync(_folder["bare.mp4"]));

        byte[] flat = await Signing.SignAsync(full, Signing.Options with { IfSigned = IfSigned.Replace });
        Assert.Equal(ContentProvenancePurpose.Manifest, Assert.Single((await OpenAsync(flat)).ContentProvenanceBoxes).Purpose);
        Assert.Null((await OpenAsync(flat)).RemoteManifestUrl);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(flat)).State);
    }

    [Fact]
    public async Task Metadata_that_cannot_be_read_is_not_written_over()
    {
        foreach (string xmp in (string[])["<x:xmpmeta", """<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>"""])
        {
            byte[] file = new Mp4Builder().Ftyp().Uuid(Mp4Builder.XmpType, Encoding.UTF8.GetBytes(xmp)).Movie(Track).Media(Track).Build();
            var output = new MemoryStream();
            var refused = await Assert.ThrowsAsync<SigningException>(
                () => Mp4.SignAsync(AssetSource.FromMemory(file), output, Signing.Definition, Signing.Signer(), Signing.Options, new() { RemoteManifest = Address }));
            Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
            Assert.Equal(0, output.Length);
        }
    }

    [Theory]
    [InlineData("ftp://example.com/x")]
    [InlineData("/relative")]
    [InlineData("file:///etc/passwd")]
    public void Only_web_addresses_are_named(string address) =>
        Assert.Throws<ArgumentException>(() => new Mp4SigningOptions { RemoteManifest = new Uri(address, UriKind.RelativeOrAbsolute) });

    [Fact]
    public async Task A_failure_leaves_neither_file()
    {
        string input = _folder.Write("in.mp4", Signing.Movie());
        var expired = TestPki.Default.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-9), NotAfter = TestPki.Now.AddDays(-1) }).CreateSigner();
        await Assert.ThrowsAsync<SigningException>(() => Mp4.SignDetachedAsync(input, _folder["clip.c2pa"], Signing.Definition, expired, Signing.Options));
        await Assert.ThrowsAsync<SigningException>(
            () => Mp4.SignDetachedAsync(input, _folder["out.mp4"], _folder["out.c2pa"], Signing.Definition, expired, Signing.Options, new() { RemoteManifest = Address }));
        foreach (string manifest in (string[])["in.mp4", "out.mp4"])
        {
            var refused = await Assert.ThrowsAsync<SigningException>(
                () => Mp4.SignDetachedAsync(input, _folder["out.mp4"], _folder[manifest], Signing.Definition, Signing.Signer(), Signing.Options, new() { RemoteManifest = Address }));
            Assert.Equal(SigningFault.Destination, refused.Fault);
        }

        Assert.Equal(["in.mp4"], _folder.Names);
    }

    private static async Task<Mp4Asset> OpenAsync(byte[] file) => await Mp4Asset.OpenAsync(AssetSource.FromMemory(file), ParserLimits.Default, default);

    private static async Task<ValidationResult> ValidateAsync(byte[] file, ReadOnlyMemory<byte> store) =>
        await new Validator(Mp4.Format) { Options = Signing.Validator.Options with { DetachedManifestStore = store } }.ValidateAsync(AssetSource.FromMemory(file));

    private sealed class Server(byte[] store) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            request.RequestUri == Address ? new HttpResponseMessage { Content = new ByteArrayContent(store) } : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
