using Provenance.Cbor;
using Provenance.Testing;
using static Provenance.Tests.Bmff.LiveStream;

namespace Provenance.Tests.Bmff;

/// <summary>§19.3, §19.6.1, §19.7.2: segments with a manifest each.</summary>
[Clause("19.3")]
[Clause("19.7.2")]
public sealed class LiveManifestTests : IDisposable
{
    private const string AssertionInvalid = "livevideo.assertion.invalid";
    private const string MethodInvalid = "livevideo.continuityMethod.invalid";
    private const string SegmentInvalid = "livevideo.segment.invalid";
    private const string ManifestInvalid = "livevideo.manifest.invalid";
    private const string ById = "c2pa.manifestId";

    private static readonly (byte[] Init, byte[][] Segments) Plain = LiveForge.Stream(5);
    private static readonly LiveSigningOptions EachSegment = new() { Method = LiveVideoMethod.SegmentManifest, StreamId = "https://example.com/live/1" };

    private readonly LiveForge _forge = new();

    public void Dispose() => _forge.Dispose();

    private static string Label(int number) => $"urn:c2pa:00000000-0000-4000-8000-{number:D12}";

    private byte[] Segment(int number, CborValue? place, params TestAssertion[] more) => _forge.WithManifest(Plain.Segments[number], Label(number), place, more);

    // The first segment follows nothing that came; the second is the one that is looked at.
    private async Task<SegmentVerdict> SecondOfAsync(CborValue? place, params TestAssertion[] more) =>
        (await ValidateAsync([Segment(1, LiveForge.Place(10, "s", ById, Label(0))), Segment(2, place, more)]))[1];

    [Fact]
    [Clause("19.3.1-a", "19.3.1-b", "19.3.2-a", "19.3.2-b", "19.3.2-c", "19.3.2-d", "19.3.2-e", "19.6.1-a", "19.2.1-b")]
    public async Task Every_segment_carries_a_manifest_that_names_the_one_before()
    {
        var signed = await SignAsync(Plain, EachSegment);
        var verdicts = await ValidateAsync(signed);
        AllAuthentic(verdicts);
        Assert.Equal([null, 1UL, 2UL, 3UL, 4UL, 5UL], verdicts.Select(v => v.SequenceNumber));
        string previous = verdicts[0].Manifest!.ActiveManifest!.Manifest.Label;
        foreach (var verdict in verdicts.Skip(1))
        {
            Assert.Equal(ValidationState.Trusted, verdict.Manifest!.State);
            var manifest = verdict.Manifest.ActiveManifest!;
            var place = Assert.Single(manifest.Assertions.OfType<LiveVideoSegmentAssertion>());
            Assert.Equal((EachSegment.StreamId, ById, previous), (place.StreamId, place.ContinuityMethod, place.PreviousManifestId));
            Assert.Single(manifest.Assertions.OfType<UnknownAssertion>(), a => a.Label == "c2pa.hash.bmff.v3");
            Assert.Contains(manifest.Actions, a => a.Name == ActionName.Created);
            previous = manifest.Manifest.Label;
        }

        Assert.Equal(["styp", "uuid", "moof", "mdat"], MediaProbe.Boxes(signed[1], 0, signed[1].Length).Select(b => b.Type));

        // No session keys, and no validator of ours is needed that knows live video: each is a signed file of its own.
        Assert.Empty(verdicts[0].Manifest!.ActiveManifest!.Assertions.OfType<SessionKeysAssertion>());
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed[3])).State);
    }

    [Fact]
    public async Task A_stream_without_a_name_gets_one()
    {
        using var signer = await SignerAsync(Plain.Init, new() { Method = LiveVideoMethod.SegmentManifest });
        var segment = await signer.SignSegmentAsync(Plain.Segments[0]);
        var place = (await Signing.ValidateAsync(segment.ToArray())).ActiveManifest!.Assertions.OfType<LiveVideoSegmentAssertion>().Single();
        Assert.StartsWith("urn:uuid:", place.StreamId, StringComparison.Ordinal);
        Assert.Null(signer.SessionKey);
        Assert.False(signer.IsRotationDue);
        await Assert.ThrowsAsync<InvalidOperationException>(() => signer.RotateKeyAsync());
        Assert.Equal(segment.Length, segment.ToArray().Length);
        using var stream = new MemoryStream();
        await segment.WriteToAsync(stream);
        Assert.Equal(segment.ToArray(), stream.ToArray());
    }

    [Fact]
    [Clause("19.7.2-a", "19.7.2-b", "19.7.2-e")]
    public async Task A_segment_left_out_put_in_twice_or_of_another_stream_is_found()
    {
        var signed = await SignAsync(Plain, EachSegment);
        var other = await SignAsync(Plain, EachSegment with { StreamId = "https://example.com/live/2" });
        async Task<SegmentVerdict> Of(params byte[][] segments) => (await ValidateAsync([signed[0], .. segments]))[^1];
        Assert.Equal((SegmentFinding.OutOfOrder, SegmentInvalid), Word(await Of(signed[1], signed[3])));
        Assert.Equal((SegmentFinding.Duplicate, AssertionInvalid), Word(await Of(signed[1], signed[2], signed[2])));
        Assert.Equal((SegmentFinding.OutOfOrder, AssertionInvalid), Word(await Of(signed[1], signed[2], signed[1])));
        Assert.Equal((SegmentFinding.Foreign, AssertionInvalid), Word(await Of(signed[1], other[2])));

        // Whoever comes late begins where he comes, and one that is lost makes one that is wrong.
        AllAuthentic(await ValidateAsync([signed[3], signed[4], signed[5]]));
        var verdicts = await ValidateAsync([signed[0], signed[1], signed[3], signed[4], signed[5]]);
        Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.OutOfOrder, SegmentFinding.Authentic, SegmentFinding.Authentic], verdicts.Select(v => v.Finding));
    }

    [Fact]
    [Clause("19.7.1-c")]
    public async Task A_segment_whose_manifest_does_not_hold_is_invalid()
    {
        var signed = await SignAsync(Plain, EachSegment);
        signed[2][^1] ^= 1;
        var verdicts = await ValidateAsync(signed);
        Assert.Equal([ManifestInvalid, "assertion.bmffHash.mismatch"], Codes(verdicts[2]));
        Assert.All(verdicts.Where((_, i) => i != 2), v => Assert.Equal(SegmentFinding.Authentic, v.Finding));

        // Two stores, none of which counts.
        var uuid = MediaProbe.Boxes(signed[1], 0, signed[1].Length).Single(b => b.Type == "uuid");
        byte[] twice = Bytes.Concat(signed[1], signed[1][(int)uuid.Start..(int)uuid.End]);
        Assert.Equal(ManifestInvalid, Codes((await ValidateAsync([signed[0], twice]))[1])[0]);
    }

    public static TheoryData<string, SegmentFinding, string> Places() => new()
    {
        { "right", SegmentFinding.Authentic, "" },
        { "number repeats", SegmentFinding.Duplicate, AssertionInvalid },
        { "number decreases", SegmentFinding.OutOfOrder, AssertionInvalid },
        { "no number", SegmentFinding.Altered, AssertionInvalid },
        { "number is text", SegmentFinding.Altered, AssertionInvalid },
        { "another stream", SegmentFinding.Foreign, AssertionInvalid },
        { "no stream", SegmentFinding.Altered, AssertionInvalid },
        { "no method", SegmentFinding.Altered, MethodInvalid },
        { "a method of somebody's own", SegmentFinding.Altered, MethodInvalid },
        { "no previous", SegmentFinding.Altered, MethodInvalid },
        { "another previous", SegmentFinding.OutOfOrder, SegmentInvalid },
        { "no assertion", SegmentFinding.Altered, AssertionInvalid },
        { "not a map", SegmentFinding.Altered, AssertionInvalid },
        { "twice", SegmentFinding.Altered, AssertionInvalid },
    };

    [Theory]
    [MemberData(nameof(Places))]
    [Clause("19.7.2-a", "19.7.2-b", "19.7.2-c", "19.7.2-d", "19.7.2-e", "19.7.2-f")]
    public async Task Each_rule_of_the_assertion_has_its_code(string what, SegmentFinding finding, string code)
    {
        var right = LiveForge.Place(11, "s", ById, Label(1));
        var verdict = what switch
        {
            "right" => await SecondOfAsync(right),
            "number repeats" => await SecondOfAsync(LiveForge.Place(10, "s", ById, Label(1))),
            "number decreases" => await SecondOfAsync(LiveForge.Place(9, "s", ById, Label(1))),
            "no number" => await SecondOfAsync(LiveForge.Place(null, "s", ById, Label(1))),
            "number is text" => await SecondOfAsync(CborValue.Map(("sequenceNumber", CborValue.Text("11")), ("streamId", CborValue.Text("s")), ("continuityMethod", CborValue.Text(ById)), ("previousManifestId", CborValue.Text(Label(1))))),
            "another stream" => await SecondOfAsync(LiveForge.Place(11, "t", ById, Label(1))),
            "no stream" => await SecondOfAsync(LiveForge.Place(11, null, ById, Label(1))),
            "no method" => await SecondOfAsync(LiveForge.Place(11, "s", null, Label(1))),
            "a method of somebody's own" => await SecondOfAsync(LiveForge.Place(11, "s", "com.example.chain", Label(1))),
            "no previous" => await SecondOfAsync(LiveForge.Place(11, "s", ById, null)),
            "another previous" => await SecondOfAsync(LiveForge.Place(11, "s", ById, Label(0))),
            "no assertion" => await SecondOfAsync(null),
            "not a map" => await SecondOfAsync(CborValue.Text("x")),
            _ => await SecondOfAsync(right, TestAssertion.Cbor("c2pa.livevideo.segment__1", right)),
        };
        Assert.Equal((what, finding, code), (what, verdict.Finding, verdict.Fault?.Code.Value ?? string.Empty));
    }

    [Fact]
    [Clause("19.4.1-i")]
    public async Task A_segment_info_and_a_manifest_in_one_segment_have_the_same_number()
    {
        byte[] Both(ulong info, ulong place) => _forge.WithBoth(
            Plain.Segments[0], new() { SequenceNumber = info }, Label(7), TestAssertion.Cbor("c2pa.livevideo.segment", LiveForge.Place(place, "s", ById, Label(6))));
        byte[] init = _forge.Init(Plain.Init);
        var verdicts = await ValidateAsync([init, Both(5, 5)]);
        AllAuthentic(verdicts);
        Assert.Equal((5UL, ValidationState.Trusted), (verdicts[1].SequenceNumber!.Value, verdicts[1].Manifest!.State));
        Assert.Equal([SegmentInvalid], Codes((await ValidateAsync([init, Both(5, 6)]))[1]));
    }

    [Fact]
    [Clause("19.4.3-a", "19.4.4.1-d", "19.7.3-a")]
    public async Task A_manifest_in_a_segment_brings_new_session_keys()
    {
        using var next = new LiveForge { MinSequenceNumber = 2 };
        byte[] first = _forge.WithInfo(Plain.Segments[0], new());
        byte[] second = next.WithBoth(Plain.Segments[1], new() { SequenceNumber = 2, ManifestId = Label(9) }, Label(9), next.SessionKeys());
        byte[] third = next.WithInfo(Plain.Segments[2], new() { SequenceNumber = 3, ManifestId = Label(9) });
        byte[] init = _forge.Init(Plain.Init);
        AllAuthentic(await ValidateAsync([init, first, second, third]));
        Assert.Equal(SegmentFinding.Foreign, (await ValidateAsync([init, first, third]))[2].Finding);
    }

    [Fact]
    [Clause("18.25.2-b", "19.3.2-c", "19.3.2-d", "19.3.2-e", "19.3.2-f")]
    public async Task An_assertion_that_breaks_a_rule_is_not_signed()
    {
        var right = new LiveVideoSegmentAssertion { SequenceNumber = 1, StreamId = "s", ContinuityMethod = ById, PreviousManifestId = Label(0) };
        async Task<SigningFault?> SignAsync(params Assertion[] assertions)
        {
            try
            {
                await Signing.SignAsync(Signing.Movie(), definition: Signing.Definition with { Assertions = [.. Signing.Definition.Assertions, .. assertions] });
                return null;
            }
            catch (SigningException e)
            {
                return e.Fault;
            }
        }

        Assert.Null(await SignAsync(right));
        Assert.Null(await SignAsync(right with { ContinuityMethod = "com.example.chain", PreviousManifestId = null }));
        foreach (var wrong in new[] { right with { SequenceNumber = null }, right with { StreamId = null }, right with { ContinuityMethod = null }, right with { ContinuityMethod = "c2pa.other" }, right with { PreviousManifestId = null } })
        {
            Assert.Equal(SigningFault.InvalidDefinition, await SignAsync(wrong));
        }

        Assert.Equal(SigningFault.InvalidDefinition, await SignAsync(right, right with { SequenceNumber = 2 }));
        Assert.Equal(SigningFault.InvalidDefinition, await SignAsync(new SessionKeysAssertion([])));
        using var signer = await SignerAsync(Plain.Init);
        var keys = new SessionKeysAssertion([signer.SessionKey!]);
        Assert.Equal(SigningFault.InvalidDefinition, await SignAsync(keys, keys));
        Assert.Equal(SigningFault.InvalidDefinition, await SignAsync(new SessionKeysAssertion([signer.SessionKey! with { Key = CborValue.Text("x") }])));
    }

    private static (SegmentFinding, string) Word(SegmentVerdict verdict) => (verdict.Finding, verdict.Fault!.Code.Value);
}
