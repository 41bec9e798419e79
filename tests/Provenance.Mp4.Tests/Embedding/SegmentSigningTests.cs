using Provenance.Testing;
using static Provenance.Tests.Bmff.Segmented;

namespace Provenance.Tests.Bmff;

[Clause("A.5.4.1.2")]
[Clause("15.12.2.2")]
public sealed class SegmentSigningTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Every_segment_is_authentic_in_order_whatever_row_is_stored(int? row)
    {
        var signed = await SignAsync([Rendition(1, 7)], new() { StoredRow = row });
        var (result, verdicts) = await ValidateAsync(signed[0]);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (SegmentFinding.Authentic, (long?)i, 0L)), verdicts.Select(v => (v.Finding, v.Location, v.Skipped)));
        foreach (byte[] segment in signed[0].Segments)
        {
            // The box stands right before the moof.
            var boxes = MediaProbe.Boxes(segment, 0, segment.Length).Select(b => b.Type).ToList();
            Assert.Equal(["styp", "uuid", "moof", "mdat"], boxes);
        }
    }

    [Fact]
    public async Task The_AIGC_label_goes_into_every_initialization_segment()
    {
        var label = new AigcLabel { ContentProducer = "Acme", ProduceId = "2026-0001" };
        var signed = await SignAsync([Rendition(1, 3), Rendition(2, 2, seed: 90)], definition: Signing.Definition with { AigcLabel = label });
        foreach (var rendition in signed)
        {
            var (result, verdicts) = await ValidateAsync(rendition);
            Assert.Equal((ValidationState.Trusted, label), (result.State, result.AigcLabel));
            Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));
        }
    }

    [Fact]
    public async Task What_is_signed_plays_the_same()
    {
        var plain = Rendition(1, 5);
        var signed = await SignAsync([plain]);
        byte[] Whole((byte[] Init, byte[][] Segments) r) => Bytes.Concat([r.Init, .. r.Segments]);
        Assert.Equal(MediaProbe.Follow(Whole(plain)), MediaProbe.Follow(Whole(signed[0])));
    }

    [Fact]
    [Clause("A.5.3-j")]
    public async Task Renditions_share_one_manifest_and_are_told_apart()
    {
        var signed = await SignAsync([Rendition(1, 4), Rendition(1, 4, seed: 50), Rendition(2, 3, seed: 90)]);
        var stores = new List<byte[]>();
        foreach (var rendition in signed)
        {
            var (result, verdicts) = await ValidateAsync(rendition);
            Assert.Equal(ValidationState.Trusted, result.State);
            Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));
            stores.Add((await Mp4.ExtractAsync(AssetSource.FromMemory(rendition.Init)))!.Value.ToArray());
        }

        Assert.Equal(stores[0], stores[1]);
        Assert.Equal(stores[0], stores[2]);
        var (_, mixed) = await ValidateAsync((signed[0].Init, [signed[0].Segments[0], signed[1].Segments[1], .. signed[0].Segments[2..]]));
        Assert.Equal([SegmentFinding.Authentic, SegmentFinding.Foreign, SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Missing], mixed.Select(v => v.Finding));
        Assert.Equal([0L, 0L, 1L, 0L, 0L], mixed.Select(v => v.Skipped));
        Assert.Equal(1, mixed[^1].Location);

        // The initialization segment of another rendition.
        var (swapped, foreign) = await ValidateAsync((signed[2].Init, signed[0].Segments));
        Assert.Equal(ValidationState.Trusted, swapped.State);
        Assert.All(foreign.Take(4), v => Assert.Equal(SegmentFinding.Foreign, v.Finding));
    }

    /// <summary>What is done to the segments of a signed rendition, and what must be found, as data: numbers of segments, then findings.</summary>
    public static TheoryData<string, int[], SegmentFinding[]> Sequences() => new()
    {
        { "as signed", [0, 1, 2, 3], [SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Authentic] },
        { "last missing", [0, 1, 2], [SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Missing] },
        { "first missing", [1, 2, 3], [SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Missing] },
        { "one twice", [0, 1, 1, 2, 3], [SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.Duplicate, SegmentFinding.Authentic, SegmentFinding.Authentic] },
        { "two swapped", [0, 2, 1, 3], [SegmentFinding.Authentic, SegmentFinding.Authentic, SegmentFinding.OutOfOrder, SegmentFinding.Authentic] },
        { "none", [], [SegmentFinding.Missing, SegmentFinding.Missing, SegmentFinding.Missing, SegmentFinding.Missing] },
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public async Task Missing_doubled_and_reordered_segments_are_found(string name, int[] numbers, SegmentFinding[] expected)
    {
        var signed = (await SignAsync([Rendition(1, 4)]))[0];
        var (_, verdicts) = await ValidateAsync((signed.Init, [.. numbers.Select(n => signed.Segments[n])]));
        Assert.True(expected.SequenceEqual(verdicts.Select(v => v.Finding)), name);
        Assert.All(verdicts, v => Assert.Equal(v.Finding == SegmentFinding.Authentic, v.Fault is null));
    }

    [Fact]
    public async Task Every_byte_of_a_segment_is_protected()
    {
        var signed = (await SignAsync([Rendition(1, 2)], new() { StoredRow = 1 }))[0];
        byte[] segment = signed.Segments[0];
        var uuid = MediaProbe.Boxes(segment, 0, segment.Length).Single(b => b.Type == "uuid");
        for (int at = 0; at < segment.Length; at += 3)
        {
            byte[] tampered = [.. segment];
            tampered[at] ^= 0x20;
            var (_, verdicts) = await ValidateAsync((signed.Init, [tampered, signed.Segments[1]]));
            bool isPadding = at >= uuid.Start && at < uuid.End && verdicts[0].Finding == SegmentFinding.Authentic;
            Assert.True(isPadding || verdicts[0].Finding is SegmentFinding.Altered or SegmentFinding.Foreign, $"byte {at}: {verdicts[0].Finding}");
        }
    }

    [Fact]
    public async Task A_changed_or_unsigned_initialization_segment_makes_every_segment_unverifiable()
    {
        var signed = (await SignAsync([Rendition(1, 2)]))[0];
        byte[] init = [.. signed.Init];
        init[^20] ^= 1;
        foreach (byte[] broken in new[] { init, Rendition(1, 2).Init })
        {
            var (result, verdicts) = await ValidateAsync((broken, signed.Segments));
            Assert.True(result.State < ValidationState.Valid);
            Assert.Equal([SegmentFinding.Unverifiable, SegmentFinding.Unverifiable], verdicts.Select(v => v.Finding));
        }
    }

    [Fact]
    public async Task The_order_comes_from_the_decode_time_and_not_from_how_they_are_given()
    {
        var plain = Rendition(1, 12);
        int[] shuffled = [9, 0, 10, 11, 1, 2, 3, 8, 4, 5, 7, 6];
        var signed = (await SignAsync([(plain.Init, [.. shuffled.Select(i => plain.Segments[i])])]))[0];
        byte[][] sorted = new byte[12][];
        for (int i = 0; i < 12; i++)
        {
            sorted[shuffled[i]] = signed.Segments[i];
        }

        var (_, verdicts) = await ValidateAsync((signed.Init, sorted));
        Assert.All(verdicts, v => Assert.Equal((SegmentFinding.Authentic, 0L), (v.Finding, v.Skipped)));

        var given = (await SignAsync([(plain.Init, [.. shuffled.Select(i => plain.Segments[i])])], order: SegmentOrder.AsGiven))[0];
        (_, verdicts) = await ValidateAsync(given);
        Assert.All(verdicts, v => Assert.Equal((SegmentFinding.Authentic, 0L), (v.Finding, v.Skipped)));
    }

    [Fact]
    public async Task Signed_segments_can_be_signed_again()
    {
        var once = (await SignAsync([Rendition(1, 4)]))[0];
        var failed = await Assert.ThrowsAsync<SigningException>(() => SignAsync([once]));
        Assert.Equal(SigningFault.AlreadySigned, failed.Fault);
        var twice = (await SignAsync([once], options: Signing.Options with { IfSigned = IfSigned.Replace }))[0];
        Assert.Equal(once.Segments.Select(s => s.Length), twice.Segments.Select(s => s.Length));
        var child = (await SignAsync([once], options: Signing.Options with { IfSigned = IfSigned.Ingredient }, definition: Signing.Edit))[0];
        foreach (var again in new[] { twice, child })
        {
            var (result, verdicts) = await ValidateAsync(again);
            Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
            Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));
        }

        // What is carried over as an ingredient was validated with its segments.
        var damaged = (once.Init, Segments: once.Segments[..3]);
        var grandchild = (await SignAsync([damaged], options: Signing.Options with { IfSigned = IfSigned.Ingredient }, definition: Signing.Edit))[0];
        var (_, sound) = await ValidateAsync(grandchild);
        Assert.Equal(3, sound.Count);
    }

    public static TheoryData<string, SigningFault> Refusals() => new()
    {
        { "no segment", SigningFault.UnsupportedInput },
        { "two moofs", SigningFault.UnsupportedInput },
        { "no moof", SigningFault.UnsupportedInput },
        { "another rendition", SigningFault.UnsupportedInput },
        { "init is a segment", SigningFault.UnsupportedInput },
        { "segment is an init", SigningFault.UnsupportedInput },
        { "init with media", SigningFault.UnsupportedInput },
        { "twice", SigningFault.UnsupportedInput },
        { "cut off", SigningFault.UnsupportedInput },
        { "sidx that lies", SigningFault.UnsupportedInput },
        { "samples outside", SigningFault.UnsupportedInput },
        { "too many", SigningFault.Limit },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Bad_input_is_refused_before_anything_is_written(string what, SigningFault expected)
    {
        var (init, segments) = Rendition(1, 3);
        var options = Signing.Options;
        switch (what)
        {
            case "no segment": segments = []; break;
            case "two moofs": segments[1] = Bytes.Concat(segments[1], segments[2]); break;
            case "no moof": segments[1] = Bytes.Box("styp", Bytes.Code("msdh"), new byte[4]); break;
            case "another rendition": segments[1] = Rendition(7, 1).Segments[0]; break;
            case "init is a segment": init = segments[0]; break;
            case "segment is an init": segments[2] = init; break;
            case "init with media": init = Bytes.Concat(init, segments[0]); break;
            case "twice": segments[2] = segments[0]; break;
            case "cut off": segments[1] = segments[1][..^7]; break;
            case "sidx that lies":
                byte[] sidx = Bytes.FullBox("sidx", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1000), new byte[8], Bytes.UInt16(0), Bytes.UInt16(1), Bytes.UInt32(99_999), Bytes.UInt32(1), Bytes.UInt32(0));
                segments[1] = Bytes.Concat(sidx, segments[1]);
                break;
            case "samples outside": segments[1] = segments[1][..^40]; Resize(segments[1]); break;
            default: options = options with { IngredientValidation = new() { Limits = ParserLimits.Default with { MaxMerkleLeaves = 2 } } }; break;
        }

        await using var sink = new MemorySink();
        var thrown = await Assert.ThrowsAsync<SigningException>(() => FragmentedMp4.SignAsync([Of((init, segments), default)], sink, Signing.Definition, Signing.Signer(), options));
        Assert.Equal(expected, thrown.Fault);
        Assert.Empty(sink.Files);
        Assert.False(sink.IsComplete);

        // The mdat of a segment now ends where its samples still go on.
        static void Resize(byte[] segment)
        {
            var mdat = MediaProbe.Boxes(segment, 0, segment.Length).Single(b => b.Type == "mdat");
            Bytes.UInt32((uint)(mdat.End - mdat.Start - 40)).CopyTo(segment, mdat.Start);
        }
    }

    [Fact]
    public async Task A_sidx_follows_the_Merkle_box()
    {
        var plain = Rendition(1, 2);
        byte[] rest = plain.Segments[0][12..];
        byte[] sidx = Bytes.FullBox("sidx", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1000), new byte[8], Bytes.UInt16(0), Bytes.UInt16(1), Bytes.UInt32((uint)rest.Length), Bytes.UInt32(1), Bytes.UInt32(0));
        plain.Segments[0] = Bytes.Concat(sidx, rest);
        var signed = (await SignAsync([plain]))[0];
        byte[] segment = signed.Segments[0];
        uint size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(32));
        Assert.Equal(segment.Length - sidx.Length, (int)size);
        var (_, verdicts) = await ValidateAsync(signed);
        Assert.All(verdicts, v => Assert.Equal(SegmentFinding.Authentic, v.Finding));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(null)]
    public async Task What_was_written_is_read_back_and_nothing_is_published_when_it_is_not_what_was_signed(int? segment)
    {
        byte[] Flip(SegmentFile file, byte[] bytes)
        {
            bytes[^3] ^= (byte)(file.Segment == segment ? 4 : 0);
            return bytes;
        }

        await using var sink = new MemorySink { Spoil = Flip };
        var thrown = await Assert.ThrowsAsync<SigningException>(() => FragmentedMp4.SignAsync([Of(Rendition(1, 3), default)], sink, Signing.Definition, Signing.Signer(), Signing.Options));
        Assert.Equal(SigningFault.ReadBack, thrown.Fault);
        Assert.Equal(4, sink.Files.Count);
        Assert.False(sink.IsComplete);
    }

    [Fact]
    public async Task What_a_killed_run_left_behind_the_next_one_removes_and_what_a_running_one_holds_it_leaves()
    {
        using var folder = new TempFolder();
        string output = folder["out"];
        Directory.CreateDirectory(Path.Combine(output, ".provenance-killed"));
        folder.Write("out/.provenance-killed/0", [1, 2, 3]);
        folder.Write("out/.provenance-killed.lock", []);
        folder.Write("out/.provenance-killed-early.lock", []);
        Directory.CreateDirectory(Path.Combine(output, ".provenance-without-lock"));

        await using (var running = new SegmentFolder(output))
        {
            await (await running.OpenAsync(new SegmentFile(0, 0, "running.m4s", 3))).DisposeAsync();
            string[] held = Directory.GetFileSystemEntries(output, ".provenance-*");
            Assert.Equal(2, held.Length);
            var (init, segments) = Rendition(1, 2);
            var rendition = new Rendition { Init = AssetSource.FromFile(folder.Write("init.mp4", init)), Segments = [.. segments.Select((s, i) => AssetSource.FromFile(folder.Write($"{i}.m4s", s)))] };
            await using (var sink = new SegmentFolder(output))
            {
                await FragmentedMp4.SignAsync([rendition], sink, Signing.Definition, Signing.Signer(), Signing.Options);
            }

            Assert.Equal(held.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(output, ".provenance-*").Order(StringComparer.Ordinal));
        }

        Assert.Equal(["0.m4s", "1.m4s", "init.mp4"], Directory.GetFileSystemEntries(output).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task When_an_output_cannot_take_its_place_the_ones_before_it_give_theirs_back()
    {
        using var folder = new TempFolder();
        string output = folder["out"];
        Directory.CreateDirectory(Path.Combine(output, "c.m4s"));
        folder.Write("out/a.m4s", [1]);
        await using (var sink = new SegmentFolder(output))
        {
            foreach (string name in new[] { "a.m4s", "b.m4s", "c.m4s" })
            {
                await using var stream = await sink.OpenAsync(new SegmentFile(0, 0, name, 1));
                await stream.WriteAsync(new byte[] { 2 });
            }

            await Assert.ThrowsAnyAsync<IOException>(() => sink.CompleteAsync().AsTask());
        }

        Assert.Equal([1], await File.ReadAllBytesAsync(Path.Combine(output, "a.m4s")));
        Assert.Equal(["a.m4s", "c.m4s"], Directory.GetFileSystemEntries(output).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_gets_all_files_or_none()
    {
        using var folder = new TempFolder();
        var plain = Rendition(1, 3);
        string init = folder.Write("init.mp4", plain.Init);
        string[] paths = [.. plain.Segments.Select((s, i) => folder.Write($"seg{i}.m4s", s))];
        string output = folder["out"];
        var rendition = new Rendition { Init = AssetSource.FromFile(init), Segments = [.. paths.Select(AssetSource.FromFile)] };
        await using (var sink = new SegmentFolder(output))
        {
            await Assert.ThrowsAsync<SigningException>(() => FragmentedMp4.SignAsync([rendition], sink, Signing.Definition, new Failing(Signing.Signer()), Signing.Options));
        }

        Assert.False(Directory.Exists(output));
        await using (var sink = new SegmentFolder(output))
        {
            await FragmentedMp4.SignAsync([rendition], sink, Signing.Definition, Signing.Signer(), Signing.Options);
        }

        Assert.Equal(["init.mp4", "seg0.m4s", "seg1.m4s", "seg2.m4s"], Directory.GetFileSystemEntries(output).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));
        await using (var sink = new SegmentFolder(output, _ => "../escape.mp4"))
        {
            var thrown = await Assert.ThrowsAsync<SigningException>(() => FragmentedMp4.SignAsync([rendition], sink, Signing.Definition, Signing.Signer(), Signing.Options));
            Assert.Equal(SigningFault.Destination, thrown.Fault);
        }

        Assert.False(File.Exists(folder["escape.mp4"]));
        await using (var sink = new SegmentFolder(output, _ => "same.mp4"))
        {
            var thrown = await Assert.ThrowsAsync<SigningException>(() => FragmentedMp4.SignAsync([rendition], sink, Signing.Definition, Signing.Signer(), Signing.Options));
            Assert.Equal(SigningFault.Destination, thrown.Fault);
        }

        Assert.Equal(4, Directory.GetFileSystemEntries(output).Length);
    }

    [Fact]
    public async Task Published_renditions_can_be_signed_and_a_published_signed_one_signed_again()
    {
        byte[] init = Fixtures.Read("c2pa-rs/bunny_89283bps/BigBuckBunny_2s_init.mp4");
        byte[][] segments = [.. new[] { 1, 10, 100, 101, 102, 103, 104, 105, 106, 107, 11 }.Select(i => Fixtures.Read($"c2pa-rs/bunny_89283bps/BigBuckBunny_2s{i}.m4s"))];
        var signed = (await SignAsync([(init, segments)]))[0];
        int[] inTime = [0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9];
        var (result, verdicts) = await ValidateAsync((signed.Init, [.. inTime.Select(i => signed.Segments[i])]));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.All(verdicts, v => Assert.Equal((SegmentFinding.Authentic, 0L), (v.Finding, v.Skipped)));

        // Its initialization segment has a tfra that speaks of other files.
        var dash = (Fixtures.Read("c2pa-rs/dashinit.mp4"), new[] { Fixtures.Read("c2pa-rs/dash1.m4s") });
        var again = (await SignAsync([dash], options: Signing.Options with { IfSigned = IfSigned.Replace }))[0];
        (result, verdicts) = await ValidateAsync(again);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(SegmentFinding.Authentic, Assert.Single(verdicts).Finding);
    }

    private sealed class Failing(ClaimSigner inner) : ClaimSigner
    {
        public override SigningAlgorithm Algorithm => inner.Algorithm;

        public override IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> CertificateChain => inner.CertificateChain;

        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The key service is down.");
    }
}
