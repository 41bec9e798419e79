using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance dev-tsa</c>: a time-stamp authority on this machine alone, for trying things out without asking a real one.</summary>
internal static class DevTsaCommand
{
    private const int DefaultPort = 3161; // RFC 3161 is the protocol.
    private const int MaxRequestSize = 64 * 1024;
    private const string QueryType = "application/timestamp-query";
    private const string ReplyType = "application/timestamp-reply";

    public static Command Create(Terminal terminal)
    {
        var keys = new Option<string>("--keys") { Description = "The folder that dev-keys made.", HelpName = "DIR", Required = true };
        var port = new Option<int>("--port") { Description = "The port it listens on; only this machine reaches it.", HelpName = "PORT", DefaultValueFactory = _ => DefaultPort };
        var quiet = CliOptions.Quiet();
        var command = new Command("dev-tsa", "Runs a time-stamp authority for development, until Ctrl-C. Nobody trusts it but you.") { keys, port, quiet };
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            return RunAsync(terminal, parsed.GetValue(keys)!, parsed.GetValue(port), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string folder, int port, CancellationToken cancellationToken)
    {
        using var authority = await OpenAsync(terminal, folder, cancellationToken).ConfigureAwait(false);
        using var listener = new HttpListener();
        string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");
        try
        {
            listener.Prefixes.Add(address);
            listener.Start();
        }
        catch (Exception e) when (e is HttpListenerException or ArgumentException)
        {
            throw CommandException.Usage($"cannot listen on port {port}: {e.Message.TrimEnd('.')}", "--port takes another one");
        }

        terminal.WriteMessage($"{address} gives time-stamps for development, for --tsa; {Path.Combine(folder, DevKeysCommand.RootFile)} is for --tsa-trust");
        terminal.WriteMessage("Ctrl-C ends it");
        using var stop = cancellationToken.Register(listener.Stop);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var context = await listener.GetContextAsync().ConfigureAwait(false);

                // One that never sends its request keeps nobody else waiting.
                _ = AnswerAsync(authority, context, cancellationToken);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException && cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        return ExitCode.Success;
    }

    private static async Task<DevelopmentTimestampAuthority> OpenAsync(Terminal terminal, string folder, CancellationToken cancellationToken)
    {
        string certificate = Path.Combine(folder, DevKeysCommand.TimestampChainFile);
        string key = Path.Combine(folder, DevKeysCommand.TimestampKeyFile);
        try
        {
            return new DevelopmentTimestampAuthority(
                await File.ReadAllTextAsync(certificate, cancellationToken).ConfigureAwait(false), await File.ReadAllTextAsync(key, cancellationToken).ConfigureAwait(false))
            {
                Clock = terminal.Clock,
            };
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is CryptographicException)
        {
            throw new CommandException(ExitCode.Usage, $"{certificate}, {key}: {FileFaults.Describe(e, certificate)}", "'provenance dev-keys -o keys' makes them", e);
        }
    }

    private static async Task AnswerAsync(DevelopmentTimestampAuthority authority, HttpListenerContext context, CancellationToken cancellationToken)
    {
        using var response = context.Response;
        try
        {
            (var status, byte[]? question) = await ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
            response.StatusCode = (int)status;
            if (question is not null)
            {
                byte[] reply = authority.Answer(question);
                response.ContentType = ReplyType;
                response.ContentLength64 = reply.Length;
                await response.OutputStream.WriteAsync(reply, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is HttpListenerException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone, or we are.
        }
    }

    private static async Task<(HttpStatusCode Status, byte[]? Question)> ReadAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        if (!string.Equals(request.HttpMethod, "POST", StringComparison.Ordinal))
        {
            return (HttpStatusCode.MethodNotAllowed, null);
        }

        if (!string.Equals(request.ContentType, QueryType, StringComparison.OrdinalIgnoreCase))
        {
            return (HttpStatusCode.UnsupportedMediaType, null);
        }

        byte[] buffer = new byte[MaxRequestSize + 1];
        int count = await request.InputStream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return count > MaxRequestSize ? (HttpStatusCode.RequestEntityTooLarge, null) : (HttpStatusCode.OK, buffer[..count]);
    }
}
