using System.CommandLine;
using System.Globalization;

namespace Provenance.Cli.Commands;

/// <summary>The options of <c>segments sign</c> for live video.</summary>
internal sealed class LiveOptions
{
    private const string SegmentInfo = "segment-info";

    private readonly Option<string?> _live = new Option<string?>("--live")
    {
        Description = "Signs as a live packager does, one segment after the other, each verifiable by itself: with a segment info signed by a session key (segment-info, the default), or with a manifest in each (segment-manifest).",
        Arity = ArgumentArity.ZeroOrOne,
    }.AcceptOnlyFromAmong(SegmentInfo, "segment-manifest");

    private readonly Option<string?> _validity = new("--key-validity")
    {
        Description = "With --live: for how many seconds the session key is valid; a day by default.",
        HelpName = "SECONDS",
    };

    private readonly Option<string?> _stream = new("--stream-id")
    {
        Description = "With --live segment-manifest: what identifies the stream, a UUID or a URL; a new UUID by default.",
        HelpName = "ID",
    };

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_live);
        command.Options.Add(_validity);
        command.Options.Add(_stream);
    }

    /// <summary>Reads them; null when the video is not to be signed as a live one.</summary>
    /// <exception cref="CommandException">They contradict each other or something else.</exception>
    public LiveSigningOptions? Read(ParseResult parsed, SignOptions options, string? playlist)
    {
        if (parsed.GetResult(_live) is null)
        {
            return parsed.GetValue(_validity) is null && parsed.GetValue(_stream) is null ? null : throw CommandException.Usage("--key-validity and --stream-id have a meaning only with --live");
        }

        if (playlist is not null || parsed.GetResult(options.Sidecar) is not null || parsed.GetValue(options.Remote) is not null)
        {
            throw CommandException.Usage("--live takes an initialization segment and its media segments, and leaves the manifest in them: leave --playlist, --sidecar and --remote out");
        }

        var method = (parsed.GetValue(_live) ?? SegmentInfo) == SegmentInfo ? LiveVideoMethod.SegmentInfo : LiveVideoMethod.SegmentManifest;
        if (parsed.GetValue(method == LiveVideoMethod.SegmentInfo ? _stream : _validity) is not null)
        {
            throw CommandException.Usage(method == LiveVideoMethod.SegmentInfo ? "--stream-id has a meaning only with --live segment-manifest" : "--live segment-manifest needs no session key; leave --key-validity out");
        }

        var live = new LiveSigningOptions { Method = method, StreamId = parsed.GetValue(_stream) };
        return parsed.GetValue(_validity) is { } text ? live with { KeyValidity = ReadSeconds(text) } : live;
    }

    private static TimeSpan ReadSeconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= 3653 * 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw CommandException.Usage($"--key-validity: '{text}' is not a number of seconds between 1 and {3653 * 86400}");
}
