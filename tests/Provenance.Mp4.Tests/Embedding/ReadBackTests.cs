using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>How much of an output is read again before it is published, and what that finds.</summary>
public sealed class ReadBackTests
{
    private const int Size = SigningPass.AutomaticLimit + (2 << 20) + 1234;

    public static TheoryData<string> Bindings => ["flat", "merkle", "merkle with boxes", "fragments"];

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task The_media_of_a_large_output_is_not_read_again(string binding)
    {
        var output = new Destination();
        var result = await SignAsync(binding, output);
        Assert.True(result.ReadBack!.MediaWasHashed);
        Assert.InRange(output.BytesRead, 1, 2 << 20);

        // And it is what somebody finds who reads it.
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(output.ToArray())).State);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task It_is_read_again_where_that_is_asked_for(string binding)
    {
        var output = new Destination();
        await SignAsync(binding, output, ReadBackScope.Everything);
        Assert.InRange(output.BytesRead, Size, 2 * Size);
    }

    [Fact]
    public async Task A_small_output_is_read_again()
    {
        var output = new Destination();
        byte[] movie = Signing.Movie();
        await Mp4.SignAsync(AssetSource.FromMemory(movie), output, Signing.Definition, Signing.Signer(), Signing.Options);
        Assert.True(output.BytesRead >= movie.Length);
    }

    [Theory]
    [InlineData("flat", ReadBackScope.Everything, "media", true)]
    [InlineData("flat", ReadBackScope.Everything, "moov", true)]
    [InlineData("flat", ReadBackScope.WithoutMedia, "media", false)]
    [InlineData("flat", ReadBackScope.WithoutMedia, "moov", true)]
    [InlineData("flat", ReadBackScope.WithoutMedia, "end", true)]
    [InlineData("merkle", ReadBackScope.Everything, "media", true)]
    [InlineData("merkle", ReadBackScope.Everything, "moov", true)]
    [InlineData("merkle", ReadBackScope.WithoutMedia, "media", false)]
    [InlineData("merkle", ReadBackScope.WithoutMedia, "moov", true)]
    [InlineData("merkle", ReadBackScope.WithoutMedia, "end", true)]
    public async Task A_byte_that_changes_on_its_way_into_the_file_is_found_where_it_is_read_again(string binding, ReadBackScope readBack, string where, bool isFound)
    {
        var output = new Destination { Spoiled = where };
        if (!isFound)
        {
            await SignAsync(binding, output, readBack);
            Assert.Equal(ValidationState.Invalid, (await Signing.ValidateAsync(output.ToArray())).State);
            return;
        }

        var fault = await Assert.ThrowsAsync<SigningException>(() => SignAsync(binding, output, readBack));
        Assert.Equal(SigningFault.ReadBack, fault.Fault);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task Digests_of_other_ranges_than_those_that_were_written_are_not_taken()
    {
        byte[] file = Bytes.Pattern(1000, 1);
        var source = AssetSource.FromMemory(file);
        var sha = System.Security.Cryptography.HashAlgorithmName.SHA256;
        var known = new WrittenDigests();
        byte[] wrong = new byte[32];
        known.Add(Plan(10, 900), sha, wrong);
        known.Add(new BlockRun(100, 300, [100, 200]), sha, new byte[64]);
        Assert.Equal(wrong, await known.HashAsync(source, Plan(10, 900), sha, null, default));
        Assert.NotEqual(wrong, await known.HashAsync(source, Plan(10, 901), sha, null, default));
        Assert.NotEqual(wrong, await known.HashAsync(source, Plan(11, 900), sha, null, default));
        Assert.Equal(64, (await known.HashAsync(source, Plan(10, 900), System.Security.Cryptography.HashAlgorithmName.SHA512, null, default)).Length);

        Assert.True(await AreZerosAsync(new BlockRun(100, 300, [100, 200])));
        Assert.False(await AreZerosAsync(new BlockRun(100, 300, [200, 100])));
        Assert.False(await AreZerosAsync(new BlockRun(100, 300, [300])));
        Assert.False(await AreZerosAsync(new BlockRun(101, 300, [100, 200])));

        async Task<bool> AreZerosAsync(BlockRun blocks)
        {
            bool zeros = true;
            await known.HashAsync(source, blocks, sha, digest => zeros &= digest.IndexOfAnyExcept((byte)0) < 0, null, default);
            return zeros;
        }

        static HashPlan Plan(long from, long to)
        {
            var plan = new HashPlan();
            plan.AddRange(from, to);
            return plan;
        }
    }

    private static Task<SigningResult> SignAsync(string binding, Destination output, ReadBackScope readBack = ReadBackScope.Automatic)
    {
        byte[] file = binding == "fragments" ? Fragments() : Movie();
        var container = new Mp4SigningOptions
        {
            ReadBack = readBack,
            Merkle = binding switch { "flat" => null, "merkle with boxes" => new() { StoredRow = 3 }, _ => new() },
        };
        return Mp4.SignAsync(AssetSource.FromMemory(file), output, Signing.Definition, Signing.Signer(), Signing.Options, container);
    }

    private static byte[] Movie()
    {
        var video = new Mp4Track(1, [Bytes.Pattern(Size, 1)]);
        return new Mp4Builder().Ftyp().Movie(video).Media(video).Build();
    }

    private static byte[] Fragments()
    {
        var video = Mp4Track.Of(1, 1);
        var builder = new Mp4Builder().Ftyp().FragmentedMovie(video);
        for (uint i = 1; i <= 4; i++)
        {
            builder.Fragment(i, video, [Bytes.Pattern(Size / 4, (int)i)]);
        }

        return builder.Build();
    }

    /// <summary>Counts what is read, and can change a byte that is written.</summary>
    private sealed class Destination : MemoryStream
    {
        public long BytesRead { get; private set; }

        public string? Spoiled { get; init; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Read(buffer.Span);
            BytesRead += count;
            return new(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            byte[] bytes = buffer.ToArray();
            int at = Spoiled switch
            {
                "moov" => Position == 0 ? bytes.AsSpan().IndexOf("mvhd"u8) + 8 : -1,
                "media" => (int)Math.Clamp(Size / 3 - Position, -1, int.MaxValue),
                "end" => Position > Size / 2 && Position == Length && bytes.Length < ReadPass.PieceSize ? bytes.Length - 1 : -1,
                _ => -1,
            };
            if (at >= 0 && at < bytes.Length)
            {
                bytes[at] ^= 1;
            }

            Write(bytes);
            return ValueTask.CompletedTask;
        }
    }
}
