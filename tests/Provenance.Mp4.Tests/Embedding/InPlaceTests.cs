using System.Diagnostics;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class InPlaceTests : IDisposable
{
    private static readonly SigningOptions Again = Signing.Options with { IfSigned = IfSigned.Replace };

    private static readonly Mp4SigningOptions OnMyWord = new() { VerifyMedia = false };

    private static readonly Mp4Track Track = Mp4Track.Of(1, 40, 300);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(9000, "free")]
    [InlineData(20_000, "skip")]
    [InlineData(2_000_000, "free")]
    public async Task Padding_behind_the_file_type_becomes_the_manifest_and_nothing_else_changes(int size, string type)
    {
        byte[] file = new Mp4Builder().Ftyp().Free(size, 7, type).Movie(Track).Media(Track).Build();
        string path = _folder.Write("clip.mp4", file);
        var done = await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Signing.Options);
        byte[] signed = await File.ReadAllBytesAsync(path);
        Assert.True(done.ReadBack!.MediaWasHashed);
        Assert.Equal(file.Length, signed.Length);
        long start = MediaProbe.Boxes(file, 0, file.Length).Single(b => b.Type == "ftyp").End;
        Assert.Equal(file[..(int)start], signed[..(int)start]);
        Assert.Equal(file[((int)start + size)..], signed[((int)start + size)..]);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
        Assert.Equal(["clip.mp4"], _folder.Names);

        // Of much padding most stays padding.
        Assert.Equal(size > 1 << 20 ? 1 : 0, Laying.Roots(signed, "free").Count);
    }

    [Fact]
    public async Task A_file_is_signed_again_by_writing_its_manifest_box_alone()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        string path = _folder.Write("clip.mp4", signed);
        var done = await Mp4.SignInPlaceAsync(path, Signing.Definition with { Title = "Another title" }, Signing.Signer(), Again);
        byte[] again = await File.ReadAllBytesAsync(path);
        var box = (await OpenAsync(signed)).EmbeddedStores.Manifest!.Box;
        Assert.Equal(signed.Length, again.Length);
        Assert.Equal(signed[(int)box.End..], again[(int)box.End..]);
        var result = await Signing.ValidateAsync(again);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal((done.ManifestLabel, "Another title"), (result.ActiveManifest!.Manifest.Label, result.ActiveManifest.Manifest.Claim!.Title));
        Assert.Single(result.Manifests);
    }

    [Fact]
    public async Task History_is_kept_as_far_as_there_is_room_for_it()
    {
        string path = _folder["clip.mp4"];
        await Mp4.SignAsync(_folder.Write("in.mp4", Signing.Movie()), path, Signing.Definition, Signing.Signer(), Signing.Options, new() { Reserve = 8000 });
        long length = new FileInfo(path).Length;
        var keep = Signing.Options with { IfSigned = IfSigned.Ingredient };
        await Mp4.SignInPlaceAsync(path, Signing.Edit, Signing.Signer(), keep);
        Assert.Equal(length, new FileInfo(path).Length);
        var result = await Signing.ValidateAsync(await File.ReadAllBytesAsync(path));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(2, result.Manifests.Count);

        SigningException? refused = null;
        byte[] before = [];
        for (int i = 0; i < 10 && refused is null; i++)
        {
            before = await File.ReadAllBytesAsync(path);
            refused = await Record.ExceptionAsync(() => Mp4.SignInPlaceAsync(path, Signing.Edit, Signing.Signer(), keep)) as SigningException;
        }

        Assert.Equal(SigningFault.Limit, refused!.Fault);
        Assert.Contains("room for", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Without_being_told_media_is_hashed_so_changed_media_gets_a_binding_of_its_own()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        signed[^1] ^= 1;
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(path))).State);
    }

    [Fact]
    public async Task On_the_callers_word_the_media_is_not_read_and_a_wrong_word_makes_no_file_authentic()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        string path = _folder.Write("clip.mp4", signed);
        var done = await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again, OnMyWord);
        Assert.False(done.ReadBack!.MediaWasHashed);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(path))).State);

        signed[^1] ^= 1;
        path = _folder.Write("changed.mp4", signed);
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again, OnMyWord);
        var result = await Signing.ValidateAsync(await File.ReadAllBytesAsync(path));
        Assert.Equal(ValidationState.Invalid, result.State);
        Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);

        var refused = await Assert.ThrowsAsync<SigningException>(
            () => Mp4.SignInPlaceAsync(_folder.Write("bare.mp4", Signing.Movie()), Signing.Definition, Signing.Signer(), Signing.Options, OnMyWord));
        Assert.Contains("no hard binding that could be carried over", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public async Task Merkle_trees_and_their_boxes_are_kept_and_checked(int row)
    {
        byte[] file = new Mp4Builder().Ftyp().Movie(Track).Media(Track).Build();
        byte[] signed = await Signing.SignAsync(file, merkle: new() { BlockSize = 1024, StoredRow = row });
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again, row == 0 ? OnMyWord : null);
        byte[] again = await File.ReadAllBytesAsync(path);
        Assert.Equal(signed.Length, again.Length);
        var result = await Signing.ValidateAsync(again);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));

        signed[signed.AsSpan().LastIndexOf("mdat"u8) + 500] ^= 1;
        path = _folder.Write("changed.mp4", signed);
        if (row > 0)
        {
            var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again));
            Assert.Contains("assertion.bmffHash.mismatch", refused.Message, StringComparison.Ordinal);
            Assert.Equal(signed, await File.ReadAllBytesAsync(path));
        }
    }

    [Fact]
    public async Task A_standard_manifest_in_place_takes_the_update_back_into_one_box()
    {
        string path = _folder["clip.mp4"];
        await Mp4.SignAsync(_folder.Write("in.mp4", Signing.Movie()), path, Signing.Definition, Signing.Signer(), Signing.Options, new() { Reserve = 20_000 });
        long length = new FileInfo(path).Length;
        await Mp4.UpdateAsync(path, new() { ClaimGenerator = new("Acme", "1") }, Signing.Signer(), Signing.Options);
        Assert.True(new FileInfo(path).Length > length);
        await Mp4.SignInPlaceAsync(path, Signing.Edit, Signing.Signer(), Signing.Options with { IfSigned = IfSigned.Ingredient }, OnMyWord);
        Assert.Equal(length, new FileInfo(path).Length);
        byte[] merged = await File.ReadAllBytesAsync(path);
        Assert.Equal(ContentProvenancePurpose.Manifest, Assert.Single((await OpenAsync(merged)).ContentProvenanceBoxes).Purpose);
        var result = await Signing.ValidateAsync(merged);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(3, result.Manifests.Count);
    }

    [Theory]
    [InlineData("noRoom", SigningFault.UnsupportedInput, "no room")]
    [InlineData("tooSmall", SigningFault.Limit, "room for 500")]
    [InlineData("elsewhere", SigningFault.UnsupportedInput, "no room")]
    [InlineData("signed", SigningFault.AlreadySigned, "already")]
    [InlineData("damaged", SigningFault.UnsupportedInput, "damaged")]
    [InlineData("merkle", SigningFault.UnsupportedInput, "need boxes")]
    public async Task What_cannot_be_signed_in_place_is_refused_and_stays(string what, SigningFault fault, string sentence)
    {
        byte[] input = what switch
        {
            "tooSmall" => new Mp4Builder().Ftyp().Free(500).Movie(Track).Media(Track).Build(),
            "elsewhere" => new Mp4Builder().Ftyp().Movie(Track).Free(20_000).Media(Track).Build(),
            "signed" => await Signing.SignAsync(Signing.Movie()),
            "damaged" => new Mp4Builder().Ftyp().Free(20_000).Movie(Track).Media(Track).Build()[..^5],
            "merkle" => new Mp4Builder().Ftyp().Free(20_000).Movie(Track).Media(Track).Build(),
            _ => Signing.Movie(),
        };
        string path = _folder.Write("clip.mp4", input);
        var refused = await Assert.ThrowsAsync<SigningException>(
            () => Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Signing.Options, what == "merkle" ? new() { Merkle = new() } : null));
        Assert.Equal(fault, refused.Fault);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.Equal(input, await File.ReadAllBytesAsync(path));
        Assert.Equal(["clip.mp4"], _folder.Names);
    }

    [Fact]
    public async Task A_signer_that_fails_leaves_the_file_as_it_was()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        string path = _folder.Write("clip.mp4", signed);
        var expired = TestPki.Default.Signer(profile: TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-9), NotAfter = TestPki.Now.AddDays(-1) }).CreateSigner();
        await Assert.ThrowsAsync<SigningException>(() => Mp4.SignInPlaceAsync(path, Signing.Definition, expired, Again));
        await Assert.ThrowsAsync<SigningException>(() => Mp4.UpdateAsync(path, new() { ClaimGenerator = new("A", "1") }, expired, Signing.Options));
        Assert.Equal(signed, await File.ReadAllBytesAsync(path));
        Assert.Equal(["clip.mp4"], _folder.Names);
    }

    [Fact]
    public async Task The_next_run_undoes_what_a_killed_one_left()
    {
        byte[] signed = await Signing.SignAsync(Signing.Movie());
        string path = _folder.Write("clip.mp4", signed);
        byte[] box = Bytes.Pattern(3000, 1);
        var change = new FileChange { OldLength = signed.Length, NewLength = signed.Length + 500, Writes = [new(40, box), new(signed.Length, new byte[500])] };
        byte[] record;
        using (var handle = File.OpenHandle(path))
        {
            record = UndoContent.Of(FileSystem.Real, handle, change).Encode();
        }

        byte[] torn = [.. signed, .. new byte[200]];
        box.AsSpan(0, 1234).CopyTo(torn.AsSpan(40));
        File.WriteAllBytes(path, torn);
        _folder.Write(".clip.mp4.provenance-undo", record);
        Assert.True(Mp4.Recover(path));
        Assert.False(Mp4.Recover(path));
        Assert.Equal(signed, await File.ReadAllBytesAsync(path));

        File.WriteAllBytes(path, torn);
        _folder.Write(".clip.mp4.provenance-undo", record);
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(path))).State);
        Assert.Equal(["clip.mp4"], _folder.Names);
    }

    /// <summary>The media is a hole of a tebibyte: whoever reads it takes an hour, whoever does not takes milliseconds.</summary>
    [Fact]
    public async Task Neither_updating_nor_signing_again_depends_on_the_size()
    {
        string path = _folder["huge.mp4"];
        byte[] head = await Signing.SignAsync(new Mp4Builder().Ftyp().Movie(Track).Media(Track).Build());
        const long Size = 1L << 40;
        try
        {
            await using var file = File.Create(path);
            await file.WriteAsync(head);
            byte[] header = Bytes.Concat(Bytes.UInt32(1), Bytes.Code("mdat"), Bytes.UInt64((ulong)(Size - head.Length)));
            await file.WriteAsync(header);
            file.SetLength(Size);
        }
        catch (IOException e)
        {
            Assert.Skip($"The file system of the temporary folder has no holes that large: {e.Message}");
        }

        var watch = Stopwatch.StartNew();
        await Mp4.UpdateAsync(path, new() { ClaimGenerator = new("Acme", "1") }, Signing.Signer(), Signing.Options);
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again, OnMyWord);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"It took {watch.Elapsed}: the media was read.");
        Assert.Equal(Size, new FileInfo(path).Length);
    }

    private static async Task<Mp4Asset> OpenAsync(byte[] file) => await Mp4Asset.OpenAsync(AssetSource.FromMemory(file), ParserLimits.Default, default);
}
