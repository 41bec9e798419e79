using Provenance.Testing;
using static Provenance.Tests.Bmff.LiveStream;

namespace Provenance.Tests.Bmff;

/// <summary>What players see is what it was: segments that ffmpeg makes, signed one by one, and decoded.</summary>
[Clause("19.6.1")]
[Clause("19.6.2")]
public sealed class LivePlaybackTests
{
    [Theory]
    [InlineData(LiveVideoMethod.SegmentInfo)]
    [InlineData(LiveVideoMethod.SegmentManifest)]
    public async Task Every_frame_of_real_segments_is_the_same(LiveVideoMethod method)
    {
        string ffmpeg = Tools.Require("ffmpeg");
        using var folder = new TempFolder();
        ToolRun made = await Tools.RunAsync(
            ffmpeg,
            ["-hide_banner", "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=4:size=320x180:rate=25", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1", "-g", "25",
             "-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", "1", "-hls_list_size", "0", "-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", folder["s%d.m4s"], folder["list.m3u8"]]);
        made.Succeeded();
        byte[] init = await File.ReadAllBytesAsync(folder["init.mp4"]);
        byte[][] segments = [.. Enumerable.Range(0, 4).Select(i => File.ReadAllBytes(folder[$"s{i}.m4s"]))];
        using var signer = await SignerAsync(init, new() { Method = method });
        var signed = new List<byte[]> { signer.InitSegment.ToArray() };
        for (int i = 0; i < segments.Length; i++)
        {
            // ffmpeg numbers its fragments from 1 in every segment or on and on, as the version likes.
            signed.Add((await signer.SignSegmentAsync(segments[i], (ulong)i + 1)).ToArray());
        }

        AllAuthentic(await ValidateAsync(signed));
        string before = await RealMedia.DecodedFramesAsync(folder.Write("before.mp4", Bytes.Concat([init, .. segments])));
        Assert.True(before.Length > 1000);
        Assert.Equal(before, await RealMedia.DecodedFramesAsync(folder.Write("after.mp4", Bytes.Concat([.. signed]))));
    }
}
