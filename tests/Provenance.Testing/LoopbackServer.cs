using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Provenance.Testing;

/// <summary>An HTTP server on the loopback interface that answers as a test wants, well or badly: real sockets, no framework that would forbid the bad ones.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackRequest, Stream, CancellationToken, Task> _answer;
    private readonly Task _accepting;
    private int _requests;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Given a request, the connection, and what ends with the server.</param>
    public LoopbackServer(Func<LoopbackRequest, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>How many requests came.</summary>
    public int Requests => _requests;

    /// <summary>Writes an answer.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="status">Code and reason: <c>200 OK</c>.</param>
    /// <param name="type">The media type.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">More headers, each with its line end.</param>
    public static async Task WriteAsync(Stream connection, string status, string type, byte[] body, string headers = "")
    {
        await connection.WriteAsync(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n")));
        await connection.WriteAsync(body);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Interlocked.Increment(ref _requests);
                await _answer(request, stream, _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client is gone, or the test is over.
            }
        }
    }

    private async Task<LoopbackRequest> ReadAsync(Stream stream)
    {
        var header = new StringBuilder();
        byte[] one = new byte[1];
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                throw new EndOfStreamException();
            }

            header.Append((char)one[0]);
        }

        const string Length = "Content-Length: ";
        string text = header.ToString();
        int at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        byte[] body = new byte[at < 0 ? 0 : int.Parse(text.AsSpan((at + Length.Length)..text.IndexOf('\r', at)), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        string[] line = text[..text.IndexOf('\r', StringComparison.Ordinal)].Split(' ');
        return new LoopbackRequest(line[0], line[1], body);
    }
}

/// <summary>A request to a <see cref="LoopbackServer"/>.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with its query, as it was sent.</param>
/// <param name="Body">The body.</param>
public sealed record LoopbackRequest(string Method, string Path, byte[] Body);
