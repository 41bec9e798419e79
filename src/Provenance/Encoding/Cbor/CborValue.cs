using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Provenance.Cbor;

/// <summary>
/// One CBOR data item (RFC 8949) as an immutable value. A parsed value keeps the slice it was parsed from in
/// <see cref="Encoded"/>: bytes are authoritative, nothing is re-encoded to be hashed.
/// </summary>
public sealed partial class CborValue
{
    private readonly object? _value;
    private readonly ReadOnlyMemory<byte> _encoded;

    private CborValue(CborKind kind, object? value, ReadOnlyMemory<byte> encoded)
    {
        Kind = kind;
        _value = value;
        _encoded = encoded;
    }

    /// <summary>How many items were read to get this one, itself included; 0 for an item inside another, and for a constructed one.</summary>
    internal int ItemCount { get; set; }

    /// <summary>What this item is.</summary>
    public CborKind Kind { get; }

    /// <summary>The bytes this item was parsed from; for a constructed item its deterministic encoding (RFC 8949 §4.2.1).</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded.IsEmpty ? CborWriting.Encode(this) : _encoded;

    /// <summary>The text, or null when this is not a text string.</summary>
    public string? AsText => Kind == CborKind.TextString ? (string)_value! : null;

    /// <summary>The bytes, or null when this is not a byte string.</summary>
    public ReadOnlyMemory<byte>? AsBytes => Kind == CborKind.ByteString ? (ReadOnlyMemory<byte>)_value! : default(ReadOnlyMemory<byte>?); // a bare null would become an empty memory

    /// <summary>The integer, or null when this is not an integer or lies outside the range of <see cref="long"/>.</summary>
    public long? AsInt64 => Number?.AsInt64;

    /// <summary>The integer, or null when this is not an integer or lies outside the range of <see cref="ulong"/>.</summary>
    public ulong? AsUInt64 => Number?.AsUInt64;

    /// <summary>The integer in full range, or null when this is not an integer.</summary>
    public Int128? AsInteger => Number?.ToInt128();

    /// <summary>The integer in full range as CBOR has it, or null when this is not an integer.</summary>
    internal CborInteger? Number => Kind == CborKind.Integer ? (CborInteger)_value! : null;

    /// <summary>The number (integer or float), or null when this is neither.</summary>
    public double? AsDouble => Kind switch { CborKind.Float => (double)_value!, CborKind.Integer => ((CborInteger)_value!).AsDouble, _ => null };

    /// <summary>The truth value, or null when this is not a Boolean.</summary>
    public bool? AsBoolean => Kind == CborKind.Boolean ? (bool)_value! : null;

    /// <summary>True for null.</summary>
    public bool IsNull => Kind == CborKind.Null;

    /// <summary>The elements of an array; empty for every other kind.</summary>
    public IReadOnlyList<CborValue> Items => Kind == CborKind.Array ? (CborValue[])_value! : [];

    /// <summary>The entries of a map in file order; empty for every other kind.</summary>
    public IReadOnlyList<KeyValuePair<CborValue, CborValue>> Entries => Kind == CborKind.Map ? (KeyValuePair<CborValue, CborValue>[])_value! : [];

    /// <summary>The tag number, or null when this is not a tag.</summary>
    public ulong? TagNumber => Kind == CborKind.Tag ? ((Tagged)_value!).Number : null;

    /// <summary>The content of a tag, or the item itself when it carries none.</summary>
    public CborValue Untagged => Kind == CborKind.Tag ? ((Tagged)_value!).Content.Untagged : this;

    /// <summary>The content directly below a tag, or null when this is not a tag.</summary>
    public CborValue? TagContent => Kind == CborKind.Tag ? ((Tagged)_value!).Content : null;

    /// <summary>The value of a map's text key, or null when there is none. A CBOR null counts as absent, as old writers emit it for optional members.</summary>
    public CborValue? this[string key]
    {
        get
        {
            foreach (var (k, v) in Entries)
            {
                if (k.Kind == CborKind.TextString && string.Equals((string)k._value!, key, StringComparison.Ordinal))
                {
                    return v.IsNull ? null : v;
                }
            }

            return null;
        }
    }

    /// <summary>The value of a map's integer key, or null when there is none or it is CBOR null.</summary>
    public CborValue? this[long key]
    {
        get
        {
            foreach (var (k, v) in Entries)
            {
                if (k.AsInt64 == key)
                {
                    return v.IsNull ? null : v;
                }
            }

            return null;
        }
    }

    /// <summary>Whether a map holds the text key, whatever its value.</summary>
    public bool Contains(string key) => Entries.Any(e => string.Equals(e.Key.AsText, key, StringComparison.Ordinal));

    /// <summary>Makes a text string.</summary>
    public static CborValue Text(string text) => new(CborKind.TextString, text ?? throw new ArgumentNullException(nameof(text)), default);

    /// <summary>Makes a byte string over the given memory; it is not copied.</summary>
    public static CborValue Bytes(ReadOnlyMemory<byte> bytes) => new(CborKind.ByteString, bytes, default);

    /// <summary>Makes an integer in the range of CBOR major types 0 and 1 that <see cref="long"/> and <see cref="ulong"/> cover.</summary>
    public static CborValue Integer(Int128 value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (Int128)ulong.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -1 - (Int128)ulong.MaxValue);
        return new(CborKind.Integer, CborInteger.From(value), default);
    }

    /// <summary>Makes a floating-point number; not a number and infinities are refused.</summary>
    public static CborValue Float(double value) =>
        double.IsFinite(value) ? new(CborKind.Float, value, default) : throw new ArgumentOutOfRangeException(nameof(value), "The number must be finite.");

    /// <summary>Makes true or false.</summary>
    public static CborValue Boolean(bool value) => new(CborKind.Boolean, value, default);

    /// <summary>The null item.</summary>
    public static CborValue Null { get; } = new(CborKind.Null, null, new byte[] { 0xF6 });

    /// <summary>Makes an array.</summary>
    public static CborValue Array(params IEnumerable<CborValue> items) => new(CborKind.Array, items.ToArray(), default);

    /// <summary>Makes a map; the order of the entries does not matter, encoding sorts them (RFC 8949 §4.2.1).</summary>
    public static CborValue Map(params IEnumerable<KeyValuePair<CborValue, CborValue>> entries) => new(CborKind.Map, entries.ToArray(), default);

    /// <summary>Makes a map with text keys; entries whose value is null are left out.</summary>
    public static CborValue Map(params IEnumerable<(string Key, CborValue? Value)> entries) =>
        Map(entries.Where(e => e.Value is not null).Select(e => new KeyValuePair<CborValue, CborValue>(Text(e.Key), e.Value!)));

    /// <summary>Makes a tagged item.</summary>
    public static CborValue Tag(ulong number, CborValue content) => new(CborKind.Tag, new Tagged(number, content), default);

    /// <summary>Makes a date-time string with tag 0 (RFC 8949 §3.4.1) in UTC, with a fraction only when there is one.</summary>
    public static CborValue DateTime(DateTimeOffset time) =>
        Tag(0, Text(time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)));

    /// <summary>Parses exactly one well-formed item that fills the whole of <paramref name="encoded"/>.</summary>
    /// <param name="encoded">The bytes; slices of them are kept.</param>
    /// <param name="limits">Depth limit.</param>
    /// <param name="value">The item.</param>
    /// <param name="error">A plain sentence that says what is wrong.</param>
    /// <remarks>Refused: trailing bytes, duplicate map keys, invalid UTF-8, nesting over the limit, lengths beyond the input. Non-minimal and indefinite forms are legal CBOR and are accepted.</remarks>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, ParserLimits limits, [NotNullWhen(true)] out CborValue? value, [NotNullWhen(false)] out string? error) =>
        (error = CborReading.TryParse(encoded, limits, out value, out var fault) ? null : fault.Sentence) is null;

    /// <summary>Parses one item at the start of <paramref name="encoded"/> and says how many bytes it took; what follows is not looked at.</summary>
    public static bool TryParsePrefix(ReadOnlyMemory<byte> encoded, ParserLimits limits, out int consumed, [NotNullWhen(true)] out CborValue? value, [NotNullWhen(false)] out string? error) =>
        (error = CborReading.TryParsePrefix(encoded, limits, out consumed, out value, out var fault) ? null : fault.Sentence) is null;

    internal static CborValue Parsed(CborKind kind, object? value, ReadOnlyMemory<byte> encoded) => new(kind, value, encoded);

    internal sealed record Tagged(ulong Number, CborValue Content);
}
