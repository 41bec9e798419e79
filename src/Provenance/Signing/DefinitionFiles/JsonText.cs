using System.Text;
using System.Text.Json;

namespace Provenance;

/// <summary>A JSON text whose faults can be pointed at: file, line, JSON path.</summary>
internal sealed class JsonText
{
    private const int MaxDepth = 64;

    private readonly string _name;
    private readonly ReadOnlyMemory<byte> _bytes;
    private string _path = "$"; // what is being read, for faults of the form

    private JsonText(string name, ReadOnlyMemory<byte> bytes)
    {
        _name = name;
        _bytes = bytes;
    }

    /// <summary>The outermost value.</summary>
    public JsonItem Root { get; private set; } = null!;

    /// <summary>Reads a text.</summary>
    /// <param name="name">Its name for messages.</param>
    /// <param name="utf8">The text, with or without a byte order mark.</param>
    /// <exception cref="SigningException">It is not JSON, or names a member twice.</exception>
    public static JsonText Parse(string name, ReadOnlyMemory<byte> utf8)
    {
        var bytes = utf8.Span.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        var text = new JsonText(name, bytes);
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            text.Root = text.Read(ref reader, "$");
            reader.Read();
        }
        catch (JsonException e)
        {
            throw new SigningException(
                SigningFault.InvalidDefinition, FormattableString.Invariant($"{name}:{(e.LineNumber ?? 0) + 1}: {text._path}: This is not JSON: {FirstSentence(e.Message)}"), e);
        }

        return text;
    }

    /// <summary>The fault of a value.</summary>
    public SigningException Fault(JsonItem item, string sentence) => new(SigningFault.InvalidDefinition, $"{Place(item)}: {sentence}");

    /// <summary>File, line and path of a value.</summary>
    public string Place(JsonItem item) => FormattableString.Invariant($"{_name}:{_bytes.Span[..item.Offset].Count((byte)'\n') + 1}: {item.Path}");

    private JsonItem Read(ref Utf8JsonReader reader, string path)
    {
        int start = checked((int)reader.TokenStartIndex);
        _path = path;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<(string, JsonItem)>();
                var names = new HashSet<string>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    int at = checked((int)reader.TokenStartIndex);
                    string name = Decode(ref reader, at, path);
                    string inner = IsPlain(name) ? $"{path}.{name}" : $"{path}['{TextRule.Shorten(name)}']";
                    if (!names.Add(name))
                    {
                        throw Fault(new JsonItem(JsonValueKind.Undefined, inner, default, at), "The member is there twice.");
                    }

                    _path = inner;
                    reader.Read();
                    members.Add((name, Read(ref reader, inner)));
                }

                return Item(JsonValueKind.Object, path, start, ref reader) with { Members = members };
            case JsonTokenType.StartArray:
                var items = new List<JsonItem>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, FormattableString.Invariant($"{path}[{items.Count}]")));
                }

                return Item(JsonValueKind.Array, path, start, ref reader) with { Items = items };
            case JsonTokenType.String:
                return Item(JsonValueKind.String, path, start, ref reader) with { Text = Decode(ref reader, start, path) };
            case JsonTokenType.Number:
                return Item(JsonValueKind.Number, path, start, ref reader);
            case JsonTokenType.True:
                return Item(JsonValueKind.True, path, start, ref reader);
            case JsonTokenType.False:
                return Item(JsonValueKind.False, path, start, ref reader);
            default:
                return Item(JsonValueKind.Null, path, start, ref reader);
        }
    }

    private JsonItem Item(JsonValueKind kind, string path, int start, ref Utf8JsonReader reader) => new(kind, path, _bytes[start..checked((int)reader.BytesConsumed)], start);

    private string Decode(ref Utf8JsonReader reader, int start, string path)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault(new JsonItem(JsonValueKind.Undefined, path, default, start), "The text is not well-formed Unicode.");
        }
    }

    private static bool IsPlain(string name) => name.Length is > 0 and <= 60 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" Path:", StringComparison.Ordinal);
        int line = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        int cut = end < 0 ? line : line < 0 ? end : Math.Min(end, line);
        return cut < 0 ? message : message[..cut];
    }
}
