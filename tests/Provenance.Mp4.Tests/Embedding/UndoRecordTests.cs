using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class UndoRecordTests : IDisposable
{
    private const string Record = ".clip.mp4.provenance-undo";

    private readonly TempFolder _folder = new();
    private readonly byte[] _old = Bytes.Pattern(20_000, 3);
    private readonly string _path;

    public UndoRecordTests() => _path = _folder.Write("clip.mp4", _old);

    public void Dispose() => _folder.Dispose();

    /// <summary>Overwrites the head and the middle, and makes the file longer, shorter, or neither.</summary>
    public static TheoryData<long> Lengths => [20_000, 26_000, 12_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task A_change_is_applied_and_the_record_is_gone(long length)
    {
        await using (var file = InPlaceFile.Open(_path))
        {
            Assert.Equal([Record, "clip.mp4"], _folder.Names);
            file.Apply(Change(length));
        }

        Assert.Equal(New(length), await File.ReadAllBytesAsync(_path));
        Assert.Equal(["clip.mp4"], _folder.Names);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Wherever_a_run_is_killed_the_next_one_puts_the_old_file_back(long length)
    {
        byte[] record = await RecordAsync(length);
        byte[] final = New(length);

        // Writes come in pieces, in any order as far as the disk is concerned: from the front, from the back, and the end alone.
        foreach (int done in (int[])[0, 1, 100, 3000, 9000, 11_999, 12_001, 19_999, 20_001, 25_000, 26_000])
        {
            foreach (byte[] torn in (byte[][])[Torn(final, done), TornBackwards(final, done)])
            {
                _folder.Write("clip.mp4", torn);
                _folder.Write(Record, record);
                Assert.True(UndoRecord.Recover(_path));
                Assert.Equal(_old, await File.ReadAllBytesAsync(_path));
                Assert.Equal(["clip.mp4"], _folder.Names);
            }
        }
    }

    [Fact]
    public async Task A_stored_record_outlives_the_run_and_one_that_was_committed_does_not()
    {
        using (var handle = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite))
        {
            using (var record = UndoRecord.Take(_path))
            {
                record.Store(handle, Change(26_000));
                RandomAccess.Write(handle, Change(26_000).Writes[0].Bytes.Span, 50);
            }

            Assert.Equal([Record, "clip.mp4"], _folder.Names);
            Assert.True(UndoRecord.Recover(_path));
            using (var record = UndoRecord.Take(_path))
            {
                record.Store(handle, Change(26_000));
                RandomAccess.Write(handle, Change(26_000).Writes[0].Bytes.Span, 50);
                record.Commit();
            }
        }

        Assert.Equal(["clip.mp4"], _folder.Names);
        Assert.False(UndoRecord.Recover(_path));
        Assert.NotEqual(_old, await File.ReadAllBytesAsync(_path));
    }

    [Fact]
    public async Task A_run_that_is_killed_while_it_undoes_is_undone_as_well()
    {
        byte[] record = await RecordAsync(26_000);
        byte[] torn = [.. _old.AsSpan(0, 40), .. New(26_000).AsSpan(40)];
        _folder.Write("clip.mp4", torn);
        _folder.Write(Record, record);
        Assert.True(UndoRecord.Recover(_path));
        Assert.Equal(_old, await File.ReadAllBytesAsync(_path));
    }

    [Fact]
    public async Task A_record_that_is_not_whole_was_never_followed_by_a_change()
    {
        byte[] record = await RecordAsync(26_000);
        foreach (int count in (int[])[0, 1, 30, 200, record.Length - 1])
        {
            _folder.Write(Record, record.AsSpan(0, count));
            Assert.False(UndoRecord.Recover(_path));
            Assert.Equal(_old, await File.ReadAllBytesAsync(_path));
            Assert.Equal(["clip.mp4"], _folder.Names);
        }

        record[record.Length / 2] ^= 1;
        _folder.Write(Record, record);
        Assert.False(UndoRecord.Recover(_path));
        Assert.Equal(["clip.mp4"], _folder.Names);
    }

    /// <summary>A file that came from elsewhere may have a record beside it: where the numbers are, and what somebody could write there.</summary>
    public static TheoryData<int, long> MadeUp => new()
    {
        { 8, long.MaxValue },
        { 8, -1 },
        { 8, 1L << 62 },
        { 16, 1 },
        { 16, -20_000 },
        { 24, -1 },
        { 32, 1L << 62 },
        { 32, -4096 },
        { 40, int.MaxValue },
        { 40, -1 },
        { 48, long.MaxValue - 8 },
        { 48, -1 },
        { 56, -1 },
        { 56, (long)int.MaxValue << 32 },
    };

    [Theory]
    [MemberData(nameof(MadeUp))]
    public async Task A_record_that_somebody_made_up_is_no_record(int at, long value)
    {
        byte[] record = await RecordAsync(12_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(at), value);
        System.Security.Cryptography.SHA256.HashData(record.AsSpan(..^32), record.AsSpan(^32..));
        _folder.Write(Record, record);
        if (Xunit.Record.Exception(() => UndoRecord.Recover(_path)) is { } refused)
        {
            Assert.Equal(SigningFault.Destination, Assert.IsType<SigningException>(refused).Fault);
        }

        Assert.Equal(_old, await File.ReadAllBytesAsync(_path));
    }

    [Fact]
    public async Task A_file_that_somebody_else_changed_since_is_left_alone()
    {
        byte[] record = await RecordAsync(26_000);
        byte[] other = Torn(New(26_000), 9000);
        other[120] ^= 0x55;
        foreach (byte[] file in (byte[][])[other, Bytes.Pattern(20_000, 9), Bytes.Pattern(500, 9), Bytes.Pattern(30_000, 3)])
        {
            _folder.Write("clip.mp4", file);
            _folder.Write(Record, record);
            var refused = Assert.Throws<SigningException>(() => UndoRecord.Recover(_path));
            Assert.Equal(SigningFault.Destination, refused.Fault);
            Assert.Equal(file, await File.ReadAllBytesAsync(_path));
            Assert.Equal([Record, "clip.mp4"], _folder.Names);
        }
    }

    [Fact]
    public async Task A_record_of_a_file_that_was_replaced_is_forgotten()
    {
        byte[] record = await RecordAsync(26_000);
        string input = _folder.Write("in.mp4", Signing.Movie());
        _folder.Write(Record, record);
        await Mp4.SignAsync(input, _path, Signing.Definition, Signing.Signer(), Signing.Options);
        Assert.Equal(["clip.mp4", "in.mp4"], _folder.Names);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(_path))).State);
    }

    [Fact]
    public async Task One_run_at_a_time_changes_a_file_and_what_is_in_use_is_not_recovered()
    {
        await using (InPlaceFile.Open(_path))
        {
            var refused = Assert.Throws<SigningException>(() => InPlaceFile.Open(_path));
            Assert.Equal(SigningFault.Destination, refused.Fault);
            Assert.Contains("another run", refused.Message, StringComparison.Ordinal);
            Assert.False(UndoRecord.Recover(_path));
        }

        Assert.Equal(["clip.mp4"], _folder.Names);
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_not_written()
    {
        await using var file = InPlaceFile.Open(_path);
        File.AppendAllText(_path, "more");
        Assert.Equal(SigningFault.InputChanged, Assert.Throws<SigningException>(() => file.Apply(Change(26_000))).Fault);
        Assert.Equal(_old.Length + 4, new FileInfo(_path).Length);
    }

    [Fact]
    public async Task A_link_is_followed_to_the_file_and_its_record()
    {
        File.CreateSymbolicLink(_folder["link.mp4"], _path);
        await using (var file = InPlaceFile.Open(_folder["link.mp4"]))
        {
            Assert.Contains(Record, _folder.Names);
            file.Apply(Change(26_000));
        }

        Assert.Equal(New(26_000), await File.ReadAllBytesAsync(_path));
        Assert.NotNull(new FileInfo(_folder["link.mp4"]).LinkTarget);
    }

    [Fact]
    public async Task An_insertion_is_undone_by_taking_it_out_again()
    {
        byte[] old = Bytes.Pattern(40_960, 5);
        _folder.Write("clip.mp4", old);
        var change = new FileChange
        {
            OldLength = old.Length,
            NewLength = old.Length + 8192,
            Insertion = new(4096, 8192),
            Writes = [new(100, Bytes.Pattern(50, 1)), new(4096, Bytes.Pattern(8000, 2)), new(30_000, Bytes.Pattern(60, 4))],
        };
        byte[] record;
        await using (var file = InPlaceFile.Open(_path))
        {
            try
            {
                file.Apply(change);
            }
            catch (SigningException e) when (e.Message.Contains("does not insert", StringComparison.Ordinal))
            {
                Assert.Skip("The file system of the temporary folder does not insert into files.");
            }
        }

        byte[] changed = await File.ReadAllBytesAsync(_path);
        Assert.Equal(change.NewLength, changed.Length);
        Assert.Equal(Bytes.Pattern(8000, 2), changed.AsSpan(4096, 8000).ToArray());
        Assert.Equal(old[10_000..20_000], changed[18_192..28_192]);

        // As if the run had been killed at its last moment: before the insertion, behind it, behind the writes.
        _folder.Write("clip.mp4", old);
        using (var handle = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite))
        {
            record = UndoContent.Of(FileSystem.Real, handle, change).Encode();
        }

        _folder.Write(Record, record);
        Assert.True(UndoRecord.Recover(_path));
        Assert.Equal(old, await File.ReadAllBytesAsync(_path));
        foreach (byte[] state in (byte[][])[[.. old[..4096], .. new byte[8192], .. old[4096..]], changed])
        {
            _folder.Write("clip.mp4", state);
            _folder.Write(Record, record);
            Assert.True(UndoRecord.Recover(_path));
            Assert.Equal(old, await File.ReadAllBytesAsync(_path));
            Assert.Equal(["clip.mp4"], _folder.Names);
        }
    }

    private FileChange Change(long length) => new()
    {
        OldLength = _old.Length,
        NewLength = length,
        Writes = [new(50, Bytes.Pattern(100, 8)), new(4000, Bytes.Pattern(3000, 7)), .. length > _old.Length ? [new Patch(19_000, Bytes.Pattern((int)length - 19_000, 6))] : Array.Empty<Patch>()],
    };

    private byte[] New(long length)
    {
        byte[] file = new byte[length];
        _old.AsSpan(0, (int)Math.Min(length, _old.Length)).CopyTo(file);
        foreach (var write in Change(length).Writes)
        {
            write.Bytes.Span.CopyTo(file.AsSpan((int)write.Start));
        }

        return file;
    }

    private async Task<byte[]> RecordAsync(long length)
    {
        byte[] record;
        using (var handle = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite))
        {
            record = UndoContent.Of(FileSystem.Real, handle, Change(length)).Encode();
        }

        await Task.CompletedTask;
        return record;
    }

    // The first bytes new, the others old; the end moves last when the file shrinks, with the bytes when it grows.
    private byte[] Torn(byte[] final, int done)
    {
        int length = final.Length < _old.Length ? (done >= final.Length ? Math.Max(final.Length, _old.Length - (done - final.Length)) : _old.Length) : Math.Max(_old.Length, Math.Min(done, final.Length));
        byte[] torn = new byte[length];
        for (int i = 0; i < length; i++)
        {
            torn[i] = i < done && i < final.Length ? final[i] : i < _old.Length ? _old[i] : (byte)0;
        }

        return torn;
    }

    // The last bytes new, the first ones old; where the file grew, there are zeros between.
    private byte[] TornBackwards(byte[] final, int done)
    {
        byte[] torn = new byte[Math.Max(final.Length, _old.Length)];
        for (int i = 0; i < torn.Length; i++)
        {
            torn[i] = i >= done && i < final.Length ? final[i] : i < _old.Length ? _old[i] : (byte)0;
        }

        return torn;
    }
}
