using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>A file is validated while it arrives: a range is authentic before the rest is there, and never without its own bytes.</summary>
[Clause("A.5.4")]
[Clause("15.12.2.1")]
[Clause("15.12.2.2")]
public sealed class PartialAssetTests
{
    public static TheoryData<string, string> Files() => [.. MatrixModes.All.Where(m => m.Name.StartsWith("Merkle", StringComparison.Ordinal))
        .SelectMany(m => MatrixContainers.All.Where(c => m.Fits(c.Value(0))).Select(c => (c.Key, m.Name)))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_player_knows_of_each_byte_that_arrived_whether_it_is_authentic(string container, string mode)
    {
        byte[] signed = await SignAsync(container, mode);
        var file = new PartialFile(AssetSource.FromMemory(signed), signed.Length);
        var asset = await ArriveAsync(file);
        Assert.Equal(ValidationState.Trusted, asset.Validation.State);
        Assert.True(asset.IsPiecewise);
        var random = new Random(7);
        for (int i = 0; i < 12; i++)
        {
            var range = new FileRange(random.Next(signed.Length - 400), random.Next(1, 400));
            var verdict = await asset.ValidateAsync(range);
            Assert.True(verdict.Pieces.Min(p => p.Range.Offset) <= range.Offset && verdict.Pieces.Max(p => p.Range.End) >= range.End);
            Assert.All(verdict.Pieces, p => Assert.Equal(p.Status == PieceStatus.Missing, !file.Has(p.Range)));
            foreach (var piece in verdict.Pieces.Where(p => p.Status == PieceStatus.Missing))
            {
                file.Add(piece.Range);
            }

            Assert.All((await asset.ValidateAsync(range)).Pieces, p => Assert.True(p.Status is PieceStatus.Authentic or PieceStatus.Unprotected));
        }

        file.Add(new(0, signed.Length));
        Assert.Equal(PieceStatus.Unprotected, (await asset.ValidateAsync(new(0, signed.Length))).Status);
        foreach (var media in MatrixAsset.Boxes(signed).Where(b => b.Type == "mdat" && b.End > b.Content))
        {
            Assert.Equal(PieceStatus.Authentic, (await asset.ValidateAsync(new(media.Content, media.End - media.Content))).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_was_changed_is_found_in_its_piece_and_only_there(string container, string mode)
    {
        byte[] signed = await SignAsync(container, mode);
        foreach (var media in MatrixAsset.Boxes(signed).Where(b => b.Type == "mdat" && b.End - b.Content > 2))
        {
            byte[] changed = [.. signed];
            int at = ((media.Content + media.End) / 2) + 4;
            changed[at] ^= 1;
            var file = new PartialFile(AssetSource.FromMemory(changed), changed.Length);
            var asset = await ArriveAsync(file);
            file.Add(new(0, changed.Length));
            var verdict = await asset.ValidateAsync(new(0, changed.Length));
            var altered = Assert.Single(verdict.Pieces, p => p.Status == PieceStatus.Altered);
            Assert.InRange(at, altered.Range.Offset, altered.Range.End - 1);
            Assert.Equal(ValidationStatusCode.AssertionBmffHashMismatch, altered.Fault!.Code);
            Assert.Equal(PieceStatus.Altered, verdict.Status);
        }
    }

    [Fact]
    public async Task Little_is_fetched_before_the_first_piece_is_authentic()
    {
        var video = Mp4Track.Of(1, 400, 5000);
        byte[] signed = await Signing.SignAsync(new Mp4Builder().Ftyp().Movie(video).Media(video).Build(), merkle: new() { BlockSize = 64 << 10, StoredRow = 99 });
        var file = new PartialFile(AssetSource.FromMemory(signed), signed.Length);
        long fetched = 0;
        var asset = await ArriveAsync(file, range => fetched += range.Length);
        long media = MatrixAsset.Boxes(signed).Single(b => b.Type == "mdat") is var mdat ? mdat.Content + 1_000_000 : 0;
        var piece = Assert.Single((await asset.ValidateAsync(new(media, 1))).Pieces);
        Assert.Equal(PieceStatus.Missing, piece.Status);
        file.Add(piece.Range);
        Assert.Equal(64 << 10, piece.Range.Length);
        Assert.Equal(PieceStatus.Authentic, (await asset.ValidateAsync(new(media, 1))).Status);
        Assert.True(fetched < 40_000, $"{fetched} of {signed.Length} bytes were fetched.");
    }

    [Theory]
    [InlineData("mp4, moov first", "Merkle, fixed blocks, root in the manifest")]
    [InlineData("mp4, several mdats", "Merkle, blocks at sync samples, root in the manifest")]
    [InlineData("fragmented", "Merkle, fragments, root in the manifest")]
    public async Task No_byte_can_be_changed_and_called_authentic(string container, string mode)
    {
        byte[] signed = await SignAsync(container, mode);
        for (int at = 0; at < signed.Length; at += 131)
        {
            byte[] changed = [.. signed];
            changed[at] ^= 4;
            var file = new PartialFile(AssetSource.FromMemory(changed), changed.Length);
            file.Add(new(0, changed.Length));
            var asset = await PartialAsset.OpenAsync(file, Signing.Validator.Options);
            var verdict = await asset.ValidateAsync(new(at, 1));
            Assert.True(verdict.Status != PieceStatus.Authentic, $"byte {at} of {signed.Length}");
        }
    }

    [Fact]
    public async Task What_is_bound_as_a_whole_has_no_pieces_and_credentials_that_do_not_hold_vouch_for_none()
    {
        byte[] flat = await Signing.SignAsync(Signing.Movie());
        byte[] broken = await SignAsync("mp4, moov first", "Merkle, fixed blocks, leaves in the manifest");
        broken[broken.AsSpan().IndexOf("mvhd"u8) + 9] ^= 1;
        foreach (byte[] bytes in new[] { flat, broken, Signing.Movie() })
        {
            var file = new PartialFile(AssetSource.FromMemory(bytes), bytes.Length);
            var asset = await ArriveAsync(file);
            file.Add(new(0, bytes.Length));
            Assert.Equal(ReferenceEquals(bytes, broken), asset.IsPiecewise);
            Assert.True(asset.Validation.State < ValidationState.Valid);
            Assert.Equal(PieceStatus.Unverifiable, (await asset.ValidateAsync(new(0, bytes.Length))).Status);
        }
    }

    [Fact]
    public async Task Zeros_in_place_of_what_has_not_arrived_are_never_content()
    {
        // A file of zeros, nearly: what is missing reads the same as what is there.
        var video = new Mp4Track(1, [.. Enumerable.Repeat(new byte[500], 8)], 4);
        byte[] signed = await Signing.SignAsync(new Mp4Builder().Ftyp().Movie(video).Media(video).Build(), merkle: new() { BlockSize = 1024 });
        var file = new PartialFile(AssetSource.FromMemory(signed), signed.Length);
        var asset = await ArriveAsync(file);
        Assert.Equal(PieceStatus.Missing, (await asset.ValidateAsync(new(signed.Length - 100, 50))).Status);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await asset.ValidateAsync(new(signed.Length, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Add(new(-1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Add(new(1, long.MaxValue)));
    }

    private static async Task<byte[]> SignAsync(string container, string mode) =>
        (await MatrixModes.All.Single(m => m.Name == mode).SignAsync(MatrixContainers.All[container](0), MatrixClaim.Usual)).Main;

    // As a player does: fetch what is asked for until the file can be opened.
    private static async Task<PartialAsset> ArriveAsync(PartialFile file, Action<FileRange>? fetched = null)
    {
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                return await PartialAsset.OpenAsync(file, Signing.Validator.Options);
            }
            catch (MissingBytesException e)
            {
                fetched?.Invoke(e.Range);
                file.Add(e.Range);
            }
        }

        throw new InvalidOperationException("It asks for more and more.");
    }
}
