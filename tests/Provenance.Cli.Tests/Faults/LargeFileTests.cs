using System.Diagnostics;
using System.Globalization;

namespace Provenance.Tests.Cli.Faults;

/// <summary>
/// Files of many gigabytes, of which nothing but the headers exists, signed and verified by a process of its own: its memory stays below 64 MB over what
/// the process has in use for a file of some kilobytes.
/// </summary>
public sealed class LargeFileTests : IDisposable
{
    private const long Budget = 64_000_000;
    private const long Gibi = 1L << 30;

    private readonly TempFolder _folder = new();

    public LargeFileTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what memory a process had at most.");
        var credential = DevelopmentCredential.Create(SigningAlgorithm.ES256, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        _folder.Write("signer.pem", credential.CertificateChainPem);
        _folder.Write("signer.key", credential.PrivateKeyPem);
        _folder.Write("root.pem", credential.CertificateChainPem);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task Ten_GiB_signed_in_place_and_verified_take_no_more_memory_than_a_small_file()
    {
        await MeasureAsync(10 * Gibi, "--in-place");
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("flat")]
    [InlineData("Merkle")]
    public async Task Signing_and_verifying_10_GiB_take_no_more_memory_than_for_a_small_file(string mode)
    {
        Assert.SkipUnless(new DriveInfo(_folder.Path).AvailableFreeSpace > 12 * Gibi, "There is no room for the signed file.");
        await MeasureAsync(10 * Gibi, ["-o", _folder["signed.mp4"], .. mode == "Merkle" ? ["--merkle", "auto"] : Array.Empty<string>()]);
    }

    private async Task MeasureAsync(long length, params string[] ways)
    {
        string[] keys = ["--cert", _folder["signer.pem"], "--key", _folder["signer.key"], "--digital-source-type", "trainedAlgorithmicMedia"];
        string signed = ways.Contains("--in-place", StringComparer.Ordinal) ? _folder["video.mp4"] : _folder["signed.mp4"];
        string[] sign = ["sign", _folder["video.mp4"], .. ways, .. keys];
        string[] verify = ["verify", signed, "--trust", _folder["root.pem"], "--require", "valid"];
        WriteSparse(_folder["video.mp4"], 100_000);
        long smallSign = await PeakAsync(sign);
        long smallVerify = await PeakAsync(verify);
        File.Delete(signed);
        File.Delete(_folder["video.mp4"]);
        WriteSparse(_folder["video.mp4"], length);
        long largeSign = await PeakAsync(sign);
        long largeVerify = await PeakAsync(verify);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"peak in MB: signing {smallSign / 1e6:0} and {largeSign / 1e6:0}, verifying {smallVerify / 1e6:0} and {largeVerify / 1e6:0}"));
        Assert.InRange(largeSign, 1, smallSign + Budget);
        Assert.InRange(largeVerify, 1, smallVerify + Budget);
    }

    // What the process had in memory at most, in bytes: the kernel counts it, we ask until the process is gone.
    private static async Task<long> PeakAsync(string[] args)
    {
        using var process = CliProcess.Start(args);
        var watch = Stopwatch.StartNew();
        long peak = 0;
        while (!process.HasExited)
        {
            try
            {
                string? line = (await File.ReadAllLinesAsync($"/proc/{process.Id}/status")).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                peak = line is null ? peak : long.Parse(line.AsSpan(6).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) * 1024;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended in between.
            }

            await Task.Delay(5);
        }

        Assert.True(process.ExitCode == 0, $"{string.Join(' ', args)}: exit code {process.ExitCode} after {watch.Elapsed}");
        Assert.NotEqual(0, peak);
        return peak;
    }

    // moov with its first chunk at the beginning of the media and its last at the end; a 64-bit mdat that is a hole.
    private static void WriteSparse(string path, long length)
    {
        byte[] Head(long first) => new Mp4Builder().Ftyp().Free(1 << 16).Movie(new Mp4Track(1, [.. Enumerable.Range(0, 4).Select(_ => new byte[200])])
        {
            LargeOffsets = true,
            BendOffset = (chunk, _) => chunk == 0 ? first : length - 400,
        }).Build();
        byte[] head = Head(0);
        head = Head(head.Length + 16);
        using var file = File.Create(path);
        file.Write(head);
        file.Write(Bytes.Concat(Bytes.UInt32(1), Bytes.Code("mdat"), Bytes.UInt64((ulong)(length - head.Length))));
        file.SetLength(length);
    }
}
