using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Provenance.Testing;

/// <summary>A manifest repository on the loopback interface: the Soft Binding Resolution API over a dictionary, with knobs for bad answers.</summary>
public sealed class TestManifestRepository : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _manifests = new(StringComparer.Ordinal);
    private readonly List<(string Value, string ManifestId)> _bindings = [];
    private readonly Task _serving;

    /// <summary>Starts it on a free port.</summary>
    public TestManifestRepository()
    {
        for (int attempt = 0; ; attempt++)
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1");
            }

            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Endpoint.GetLeftPart(UriPartial.Authority) + "/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                // Somebody else took the port in between.
            }
        }

        _serving = ServeAsync();
    }

    /// <summary>The base address.</summary>
    public Uri Endpoint { get; }

    /// <summary>Every request: method and path with query.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What queries are answered with, in place of the matches.</summary>
    public Func<string>? Answer { get; set; }

    /// <summary>What is sent in place of a manifest store.</summary>
    public byte[]? ManifestBytes { get; set; }

    /// <summary>The status of every answer, when it is not to be success.</summary>
    public int? Status { get; set; }

    /// <summary>Puts a manifest store in.</summary>
    public void Add(string manifestId, byte[] store, byte[] value)
    {
        _manifests[manifestId] = store;
        _bindings.Add((Convert.ToBase64String(value), manifestId));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                await AnswerAsync(context).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
            {
                // The client had enough.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        var response = context.Response;
        string path = request.RawUrl!["/v1/".Length..];
        Requests.Add($"{request.HttpMethod} {path}");
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body).ConfigureAwait(false);
        byte[]? content = Status is null ? Reply(request, path, body.ToArray()) : [];
        response.StatusCode = Status ?? (content is null ? 404 : 200);
        response.ContentType = path.StartsWith("manifests/", StringComparison.Ordinal) ? "application/c2pa" : "application/json";
        await response.OutputStream.WriteAsync(content ?? []).ConfigureAwait(false);
        response.Close();
    }

    private byte[]? Reply(HttpListenerRequest request, string path, byte[] body)
    {
        switch (request.HttpMethod, path.Split('?', '/')[0])
        {
            case (_, "matches") when Answer is { } answer:
                return Encoding.UTF8.GetBytes(answer());
            case ("GET", "matches"):
                return Matches(request.QueryString["value"]!);
            case ("POST", "matches"):
                return Matches(JsonDocument.Parse(body).RootElement.GetProperty("value").GetString()!);
            case ("GET", "manifests"):
                return ManifestBytes ?? _manifests.GetValueOrDefault(Uri.UnescapeDataString(path["manifests/".Length..]));
            case ("POST", "manifests"):
                string id = ActiveLabel(body);
                _manifests[id] = body;
                return JsonSerializer.SerializeToUtf8Bytes(new { manifestId = id });
            case ("POST", "bindings"):
                var binding = JsonDocument.Parse(body).RootElement;
                if (!_manifests.ContainsKey(binding.GetProperty("manifestId").GetString()!))
                {
                    return null;
                }

                _bindings.Add((binding.GetProperty("bindingValue").GetString()!, binding.GetProperty("manifestId").GetString()!));
                return [];
            default:
                return null;
        }
    }

    private byte[] Matches(string value) =>
        JsonSerializer.SerializeToUtf8Bytes(new { matches = _bindings.Where(b => b.Value == value).Select(b => new { manifestId = b.ManifestId, similarityScore = 100 }) });

    private static string ActiveLabel(byte[] store)
    {
        var reading = Provenance.ManifestStoreReader.Read([store], ParserLimits.Default);
        return reading.Store!.Active!.Label;
    }
}
