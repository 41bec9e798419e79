using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance segments</c>: fragmented video whose fragments are files of their own (DASH, CMAF, HLS).</summary>
internal static class SegmentsCommand
{
    public static Command Create(Terminal terminal) =>
        new("segments", "Signs and verifies segmented video (DASH, CMAF, HLS): initialization segments and their media segments.")
        {
            SegmentsSignCommand.Create(terminal),
            SegmentsVerifyCommand.Create(terminal),
            SegmentsUpdateCommand.Create(terminal),
        };
}
