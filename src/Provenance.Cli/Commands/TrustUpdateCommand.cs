using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance trust update</c>: fetches a published trust list into a file. Nothing else in the program downloads a list.</summary>
internal static class TrustUpdateCommand
{
    // The published lists are some hundred kilobytes.
    private const int MaxSize = 10 << 20;

    public static Command Create(Terminal terminal)
    {
        var url = new Argument<string>("URL") { Description = "The address of the list (https): PEM, or ETSI TS 119 602 JSON." };
        var output = CliOptions.Output("The file that is replaced when the list can be used.", "FILE");
        var quiet = CliOptions.Quiet();
        var command = new Command("update", "Downloads a trust list. What was there stays unless all of the new list has come and can be read.") { url, output, quiet };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            string path = parsed.GetValue(output)!;
            var address = ParseAddress(parsed.GetValue(url)!);
            byte[] content = await FetchAsync(terminal, address, cancellationToken).ConfigureAwait(false);
            int anchors = Count(content, address);
            try
            {
                await NewFile.WriteAsync(path, content, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                throw FileFaults.Unwritable(e, path);
            }

            terminal.WriteMessage(string.Create(CultureInfo.InvariantCulture, $"{path}: {anchors} trust anchors from {address}"));
            return ExitCode.Success;
        });
        return command;
    }

    // Whoever can change the list on its way decides who is trusted: https only, but for a server on this machine.
    private static Uri ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw CommandException.Usage($"'{text}' is not an https URL", "a trust list is only as good as the way it came");

    private static async Task<byte[]> FetchAsync(Terminal terminal, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = terminal.OpenHttpClient();
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Failed(address, string.Create(CultureInfo.InvariantCulture, $"the server answers {(int)response.StatusCode}"));
            }

            // A redirection may have led elsewhere.
            if (response.RequestMessage?.RequestUri is { } final)
            {
                ParseAddress(final.AbsoluteUri);
            }

            return await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false)
                ?? throw Failed(address, string.Create(CultureInfo.InvariantCulture, $"it is larger than {MaxSize >> 20} MB"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Failed(address, e is OperationCanceledException ? "the server does not answer in time" : FileFaults.Describe(e, address.AbsoluteUri), e);
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaxSize)
        {
            return null;
        }

        using var body = new MemoryStream();
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            byte[] buffer = new byte[16 << 10];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (body.Length + read > MaxSize)
                {
                    return null;
                }

                body.Write(buffer, 0, read);
            }
        }

        return body.ToArray();
    }

    // Signer or time-stamp list makes no difference to whether it can be read.
    private static int Count(byte[] content, Uri address)
    {
        try
        {
            return TrustList.Parse(Encoding.UTF8.GetString(content), TrustList.SignerUsages, address.AbsoluteUri).Anchors.Count;
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.SigningFailed, e.Message.TrimEnd('.'), "nothing was written", e);
        }
    }

    private static CommandException Failed(Uri address, string reason, Exception? inner = null) =>
        new(ExitCode.SigningFailed, $"{address} cannot be fetched: {reason}", "nothing was written", inner);
}
