using System.Text.Json;
using Provenance.Json;

namespace Provenance;

/// <summary>
/// The soft binding algorithm list that C2PA publishes (§18.10.4). None is built in, as it would be out of date with the next entry: the application
/// fetches it and hands it in.
/// </summary>
public sealed class SoftBindingAlgorithmList
{
    private readonly Dictionary<string, SoftBindingAlgorithm> _byName;

    private SoftBindingAlgorithmList(IReadOnlyList<SoftBindingAlgorithm> algorithms)
    {
        Algorithms = algorithms;
        _byName = new(StringComparer.Ordinal);
        foreach (var algorithm in algorithms)
        {
            _byName[algorithm.Name] = algorithm;
        }
    }

    /// <summary>The entries in the order of the list.</summary>
    public IReadOnlyList<SoftBindingAlgorithm> Algorithms { get; }

    /// <summary>The entry with a name, or null.</summary>
    public SoftBindingAlgorithm? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads the published form.</summary>
    /// <param name="utf8Json">The JSON document.</param>
    /// <exception cref="FormatException">It is not such a list.</exception>
    public static SoftBindingAlgorithmList Parse(ReadOnlyMemory<byte> utf8Json)
    {
        if (!UnicodeJson.TryParse(utf8Json, out var document))
        {
            throw new FormatException("The soft binding algorithm list is not JSON.");
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? new([.. document.RootElement.EnumerateArray().Select(Read)])
                : throw new FormatException("The soft binding algorithm list is not a JSON array (§18.10.4).");
        }
    }

    private static SoftBindingAlgorithm Read(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String || !SoftBindingAlgorithm.IsName(alg.GetString()!)
            || !entry.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("An entry of the soft binding algorithm list has no name or no type (§18.10.4).");
        }

        bool isDeprecated = entry.TryGetProperty("deprecated", out var deprecated) && deprecated.ValueKind == JsonValueKind.True;
        var apis = entry.TryGetProperty("softBindingResolutionApis", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(Address).OfType<Uri>() : [];
        return new SoftBindingAlgorithm(alg.GetString()!, type.GetString() == "watermark", isDeprecated, [.. apis]);
    }

    // The list also names ledgers, which are no web addresses.
    private static Uri? Address(JsonElement item) =>
        item.ValueKind == JsonValueKind.String && Uri.TryCreate(item.GetString(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? new Uri(item.GetString()!) : null;
}
