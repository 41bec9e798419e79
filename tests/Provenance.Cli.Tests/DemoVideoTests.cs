using System.Globalization;
using System.Security.Cryptography;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary>The generated video is a real one: ffmpeg decodes it without a word, to the very pixels that were drawn.</summary>
public sealed class DemoVideoTests
{
    [Theory]
    [InlineData(50, true)]
    [InlineData(50, false)]
    [InlineData(1, true)]
    [InlineData(300, true)]
    public async Task Every_picture_decodes_to_the_pixels_that_were_drawn(int frames, bool moovFirst)
    {
        string ffmpeg = Tools.Require("ffmpeg");
        using var folder = new TempFolder();
        string video = folder.Write("demo.mp4", DemoVideo.Create(frames, moovFirst));

        ToolRun run = (await Tools.RunAsync(ffmpeg, ["-v", "error", "-i", video, "-f", "framemd5", "-"], cancellationToken: TestContext.Current.CancellationToken)).Succeeded();

        Assert.Equal(string.Empty, run.Error);
        string[] hashes =
        [
            .. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').Select(l => l[(l.LastIndexOf(',') + 1)..].Trim()),
        ];
        Assert.Equal([.. Enumerable.Range(0, frames).Select(i => HashOfPicture(i, frames))], hashes);
    }

    [Fact]
    public async Task Players_see_the_size_the_codec_and_the_duration()
    {
        string ffprobe = Tools.Require("ffprobe");
        using var folder = new TempFolder();
        string video = folder.Write("demo.mp4", DemoVideo.Create());

        ToolRun run = (await Tools.RunAsync(
            ffprobe,
            ["-v", "error", "-show_entries", "stream=codec_name,profile,width,height,pix_fmt,r_frame_rate,nb_frames,duration", "-of", "default=nw=1", video],
            cancellationToken: TestContext.Current.CancellationToken)).Succeeded();

        Assert.Equal(string.Empty, run.Error);
        string[] expected =
        [
            "codec_name=h264", "profile=Constrained Baseline", "width=128", "height=96", "pix_fmt=yuv420p", "r_frame_rate=25/1", "nb_frames=50", "duration=2.000000",
        ];
        Assert.All(expected, line => Assert.Contains(line, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_bytes_come_every_time() =>
        Assert.Equal(DemoVideo.Create(), DemoVideo.Create());

    [Fact]
    public void No_start_code_hides_in_the_media()
    {
        byte[] video = DemoVideo.Create();
        int media = video.AsSpan().IndexOf("mdat"u8) + 4;
        int position = media;
        while (position < video.Length)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(video.AsSpan(position));
            ReadOnlySpan<byte> unit = video.AsSpan(position + 4, length);
            Assert.Equal(-1, unit.IndexOf((ReadOnlySpan<byte>)[0, 0, 0]));
            Assert.Equal(-1, unit.IndexOf((ReadOnlySpan<byte>)[0, 0, 1]));
            position += 4 + length;
        }

        Assert.Equal(video.Length, position);
    }

    // What a decoder must output: the planes one after the other.
    private static string HashOfPicture(int index, int frames)
    {
        var picture = Picture.Draw(DemoVideo.Width, DemoVideo.Height, (double)index / frames);
        byte[] planes = new byte[DemoVideo.Width * DemoVideo.Height * 3 / 2];
        byte[] block = new byte[Picture.MacroblockSize];
        int chroma = DemoVideo.Width * DemoVideo.Height;
        for (int row = 0; row < DemoVideo.Height / 16; row++)
        {
            for (int column = 0; column < DemoVideo.Width / 16; column++)
            {
                picture.CopyMacroblock(column, row, block);
                for (int y = 0; y < 16; y++)
                {
                    block.AsSpan(y * 16, 16).CopyTo(planes.AsSpan((((row * 16) + y) * DemoVideo.Width) + (column * 16)));
                }

                for (int y = 0; y < 8; y++)
                {
                    int start = chroma + (((row * 8) + y) * DemoVideo.Width / 2) + (column * 8);
                    block.AsSpan(256 + (y * 8), 8).CopyTo(planes.AsSpan(start));
                    block.AsSpan(320 + (y * 8), 8).CopyTo(planes.AsSpan(start + (chroma / 4)));
                }
            }
        }

#pragma warning disable CA5351 // ffmpeg's framemd5 speaks MD5.
        return Convert.ToHexString(MD5.HashData(planes)).ToLower(CultureInfo.InvariantCulture);
#pragma warning restore CA5351
    }
}
