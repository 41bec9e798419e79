using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Provenance.Testing;

/// <summary>A manifest repository on the loopback interface: the Soft Binding Resolution API over a dictionary, with knobs for bad answers.</summary>
public sealed class TestManifestRepository : IAsyncDisposable
{
    private const string Base = "/v1/";

    private readonly Lock _lock = new();
    private readonly LoopbackServer _server;
    private readonly Dictionary<string, byte[]> _manifests = new(StringComparer.Ordinal);
    private readonly List<(string Value, string ManifestId)> _bindings = [];
    private readonly List<string> _requests = [];

    /// <summary>Starts it.</summary>
    public TestManifestRepository()
    {
        _server = new LoopbackServer((request, connection, _) => AnswerAsync(request, connection));
        Endpoint = new Uri(_server.Address, Base.TrimEnd('/'));
    }

    /// <summary>The base address.</summary>
    public Uri Endpoint { get; }

    /// <summary>Every request: method and path with query.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>What queries are answered with, in place of the matches.</summary>
    public Func<string>? Answer { get; set; }

    /// <summary>What is sent in place of a manifest store.</summary>
    public byte[]? ManifestBytes { get; set; }

    /// <summary>The status of every answer, when it is not to be success.</summary>
    public int? Status { get; set; }

    /// <summary>Puts a manifest store in.</summary>
    public void Add(string manifestId, byte[] store, byte[] value)
    {
        lock (_lock)
        {
            _manifests[manifestId] = store;
            _bindings.Add((Convert.ToBase64String(value), manifestId));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerAsync(LoopbackRequest request, Stream connection)
    {
        string path = request.Path[Base.Length..];
        byte[]? content;
        lock (_lock)
        {
            _requests.Add($"{request.Method} {path}");
            content = Status is null ? Reply(request, path) : [];
        }

        string status = (Status ?? (content is null ? 404 : 200)).ToString(CultureInfo.InvariantCulture);
        string type = path.StartsWith("manifests/", StringComparison.Ordinal) ? "application/c2pa" : "application/json";
        return LoopbackServer.WriteAsync(connection, status + " Answer", type, content ?? []);
    }

    private byte[]? Reply(LoopbackRequest request, string path)
    {
        switch (request.Method, path.Split('?', '/')[0])
        {
            case (_, "matches") when Answer is { } answer:
                return Encoding.UTF8.GetBytes(answer());
            case ("GET", "matches"):
                return Matches(Query(path, "value"));
            case ("POST", "matches"):
                return Matches(JsonDocument.Parse(request.Body).RootElement.GetProperty("value").GetString()!);
            case ("GET", "manifests"):
                return ManifestBytes ?? _manifests.GetValueOrDefault(Uri.UnescapeDataString(path["manifests/".Length..]));
            case ("POST", "manifests"):
                string id = ActiveLabel(request.Body);
                _manifests[id] = request.Body;
                return JsonSerializer.SerializeToUtf8Bytes(new { manifestId = id });
            case ("POST", "bindings"):
                var binding = JsonDocument.Parse(request.Body).RootElement;
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

    private static string Query(string path, string name) =>
        Uri.UnescapeDataString(path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Single(p => p.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]);

    private static string ActiveLabel(byte[] store)
    {
        var reading = Provenance.ManifestStoreReader.Read([store], ParserLimits.Default);
        return reading.Store!.Active!.Label;
    }
}
