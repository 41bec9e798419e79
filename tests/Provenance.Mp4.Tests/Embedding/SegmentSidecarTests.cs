using System.Net;
using Provenance.Bmff;
using Provenance.Testing;
using static Provenance.Tests.Bmff.Segmented;

namespace Provenance.Tests.Bmff;

/// <summary>Initialization and media segments whose manifest stands elsewhere: in a file of its own, at an address.</summary>
public sealed class SegmentSidecarTests
{
    private static readonly Uri Address = new("https://manifests.example/stream.c2pa");

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [Clause("11.4", "A.5.4.1.2")]
    public async Task With_a_sidecar_initialization_segments_stay_as_they_are_and_media_segments_carry_their_Merkle_box(int row)
    {
        var plain = new[] { Rendition(1, 4), Rendition(2, 3, seed: 40) };
        var (sink, result) = await SignDetachedAsync(plain, row: row);
        byte[] store = sink.Store!.Value.ToArray();
        Assert.Equal(store, result.ManifestStore!.Value.ToArray());
        Assert.True(sink.IsComplete);
        for (int r = 0; r < plain.Length; r++)
        {
            var signed = sink.Rendition(r);
            Assert.Equal(plain[r].Init, signed.Init);
            Assert.All(signed.Segments, s => Assert.Equal(["styp", "uuid", "moof", "mdat"], MediaProbe.Boxes(s, 0, s.Length).Select(b => b.Type)));
            Assert.Equal(MediaProbe.Follow(Whole(plain[r])), MediaProbe.Follow(Whole(signed)));

            var (validation, verdicts) = await ValidateAsync(signed, With(store));
            Assert.True(validation.State == ValidationState.Trusted, string.Join("; ", validation.Failures));
            Assert.All(verdicts, v => Assert.Equal((SegmentFinding.Authentic, 0L), (v.Finding, v.Skipped)));
            (validation, verdicts) = await ValidateAsync(signed);
            Assert.Equal(ValidationState.NoCredentials, validation.State);
            Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Unverifiable, v.Finding));
        }
    }

    [Fact]
    [Clause("15.12.2.2")]
    public async Task A_sidecar_holds_for_its_segments_and_for_no_others()
    {
        var (one, _) = await SignDetachedAsync([Rendition(1, 3)]);
        var (other, _) = await SignDetachedAsync([Rendition(1, 3, seed: 70)]);
        var (result, verdicts) = await ValidateAsync(one.Rendition(0), With(other.Store!.Value));
        Assert.Contains(result.Failures, f => f.Code == ValidationStatusCode.AssertionBmffHashMismatch);
        Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Unverifiable, v.Finding));

        // Without their boxes nothing says where segments belong (§15.12.2.2), even when the manifest holds every hash.
        (result, verdicts) = await ValidateAsync((one.Rendition(0).Init, Rendition(1, 3).Segments), With(one.Store!.Value));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal([SegmentFinding.Altered, SegmentFinding.Altered, SegmentFinding.Altered, SegmentFinding.Missing, SegmentFinding.Missing, SegmentFinding.Missing], verdicts.Select(v => v.Finding));
        Assert.All(verdicts.Take(3), v => Assert.Equal(ValidationStatusCode.AssertionBmffHashMalformed, v.Fault!.Code));

        byte[] init = [.. one.Rendition(0).Init];
        init[^5] ^= 1;
        (result, _) = await ValidateAsync((init, one.Rendition(0).Segments), With(one.Store!.Value));
        Assert.Equal(ValidationState.Invalid, result.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Clause("11.5")]
    public async Task An_address_is_in_every_initialization_segment_and_the_manifest_validates_when_it_is_fetched(bool detached)
    {
        var plain = new[] { Rendition(1, 3), Rendition(2, 2, seed: 40) };
        byte[] store;
        MemorySink sink;
        if (detached)
        {
            (sink, _) = await SignDetachedAsync(plain, remote: Address);
            store = sink.Store!.Value.ToArray();
        }
        else
        {
            sink = new MemorySink();
            Assert.Null((await FragmentedMp4.SignAsync([.. plain.Select(p => Of(p, default))], sink, Signing.Definition, Signing.Signer(), Signing.Options, remoteManifest: Address)).ManifestStore);
            Assert.Null(sink.Store);
            store = (await Mp4.ExtractAsync(AssetSource.FromMemory(sink.Rendition(0).Init)))!.Value.ToArray();
        }

        using var client = new HttpClient(new Server(store));
        for (int r = 0; r < plain.Length; r++)
        {
            var signed = sink.Rendition(r);
            var asset = await Mp4Asset.OpenAsync(AssetSource.FromMemory(signed.Init), ParserLimits.Default, default, isInitSegment: true);
            Assert.Equal(Address.AbsoluteUri, asset.RemoteManifestUrl);
            Assert.Equal(detached, asset.Stores.Count == 0);
            var (result, verdicts) = await ValidateAsync(signed, Signing.Validator.Options with { RemoteManifestClient = client });
            Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
            Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));

            // The address is part of what is signed.
            byte[] elsewhere = [.. signed.Init];
            elsewhere[elsewhere.AsSpan().IndexOf("manifests.example"u8)] ^= 1;
            (result, _) = await ValidateAsync((elsewhere, signed.Segments), With(store));
            Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);
        }
    }

    [Fact]
    public async Task Segments_that_are_signed_apart_count_as_signed_and_can_be_kept_as_ingredient()
    {
        var (remote, _) = await SignDetachedAsync([Rendition(1, 3)], remote: Address);
        var input = remote.Rendition(0);
        var refused = await Assert.ThrowsAsync<SigningException>(() => SignAsync([input]));
        Assert.Equal(SigningFault.AlreadySigned, refused.Fault);

        var known = Signing.Options with { IfSigned = IfSigned.Ingredient, IngredientValidation = Signing.Options.IngredientValidation with { DetachedManifestStore = remote.Store } };
        var child = (await SignAsync([input], options: known, definition: Signing.Edit))[0];
        var (result, verdicts) = await ValidateAsync(child);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(2, result.Manifests.Count);
        Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));

        // The address led to the manifest of before; it does not stay behind.
        Assert.True(child.Init.AsSpan().IndexOf("manifests.example"u8) < 0);
        var (again, _) = await SignDetachedAsync([child], options: Signing.Options with { IfSigned = IfSigned.Replace });
        Assert.Equal(Rendition(1, 3).Init, again.Rendition(0).Init);
    }

    [Fact]
    public async Task In_a_folder_the_store_is_published_with_the_segments_or_not_at_all()
    {
        using var folder = new TempFolder();
        var (init, segments) = Rendition(1, 2);
        var rendition = new Rendition { Init = AssetSource.FromFile(folder.Write("init.mp4", init)), Segments = [.. segments.Select((s, i) => AssetSource.FromFile(folder.Write($"{i}.m4s", s)))] };
        await using (var sink = new SegmentFolder(folder["out"]) { ManifestPath = "init.c2pa" })
        {
            await FragmentedMp4.SignDetachedAsync([rendition], sink, Signing.Definition, Signing.Signer(), Signing.Options);
        }

        Assert.Equal(["0.m4s", "1.m4s", "init.c2pa", "init.mp4"], Directory.GetFileSystemEntries(folder["out"]).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));
        foreach (string path in new[] { "../init.c2pa", "init.mp4" })
        {
            await using var sink = new SegmentFolder(folder["never"]) { ManifestPath = path };
            var thrown = await Assert.ThrowsAsync<SigningException>(() => FragmentedMp4.SignDetachedAsync([rendition], sink, Signing.Definition, Signing.Signer(), Signing.Options));
            Assert.Equal(SigningFault.Destination, thrown.Fault);
        }

        Assert.False(Directory.Exists(folder["never"]));
        Assert.False(File.Exists(folder["init.c2pa"]));
        await Assert.ThrowsAsync<ArgumentException>(() => FragmentedMp4.SignAsync([rendition], new MemorySink(), Signing.Definition, Signing.Signer(), remoteManifest: new Uri("file:///x.c2pa")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Clause("11.2.3", "11.4")]
    public async Task An_update_of_a_store_that_stands_apart_changes_nothing_else(bool withSegments)
    {
        var (first, _) = await SignDetachedAsync([Rendition(1, 3), Rendition(2, 2, seed: 40)], remote: Address);
        var signed = new[] { first.Rendition(0), first.Rendition(1) };
        ReadOnlyMemory<byte> store = first.Store!.Value;
        for (int i = 1; i <= 2; i++)
        {
            var (sink, done) = await UpdateAsync(signed, store, withSegments);
            Assert.True(sink.IsComplete);
            Assert.Empty(sink.Files);
            store = sink.Store!.Value;
            Assert.Equal(store.ToArray(), done.ManifestStore!.Value.ToArray());
            foreach (var rendition in signed)
            {
                var (result, verdicts) = await ValidateAsync(rendition, With(store));
                Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
                Assert.Equal((done.ManifestLabel, ManifestKind.Update, i + 1), (result.ActiveManifest!.Manifest.Label, result.ActiveManifest.Manifest.Kind, result.Manifests.Count));
                Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));
            }
        }
    }

    [Fact]
    public async Task An_update_of_a_store_that_does_not_belong_to_the_segments_is_refused()
    {
        var (signed, _) = await SignDetachedAsync([Rendition(1, 3)]);
        var (other, _) = await SignDetachedAsync([Rendition(1, 3, seed: 70)]);
        byte[] tampered = [.. signed.Store!.Value.Span];
        tampered[tampered.Length / 2] ^= 1;
        var changed = signed.Rendition(0);
        changed.Segments[1][^1] ^= 1;
        var embedded = (await SignAsync([Rendition(1, 3)]))[0];
        foreach (var (rendition, store, reason) in new[]
        {
            (signed.Rendition(0), other.Store!.Value, "do not verify"), (signed.Rendition(0), tampered, "do not verify"), (changed, signed.Store.Value, "do not verify"),
            (embedded, signed.Store.Value, "carries content credentials itself"), (signed.Rendition(0), "nonsense"u8.ToArray(), "do not verify"),
        })
        {
            var sink = new MemorySink();
            var refused = await Assert.ThrowsAsync<SigningException>(() => UpdateAsync([rendition], store, withSegments: true, sink));
            Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
            Assert.Null(sink.Store);
            Assert.False(sink.IsComplete);
        }
    }

    private static async Task<(MemorySink Sink, SigningResult Result)> UpdateAsync(
        IReadOnlyList<(byte[] Init, byte[][] Segments)> renditions, ReadOnlyMemory<byte> store, bool withSegments, MemorySink? sink = null)
    {
        sink ??= new MemorySink();
        var update = new UpdateDefinition { ClaimGenerator = new("Acme Publisher", "3.1"), Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])] };
        var result = await FragmentedMp4.UpdateDetachedAsync([.. renditions.Select(r => Of(withSegments ? r : (r.Init, []), default))], store, sink, update, Signing.Signer(), Signing.Options);
        return (sink, result);
    }

    private static async Task<(MemorySink Sink, SigningResult Result)> SignDetachedAsync(
        IReadOnlyList<(byte[] Init, byte[][] Segments)> renditions, int? row = null, Uri? remote = null, SigningOptions? options = null)
    {
        var sink = new MemorySink();
        var result = await FragmentedMp4.SignDetachedAsync(
            [.. renditions.Select(r => Of(r, default))], sink, Signing.Definition, Signing.Signer(), options ?? Signing.Options, new() { StoredRow = row }, remote);
        return (sink, result);
    }

    private static ValidationOptions With(ReadOnlyMemory<byte> store) => Signing.Validator.Options with { DetachedManifestStore = store };

    private static byte[] Whole((byte[] Init, byte[][] Segments) rendition) => Bytes.Concat([rendition.Init, .. rendition.Segments]);

    private sealed class Server(byte[] store) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(request.RequestUri == Address ? HttpStatusCode.OK : HttpStatusCode.NotFound)
            {
                Content = new ByteArrayContent(store) { Headers = { ContentType = new("application/c2pa") } },
            });
    }
}
