using System.Collections.Concurrent;

namespace Provenance.Testing;

/// <summary>
/// Real video and audio made by ffmpeg, once per test run: two seconds of a test picture and a tone. Without ffmpeg the running test is
/// skipped (or fails, see <see cref="Tools"/>).
/// </summary>
public static class RealMedia
{
    private static readonly Lazy<TempFolder> Folder = new(() =>
    {
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Files = new(StringComparer.Ordinal);

    private static readonly string[] Picture = ["-f", "lavfi", "-i", "testsrc=duration=2:size=320x180:rate=25"];
    private static readonly string[] Tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"];
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1"];
    private static readonly string[] Aac = ["-c:a", "aac", "-b:a", "64k"];

    private static readonly Dictionary<string, (string Name, string[] Arguments)> Recipes = new(StringComparer.Ordinal)
    {
        ["mp4, moov last"] = ("last.mp4", [.. Picture, .. Tone, .. H264, .. Aac]),
        ["mp4, moov first"] = ("first.mp4", [.. Picture, .. Tone, .. H264, .. Aac, "-movflags", "+faststart"]),
        ["mp4, fragmented"] = ("fragmented.mp4", [.. Picture, .. Tone, .. H264, "-g", "10", .. Aac, "-movflags", "+frag_keyframe+empty_moov+default_base_moof"]),
        ["mp4, fragmented, offsets from the start of the file"] = ("fragmented-absolute.mp4", [.. Picture, .. Tone, .. H264, "-g", "10", .. Aac, "-movflags", "+frag_keyframe+empty_moov"]),
        ["mov"] = ("picture.mov", [.. Picture, .. Tone, .. H264, .. Aac]),
        ["m4a"] = ("tone.m4a", [.. Tone, .. Aac]),
    };

    /// <summary>The kinds of media there are, for <c>[MemberData]</c>.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Recipes.Keys];

    /// <summary>H.264 and AAC with <c>moov</c> before the media.</summary>
    public static Task<string> MoovFirstAsync() => GetAsync("mp4, moov first");

    /// <summary>H.264 and AAC with <c>moov</c> after the media, as most recorders write it.</summary>
    public static Task<string> MoovLastAsync() => GetAsync("mp4, moov last");

    /// <summary>The path of a file of the kind. Tests read it and never write to it.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    public static Task<string> GetAsync(string kind)
    {
        string ffmpeg = Tools.Require("ffmpeg");
        return Files.GetOrAdd(kind, k => new Lazy<Task<string>>(() => MakeAsync(ffmpeg, k))).Value;
    }

    private static async Task<string> MakeAsync(string ffmpeg, string kind)
    {
        (string name, string[] arguments) = Recipes[kind];
        string path = Folder.Value[name];
        ToolRun run = await Tools.RunAsync(ffmpeg, ["-hide_banner", "-v", "error", "-y", .. arguments, "-fflags", "+bitexact", path]).ConfigureAwait(false);
        run.Succeeded();
        return path;
    }

    /// <summary>The hash of every decoded frame (<c>ffmpeg -f framemd5</c>): equal before and after signing.</summary>
    public static async Task<string> DecodedFramesAsync(string path)
    {
        ToolRun run = await Tools.RunAsync(Tools.Require("ffmpeg"), ["-hide_banner", "-v", "error", "-i", path, "-map", "0:v?", "-map", "0:a?", "-f", "framemd5", "-"]).ConfigureAwait(false);
        run.Succeeded();
        Xunit.Assert.True(run.Error.Length == 0, $"ffmpeg complains about {Path.GetFileName(path)}: {run.Error}");
        return string.Join('\n', run.Output.Split('\n').Where(l => !l.StartsWith('#') || l.StartsWith("#dimensions", StringComparison.Ordinal)));
    }
}
