using System.Buffers.Binary;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary>Whatever a file holds: one clear line or a report, the right exit code, no stack trace.</summary>
public sealed class BadInputTests
{
    private const int Unreadable = 5;
    private const int NoCredentials = 4;

    /// <summary>Name, and the exit codes that are right for <c>verify</c>.</summary>
    public static TheoryData<string, int[]> Files
    {
        get
        {
            var data = new TheoryData<string, int[]>
            {
                { "empty", [Unreadable] },
                { "one byte", [Unreadable] },
                { "text", [Unreadable] },
                { "png", [Unreadable] },
                { "zeros", [Unreadable] },
                { "only ftyp", [NoCredentials, Unreadable] },
                { "no moov", [NoCredentials, Unreadable] },
                { "box past the end", [Unreadable] },
                { "box of 2^64-1 bytes", [Unreadable] },
                { "box of 2^63 bytes", [Unreadable] },
                { "nested 10000 deep", [NoCredentials, Unreadable] },
                { "a million empty boxes", [NoCredentials, Unreadable] },
                { "moov of random bytes", [NoCredentials, Unreadable] },
            };
            for (int size = 2; size <= 7; size++)
            {
                data.Add($"box of {size} bytes", [Unreadable]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Verify_says_what_is_wrong(string name, int[] allowed)
    {
        using var folder = new TempFolder();
        string file = folder.Write("bad.mp4", Make(name));

        CliRun run = await CliRun.RunAsync("verify", file);

        Assert.Contains(run.ExitCode, allowed);
        AssertOneLine(run);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Json_is_json_whatever_the_file(string name, int[] allowed)
    {
        using var folder = new TempFolder();
        string file = folder.Write("bad.mp4", Make(name, boxes: 20_000));

        CliRun run = await CliRun.RunAsync("verify", file, "--format", "json");

        using var document = System.Text.Json.JsonDocument.Parse(run.Output);
        Assert.Equal(run.ExitCode, document.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Contains(run.ExitCode, allowed);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Nothing_else_trips_over_it_either(string name, int[] allowed)
    {
        using var folder = new TempFolder();
        string file = folder.Write("bad.mp4", Make(name, boxes: 20_000));

        CliRun inspect = await CliRun.RunAsync("inspect", file);
        Assert.Contains(inspect.ExitCode, allowed);
        AssertOneLine(inspect);

        CliRun extract = await CliRun.RunAsync("extract", file, "-o", folder["out.c2pa"]);
        Assert.Contains(extract.ExitCode, (int[])[Unreadable, NoCredentials]);
        AssertOneLine(extract);

        CliRun strip = await CliRun.RunAsync("strip", file, "-o", folder["out.mp4"]);
        Assert.Contains(strip.ExitCode, (int[])[Unreadable, NoCredentials]);
        AssertOneLine(strip);

        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder);
        CliRun sign = await CliRun.RunAsync("sign", file, "-o", folder["out.mp4"], "--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia");
        AssertOneLine(sign);
        if (sign.ExitCode != 0)
        {
            Assert.Contains(sign.ExitCode, (int[])[Unreadable, 6]);
            Assert.Equal(["bad.mp4", "signer.key", "signer.pem"], folder.Names);
        }
    }

    [Fact]
    public async Task A_signed_file_cut_anywhere_is_never_good()
    {
        using var folder = new TempFolder();
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder);
        string video = folder.Write("in.mp4", DemoVideo.Create(frames: 2));
        CliRun sign = await CliRun.RunAsync("sign", video, "-o", folder["out.mp4"], "--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia");
        Assert.True(sign.ExitCode == 0, sign.Error);
        byte[] signed = await File.ReadAllBytesAsync(folder["out.mp4"], TestContext.Current.CancellationToken);
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());

        foreach (int length in Enumerable.Range(0, 120).Concat(Enumerable.Range(1, 80).Select(i => (int)((long)signed.Length * i / 81))).Append(signed.Length - 1))
        {
            string cut = folder.Write("cut.mp4", signed.AsSpan(0, length));
            CliRun run = await CliRun.RunAsync("verify", cut, "--trust", root);
            Assert.True(run.ExitCode is 1 or 4 or 5, $"cut to {length}: exit code {run.ExitCode}\n{run.Output}{run.Error}");
            AssertOneLine(run);
        }
    }

    private static void AssertOneLine(CliRun run)
    {
        Assert.True(run.Error.Count(c => c == '\n') <= 2, run.Error);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
        Assert.True(run.Output.Length > 0 || run.Error.Length > 0, "Not a word.");
    }

    private static byte[] Make(string name, int boxes = 1_000_000)
    {
        byte[] fileType = DemoVideo.Create(frames: 1)[..32];
        return name switch
        {
            "empty" => [],
            "one byte" => [0],
            "text" => "This is not a video, whatever its name says."u8.ToArray(),
            "png" => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', .. new byte[40]],
            "zeros" => new byte[4096],
            "only ftyp" => fileType,
            "no moov" => [.. fileType, .. Box("mdat", new byte[64])],
            "box past the end" => [.. fileType, .. Header(1000, "moov"), .. new byte[10]],
            "box of 2^64-1 bytes" => [.. fileType, .. LargeHeader(ulong.MaxValue, "mdat"), .. new byte[10]],
            "box of 2^63 bytes" => [.. fileType, .. LargeHeader(1UL << 63, "mdat"), .. new byte[10]],
            "nested 10000 deep" => [.. fileType, .. Nested(10_000)],
            "a million empty boxes" => ManyBoxes(fileType, boxes),
            "moov of random bytes" => [.. fileType, .. Box("moov", Noise(5000))],
            _ => [.. fileType, .. Header(uint.Parse(name.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), "moov"), .. new byte[32]],
        };
    }

    private static byte[] Header(uint size, string type)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(header, size);
        System.Text.Encoding.ASCII.GetBytes(type, header.AsSpan(4));
        return header;
    }

    private static byte[] LargeHeader(ulong size, string type)
    {
        byte[] large = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(large, size);
        return [.. Header(1, type), .. large];
    }

    private static byte[] Box(string type, byte[] payload) => [.. Header((uint)payload.Length + 8, type), .. payload];

    private static byte[] Nested(int depth)
    {
        byte[] boxes = new byte[depth * 8];
        for (int i = 0; i < depth; i++)
        {
            Header((uint)((depth - i) * 8), i == 0 ? "moov" : "trak").CopyTo(boxes, i * 8);
        }

        return boxes;
    }

    private static byte[] ManyBoxes(byte[] fileType, int count)
    {
        byte[] file = new byte[fileType.Length + (count * 8)];
        fileType.CopyTo(file, 0);
        byte[] box = Header(8, "free");
        for (int i = 0; i < count; i++)
        {
            box.CopyTo(file, fileType.Length + (i * 8));
        }

        return file;
    }

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        uint state = 12345;
        for (int i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            noise[i] = (byte)(state >> 24);
        }

        return noise;
    }
}
