using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Provenance.Bmff;
using Provenance.Testing;
using Provenance.Tests.Bmff.Faults;

namespace Provenance.Tests.Bmff;

/// <summary>A first signature in place: blocks for the manifest are put into the file, and the media stays on the disk where it is.</summary>
public sealed class InsertingTests
{
    private const string Name = "clip.mp4";

    private static readonly Mp4SigningOptions Inserting = new() { MayInsert = true };

    private static readonly Mp4Track Large = new(1, [Bytes.Pattern(9_000_000, 1), Bytes.Pattern(777, 2), Bytes.Pattern(9_000_000, 3), Bytes.Pattern(5, 4)]);

    public static TheoryData<string, string[]> FileSystems => new()
    {
        { "ext4", [] },
        { "ext4", ["-b", "1024"] },
        { "xfs", [] },
        { "xfs", ["-b", "size=16384"] },
    };

    [Theory]
    [MemberData(nameof(FileSystems))]
    public async Task Files_of_every_layout_are_signed_where_they_are_and_every_pointer_leads_to_the_same_bytes(string kind, string[] options)
    {
        using var disk = await LoopFileSystem.MountAsync(kind, 320, options);
        using var folder = new TempFolder(disk[string.Empty]);
        foreach (var (name, file) in LayoutTests.Files().Select(row => row.Data))
        {
            string path = folder.Write(Name, file);
            var identity = UnixFiles.Identify(path)!;
            var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
            var signing = Signing.Options with { IfSigned = IfSigned.Replace };

            // Where Merkle boxes behind the media would go, the file would have to become shorter there.
            if (name.Contains("Merkle", StringComparison.Ordinal))
            {
                Assert.Equal(SigningFault.UnsupportedInput, (await Assert.ThrowsAsync<SigningException>(() => Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), signing, Inserting))).Fault);
                Assert.Equal(file, await File.ReadAllBytesAsync(path));
                continue;
            }

            if (await Record.ExceptionAsync(() => Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), signing, Inserting)) is { } refused)
            {
                Assert.True(refused is SigningException { Fault: SigningFault.UnsupportedInput } && name.StartsWith("signed", StringComparison.Ordinal), $"{name}: {refused}");
                Assert.Equal(file, await File.ReadAllBytesAsync(path));
                continue;
            }

            byte[] signed = await File.ReadAllBytesAsync(path);
            Assert.True((await Signing.ValidateAsync(signed)).State == ValidationState.Trusted, name);
            Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
            Assert.True(identity.IsSameFile(UnixFiles.Identify(path)!), name);
            Assert.Equal(0, (signed.Length - file.Length) % Math.Max(4096, (int)identity.BlockSize) * (index.Roots.Any(b => b.Type == BoxTypes.Uuid) ? 0 : 1));
            Assert.Equal([Name], folder.Names);
        }
    }

    [Theory]
    [InlineData("ext4", "moov first")]
    [InlineData("ext4", "moov last")]
    [InlineData("xfs", "moov first")]
    [InlineData("xfs", "moov last")]
    [InlineData("xfs", "merkle")]
    [InlineData("ext4", "merkle with boxes")]
    public async Task The_media_is_read_once_and_nothing_of_it_is_written(string kind, string input)
    {
        using var disk = await LoopFileSystem.MountAsync(kind, 320);
        using var folder = new TempFolder(disk[string.Empty]);
        byte[] file = Make(input);
        string path = folder.Write(Name, file);
        var container = Inserting with { Merkle = input switch { "merkle" => new() { StoredRow = 0 }, "merkle with boxes" => new() { StoredRow = 2 }, _ => null } };
        var counted = new CountingFileSystem();
        await using (var target = InPlaceFile.Open(path, counted))
        {
            var done = await new InPlacePass(target, Signing.Definition, Signing.Signer(), Signing.Options, container).RunAsync(bytesRead: null, default);
            Assert.True(done.ReadBack!.MediaWasHashed);
        }

        Assert.InRange(counted.BytesRead, file.Length, file.Length + (1 << 20));
        Assert.InRange(counted.BytesWritten, 1, 256 << 10);
        byte[] signed = await File.ReadAllBytesAsync(path);
        var result = await Signing.ValidateAsync(signed);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
        Assert.Equal([Name], folder.Names);

        // From now on there is room.
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Signing.Options with { IfSigned = IfSigned.Replace }, Inserting);
        Assert.Equal(signed.Length, new FileInfo(path).Length);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(path))).State);
    }

    [Fact]
    public async Task Room_that_is_there_is_used_and_room_that_is_too_small_for_the_history_grows()
    {
        using var disk = await LoopFileSystem.MountAsync("ext4", 64);
        using var folder = new TempFolder(disk[string.Empty]);
        var track = Mp4Track.Of(1, 9);
        byte[] padded = new Mp4Builder().Ftyp().Free(20_000).Movie(track).Media(track).Build();
        string path = folder.Write(Name, padded);
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Signing.Options, Inserting);
        Assert.Equal(padded.Length, new FileInfo(path).Length);

        var keep = Signing.Options with { IfSigned = IfSigned.Ingredient };
        for (int i = 2; i <= 6; i++)
        {
            await Mp4.SignInPlaceAsync(path, Signing.Edit, Signing.Signer(), keep, Inserting with { Reserve = 100 });
            var result = await Signing.ValidateAsync(await File.ReadAllBytesAsync(path));
            Assert.Equal((ValidationState.Trusted, i), (result.State, result.Manifests.Count));
        }

        Assert.True(new FileInfo(path).Length > padded.Length);
        Assert.Equal(0, (new FileInfo(path).Length - padded.Length) % 4096);
    }

    [Theory]
    [InlineData("btrfs", "does not insert")]
    [InlineData("tmpfs", "does not insert")]
    [InlineData("ext4 with large clusters", "does not insert")]
    [InlineData("hard link", "2 names")]
    [InlineData("sparse", "no place on the disk")]
    [InlineData("reserved", "no place on the disk")]
    [InlineData("on my word", "no hard binding")]
    public async Task What_cannot_be_done_safely_is_refused_and_nothing_is_copied_instead(string what, string sentence)
    {
        using var folder = new TempFolder();
        await using var memory = what == "tmpfs" ? await SmallDisk.MountAsync(folder["small"], "64m") : null;
        using var disk = what == "tmpfs" ? null : what.StartsWith("ext4", StringComparison.Ordinal)
            ? await LoopFileSystem.MountAsync("ext4", 320, "-O", "bigalloc", "-C", "65536")
            : await LoopFileSystem.MountAsync(what == "btrfs" ? "btrfs" : "ext4", 320);
        using (var work = new TempFolder(disk is null ? folder["small"] : disk[string.Empty]))
        {
            byte[] file = Make("moov first");
            string path = work.Write(Name, file);
            if (what == "hard link")
            {
                (await Tools.RunAsync("/bin/ln", [path, work["other.mp4"]])).Succeeded();
            }
            else if (what is "sparse" or "reserved")
            {
                File.Delete(path);
                await using var target = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = what == "reserved" ? file.Length : 0 });
                target.SetLength(file.Length);
                await target.WriteAsync(file.AsMemory(0, 1 << 20));
                file.AsSpan(1 << 20).Clear();
            }

            var names = work.Names;
            var container = what == "on my word" ? Inserting with { VerifyMedia = false } : Inserting;
            var counted = new CountingFileSystem();
            await using (var target = InPlaceFile.Open(path, counted))
            {
                var refused = await Assert.ThrowsAsync<SigningException>(
                    () => new InPlacePass(target, Signing.Definition, Signing.Signer(), Signing.Options, container).RunAsync(bytesRead: null, default));
                Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
                Assert.Contains("sign to another file", refused.Message, StringComparison.OrdinalIgnoreCase);
            }

            // Said before anything is hashed.
            Assert.InRange(counted.BytesRead, 0, 1 << 20);
            Assert.Equal(file, await File.ReadAllBytesAsync(path));
            Assert.Equal(names, work.Names);
        }
    }

    [Fact]
    public async Task A_file_that_shares_its_blocks_with_another_leaves_that_as_it_is()
    {
        using var disk = await LoopFileSystem.MountAsync("xfs", 320);
        using var folder = new TempFolder(disk[string.Empty]);
        byte[] file = Make("moov last");
        string path = folder.Write(Name, file);
        (await Tools.RunAsync("/bin/cp", ["--reflink=always", path, folder["other.mp4"]])).Succeeded();
        await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Signing.Options, Inserting);
        Assert.Equal(file, await File.ReadAllBytesAsync(folder["other.mp4"]));
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(path))).State);
    }

    /// <summary>
    /// Inserting and taking out move a file extent by extent. What a power failure in between leaves is a gap further back, which is what inserting there makes.
    /// </summary>
    [Theory]
    [InlineData("ext4", "moov first")]
    [InlineData("ext4", "moov last")]
    [InlineData("xfs", "moov first")]
    [InlineData("xfs", "moov last")]
    public async Task Wherever_the_power_fails_while_the_file_system_moves_the_media_the_old_file_comes_back(string kind, string input)
    {
        using var disk = await LoopFileSystem.MountAsync(kind, 320);
        using var folder = new TempFolder(disk[string.Empty]);
        byte[] old = Make(input);
        string path = folder.Write(Name, old);
        byte[] record = await RecordBeforeInsertingAsync(path);
        string recordPath = folder[$".{Name}.provenance-undo"];
        var (at, length) = (BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(24)), BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(32)));
        long last = old.Length / 4096 * 4096;
        foreach (long gap in (long[])[at, at + 4096, at + length, at + (1 << 20), last / 2 / 4096 * 4096, last - 4096, last, old.Length])
        {
            await using (var file = File.Open(path, FileMode.Create))
            {
                await file.WriteAsync(old);
                file.Flush(flushToDisk: true);
                if (gap == old.Length)
                {
                    // Longer already, and nothing moved yet.
                    file.SetLength(old.Length + length);
                }
                else
                {
                    Assert.True(UnixFiles.TryInsert(file.SafeFileHandle, gap, length));
                }
            }

            byte[] torn = await File.ReadAllBytesAsync(path);
            Assert.Equal(old.Length + length, torn.Length);
            await File.WriteAllBytesAsync(recordPath, record);

            // The media was changed by somebody else meanwhile, at the end, which is looked at: then it is not ours to put back.
            long end = gap > old.Length - 2 ? old.Length - 2 : torn.Length - 2;
            Touch(path, end, (byte)~torn[end]);
            Assert.Equal(SigningFault.Destination, Assert.Throws<SigningException>(() => Mp4.Recover(path)).Fault);
            Assert.Equal(torn.Length, new FileInfo(path).Length);
            Touch(path, end, torn[end]);

            Assert.True(Mp4.Recover(path), $"gap at {gap}");
            await AssertIsAsync(old, path, $"gap at {gap}");
            Assert.Equal([Name], folder.Names);
        }
    }

    /// <summary>What is written is written behind the insertion, and undone before it is taken out again: in any order that the disk likes.</summary>
    [Theory]
    [InlineData("moov first")]
    [InlineData("moov last")]
    [InlineData("merkle with boxes")]
    public async Task Whatever_of_the_head_reached_the_disk_the_old_file_comes_back(string input)
    {
        using var disk = await LoopFileSystem.MountAsync("ext4", 320);
        using var folder = new TempFolder(disk[string.Empty]);
        byte[] old = Make(input);
        string path = folder.Write(Name, old);
        byte[] record = await RecordBeforeInsertingAsync(path, input.StartsWith("merkle", StringComparison.Ordinal) ? new() { StoredRow = 2 } : null);
        string recordPath = folder[$".{Name}.provenance-undo"];
        var (at, length) = (BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(24)), BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(32)));
        var writes = Writes(record);
        for (int run = 0; run < 12; run++)
        {
            var random = new Random(run);
            await using (var file = File.Open(path, FileMode.Create))
            {
                await file.WriteAsync(old);
                file.Flush(flushToDisk: true);
                Assert.True(UnixFiles.TryInsert(file.SafeFileHandle, at, length));
                foreach (var write in writes)
                {
                    // Block by block, some of them; the first runs have none, or all.
                    for (int done = 0; done < write.Bytes.Length; done += 512)
                    {
                        if (run == 1 || (run > 1 && random.Next(2) == 0))
                        {
                            RandomAccess.Write(file.SafeFileHandle, write.Bytes.Span.Slice(done, Math.Min(512, write.Bytes.Length - done)), write.Start + done);
                        }
                    }
                }
            }

            await File.WriteAllBytesAsync(recordPath, record);
            Assert.True(Mp4.Recover(path), $"run {run}");
            await AssertIsAsync(old, path, $"run {run}");
            Assert.Equal([Name], folder.Names);
        }
    }

    [Theory]
    [InlineData(Lie.MovesInPartAndFails)]
    [InlineData(Lie.MovesInPartAndSucceeds)]
    [InlineData(Lie.DoesNothing)]
    [InlineData(Lie.OnlyMakesItLonger)]
    [InlineData(Lie.DoesNotTakeOut)]
    public async Task A_file_system_that_fails_half_way_or_says_what_is_not_so_is_found_out(Lie lie)
    {
        using var disk = await LoopFileSystem.MountAsync("ext4", 320);
        using var folder = new TempFolder(disk[string.Empty]);
        byte[] old = Make("moov first");
        string path = folder.Write(Name, old);
        await using (var file = InPlaceFile.Open(path, new LyingFileSystem(lie)))
        {
            var refused = await Assert.ThrowsAsync<SigningException>(() => new InPlacePass(file, Signing.Definition, Signing.Signer(), Signing.Options, Inserting).RunAsync(bytesRead: null, default));
            Assert.Equal(SigningFault.Destination, refused.Fault);
        }

        if (lie == Lie.DoesNotTakeOut)
        {
            // What could not be undone is remembered, and undone by the next run on a file system that does.
            Assert.Equal([$".{Name}.provenance-undo", Name], folder.Names);
            Assert.True(Mp4.Recover(path));
        }

        await AssertIsAsync(old, path);
        Assert.Equal([Name], folder.Names);
    }

    private static byte[] Make(string input)
    {
        var builder = new Mp4Builder().Ftyp();
        return (input == "moov last" ? builder.Media(Large).Movie(Large) : builder.Movie(Large).Media(Large)).Build();
    }

    // The record of a run that was killed before its first change: the second insertion, the first being the trial.
    private static async Task<byte[]> RecordBeforeInsertingAsync(string path, MerkleOptions? merkle = null)
    {
        using var plan = new FaultPlan(new("change insert", 2), FaultKind.Death);
        await using (var file = InPlaceFile.Open(path, new FaultyFileSystem(plan)))
        {
            await Assert.ThrowsAsync<SigningException>(
                () => new InPlacePass(file, Signing.Definition, Signing.Signer(), Signing.Options, Inserting with { Merkle = merkle }).RunAsync(bytesRead: null, default));
        }

        string record = Path.Combine(Path.GetDirectoryName(path)!, $".{Name}.provenance-undo");
        byte[] content = await File.ReadAllBytesAsync(record);
        File.Delete(record);
        return content;
    }

    // The new bytes of a record, see UndoContent.
    private static List<(long Start, ReadOnlyMemory<byte> Bytes)> Writes(byte[] record)
    {
        var writes = new List<(long, ReadOnlyMemory<byte>)>();
        int at = 48;
        for (long i = BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(40)); i > 0; i--)
        {
            int before = BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(at + 8));
            int after = BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(at + 12));
            writes.Add((BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(at)), record.AsMemory(at + 16 + before, after)));
            at += 16 + before + after;
        }

        return writes;
    }

    private static async Task AssertIsAsync(byte[] expected, string path, string? what = null)
    {
        byte[] now = await File.ReadAllBytesAsync(path);
        Assert.True(expected.AsSpan().SequenceEqual(now), what);
    }

    private static void Touch(string path, long at, byte value)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, [value], at);
    }

    /// <summary>Counts what is read of the file and written to it.</summary>
    private sealed class CountingFileSystem : FileSystem
    {
        private long _read;

        public long BytesRead => _read;

        public long BytesWritten { get; private set; }

        public override AssetSource Content(string path, SafeFileHandle file) => new Counting(base.Content(path, file), this);

        public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            BytesWritten += bytes.Length;
            base.Write(file, bytes, offset);
        }

        private sealed class Counting(AssetSource source, CountingFileSystem counted) : AssetSource
        {
            public override long Length => source.Length;

            public override string? Name => source.Name;

            public override bool IsUnchanged() => source.IsUnchanged();

            public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                int count = await source.ReadAsync(offset, buffer, cancellationToken);
                Interlocked.Add(ref counted._read, count);
                return count;
            }

            public override ValueTask DisposeAsync() => source.DisposeAsync();
        }
    }

    /// <summary>What a file system does in place of inserting.</summary>
    public enum Lie
    {
        MovesInPartAndFails,
        MovesInPartAndSucceeds,
        DoesNothing,
        OnlyMakesItLonger,
        DoesNotTakeOut,
    }

    private sealed class LyingFileSystem(Lie lie) : FileSystem
    {
        private int _insertions;

        public override bool TryInsert(SafeFileHandle file, long offset, long length)
        {
            // The first one is the trial.
            if (_insertions++ == 0)
            {
                return base.TryInsert(file, offset, length);
            }

            switch (lie)
            {
                case Lie.DoesNothing:
                    return true;
                case Lie.OnlyMakesItLonger:
                    SetLength(file, RandomAccess.GetLength(file) + length);
                    return true;
                default:
                    return base.TryInsert(file, offset + (4 << 20), length) && lie == Lie.MovesInPartAndSucceeds;
            }
        }

        public override bool TryCollapse(SafeFileHandle file, long offset, long length) => lie != Lie.DoesNotTakeOut && base.TryCollapse(file, offset, length);
    }
}
