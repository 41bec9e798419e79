using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Media that the output shares with the input on file systems that can, and is copied everywhere else.</summary>
public sealed class SharingTests
{
    private const int Size = 20 << 20;

    public static TheoryData<string, string> Inputs => new()
    {
        { "xfs", "moov first" },
        { "xfs", "moov last" },
        { "xfs", "merkle" },
        { "xfs", "merkle with boxes" },
        { "xfs", "signed elsewhere" },
        { "btrfs", "moov first" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task On_a_file_system_that_can_the_media_is_shared_and_the_file_is_the_same_as_a_copy(string kind, string input)
    {
        using var disk = await LoopFileSystem.MountAsync(kind, 320);
        var (file, container) = Make(input);
        await File.WriteAllBytesAsync(disk["in.mp4"], file);
        long before = Free(disk);
        var result = await SignAsync(disk["in.mp4"], disk["out.mp4"], container);
        Assert.True(result.ReadBack!.MediaWasHashed);
        Assert.InRange(before - Free(disk), long.MinValue, 8 << 20);
        Assert.Equal(ValidationState.Trusted, await StateAsync(disk["out.mp4"]));
        Assert.Equal(await MediaAsync(file), await MediaAsync(await File.ReadAllBytesAsync(disk["out.mp4"])));

        // What happens to the input afterwards does not happen to the output.
        using (var handle = File.OpenHandle(disk["in.mp4"], FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.Write(handle, new byte[Size / 2], Size / 4);
        }

        Assert.Equal(ValidationState.Trusted, await StateAsync(disk["out.mp4"]));
    }

    [Theory]
    [InlineData("ext4")]
    [InlineData("other file system")]
    public async Task Elsewhere_it_is_copied(string where)
    {
        using var disk = await LoopFileSystem.MountAsync(where == "ext4" ? "ext4" : "xfs", 320);
        using var folder = new TempFolder();
        var (file, container) = Make("moov first");
        string input = where == "ext4" ? disk["in.mp4"] : folder.Write("in.mp4", file);
        await File.WriteAllBytesAsync(input, file);
        await SignAsync(input, disk["out.mp4"], container);
        Assert.Equal(ValidationState.Trusted, await StateAsync(disk["out.mp4"]));
        Assert.Equal(await MediaAsync(file), await MediaAsync(await File.ReadAllBytesAsync(disk["out.mp4"])));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_an_error_of_the_destination_and_leaves_nothing()
    {
        using var disk = await LoopFileSystem.MountAsync("xfs", 320);
        using var folder = new TempFolder();
        string input = folder.Write("in.mp4", Make("moov first").File);
        long left = Free(disk) - (Size / 2);
        using (var file = new FileStream(disk["filling"], new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = left }))
        {
            file.SetLength(left);
        }

        var fault = await Assert.ThrowsAsync<SigningException>(() => SignAsync(input, disk["out.mp4"], new()));
        Assert.Equal(SigningFault.Destination, fault.Fault);
        Assert.Equal(["filling"], Directory.GetFileSystemEntries(disk[string.Empty]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Only_whole_blocks_at_the_same_place_within_a_block_are_shared()
    {
        var (file, _) = Make("moov first");
        var layout = (await Laying.PlanAsync(AssetSource.FromMemory(file))).WithManifest(Laying.StoreLength);
        var range = Assert.Single(Sharing.Plan(layout));
        Assert.Equal((0, 0), (range.Source % 4096, range.Output % 4096));
        Assert.Equal(file.Length, range.Source + range.Length);
        Assert.Equal(layout.Length, range.Output + range.Length);

        // With a box behind it that is rewritten, the last block is not whole.
        layout = (await Laying.PlanAsync(AssetSource.FromMemory(Make("moov last").File))).WithManifest(Laying.StoreLength);
        range = Assert.Single(Sharing.Plan(layout));
        Assert.Equal((0, 0, 0), (range.Source % 4096, range.Output % 4096, range.Length % 4096));

        // A stripped file is not laid out for it: what is not in place is not shared.
        byte[] signed = await Signing.SignAsync(await Laying.WithManifestAsync(file, 1000), Signing.Options with { IfSigned = IfSigned.Replace });
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(signed), ParserLimits.Default);
        Assert.All(Sharing.Plan(LayoutPlan.ForStripping(index).WithoutManifest()), r => Assert.Equal(0, (r.Source - r.Output) % 4096));
    }

    [Fact]
    public async Task What_differs_in_a_sampled_place_is_found()
    {
        byte[] one = Bytes.Pattern(1 << 20, 1);
        Assert.True(await SampleAsync(one));
        foreach (int at in (int[])[0, 4095, (1 << 20) - 1, (1 << 20) - 4096])
        {
            byte[] other = [.. one];
            other[at] ^= 1;
            Assert.False(await SampleAsync(other));
        }

        // A file system that shared nothing left zeros.
        Assert.False(await SampleAsync(new byte[1 << 20]));

        async Task<bool> SampleAsync(byte[] other) => await SpotCheck.SampleAsync(AssetSource.FromMemory(one), 0, AssetSource.FromMemory(other), 0, one.Length, default);
    }

    private static (byte[] File, Mp4SigningOptions Container) Make(string input)
    {
        var video = new Mp4Track(1, [Bytes.Pattern(Size, 1), Bytes.Pattern(777, 2)]);
        var builder = new Mp4Builder().Ftyp();
        if (input == "signed elsewhere")
        {
            // A box of a length that no file system has blocks of.
            builder.ContentProvenance("manifest", new byte[13_337]);
        }

        byte[] file = (input == "moov last" ? builder.Media(video).Movie(video) : builder.Movie(video).Media(video)).Build();
        return (file, new Mp4SigningOptions { Merkle = input switch { "merkle" => new(), "merkle with boxes" => new() { StoredRow = 2 }, _ => null } });
    }

    private static Task<SigningResult> SignAsync(string input, string output, Mp4SigningOptions container) =>
        Mp4.SignAsync(input, output, Signing.Definition, Signing.Signer(), Signing.Options with { IfSigned = IfSigned.Replace }, container);

    private static async Task<byte[]> MediaAsync(byte[] file)
    {
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
        var mdat = index.Root(BoxTypes.Mdat)!.Value;
        return System.Security.Cryptography.SHA256.HashData(file.AsSpan((int)mdat.ContentOffset, (int)mdat.ContentSize));
    }

    // A file that is still open keeps its file system from being unmounted.
    private static async Task<ValidationState> StateAsync(string path)
    {
        await using var source = AssetSource.FromFile(path);
        return (await Signing.Validator.ValidateAsync(source)).State;
    }

    private static long Free(LoopFileSystem disk)
    {
        using var sync = System.Diagnostics.Process.Start("sync", ["-f", disk[string.Empty]]);
        sync.WaitForExit();
        return new DriveInfo(disk[string.Empty]).AvailableFreeSpace;
    }
}
