using System.Text.Json;

namespace Provenance;

/// <summary>A value of a JSON text that knows where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Its JSON path, for example <c>$.assertions[0].label</c>.</param>
/// <param name="Raw">Its own bytes.</param>
/// <param name="Offset">Where they start in the text.</param>
internal sealed record JsonItem(JsonValueKind Kind, string Path, ReadOnlyMemory<byte> Raw, int Offset)
{
    /// <summary>The text of a string, else null.</summary>
    public string? Text { get; init; }

    /// <summary>The members of an object, in order; empty for others.</summary>
    public IReadOnlyList<(string Name, JsonItem Value)> Members { get; init; } = [];

    /// <summary>The elements of an array; empty for others.</summary>
    public IReadOnlyList<JsonItem> Items { get; init; } = [];

    /// <summary>The member of an object, or null when there is none or it is JSON's null.</summary>
    public JsonItem? this[string name] => Members.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal)).Value is { Kind: not JsonValueKind.Null } value ? value : null;
}
