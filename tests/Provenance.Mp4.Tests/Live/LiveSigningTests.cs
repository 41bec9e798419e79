using System.Security.Cryptography;
using System.Text;
using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Testing;
using static Provenance.Tests.Bmff.LiveStream;

namespace Provenance.Tests.Bmff;

/// <summary>§19.4, §19.6.2: what <see cref="LiveSigner"/> writes, and that our validator takes it.</summary>
[Clause("19.4")]
public sealed class LiveSigningTests
{
    [Fact]
    [Clause("19.4.2-a", "19.6.2-b", "19.2.1-a", "A.5.5-a")]
    public async Task Every_segment_is_authentic_as_it_comes()
    {
        var signed = await SignAsync(LiveForge.Stream(5));
        var verdicts = await ValidateAsync(signed);
        AllAuthentic(verdicts);
        Assert.Equal([null, 1UL, 2UL, 3UL, 4UL, 5UL], verdicts.Select(v => v.SequenceNumber));
        Assert.All(verdicts, v => Assert.Equal((0, 0), (v.Skipped, v.Notes.Count)));
        Assert.Equal(ValidationState.Trusted, verdicts[0].Manifest!.State);
        Assert.All(verdicts.Skip(1), v => Assert.Null(v.Manifest));
    }

    [Theory]
    [InlineData("ES256", 64)]
    [InlineData("ES384", 96)]
    [InlineData("ES512", 132)]
    [InlineData("EdDSA", 64)]
    public async Task Any_algorithm_of_claims_signs_segments(string name, int signatureLength)
    {
        if (name == "EdDSA")
        {
            Tools.RequireEd25519();
        }

        using var key = SessionKeySigner.Generate(SigningAlgorithm.All.Single(a => a.Name == name));
        var signed = await SignAsync(LiveForge.Stream(2), new() { SessionKey = key });
        AllAuthentic(await ValidateAsync(signed));
        var (_, message) = Message(signed[1]);
        Assert.Equal((name, signatureLength), (message.Algorithm!.Name, message.Signature.Length));
    }

    [Fact]
    [Clause("19.4.4.1")]
    public async Task An_RSA_key_of_the_callers_signs_segments_too()
    {
        using var key = new RsaSessionKey();
        var signed = await SignAsync(LiveForge.Stream(2), new() { SessionKey = key });
        AllAuthentic(await ValidateAsync(signed));
        Assert.Throws<ArgumentException>(() => SessionKeySigner.Generate(SigningAlgorithm.PS256));
    }

    [Theory]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task The_hash_is_the_one_asked_for(string name) =>
        AllAuthentic(await ValidateAsync(await SignAsync(LiveForge.Stream(2), options: Signing.Options with { Hash = new HashAlgorithmName(name) })));

    [Fact]
    [Clause("19.4.2-b", "19.4.2-c", "19.4.2-d", "19.4.2-e")]
    public async Task The_box_stands_before_the_fragment_with_the_fields_of_the_standard()
    {
        var plain = LiveForge.Stream(3);
        var signed = await SignAsync(plain);
        Assert.Equal(["styp", "emsg", "moof", "mdat"], MediaProbe.Boxes(signed[1], 0, signed[1].Length).Select(b => b.Type));
        var ids = new List<uint>();
        for (int i = 1; i < signed.Count; i++)
        {
            var (box, message) = Message(signed[i]);
            Assert.Equal(("urn:c2pa:verifiable-segment-info", "fseg", (byte)0, 0u), (box.Scheme, box.Value, box.Version, box.PresentationTimeDelta));

            // The samples of the generated movie state no duration of their own: 40 units each, two a segment, at 1000 a second.
            Assert.Equal((1000u, 80u), (box.Timescale, box.EventDuration));
            Assert.True(message.IsTagged && !message.IsDetached);
            ids.Add(box.Id);
        }

        Assert.Equal(3, ids.Distinct().Count());

        // Without the box the segment is what it was.
        var emsg = MediaProbe.Boxes(signed[1], 0, signed[1].Length).Single(b => b.Type == "emsg");
        Assert.Equal(plain.Segments[0], Bytes.Concat(signed[1][..(int)emsg.Start], signed[1][(int)emsg.End..]));
    }

    [Fact]
    [Clause("19.4.1-a", "19.4.1-b", "19.4.1-c", "19.4.1-d", "19.4.1-e", "19.4.1-f", "19.4.1-g", "19.4.1-h")]
    public async Task The_segment_info_says_what_the_standard_asks_for_and_no_more()
    {
        using var signer = await SignerAsync(LiveForge.Stream(0).Init, new() { MinSequenceNumber = 3 });
        byte[] segment = LiveForge.Stream(3).Segments[2];
        byte[] signed = (await signer.SignSegmentAsync(segment)).ToArray();
        var (_, message) = Message(signed);
        Assert.Equal(-7, message.AlgorithmIdentifier);
        Assert.Equal(TestPki.Now, message.ClaimedTime);
        Assert.Equal([4], message.UnprotectedHeader.Entries.Select(e => e.Key.AsInt64));
        Assert.Equal(signer.SessionKey!.KeyIdentifier.ToArray(), message.UnprotectedHeader[4]!.AsBytes!.Value.ToArray());
        var payload = message.Payload.AsBytes!.Value;
        Assert.True(CborValue.TryParse(payload, ParserLimits.Default, out var map, out _));

        // Deterministic encoding: what is read and written again is the same.
        Assert.Equal(payload.ToArray(), CborValue.Map(map.Entries.Select(e => KeyValuePair.Create(CborValue.Text(e.Key.AsText!), Copy(e.Value)))).Encoded.ToArray());
        Assert.Equal(["bmffHash", "manifestId", "sequenceNumber"], map.Entries.Select(e => e.Key.AsText!));
        Assert.Equal(3UL, map["sequenceNumber"]!.AsUInt64);
        Assert.Equal(signer.Signing.ManifestLabel, map["manifestId"]!.AsText);
        var hash = map["bmffHash"]!;
        Assert.Equal("sha256", hash["alg"]!.AsText);
        Assert.False(hash.Contains("merkle"));

        // The letter's condition at offset 0, and the one that finds the scheme.
        var emsg = hash["exclusions"]!.Items.Where(x => x["xpath"]!.AsText == "/emsg").Select(x => x["data"]!.Items.Single()).ToList();
        Assert.Equal([0L, 12L], emsg.Select(d => d["offset"]!.AsInt64!.Value));
        Assert.All(emsg, d => Assert.Equal("urn:c2pa:verifiable-segment-info", Encoding.ASCII.GetString(d["value"]!.AsBytes!.Value.Span)));

        // Computed here, box by box, each behind its offset.
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var box in MediaProbe.Boxes(signed, 0, signed.Length).Where(b => b.Type != "emsg"))
        {
            digest.AppendData(Bytes.UInt64((ulong)box.Start));
            digest.AppendData(signed.AsSpan((int)box.Start, (int)(box.End - box.Start)));
        }

        Assert.Equal(digest.GetHashAndReset(), hash["hash"]!.AsBytes!.Value.ToArray());
    }

    [Fact]
    [Clause("18.25.2-a", "18.25.2-c", "18.25.2-d", "18.25.2-e", "19.2.1-b", "19.2.3-a", "19.4.4.1-a", "19.4.4.1-c", "19.6.2-a")]
    public async Task The_initialization_segment_carries_the_key_bound_to_the_signer_and_a_hash_of_its_movie()
    {
        using var signer = await SignerAsync(LiveForge.Stream(0).Init, new() { KeyValidity = TimeSpan.FromHours(2), MinSequenceNumber = 7 });
        var result = await Signing.ValidateAsync(signer.InitSegment.ToArray());
        Assert.Equal(ValidationState.Trusted, result.State);
        var key = Assert.Single(Assert.Single(result.ActiveManifest!.Assertions.OfType<SessionKeysAssertion>()).Keys);
        Assert.Equal((7UL, 7200UL, TestPki.Now, TestPki.Now.AddHours(2)), (key.MinSequenceNumber, key.ValidityPeriod, key.CreatedAt, key.ValidUntil));
        Assert.Equal(16, key.KeyIdentifier.Length);

        // Nothing but the store is in the box: players of others do not expect padding there.
        var uuid = MediaProbe.Boxes(signer.InitSegment.ToArray(), 0, signer.InitSegment.Length).Single(b => b.Type == "uuid");
        Assert.Equal(signer.ManifestStore.Length + 8 + 16 + 4 + "manifest\0".Length + 8, uuid.End - uuid.Start);
        Assert.True(key.IsValidAt(TestPki.Now) && key.IsValidAt(TestPki.Now.AddHours(2)) && !key.IsValidAt(TestPki.Now.AddSeconds(7201)) && !key.IsValidAt(TestPki.Now.AddSeconds(-1)));
        byte[] tampered = signer.InitSegment.ToArray();
        var moov = MediaProbe.Boxes(tampered, 0, tampered.Length).Single(b => b.Type == "moov");
        tampered[moov.Start + 60] ^= 1;
        Assert.Equal(["livevideo.manifest.invalid", "assertion.bmffHash.mismatch"], Codes((await ValidateAsync([tampered]))[0]));
    }

    [Fact]
    public async Task A_segment_of_several_fragments_is_one_segment_with_one_number()
    {
        var plain = LiveForge.Stream(6);
        var chunked = (plain.Init, (byte[][])[Bytes.Concat(plain.Segments[0], plain.Segments[1]), Bytes.Concat(plain.Segments[2], plain.Segments[3]), Bytes.Concat(plain.Segments[4], plain.Segments[5])]);
        var signed = await SignAsync(chunked);
        var verdicts = await ValidateAsync(signed);
        AllAuthentic(verdicts);
        Assert.Equal([null, 1UL, 3UL, 5UL], verdicts.Select(v => v.SequenceNumber));
        Assert.All(verdicts, v => Assert.Equal(0, v.Skipped));
        Assert.Equal(160u, Message(signed[1]).Box.EventDuration);
        Assert.Equal(2, (await ValidateAsync([signed[0], signed[1], signed[3]]))[2].Skipped);
    }

    [Fact]
    public async Task Numbers_of_the_callers_own_may_be_of_any_size()
    {
        using var signer = await SignerAsync(LiveForge.Stream(0).Init);
        byte[][] plain = LiveForge.Stream(6).Segments;
        var signed = new List<byte[]> { signer.InitSegment.ToArray() };
        ulong[] numbers = [23, 24, 255, 65_536, uint.MaxValue, ulong.MaxValue - 1];
        for (int i = 0; i < plain.Length; i++)
        {
            var segment = await signer.SignSegmentAsync(plain[i], numbers[i]);
            Assert.Equal(numbers[i], segment.SequenceNumber);
            signed.Add(segment.ToArray());
        }

        var verdicts = await ValidateAsync(signed);
        AllAuthentic(verdicts);
        Assert.Equal(numbers, verdicts.Skip(1).Select(v => v.SequenceNumber!.Value));
        Assert.Equal(230, verdicts[3].Skipped);
    }

    [Fact]
    [Clause("18.25.2-f", "18.25.2-g", "19.4.3-a")]
    public async Task A_new_key_takes_over_in_a_new_initialization_segment_before_the_old_one_expires()
    {
        var clock = new ManualClock(TestPki.Now);
        var plain = LiveForge.Stream(6);
        using var signer = await SignerAsync(plain.Init, new() { KeyValidity = TimeSpan.FromMinutes(60) }, Signing.Options with { Clock = clock });
        var signed = new List<byte[]> { signer.InitSegment.ToArray() };
        async Task Sign(int number) => signed.Add((await signer.SignSegmentAsync(plain.Segments[number])).ToArray());
        await Sign(0);
        await Sign(1);
        Assert.False(signer.IsRotationDue);
        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.True(signer.IsRotationDue);
        await Sign(2);
        string first = signer.Signing.ManifestLabel!;
        await signer.RotateKeyAsync();
        Assert.False(signer.IsRotationDue);
        Assert.NotEqual(first, signer.Signing.ManifestLabel);
        Assert.Equal(4UL, signer.SessionKey!.MinSequenceNumber);
        signed.Add(signer.InitSegment.ToArray());
        clock.Advance(TimeSpan.FromMinutes(30));
        await Sign(3);
        clock.Advance(TimeSpan.FromMinutes(31));
        var expired = await Assert.ThrowsAsync<SigningException>(async () => await Sign(4));
        Assert.Equal(SigningFault.InvalidCredential, expired.Fault);
        await signer.RotateKeyAsync();
        signed.Add(signer.InitSegment.ToArray());
        await Sign(4);
        AllAuthentic(await ValidateAsync(signed, Signing.Validator.Options with { Clock = clock }));

        // Without the new initialization segment the key is not known.
        var missing = await ValidateAsync([.. signed[..4], signed[5]], Signing.Validator.Options with { Clock = clock });
        Assert.Equal(SegmentFinding.Foreign, missing[^1].Finding);
        Assert.Equal(["livevideo.segment.invalid"], Codes(missing[^1]));
    }

    public static TheoryData<string, SigningFault> Refusals() => new()
    {
        { "number repeats", SigningFault.UnsupportedInput },
        { "number below the key's", SigningFault.UnsupportedInput },
        { "no moof", SigningFault.UnsupportedInput },
        { "an initialization segment", SigningFault.UnsupportedInput },
        { "another rendition", SigningFault.UnsupportedInput },
        { "offsets from the start of the file", SigningFault.UnsupportedInput },
        { "cut off", SigningFault.UnsupportedInput },
        { "an index", SigningFault.UnsupportedInput },
        { "signed", SigningFault.AlreadySigned },
        { "signed with Merkle boxes", SigningFault.AlreadySigned },
        { "produced after the key expired", SigningFault.InvalidCredential },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_signed_is_refused_and_the_next_segment_is_signed(string what, SigningFault expected)
    {
        var (init, segments) = LiveForge.Stream(5);
        using var signer = await SignerAsync(init, new() { MinSequenceNumber = 2 });
        var signed = new List<byte[]> { signer.InitSegment.ToArray(), (await signer.SignSegmentAsync(segments[1])).ToArray() };
        byte[] bad = what switch
        {
            "number repeats" => segments[1],
            "number below the key's" => segments[0],
            "no moof" => Bytes.Box("styp", Bytes.Code("msdh"), new byte[4]),
            "an initialization segment" => init,
            "another rendition" => Segmented.Rendition(9, 4).Segments[3],
            "offsets from the start of the file" => new Mp4Builder().Add("styp", Bytes.Code("msdh")).Fragment(3, Mp4Track.Of(1, 1), [Bytes.Pattern(50, 1)], absolute: true).Build(),
            "cut off" => segments[2][..^3],
            "an index" => Bytes.Concat(segments[2], Bytes.Box("mfra")),
            "signed" => signed[1],
            "signed with Merkle boxes" => (await Segmented.SignAsync([(init, segments)]))[0].Segments[3],
            _ => Bytes.Concat(Prft(TestPki.Now.AddDays(2), 3000), segments[2]),
        };
        var failed = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignSegmentAsync(bad));
        Assert.Equal((what, expected), (what, failed.Fault));
        signed.Add((await signer.SignSegmentAsync(segments[2])).ToArray());
        AllAuthentic(await ValidateAsync(signed));
    }

    [Fact]
    public async Task An_initialization_segment_with_media_or_none_is_refused()
    {
        var (init, segments) = LiveForge.Stream(1);
        foreach (byte[] bad in new[] { Bytes.Concat(init, Bytes.Box("mdat", [1, 2, 3])), segments[0], Bytes.Concat(init, segments[0]) })
        {
            Assert.Equal(SigningFault.UnsupportedInput, (await Assert.ThrowsAsync<SigningException>(() => SignerAsync(bad))).Fault);
        }

        byte[] signed = (await SignAsync((init, segments)))[0];
        Assert.Equal(SigningFault.AlreadySigned, (await Assert.ThrowsAsync<SigningException>(() => SignerAsync(signed))).Fault);
        Assert.Equal(SigningFault.AlreadySigned, (await Assert.ThrowsAsync<SigningException>(() => SignerAsync(signed, options: Signing.Options with { IfSigned = IfSigned.Skip }))).Fault);
        using var again = await SignerAsync(signed, options: Signing.Options with { IfSigned = IfSigned.Replace });
        AllAuthentic(await ValidateAsync([again.InitSegment.ToArray(), (await again.SignSegmentAsync(segments[0])).ToArray()]));
    }

    [Fact]
    public async Task A_session_key_that_is_not_the_one_it_says_is_found_before_anything_is_delivered()
    {
        using var liar = new LyingKey();
        var failed = await Assert.ThrowsAsync<SigningException>(() => SignerAsync(LiveForge.Stream(0).Init, new() { SessionKey = liar }));
        Assert.Equal(SigningFault.ReadBack, failed.Fault);
    }

    // The thread's own count: nothing else is in it.
    [Fact]
    public async Task A_segment_allocates_next_to_nothing_whatever_its_size()
    {
        using var signer = await SignerAsync(LiveForge.Stream(0).Init);
        var track = Mp4Track.Of(1, 1);
        uint number = 0;
        long Measure(int size)
        {
            long least = long.MaxValue;
            for (int i = 0; i < 8; i++)
            {
                byte[] segment = new Mp4Builder().Add("styp", Bytes.Code("msdh")).Fragment(++number, track, [new byte[size]]).Build();
                long before = GC.GetAllocatedBytesForCurrentThread();
                var signing = signer.SignSegmentAsync(segment);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.True(signing.IsCompletedSuccessfully);
                least = Math.Min(least, allocated);
            }

            return least;
        }

        long small = Measure(1000);
        Assert.InRange(small, 1, 32 << 10);
        Assert.InRange(Measure(3_000_000), 1, small + 4096);
        await Task.CompletedTask;
    }

    internal static byte[] Prft(DateTimeOffset time, ulong mediaTime)
    {
        var since = time - new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return Bytes.FullBox("prft", 1, 0, Bytes.UInt32(1), Bytes.UInt32((uint)(long)since.TotalSeconds), Bytes.UInt32(0), Bytes.UInt64(mediaTime));
    }

    private static (EmsgBox Box, CoseSign1 Message) Message(byte[] segment)
    {
        var emsg = MediaProbe.Boxes(segment, 0, segment.Length).Single(b => b.Type == "emsg");
        var box = EmsgBox.TryParse(segment.AsMemory((int)emsg.Start, (int)(emsg.End - emsg.Start)), 8)!;
        Assert.True(CoseSign1.TryParse(box.MessageData, ParserLimits.Default, out var message, out var fault), fault?.Sentence);
        return (box, message);
    }

    private static CborValue Copy(CborValue value) => value.Kind switch
    {
        CborKind.Map => CborValue.Map(value.Entries.Select(e => KeyValuePair.Create(Copy(e.Key), Copy(e.Value)))),
        CborKind.Array => CborValue.Array(value.Items.Select(Copy)),
        CborKind.TextString => CborValue.Text(value.AsText!),
        CborKind.ByteString => CborValue.Bytes(value.AsBytes!.Value),
        _ => CborValue.Integer(value.AsInteger!.Value),
    };

    private sealed class RsaSessionKey : SessionKeySigner
    {
        private readonly RSA _key = RSA.Create(2048);

        public override SigningAlgorithm Algorithm => SigningAlgorithm.PS256;

        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => _key.ExportSubjectPublicKeyInfo();

        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            new(_key.SignData(message.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));

        protected override void Dispose(bool disposing) => _key.Dispose();
    }

    private sealed class LyingKey : SessionKeySigner
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public override SigningAlgorithm Algorithm => SigningAlgorithm.ES256;

        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => _other.ExportSubjectPublicKeyInfo();

        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            new(_key.SignData(message.Span, HashAlgorithmName.SHA256));

        protected override void Dispose(bool disposing)
        {
            _key.Dispose();
            _other.Dispose();
        }
    }
}
