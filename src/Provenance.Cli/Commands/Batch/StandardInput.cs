using Provenance.Uploads;

namespace Provenance.Cli.Commands.Batch;

/// <summary>Standard input as a video.</summary>
internal static class StandardInput
{
    /// <summary>Copies it to a temporary file that only its owner can read and that is gone when closed.</summary>
    public static async Task<FileStream> SpoolAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = terminal.OpenBinaryInput?.Invoke() ?? throw CommandException.Usage("there is no standard input for bytes");
        await using (input.ConfigureAwait(false))
        {
            var spool = TemporaryStream.Create();
            try
            {
                await input.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
                spool.Position = 0;
                return spool;
            }
            catch
            {
                await spool.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
