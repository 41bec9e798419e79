using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("15.12.2")]
[Clause("18.6.2")]
public sealed class FlatHashTests
{
    private const string Match = "assertion.bmffHash.match";
    private const string Mismatch = "assertion.bmffHash.mismatch";
    private const string Malformed = "assertion.bmffHash.malformed";

    private static readonly Mp4Track Video = Mp4Track.Of(1, 9, 300);
    private static readonly byte[] Store = Bytes.Concat(new byte[8], Bytes.Box("jumb", new byte[40]));

    private static byte[] Signed(BoxForm media = BoxForm.Compact) =>
        new Mp4Builder().Ftyp().ContentProvenance("manifest", Store).Movie(Video).Free(64, 7).Uuid(Guid.NewGuid(), new byte[9]).Media(media, Video).Build();

    [Theory]
    [InlineData(BoxForm.Compact)]
    [InlineData(BoxForm.Large)]
    [InlineData(BoxForm.ToEnd)]
    [Clause("15.12.2-p")]
    public async Task An_unchanged_file_matches(BoxForm media)
    {
        byte[] file = Signed(media);
        Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(SignedFile.Sign(file))));
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    [Clause("18.6.2-a")]
    public async Task Every_algorithm_works(string name)
    {
        byte[] file = new Mp4Builder().Mdat(Bytes.Pattern(1000, 3)).Build();
        byte[] digest = Provenance.Cryptography.ContentHash.Compute(new(name), Bytes.Concat(new byte[8], file));
        Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(BmffHashAssertion.Flat(new(name), digest))));
    }

    [Fact]
    [Clause("A.5.6-a", "A.5.6-b", "A.5.6-c")]
    public async Task Every_byte_is_hashed_or_in_a_mandatory_exclusion()
    {
        byte[] file = Signed();
        var binding = SignedFile.Binding(SignedFile.Sign(file));
        int end = new Mp4Builder().Ftyp().ContentProvenance("manifest", Store).Build().Length;
        for (int i = 0; i < file.Length; i++)
        {
            file[i] ^= 0x10;
            string[] codes = await SignedFile.CodesAsync(file, binding);
            // The payloads of ftyp and of the C2PA box are outside every hash; everything else is inside, header bytes included.
            bool open = i is >= 8 and < 28 || (i >= 28 + 24 && i < end);
            Assert.True(open == codes.Contains(Match), $"byte {i}: {string.Join(", ", codes)}");
            file[i] ^= 0x10;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    public async Task Bytes_behind_the_last_box_are_a_mismatch(int count)
    {
        byte[] file = Signed();
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(Bytes.Concat(file, new byte[count]), SignedFile.Binding(SignedFile.Sign(file))));
    }

    [Fact]
    public async Task A_file_cut_short_anywhere_is_not_a_match()
    {
        byte[] file = Signed();
        var binding = SignedFile.Binding(SignedFile.Sign(file));
        for (int length = 0; length < file.Length; length += 13)
        {
            Assert.DoesNotContain(Match, await SignedFile.CodesAsync(file[..length], binding));
        }
    }

    [Fact]
    public async Task A_moved_box_is_a_mismatch()
    {
        byte[] free = Bytes.Box("free", Bytes.Pattern(8, 1));
        byte[] skip = Bytes.Box("skip", Bytes.Pattern(8, 2));
        var binding = SignedFile.Binding(SignedFile.Sign(Bytes.Concat(free, skip)));
        Assert.Contains(Match, await SignedFile.CodesAsync(Bytes.Concat(free, skip), binding));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(Bytes.Concat(skip, free), binding));
    }

    [Fact]
    public async Task Samples_in_an_excluded_box_are_reported()
    {
        // The offset of chunk 1 is hashed and leads into a free box that is not: its content can be exchanged at will (#2488 of c2pa-rs).
        Mp4Track bent = new(1, [.. Video.Samples]) { BendOffset = (chunk, offset) => chunk == 1 ? 40 : offset };
        byte[] file = new Mp4Builder().Ftyp().Free(2000).Movie(bent).Media(bent).Build();
        var flat = SignedFile.Sign(file);
        Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(flat)));
        Assert.True(BoxPath.TryParse("/free", out var free));
        var assertion = flat with { Exclusions = [.. MandatoryExclusions.Basic, new(free)] };
        assertion = assertion with { Hash = await HashAsync(file, assertion) };
        string[] codes = await SignedFile.CodesAsync(file, SignedFile.Binding(assertion));
        Assert.Contains("provenance.container.unhashedSamples", codes);
        Assert.Contains("provenance.container.unprotectedBytes", codes);
        Assert.DoesNotContain("assertion.bmffHash.additionalExclusionsPresent", codes);
    }

    [Theory]
    [InlineData("/mdat", true)]
    [InlineData("/moov", true)]
    [InlineData("/moov/udta", false)]
    [InlineData("/moov[1]/trak[1]/tkhd", true)]
    [InlineData("/moov/trak/mdia/minf/stbl/stco", true)]
    [InlineData("/moov/trak/mdia/minf/stbl/stsd", true)]
    [InlineData("/moov/trak/mdia/mdhd", true)]
    [InlineData("/moov/trak/mdia/hdlr", true)]
    [InlineData("/moov/trak/edts/elst", false)]
    [InlineData("/mfra/tfra", false)]
    [InlineData("/pssh", false)]
    [Clause("15.12.2-m")]
    public async Task Additional_exclusions_are_reported_and_dangerous_ones_are_failures(string path, bool dangerous)
    {
        byte[] file = Signed();
        Assert.True(BoxPath.TryParse(path, out var parsed));
        var assertion = BmffHashAssertion.Flat(HashAlgorithmName.SHA256) with { Exclusions = [.. MandatoryExclusions.Basic, new(parsed)] };
        assertion = assertion with { Hash = await HashAsync(file, assertion) };
        string[] codes = await SignedFile.CodesAsync(file, SignedFile.Binding(assertion));
        Assert.Contains("assertion.bmffHash.additionalExclusionsPresent", codes);
        Assert.Equal(dangerous, codes.Contains("provenance.bmffHash.dangerousExclusion"));
        Assert.Contains(Match, codes);
    }

    [Fact]
    [Clause("15.12.2-m")]
    public async Task Room_inside_of_another_box_may_be_left_out()
    {
        Mp4Track roomy = new(1, [.. Video.Samples]) { SampleTableExtra = _ => Bytes.Box("free", new byte[40]) };
        byte[] file = new Mp4Builder().Ftyp().Movie(roomy).Media(roomy).Build();
        Assert.True(BoxPath.TryParse("/moov/trak/mdia/minf/stbl/free", out var free));
        var assertion = BmffHashAssertion.Flat(HashAlgorithmName.SHA256) with { Exclusions = [.. MandatoryExclusions.Basic, new(free)] };
        assertion = assertion with { Hash = await HashAsync(file, assertion) };
        Assert.Equal([Match, "provenance.container.unprotectedBytes"], (await SignedFile.CodesAsync(file, SignedFile.Binding(assertion))).Order(StringComparer.Ordinal));

        // Room that takes in the box behind it, or that becomes a box which is read, is no longer what was left out.
        byte[] grown = [.. file];
        int at = grown.AsSpan().IndexOf("free"u8);
        grown[at - 1]--;
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(grown, SignedFile.Binding(assertion)));
        byte[] used = [.. file];
        "stss"u8.CopyTo(used.AsSpan(at));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(used, SignedFile.Binding(assertion)));
    }

    [Fact]
    [Clause("15.12.2")]
    public async Task Media_that_is_not_in_the_file_is_a_failure_unless_it_is_another_files()
    {
        Mp4Track bent = new(1, [.. Video.Samples]) { BendOffset = (chunk, offset) => chunk == 1 ? 1_000_000 : offset };
        byte[] file = new Mp4Builder().Ftyp().Movie(bent).Media(bent).Build();
        Assert.Equal(["provenance.container.missingMedia", Match], await SignedFile.CodesAsync(file, SignedFile.Binding(SignedFile.Sign(file))));

        byte[] external = [.. file];
        external[external.AsSpan().IndexOf("url "u8) + 7] = 0;
        Assert.Equal([Match], await SignedFile.CodesAsync(external, SignedFile.Binding(SignedFile.Sign(external))));
    }

    [Fact]
    public async Task A_binding_that_covers_nothing_is_a_failure()
    {
        byte[] file = new Mp4Builder().Ftyp().Build();
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, SignedFile.Binding(SignedFile.Sign(file))));
    }

    public static TheoryData<string, string> BrokenAssertions => new()
    {
        { "no exclusions", Malformed }, { "empty exclusions", Malformed }, { "exclusions no array", Malformed }, { "illegal path", Malformed }, { "no hash", Malformed },
        { "hash no bytes", Malformed }, { "empty hash", Mismatch }, { "short hash", Mismatch }, { "md5", "algorithm.unsupported" }, { "alg no text", Malformed },
        { "empty merkle", Malformed }, { "not a map", Malformed }, { "too many exclusions", "provenance.limit.exceeded" },
    };

    [Theory]
    [MemberData(nameof(BrokenAssertions))]
    [Clause("15.12.2-l", "18.6.2-a")]
    public async Task A_broken_assertion_gives_its_code(string what, string code)
    {
        byte[] file = Signed();
        var good = SignedFile.Sign(file).ToCbor();
        CborValue With(string key, CborValue? value) => CborValue.Map([.. good.Entries.Where(e => e.Key.AsText != key).Select(e => (e.Key.AsText!, (CborValue?)e.Value)), (key, value)]);
        var content = what switch
        {
            "no exclusions" => With("exclusions", null),
            "empty exclusions" => With("exclusions", CborValue.Array()),
            "exclusions no array" => With("exclusions", CborValue.Text("/uuid")),
            "illegal path" => With("exclusions", CborValue.Array(CborValue.Map(("xpath", CborValue.Text("//uuid"))))),
            "no hash" => With("hash", null),
            "hash no bytes" => With("hash", CborValue.Text("x")),
            "empty hash" => With("hash", CborValue.Bytes(ReadOnlyMemory<byte>.Empty)),
            "short hash" => With("hash", CborValue.Bytes(new byte[31])),
            "md5" => With("alg", CborValue.Text("md5")),
            "alg no text" => With("alg", CborValue.Integer(1)),
            "empty merkle" => With("merkle", CborValue.Array()),
            "too many exclusions" => With("exclusions", CborValue.Array(Enumerable.Repeat(CborValue.Map(("xpath", CborValue.Text("/uuid"))), 5000))),
            _ => CborValue.Text("not a map"),
        };
        string[] codes = await SignedFile.CodesAsync(file, SignedFile.Binding(content));
        Assert.Contains(code, codes);
        Assert.DoesNotContain(Match, codes);
    }

    [Fact]
    [Clause("15.12.2-n", "18.6.1-f")]
    public async Task Members_that_are_to_be_ignored_change_nothing()
    {
        byte[] file = new Mp4Builder().Ftyp().Mdat(Bytes.Pattern(100, 1)).Build();
        var content = SignedFile.Sign(file).ToCbor();
        Assert.False(content.Contains("url") || content.Contains("pad") || content.Contains("pad2"));
        var more = CborValue.Map([
            .. content.Entries.Select(e => (e.Key.AsText!, (CborValue?)e.Value)),
            ("url", CborValue.Text("https://example.com/elsewhere.mp4")), ("pad", CborValue.Bytes(new byte[] { 1, 2, 3 })), ("pad2", CborValue.Text("x"))]);
        Assert.Equal(["assertion.bmffHash.match"], await SignedFile.CodesAsync(file, SignedFile.Binding(more)));
    }

    [Fact]
    [Clause("15.4.1-b", "18.6.2-b")]
    public async Task A_hash_without_an_algorithm_takes_the_claims()
    {
        byte[] file = new Mp4Builder().Ftyp().Mdat(Bytes.Pattern(100, 1)).Build();
        var content = CborValue.Map([.. SignedFile.Sign(file).ToCbor().Entries.Where(e => e.Key.AsText != "alg").Select(e => (e.Key.AsText!, (CborValue?)e.Value))]);
        Assert.Equal(["assertion.bmffHash.match"], await SignedFile.CodesAsync(file, new(BmffHashAssertion.Label, content, "sha256", SignedFile.Url)));
        Assert.Equal(["assertion.bmffHash.mismatch"], await SignedFile.CodesAsync(file, new(BmffHashAssertion.Label, content, "sha384", SignedFile.Url)));
    }

    [Fact]
    [Clause("15.12.2-k")]
    public async Task An_update_box_at_the_end_leaves_the_hash_as_it_was()
    {
        byte[] store = Bytes.Concat(new byte[8], Bytes.Box("jumb", new byte[40]));
        byte[] file = new Mp4Builder().Ftyp().ContentProvenance("original", store).Mdat(Bytes.Pattern(100, 1)).Build();
        byte[] updated = [.. file, .. new Mp4Builder().ContentProvenance("update", store).Build()];
        Assert.Equal(["assertion.bmffHash.match"], await SignedFile.CodesAsync(updated, SignedFile.Binding(SignedFile.Sign(file))));
    }

    [Fact]
    [Clause("A.5.7-a")]
    public async Task Text_tracks_are_hashed_like_any_other()
    {
        var captions = new Mp4Track(2, ["first line"u8.ToArray(), "second line"u8.ToArray()]) { Handler = "text" };
        var video = Mp4Track.Of(1, 2);
        byte[] file = new Mp4Builder().Ftyp().Movie(video, captions).Media(video, captions).Build();
        var binding = SignedFile.Binding(SignedFile.Sign(file));
        Assert.Equal(["assertion.bmffHash.match"], await SignedFile.CodesAsync(file, binding));
        file[file.AsSpan().IndexOf("second line"u8)] ^= 0x20;
        Assert.Equal(["assertion.bmffHash.mismatch"], await SignedFile.CodesAsync(file, binding));
    }

    [Fact]
    [Clause("15.4.1-c")]
    public async Task Without_an_algorithm_anywhere_it_is_unsupported()
    {
        byte[] file = Signed();
        var content = (SignedFile.Sign(file) with { AlgorithmName = null }).ToCbor();
        Assert.Contains(Match, await SignedFile.CodesAsync(file, SignedFile.Binding(content)));
        Assert.Equal(["algorithm.unsupported"], await SignedFile.CodesAsync(file, SignedFile.Binding(content) with { DefaultAlgorithm = null }));
    }

    [Fact]
    public void The_template_is_as_long_as_the_assertion()
    {
        var template = BmffHashAssertion.Flat(HashAlgorithmName.SHA384).ToCbor().Encoded;
        var final = BmffHashAssertion.Flat(HashAlgorithmName.SHA384, Bytes.Pattern(48, 1)).ToCbor().Encoded;
        Assert.Equal(template.Length, final.Length);
        Assert.True(CborValue.TryParse(final, ParserLimits.Default, out var read, out _));
        Assert.True(BmffHashAssertion.TryParse(read, null, ParserLimits.Default, out var assertion, out _));
        Assert.All(assertion.Exclusions, e => Assert.Equal(ExclusionStanding.Mandatory, MandatoryExclusions.Judge(e, hasHashAndMerkle: false)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(4096)]
    public async Task Pushed_bytes_give_the_same_hash_as_read_ones(int piece)
    {
        byte[] file = Signed();
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
        var assertion = SignedFile.Sign(file);
        var matches = await ExclusionMatcher.MatchAsync(index, assertion.Exclusions, ParserLimits.Default, default);
        using var hasher = new PlanHasher(HashPlan.ForBoxes(index.Roots, matches), HashAlgorithmName.SHA256);
        for (int at = 0; at < file.Length; at += piece)
        {
            hasher.Append(at, file.AsSpan(at, Math.Min(piece, file.Length - at)));
        }

        Assert.Equal(assertion.Hash!.Value.ToArray(), hasher.Finish());
    }

    [Fact]
    public void Bytes_that_were_left_out_are_noticed()
    {
        using var hasher = new PlanHasher(HashPlan.ForLayout([(0, 10, true), (10, 20, false)]), HashAlgorithmName.SHA256);
        hasher.Append(0, new byte[15]);
        Assert.Throws<InvalidOperationException>(() => hasher.Append(16, new byte[4]));
        Assert.Throws<InvalidOperationException>(() => hasher.Finish());
    }

    [Fact]
    public async Task Progress_is_told_and_cancellation_ends_the_hash()
    {
        byte[] file = new Mp4Builder().Ftyp().Mdat(new byte[1 << 20]).Build();
        var seen = new List<long>();
        var asset = await SignedFile.OpenAsync(file);
        await asset.ValidateAsync(SignedFile.Binding(SignedFile.Sign(file)), new Recorder(seen));
        Assert.Equal((1 << 20) + 8, seen[^1]);
        Assert.Equal(seen.Order(), seen);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await asset.ValidateAsync(SignedFile.Binding(SignedFile.Sign(file)), null, cancelled.Token));
    }

    private static async Task<byte[]> HashAsync(byte[] file, BmffHashAssertion assertion)
    {
        var source = AssetSource.FromMemory(file);
        var index = await BoxIndex.ReadAsync(source, ParserLimits.Default);
        var matches = await ExclusionMatcher.MatchAsync(index, assertion.Exclusions, ParserLimits.Default, default);
        return await RangeHasher.HashAsync(source, HashPlan.ForBoxes(index.Roots, matches), assertion.Algorithm, null, default);
    }

    private sealed class Recorder(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
