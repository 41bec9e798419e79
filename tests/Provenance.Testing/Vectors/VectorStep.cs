using System.Globalization;
using System.Text.Json;

namespace Provenance.Testing;

/// <summary>A step of a recipe: its name and its parameters.</summary>
/// <param name="Json">The object.</param>
public readonly record struct VectorStep(JsonElement Json)
{
    /// <summary>What to do.</summary>
    public string Name => Json.ValueKind == JsonValueKind.String ? Json.GetString()! : Text("do") ?? Text("part") ?? Text("name") ?? throw Bad("no 'do'");

    /// <summary>Whether there is such a parameter.</summary>
    public bool Has(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out _);

    /// <summary>A parameter as it stands.</summary>
    public JsonElement? Value(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => Value(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A text that must be there.</summary>
    public string Require(string name) => Text(name) ?? throw Bad($"no '{name}'");

    /// <summary>A number.</summary>
    public int Number(string name, int otherwise = 0) => Value(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : otherwise;

    /// <summary>A truth value.</summary>
    public bool Flag(string name, bool otherwise = false) => Value(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : otherwise;

    /// <summary>Bytes in hexadecimal; empty when not given.</summary>
    public byte[] Hex(string name) => Convert.FromHexString((Text(name) ?? string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal));

    /// <summary>A time, or null.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    /// <summary>A list of texts; empty when not given.</summary>
    public string[] Texts(string name) => Value(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(v => v.GetString()!)] : [];

    /// <summary>A list of steps.</summary>
    public VectorStep[] Steps(string name) => Value(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(v => new VectorStep(v))] : [];

    /// <summary>A member of an enumeration.</summary>
    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum => Text(name) is { } text ? Enum.Parse<T>(text, ignoreCase: true) : otherwise;

    /// <summary>An error in the recipe, not in the code under test.</summary>
    public InvalidDataException Bad(string problem) => new($"Recipe: {problem} in {Json.GetRawText()}");
}
