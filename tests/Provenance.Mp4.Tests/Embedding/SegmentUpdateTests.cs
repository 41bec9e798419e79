using Provenance.Bmff;
using Provenance.Testing;
using static Provenance.Tests.Bmff.Segmented;

namespace Provenance.Tests.Bmff;

/// <summary>What is added to the credentials of segments: the initialization segments change, the media segments do not.</summary>
public sealed class SegmentUpdateTests
{
    private static readonly UpdateDefinition Published = new()
    {
        ClaimGenerator = new("Acme Publisher", "3.1"),
        Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])],
    };

    [Fact]
    [Clause("11.2.3", "A.5.3", "18.6.6")]
    public async Task An_update_changes_a_purpose_and_appends_the_same_box_in_every_initialization_segment()
    {
        var signed = await SignAsync([Rendition(1, 4), Rendition(2, 3, seed: 40)]);
        var (sink, done) = await UpdateAsync(signed);
        Assert.True(sink.IsComplete);
        Assert.All(sink.Files.Keys, f => Assert.Null(f.Segment));
        var appended = new List<byte[]>();
        for (int r = 0; r < signed.Count; r++)
        {
            byte[] old = signed[r].Init;
            byte[] updated = sink.Rendition(r).Init;
            var boxes = (await Mp4Asset.OpenAsync(AssetSource.FromMemory(updated), ParserLimits.Default, default, isInitSegment: true)).EmbeddedStores;
            int purpose = checked((int)boxes.Manifest!.PurposeOffset);
            Assert.Equal(ContentProvenancePurpose.Original, boxes.Manifest.Purpose);
            Assert.All(Enumerable.Range(0, old.Length).Where(i => old[i] != updated[i]), i => Assert.InRange(i, purpose, purpose + 7));
            Assert.Equal(old.Length, boxes.Update!.Box.Offset);
            appended.Add(updated[old.Length..]);

            var (result, verdicts) = await ValidateAsync((updated, signed[r].Segments));
            Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
            Assert.Equal((done.ManifestLabel, ManifestKind.Update), (result.ActiveManifest!.Manifest.Label, result.ActiveManifest.Manifest.Kind));
            Assert.Equal(2, result.Manifests.Count);
            Assert.All(verdicts, v => Assert.Equal((SegmentFinding.Authentic, 0L), (v.Finding, v.Skipped)));
            Assert.DoesNotContain("assertion.bmffHash.match", Text(result), StringComparison.Ordinal);
        }

        Assert.Equal(appended[0], appended[1]);

        // A segment that is changed is found through the update as well.
        byte[] tampered = [.. signed[0].Segments[1]];
        tampered[^1] ^= 1;
        var (_, found) = await ValidateAsync((sink.Rendition(0).Init, [signed[0].Segments[0], tampered]));
        Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Altered], found.Take(2).Select(v => v.Finding));
    }

    [Fact]
    public async Task With_all_segments_at_hand_the_update_records_that_the_media_was_verified_and_changed_media_is_refused()
    {
        var signed = await SignAsync([Rendition(1, 3), Rendition(2, 2, seed: 40)]);
        var (sink, _) = await UpdateAsync(signed, segments: true);
        var (result, _) = await ValidateAsync((sink.Rendition(1).Init, signed[1].Segments));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Contains("assertion.bmffHash.match", Text(result), StringComparison.Ordinal);

        signed[1].Segments[1][^1] ^= 1;
        var refused = await Assert.ThrowsAsync<SigningException>(() => UpdateAsync(signed, segments: true));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);

        // One rendition with its segments: those are checked, and of the rest nothing is said.
        refused = await Assert.ThrowsAsync<SigningException>(() => UpdateAsync([(signed[0].Init, []), signed[1]], segments: true));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
    }

    [Fact]
    public async Task Several_updates_follow_one_another_and_a_standard_manifest_merges_all_into_one_box()
    {
        var plain = new[] { Rendition(1, 3), Rendition(2, 2, seed: 40) };
        var signed = await SignAsync(plain);
        var inits = signed;
        for (int i = 0; i < 3; i++)
        {
            var (sink, _) = await UpdateAsync(inits, Published with { Title = $"Update {i}" });
            inits = [.. signed.Select((s, r) => (sink.Rendition(r).Init, s.Segments))];
        }

        var (result, _) = await ValidateAsync(inits[1]);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(4, result.Manifests.Count);
        Assert.Equal(2, Laying.Roots(inits[0].Init, "uuid").Count);

        var edited = await SignAsync(inits, options: Signing.Options with { IfSigned = IfSigned.Ingredient }, definition: Signing.Edit);
        for (int r = 0; r < edited.Count; r++)
        {
            var asset = await Mp4Asset.OpenAsync(AssetSource.FromMemory(edited[r].Init), ParserLimits.Default, default, isInitSegment: true);
            Assert.Equal(ContentProvenancePurpose.Manifest, Assert.Single(asset.ContentProvenanceBoxes).Purpose);
            (result, var verdicts) = await ValidateAsync(edited[r]);
            Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
            Assert.Equal([ManifestKind.Standard, ManifestKind.Update, ManifestKind.Update, ManifestKind.Update, ManifestKind.Standard], result.Manifests.Select(m => m.Manifest.Kind));
            Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));
        }

        var replaced = await SignAsync(inits, options: Signing.Options with { IfSigned = IfSigned.Replace });
        Assert.Single(Laying.Roots(replaced[0].Init, "uuid"));
    }

    [Fact]
    [Clause("6.8", "18.18")]
    public async Task An_assertion_is_redacted_and_a_time_stamp_added_later()
    {
        var profile = TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-30), NotAfter = TestPki.Now.AddDays(1) };
        var sink = new MemorySink();
        byte[] secret = "Jane Doe, 4 Privet Drive"u8.ToArray();
        var definition = Signing.Definition with { Assertions = [.. Signing.Definition.Assertions, new UnknownAssertion("com.example.consent", AssertionContentKind.Json, Bytes.Concat("{\"who\":\""u8.ToArray(), secret, "\"}"u8.ToArray()))] };
        await FragmentedMp4.SignAsync([Of(Rendition(1, 2), default), Of(Rendition(2, 2, seed: 9), default)], sink, definition, TestPki.Default.Signer(profile: profile).CreateSigner(), Signing.Options);
        List<(byte[] Init, byte[][] Segments)> signed = [sink.Rendition(0), sink.Rendition(1)];
        Assert.All(signed, s => Assert.True(s.Init.AsSpan().IndexOf(secret) > 0));

        var signer = TestPki.Default.Signer().CreateSigner(TestTimestampAuthority.Default);
        var update = new UpdateDefinition { ClaimGenerator = new("Archive", "1"), TimestampEarlierManifests = true, Redactions = [new("com.example.consent", RedactionReason.PersonalData)] };
        var (updated, _) = await UpdateAsync(signed, update, signer: signer);
        var later = Signing.Validator.Options with { Clock = new FixedClock(TestPki.Now.AddDays(60)) };
        for (int r = 0; r < signed.Count; r++)
        {
            Assert.True(updated.Rendition(r).Init.AsSpan().IndexOf(secret) < 0);
            var (result, verdicts) = await ValidateAsync((updated.Rendition(r).Init, signed[r].Segments), later);
            Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
            Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));
            Assert.NotEqual(ValidationState.Trusted, (await ValidateAsync(signed[r], later)).Result.State);
        }
    }

    [Theory]
    [InlineData("unsigned", SigningFault.UnsupportedInput)]
    [InlineData("another asset", SigningFault.UnsupportedInput)]
    [InlineData("one updated alone", SigningFault.UnsupportedInput)]
    [InlineData("init changed", SigningFault.UnsupportedInput)]
    [InlineData("segment for init", SigningFault.UnsupportedInput)]
    [InlineData("box to the end", SigningFault.UnsupportedInput)]
    public async Task What_cannot_be_updated_is_refused_before_anything_is_written(string what, SigningFault expected)
    {
        var signed = await SignAsync([Rendition(1, 2), Rendition(2, 2, seed: 40)]);
        switch (what)
        {
            case "unsigned": signed[0] = Rendition(1, 2); break;
            case "another asset": signed[1] = (await SignAsync([Rendition(2, 2)]))[0]; break;
            case "one updated alone": signed[0] = ((await UpdateAsync([signed[0]])).Sink.Rendition(0).Init, []); break;
            case "init changed": signed[1].Init[^3] ^= 1; break;
            case "segment for init": signed[1] = (signed[1].Segments[0], []); break;
            default:
                var last = MediaProbe.Boxes(signed[1].Init, 0, signed[1].Init.Length).Last();
                Bytes.UInt32(0).CopyTo(signed[1].Init, last.Start);
                break;
        }

        var sink = new MemorySink();
        var thrown = await Assert.ThrowsAsync<SigningException>(() => UpdateAsync(signed, sink: sink));
        Assert.Equal(expected, thrown.Fault);
        Assert.Empty(sink.Files);
        Assert.False(sink.IsComplete);
    }

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        var sink = new MemorySink
        {
            Spoil = (file, bytes) =>
            {
                bytes[^3] ^= (byte)(file.Rendition == 1 ? 4 : 0);
                return bytes;
            },
        };
        var signed = await SignAsync([Rendition(1, 2), Rendition(2, 2, seed: 40)]);
        var thrown = await Assert.ThrowsAsync<SigningException>(() => UpdateAsync(signed, sink: sink));
        Assert.Equal(SigningFault.ReadBack, thrown.Fault);
        Assert.False(sink.IsComplete);
    }

    private static async Task<(MemorySink Sink, SigningResult Result)> UpdateAsync(
        IReadOnlyList<(byte[] Init, byte[][] Segments)> renditions, UpdateDefinition? definition = null, bool segments = false, ClaimSigner? signer = null, MemorySink? sink = null)
    {
        sink ??= new MemorySink();
        var result = await FragmentedMp4.UpdateAsync(
            [.. renditions.Select(r => Of(segments ? r : (r.Init, []), default))], sink, definition ?? Published, signer ?? Signing.Signer(), Signing.Options);
        return (sink, result);
    }

    private static string Text(ValidationResult result) => Convert.ToHexString(Assert.Single(result.ActiveManifest!.Ingredients).ValidationResults!.Encoded.Span) is var hex
        ? System.Text.Encoding.Latin1.GetString(Convert.FromHexString(hex)) : string.Empty;
}
