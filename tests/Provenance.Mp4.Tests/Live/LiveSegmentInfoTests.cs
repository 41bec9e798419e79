using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Testing;
using static Provenance.Tests.Bmff.LiveStream;

namespace Provenance.Tests.Bmff;

/// <summary>§19.7.1, §19.7.3: what is found about initialization segments and segment infos, composed here field by field.</summary>
[Clause("19.7.1")]
[Clause("19.7.3")]
public sealed class LiveSegmentInfoTests : IDisposable
{
    private const string Invalid = "livevideo.segment.invalid";

    private static readonly (byte[] Init, byte[][] Segments) Plain = LiveForge.Stream(6);

    private readonly LiveForge _forge = new();
    private readonly ECDsa _stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _forge.Dispose();
        _stranger.Dispose();
    }

    private byte[] Segment(int number, InfoForm? form = null) => _forge.WithInfo(Plain.Segments[number], form ?? new() { SequenceNumber = (ulong)number + 1 });

    private async Task<SegmentVerdict> LastOfAsync(params byte[][] segments) => (await ValidateAsync([_forge.Init(Plain.Init), .. segments]))[^1];

    [Fact]
    [Clause("19.4.4.1-f", "19.7.3-a", "19.7.3-e")]
    public async Task What_another_hand_composed_to_the_letter_is_authentic() =>
        AllAuthentic(await ValidateAsync([_forge.Init(Plain.Init), Segment(0), Segment(1), Segment(2, new() { SequenceNumber = 3, EmsgOffset = 0 })]));

    public static TheoryData<string, SegmentFinding> Infos() => new()
    {
        { "version 1", SegmentFinding.Altered },
        { "another value", SegmentFinding.Altered },
        { "a delay", SegmentFinding.Altered },
        { "no tag", SegmentFinding.Altered },
        { "no payload", SegmentFinding.Altered },
        { "no kid", SegmentFinding.Altered },
        { "an algorithm nobody knows", SegmentFinding.Altered },
        { "no number", SegmentFinding.Altered },
        { "no manifest", SegmentFinding.Altered },
        { "a tree", SegmentFinding.Altered },
        { "another hash", SegmentFinding.Altered },
        { "a hash that covers the box itself", SegmentFinding.Altered },
        { "two boxes", SegmentFinding.Altered },
        { "another key's signature", SegmentFinding.Altered },
        { "a key that is not known", SegmentFinding.Foreign },
        { "another manifest", SegmentFinding.Foreign },
        { "a number below the key's", SegmentFinding.Altered },
        { "signed before the key", SegmentFinding.Altered },
        { "signed after the key", SegmentFinding.Altered },
        { "an address that is none", SegmentFinding.Altered },
    };

    [Theory]
    [MemberData(nameof(Infos))]
    [Clause("19.4.1-a", "19.4.1-c", "19.4.1-g", "19.4.2-b", "19.7.1-b", "19.7.3-f", "19.7.3-g", "19.7.3-h", "19.7.3-i")]
    public async Task A_segment_info_that_breaks_a_rule_makes_the_segment_invalid(string what, SegmentFinding finding)
    {
        var right = new InfoForm();
        var form = what switch
        {
            "version 1" => right with { Version = 1 },
            "another value" => right with { Value = "seg" },
            "a delay" => right with { Delay = 1 },
            "no tag" => right with { IsTagged = false },
            "no payload" => right with { IsDetached = true },
            "no kid" => right with { KeyIdentifier = [] },
            "an algorithm nobody knows" => right with { Algorithm = -47 },
            "no number" => right with { SequenceNumber = null },
            "no manifest" => right with { ManifestId = null },
            "a tree" => right with { Merkle = CborValue.Array() },
            "another hash" => right with { Digest = d => SHA256.HashData(d) },
            "a hash that covers the box itself" => right with { EmsgOffset = null },
            "two boxes" => right with { Boxes = 2 },
            "another key's signature" => right with { Key = _stranger },
            "a key that is not known" => right with { KeyIdentifier = "key_002"u8.ToArray(), Key = _stranger },
            "another manifest" => right with { ManifestId = "urn:c2pa:00000000-0000-4000-8000-000000000002" },
            "a number below the key's" => right with { SequenceNumber = 0 },
            "signed before the key" => right with { ClaimedTime = TestPki.Now.AddSeconds(-1) },
            "signed after the key" => right with { ClaimedTime = TestPki.Now.AddSeconds(3601) },
            _ => right with { ManifestUri = CborValue.Map(("url", CborValue.Text("file:///x"))) },
        };
        var verdict = await LastOfAsync(_forge.WithInfo(Plain.Segments[0], form));
        Assert.Equal((what, finding), (what, verdict.Finding));
        Assert.Equal(Invalid, Codes(verdict)[0]);
        Assert.EndsWith(".", verdict.Fault!.Explanation, StringComparison.Ordinal);

        // The stream goes on behind it.
        var after = await ValidateAsync([_forge.Init(Plain.Init), _forge.WithInfo(Plain.Segments[0], form), Segment(1)]);
        Assert.Equal(SegmentFinding.Authentic, after[^1].Finding);
    }

    [Fact]
    public async Task A_hash_that_leaves_out_media_is_no_hash()
    {
        var verdict = await LastOfAsync(_forge.WithInfo(Plain.Segments[0], new() { MoreExclusions = ["/mdat"] }));
        Assert.Equal(["provenance.bmffHash.dangerousExclusion"], Codes(verdict));
    }

    [Fact]
    [Clause("19.7.3-i")]
    public async Task Every_byte_of_a_segment_is_protected()
    {
        byte[] init = _forge.Init(Plain.Init);
        byte[] segment = Segment(0);
        var emsg = MediaProbe.Boxes(segment, 0, segment.Length).Single(b => b.Type == "emsg");

        // How long the event lasts, its id and its flags are in no signature.
        long message = emsg.Start + 12 + 33 + 5 + 16;
        for (int at = 0; at < segment.Length; at++)
        {
            byte[] tampered = [.. segment];
            tampered[at] ^= 0x20;
            var verdict = (await ValidateAsync([init, tampered]))[1];
            bool isOpen = (at > emsg.Start + 8 && at < emsg.Start + 12) || (at >= emsg.Start + 12 + 33 + 5 && at < message);
            isOpen &= verdict.Finding == SegmentFinding.Authentic;
            Assert.True(isOpen || verdict.Finding is SegmentFinding.Altered or SegmentFinding.Foreign, $"byte {at}: {verdict.Finding}");
        }
    }

    [Fact]
    [Clause("19.7.1-b")]
    public async Task A_segment_without_anything_is_invalid_and_one_put_in_as_well()
    {
        var verdict = await LastOfAsync(Plain.Segments[0]);
        Assert.Equal((SegmentFinding.Altered, Invalid), (verdict.Finding, Codes(verdict).Single()));

        // A box of the same scheme only by its beginning is not a segment info; what it says is not hashed, and that is said.
        byte[] other = Bytes.FullBox("emsg", 0, 0, "urn:c2pa:verifiable-segment-infox\0\0"u8.ToArray(), new byte[16]);
        verdict = await LastOfAsync(Bytes.Concat(Plain.Segments[0], other));
        Assert.Equal(Invalid, Codes(verdict).Single());
        byte[] signed = _forge.WithInfo(Bytes.Concat(Plain.Segments[0], other), new());
        verdict = await LastOfAsync(signed);
        Assert.Equal((SegmentFinding.Authentic, 1), (verdict.Finding, verdict.Notes.Count));

        using var signer = await SignerAsync(Plain.Init);
        byte[] segment = (await signer.SignSegmentAsync(Plain.Segments[0])).ToArray();
        foreach (byte[] stray in new[] { Bytes.Box("mfra"), Bytes.Box("ftyp", Bytes.Code("isom"), new byte[4]), new Mp4Builder().ContentProvenance("merkle", [0xA0]).Build() })
        {
            var found = (await ValidateAsync([signer.InitSegment.ToArray(), Bytes.Concat(segment, stray)]))[1];
            Assert.StartsWith("provenance.container.", Codes(found)[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    [Clause("19.7.1-a")]
    public async Task An_initialization_segment_with_media_is_invalid()
    {
        byte[] init = Bytes.Concat(_forge.Init(Plain.Init), Bytes.Box("mdat", [1]));
        var verdicts = await ValidateAsync([init, Segment(0)]);
        Assert.Equal("livevideo.init.invalid", Codes(verdicts[0]).Single());
        Assert.Equal((SegmentFinding.Unverifiable, Invalid), (verdicts[1].Finding, Codes(verdicts[1]).Single()));
    }

    [Fact]
    [Clause("19.7.1-c", "19.7.3-d")]
    public async Task An_initialization_segment_whose_manifest_fails_gives_no_keys()
    {
        byte[] init = _forge.Init(Plain.Init);
        init[^5] ^= 1;
        var verdicts = await ValidateAsync([init, Segment(0)]);
        Assert.Equal("livevideo.manifest.invalid", Codes(verdicts[0])[0]);
        Assert.Equal((SegmentFinding.Unverifiable, Invalid), (verdicts[1].Finding, Codes(verdicts[1]).Single()));

        // None came at all.
        verdicts = await ValidateAsync([Segment(0)]);
        Assert.Equal((SegmentFinding.Unverifiable, Invalid), (verdicts[0].Finding, Codes(verdicts[0]).Single()));
    }

    [Fact]
    [Clause("19.7.3-b", "19.7.3-c")]
    public async Task A_session_key_that_does_not_conform_or_is_not_bound_verifies_nothing()
    {
        using var unnamed = new LiveForge { KeyIdentifier = [] };
        using var unbound = new LiveForge { Bound = TestPki.Stranger.Signer().Certificate.RawData };
        foreach (var forge in new[] { unnamed, unbound })
        {
            var verdicts = await ValidateAsync([forge.Init(Plain.Init), forge.WithInfo(Plain.Segments[0], new() { KeyIdentifier = "key_001"u8.ToArray() })]);
            Assert.Equal(["livevideo.sessionkey.invalid"], Codes(verdicts[0]));
            Assert.Equal((SegmentFinding.Unverifiable, Invalid), (verdicts[1].Finding, Codes(verdicts[1]).Single()));
        }
    }

    [Fact]
    [Clause("18.25.2-g")]
    public async Task New_keys_are_for_segments_that_come_and_not_for_those_that_came()
    {
        using var late = new LiveForge { MinSequenceNumber = 3 };
        using var early = new LiveForge { MinSequenceNumber = 2 };
        const string Next = "urn:c2pa:00000000-0000-4000-8000-000000000002";
        byte[][] begun = [_forge.Init(Plain.Init), Segment(0), Segment(1), Segment(2)];
        var verdicts = await ValidateAsync([.. begun, late.Init(Plain.Init, Next), late.WithInfo(Plain.Segments[3], new() { SequenceNumber = 4, ManifestId = Next }), Segment(4)]);
        AllAuthentic(verdicts);
        verdicts = await ValidateAsync([.. begun, early.Init(Plain.Init, Next), early.WithInfo(Plain.Segments[3], new() { SequenceNumber = 4, ManifestId = Next })]);
        Assert.Equal("livevideo.sessionkey.invalid", Codes(verdicts[4]).Single());
        Assert.Equal(SegmentFinding.Foreign, verdicts[5].Finding);

        // The one that is known already says nothing new.
        AllAuthentic(await ValidateAsync([.. begun, begun[0], Segment(3)]));
    }

    [Fact]
    [Clause("19.7.3-j")]
    public async Task A_key_is_worth_nothing_once_the_certificate_behind_it_has_expired()
    {
        using var forge = new LiveForge
        {
            Credential = TestPki.Default.Signer(profile: TestProfile.Signer with { NotAfter = TestPki.Now.AddMinutes(10) }),
        };
        var verdicts = await ValidateAsync(
        [
            forge.Init(Plain.Init),
            forge.WithInfo(Plain.Segments[0], new() { ClaimedTime = TestPki.Now.AddMinutes(9) }),
            forge.WithInfo(Plain.Segments[1], new() { SequenceNumber = 2, ClaimedTime = TestPki.Now.AddMinutes(11) }),
        ]);
        Assert.Equal(SegmentFinding.Authentic, verdicts[1].Finding);
        Assert.Equal("livevideo.sessionkey.invalid", Codes(verdicts[2]).Single());
    }

    [Fact]
    [Clause("19.7.3-h")]
    public async Task The_time_of_a_segment_is_what_the_caller_knows_else_what_the_producer_measured_else_what_is_claimed_else_now()
    {
        byte[] init = _forge.Init(Plain.Init);

        // The generated segments begin at one second of media time, two seconds, …
        async Task<SegmentFinding> At(InfoForm form, DateTimeOffset? start = null, DateTimeOffset? produced = null, DateTimeOffset? now = null)
        {
            byte[] plain = produced is { } time ? Bytes.Concat(Plain.Segments[0], LiveSigningTests.Prft(time, 1000)) : Plain.Segments[0];
            var options = Signing.Validator.Options with { Clock = new FixedClock(now ?? TestPki.Now) };
            return (await ValidateAsync([init, _forge.WithInfo(plain, form)], options, start))[1].Finding;
        }

        var (early, late) = (TestPki.Now.AddHours(-1), TestPki.Now.AddHours(2));
        Assert.Equal(SegmentFinding.Authentic, await At(new()));
        Assert.Equal(SegmentFinding.Altered, await At(new(), now: late));
        Assert.Equal(SegmentFinding.Authentic, await At(new() { ClaimedTime = TestPki.Now }, now: late));
        Assert.Equal(SegmentFinding.Altered, await At(new() { ClaimedTime = TestPki.Now }, produced: late));
        Assert.Equal(SegmentFinding.Authentic, await At(new() { ClaimedTime = late }, produced: TestPki.Now.AddSeconds(5), now: late));
        Assert.Equal(SegmentFinding.Authentic, await At(new() { ClaimedTime = late }, start: TestPki.Now.AddSeconds(-1), produced: early));
        Assert.Equal(SegmentFinding.Altered, await At(new() { ClaimedTime = TestPki.Now }, start: TestPki.Now.AddSeconds(-2)));
    }

    [Fact]
    [Clause("19.4.1")]
    public async Task Numbers_that_repeat_or_decrease_are_found_and_gaps_are_counted()
    {
        var verdicts = await ValidateAsync([_forge.Init(Plain.Init), Segment(0), Segment(3), Segment(3), Segment(1), Segment(4)]);
        Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Duplicate, SegmentFinding.OutOfOrder, SegmentFinding.Authentic], verdicts.Skip(1).Select(v => v.Finding));
        Assert.Equal([0L, 2L, 0L, 0L, 0L], verdicts.Skip(1).Select(v => v.Skipped));
        Assert.All(verdicts.Skip(3).Take(2), v => Assert.Equal("livevideo.assertion.invalid", Codes(v).Single()));
    }

    [Fact]
    public async Task A_stream_that_began_with_a_trusted_signer_does_not_go_on_with_anybody()
    {
        using var stranger = new LiveForge { Credential = TestPki.Stranger.Signer(), MinSequenceNumber = 2 };
        const string Next = "urn:c2pa:00000000-0000-4000-8000-000000000002";
        byte[] init = stranger.Init(Plain.Init, Next);
        byte[] segment = stranger.WithInfo(Plain.Segments[1], new() { SequenceNumber = 2, ManifestId = Next });
        var verdicts = await ValidateAsync([_forge.Init(Plain.Init), Segment(0), init, segment, Segment(2)]);
        Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Foreign, SegmentFinding.Foreign, SegmentFinding.Authentic], verdicts.Select(v => v.Finding));
        Assert.Equal("livevideo.manifest.invalid", Codes(verdicts[2]).Single());

        // By itself it is a stream that is valid, of a signer nobody knows.
        verdicts = await ValidateAsync([init, segment]);
        AllAuthentic(verdicts);
        Assert.Equal(ValidationState.Valid, verdicts[0].Manifest!.State);
    }

    [Fact]
    [Clause("A.5.3-k")]
    public async Task A_broadcast_repeats_the_initialization_segment_nine_times_without_its_manifest()
    {
        byte[] init = _forge.Init(Plain.Init);
        byte[][] nine = [.. Enumerable.Repeat(Plain.Init, 9)];
        AllAuthentic(await ValidateAsync([init, .. nine, Segment(0), init, .. nine]));
        var verdicts = await ValidateAsync([init, .. nine, Plain.Init]);
        Assert.Equal(Invalid, Codes(verdicts[^1]).Single());
        byte[] other = [.. Plain.Init];
        other[^30] ^= 1;
        Assert.Equal(Invalid, Codes((await ValidateAsync([init, other]))[1]).Single());
        Assert.Equal((SegmentFinding.Unverifiable, Invalid), ((await ValidateAsync([Plain.Init]))[0].Finding, Codes((await ValidateAsync([Plain.Init]))[0]).Single()));
    }

    [Fact]
    [Clause("19.4.3-a", "19.4.4.1-e", "19.4.4.1-g")]
    public async Task A_key_that_is_not_at_hand_comes_from_the_address_that_the_segment_names()
    {
        var plain = LiveForge.Stream(3);
        var stores = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var server = new LoopbackServer((request, connection, _) => LoopbackServer.WriteAsync(connection, "200 OK", "application/c2pa", stores[request.Path]));
        using var client = new HttpClient();
        var fetching = Signing.Validator.Options with { RemoteManifestClient = client };
        using var signer = await SignerAsync(plain.Init, new() { ManifestAddress = label => new Uri(server.Address, "/" + label[^12..]) });
        byte[] init = signer.InitSegment.ToArray();
        byte[] first = (await signer.SignSegmentAsync(plain.Segments[0])).ToArray();
        await signer.RotateKeyAsync();
        string path = "/" + signer.Signing.ManifestLabel![^12..];
        stores[path] = signer.ManifestStore.ToArray();
        byte[] second = (await signer.SignSegmentAsync(plain.Segments[1])).ToArray();
        byte[] third = (await signer.SignSegmentAsync(plain.Segments[2])).ToArray();

        // The player never sees the new initialization segment.
        AllAuthentic(await ValidateAsync([init, first, second, third], fetching));
        Assert.Equal(1, server.Requests);

        // Nobody is asked without the caller's client.
        Assert.Equal(SegmentFinding.Foreign, (await ValidateAsync([init, first, second]))[2].Finding);
        Assert.Equal(1, server.Requests);

        // Another manifest than the one that was signed for, none at all, and one for another initialization segment.
        stores[path] = [.. signer.ManifestStore.Span, 0];
        var changed = (await ValidateAsync([init, second], fetching))[1];
        Assert.Equal((SegmentFinding.Unverifiable, Invalid), (changed.Finding, Codes(changed).Single()));
        stores[path] = signer.ManifestStore.ToArray();
        byte[] moved = Bytes.Concat(plain.Init, Bytes.Box("free", new byte[5]));
        Assert.Equal("livevideo.manifest.invalid", Codes((await ValidateAsync([moved, second], fetching))[1])[0]);
        await Assert.ThrowsAsync<ArgumentException>(() => SignerAsync(plain.Init, new() { ManifestAddress = _ => new Uri("file:///x") }));
    }

    [Fact]
    public async Task The_manifest_of_the_initialization_segment_can_be_handed_in()
    {
        using var signer = await SignerAsync(Plain.Init);
        byte[] segment = (await signer.SignSegmentAsync(Plain.Segments[0])).ToArray();
        AllAuthentic(await ValidateAsync([signer.InitSegment.ToArray(), segment], Signing.Validator.Options with { DetachedManifestStore = signer.ManifestStore }));
    }

    [Fact]
    public async Task Live_streams_are_told_from_others()
    {
        var plain = Segmented.Rendition(1, 2);
        var merkle = (await Segmented.SignAsync([plain]))[0];
        async Task<bool> IsLive(byte[] init, byte[]? segment) => await LiveSession.IsLiveAsync(AssetSource.FromMemory(init), segment is null ? null : AssetSource.FromMemory(segment));
        Assert.True(await IsLive(_forge.Init(Plain.Init), null));
        Assert.True(await IsLive(Plain.Init, Segment(0)));
        Assert.True(await IsLive(Plain.Init, _forge.WithManifest(Plain.Segments[0], LiveForge.Label, LiveForge.Place(1, "s", "c2pa.manifestId", "x"))));
        Assert.False(await IsLive(merkle.Init, merkle.Segments[0]));
        Assert.False(await IsLive(plain.Init, plain.Segments[0]));
        Assert.False(await IsLive(plain.Init, null));
    }
}
