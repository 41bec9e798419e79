using System.Collections.ObjectModel;
using System.Globalization;
using Provenance.Cbor;

namespace Provenance;

/// <summary>
/// Reads the members of a CBOR map one by one and knows in the end which were not read: those survive as additional members. A member that is
/// there but not of its kind is left unread, so that it survives too.
/// </summary>
internal sealed class CborMembers
{
    private readonly Dictionary<string, CborValue> _rest = new(StringComparer.Ordinal);

    /// <param name="value">The map.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="FormatException">It is not a map with text keys.</exception>
    public CborMembers(CborValue value, string what)
    {
        if (value.Kind != CborKind.Map)
        {
            throw new FormatException($"The {what} is not a CBOR map.");
        }

        foreach (var (key, member) in value.Entries)
        {
            _rest[key.AsText ?? throw new FormatException($"The {what} has a key that is not text.")] = member;
        }
    }

    /// <summary>No additional members.</summary>
    public static IReadOnlyDictionary<string, CborValue> None => ReadOnlyDictionary<string, CborValue>.Empty;

    /// <summary>What was not read.</summary>
    public IReadOnlyDictionary<string, CborValue> Rest => _rest.Count == 0 ? None : _rest;

    public string? Text(string key) => Take(key, static v => v.AsText);

    public ReadOnlyMemory<byte>? Bytes(string key) => TakeStruct(key, static v => v.AsBytes);

    public bool? Boolean(string key) => TakeStruct(key, static v => v.AsBoolean);

    public long? Integer(string key, long minimum, long maximum) => TakeStruct(key, v => v.AsInt64 is { } i && i >= minimum && i <= maximum ? i : default(long?));

    public DateTimeOffset? Time(string key) => TakeStruct(key, static v => v.TagNumber is 0 or null && ParseTime(v.Untagged.AsText) is { } time ? time : default(DateTimeOffset?));

    public AssertionReference? Reference(string key) => Take(key, AssertionReference.FromCbor);

    public HashedUri? HashedUri(string key) => Take(key, static v => v.Kind == CborKind.Map ? Provenance.HashedUri.FromCbor(v) : null);

    /// <summary>Takes a member when <paramref name="read"/> understands it.</summary>
    public T? Take<T>(string key, Func<CborValue, T?> read)
        where T : class
    {
        if (!_rest.TryGetValue(key, out var value) || value.IsNull || read(value) is not { } result)
        {
            return null;
        }

        _rest.Remove(key);
        return result;
    }

    /// <summary>Takes an array when every element is understood; an empty list otherwise.</summary>
    public IReadOnlyList<T> List<T>(string key, Func<CborValue, T?> read)
        where T : class =>
        Take(key, value =>
        {
            if (value.Kind != CborKind.Array)
            {
                return null;
            }

            var items = new List<T>(value.Items.Count);
            foreach (var item in value.Items)
            {
                if (read(item) is not { } element)
                {
                    return null;
                }

                items.Add(element);
            }

            return items;
        }) ?? (IReadOnlyList<T>)[];

    /// <summary>Writes a map: the members that are not null, then the additional ones that none of them names.</summary>
    public static CborValue Write(IReadOnlyDictionary<string, CborValue> additional, params ReadOnlySpan<(string Key, CborValue? Value)> members)
    {
        var entries = new List<(string Key, CborValue? Value)>(members.Length + additional.Count);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in members)
        {
            if (value is not null && keys.Add(key))
            {
                entries.Add((key, value));
            }
        }

        foreach (var (key, value) in additional)
        {
            if (keys.Add(key))
            {
                entries.Add((key, value));
            }
        }

        return CborValue.Map(entries);
    }

    /// <summary>A text member, or null for none.</summary>
    public static CborValue? OfText(string? value) => value is null ? null : CborValue.Text(value);

    /// <summary>A truth value, or null for none.</summary>
    public static CborValue? OfBoolean(bool? value) => value is { } b ? CborValue.Boolean(b) : null;

    /// <summary>A date-time, or null for none.</summary>
    public static CborValue? OfTime(DateTimeOffset? value) => value is { } t ? CborValue.DateTime(t) : null;

    /// <summary>An array member, or null when there is no element: optional arrays of the standard hold at least one.</summary>
    public static CborValue? OfList<T>(IReadOnlyList<T> items, Func<T, CborValue> write) => items.Count == 0 ? null : CborValue.Array(items.Select(write));

    /// <summary>Takes a member when <paramref name="read"/> understands it, for values.</summary>
    public T? TakeStruct<T>(string key, Func<CborValue, T?> read)
        where T : struct
    {
        if (!_rest.TryGetValue(key, out var value) || read(value) is not { } result)
        {
            return null;
        }

        _rest.Remove(key);
        return result;
    }

    private static DateTimeOffset? ParseTime(string? text) =>
        text is { Length: <= 64 } && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
