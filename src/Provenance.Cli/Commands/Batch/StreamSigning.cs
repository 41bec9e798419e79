using System.CommandLine;
using Provenance.Uploads;

namespace Provenance.Cli.Commands.Batch;

/// <summary>
/// Signs from standard input, to standard output, or both. The form needs to be read and written out of order, so what streams goes through
/// a temporary file; standard output gets the signed video only when it is complete and was read back.
/// </summary>
internal static class StreamSigning
{
    /// <summary>Signs one video.</summary>
    public static Task<int> RunAsync(Terminal terminal, SignOptions options, ParseResult parsed, string input, CancellationToken cancellationToken)
    {
        var container = SignCommand.ReadContainer(options, parsed);
        return SignCommand.SignAsync(
            terminal,
            options,
            parsed,
            input == "-" ? "standard input" : input,
            () => input == "-" ? 0 : SignCommand.MeasureInput(input),
            (signing, progress, output) => SignAsync(terminal, input, output, (source, destination) =>
                Mp4.SignAsync(source, destination, signing.Definition, signing.Signer, signing.Options, container, progress, cancellationToken), cancellationToken),
            cancellationToken);
    }

    private static async Task<SigningResult> SignAsync(
        Terminal terminal, string input, string output, Func<AssetSource, Stream, Task<SigningResult>> sign, CancellationToken cancellationToken)
    {
        var source = await new InputFile(input, input).OpenAsync(terminal, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            return output == "-"
                ? await ToStandardOutputAsync(terminal, source, sign, cancellationToken).ConfigureAwait(false)
                : await ToFileAsync(output, source, sign, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<SigningResult> ToStandardOutputAsync(
        Terminal terminal, AssetSource source, Func<AssetSource, Stream, Task<SigningResult>> sign, CancellationToken cancellationToken)
    {
        var spool = TemporaryStream.Create();
        await using (spool.ConfigureAwait(false))
        {
            var result = await sign(source, spool).ConfigureAwait(false);
            if (result.Signed)
            {
                var stream = terminal.OpenBinaryOutput?.Invoke() ?? throw CommandException.Usage("there is no standard output for bytes");
                await using (stream.ConfigureAwait(false))
                {
                    spool.Position = 0;
                    await spool.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
                }
            }

            return result;
        }
    }

    // Beside its place, and renamed when complete: what was there stays until then.
    private static async Task<SigningResult> ToFileAsync(string output, AssetSource source, Func<AssetSource, Stream, Task<SigningResult>> sign, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(output);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            SigningResult result;
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 128 << 10, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
            {
                result = await sign(source, stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (result.Signed)
            {
                File.Move(temporary, full, overwrite: true);
            }

            return result;
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
