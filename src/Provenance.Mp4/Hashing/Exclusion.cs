using System.Diagnostics.CodeAnalysis;
using Provenance.Cbor;

namespace Provenance.Bmff;

/// <summary>An entry of the exclusion list (§18.6.3, <c>exclusions-map</c>): which boxes, or parts of them, are not hashed.</summary>
/// <param name="Path">Where the box is.</param>
internal sealed record Exclusion(BoxPath Path)
{
    /// <summary>The length the box must have, header included, or null.</summary>
    public ulong? Length { get; init; }

    /// <summary>Bytes the box must hold; empty for no such condition.</summary>
    public IReadOnlyList<ExclusionData> Data { get; init; } = [];

    /// <summary>What is left out, in order and not overlapping; null for the whole box.</summary>
    public IReadOnlyList<ExclusionSubset>? Subset { get; init; }

    /// <summary>The version the FullBox must have, or null. One that no box can have stays one.</summary>
    public long? Version { get; init; }

    /// <summary>The flags the FullBox must have, or null.</summary>
    public uint? Flags { get; init; }

    /// <summary>Whether the flags must be equal; otherwise those given must be set.</summary>
    public bool Exact { get; init; } = true;

    /// <summary>Whether the path is the only condition and the whole box is left out.</summary>
    public bool IsPlain => Length is null && Data.Count == 0 && Subset is null && Version is null && Flags is null;

    /// <summary>Reads an entry.</summary>
    /// <returns>False, with the code and a plain sentence, when it breaks a rule.</returns>
    public static bool TryParse(CborValue value, ParserLimits limits, [NotNullWhen(true)] out Exclusion? exclusion, [NotNullWhen(false)] out BmffHashFault? fault)
    {
        exclusion = null;
        string? text = value["xpath"]?.AsText;
        if (text?.Length > limits.MaxExclusionPathLength)
        {
            fault = BmffHashFault.Limit($"The path of an exclusion is {text.Length} characters long", limits.MaxExclusionPathLength);
            return false;
        }

        if (text is null || !BoxPath.TryParse(text, out var path))
        {
            fault = BmffHashFault.Malformed("An exclusion has no legal path.");
            return false;
        }

        fault = BmffHashFault.Malformed($"The exclusion of {Printable(text)} is malformed.");
        var length = value["length"];
        var version = value["version"];
        var exact = value["exact"];
        var flags = value["flags"];
        if ((length is not null && length.AsUInt64 is null) || (version is not null && version.Number is null) || (exact is not null && exact.AsBoolean is null)
            || (flags is not null && flags.AsBytes?.Length != 3)
            || !TryParseData(value["data"], out var data) || !TryParseSubset(value["subset"], out var subset))
        {
            return false;
        }

        uint? bits = flags?.AsBytes is { } b ? (uint)((b.Span[0] << 16) | (b.Span[1] << 8) | b.Span[2]) : null;
        exclusion = new(path) { Length = length?.AsUInt64, Data = data, Subset = subset, Version = version?.Number?.Saturated, Flags = bits, Exact = exact?.AsBoolean ?? true };
        fault = null;
        return true;
    }

    /// <summary>Writes the entry.</summary>
    public CborValue ToCbor() => CborValue.Map(
        ("xpath", CborValue.Text(Path.Text)),
        ("length", Length is { } l ? CborValue.Integer(l) : null),
        ("data", Data.Count == 0 ? null : CborValue.Array(Data.Select(d => CborValue.Map(("offset", CborValue.Integer(d.Offset)), ("value", CborValue.Bytes(d.Value)))))),
        ("subset", Subset is null ? null : CborValue.Array(Subset.Select(s => CborValue.Map(("offset", CborValue.Integer(s.Offset)), ("length", CborValue.Integer(s.Length)))))),
        ("version", Version is { } v ? CborValue.Integer(v) : null),
        ("flags", Flags is { } f ? CborValue.Bytes(new[] { (byte)(f >> 16), (byte)(f >> 8), (byte)f }) : null),
        ("exact", Exact ? null : CborValue.Boolean(false)));

    private static bool TryParseData(CborValue? value, out List<ExclusionData> data)
    {
        data = [];
        foreach (var item in value?.Items ?? [])
        {
            if (item["offset"]?.AsUInt64 is not { } offset || item["value"]?.AsBytes is not { } bytes)
            {
                return false;
            }

            data.Add(new(offset, bytes));
        }

        return value is null || (value.Kind == CborKind.Array && data.Count > 0);
    }

    // §15.12.2: ordered, not overlapping, nothing negative; only the last may have length 0, which means to the end of the box.
    private static bool TryParseSubset(CborValue? value, out List<ExclusionSubset>? subset)
    {
        subset = null;
        if (value is null)
        {
            return true;
        }

        subset = [];
        ulong end = 0;
        bool open = false;
        foreach (var item in value.Items)
        {
            if (open || item["offset"]?.AsUInt64 is not { } offset || item["length"]?.AsUInt64 is not { } length || offset < end || length > ulong.MaxValue - offset)
            {
                return false;
            }

            open = length == 0;
            end = offset + length;
            subset.Add(new(offset, length));
        }

        return value.Kind == CborKind.Array && subset.Count > 0;
    }

    private static string Printable(string text) => string.Concat(text.Take(80).Select(c => c is >= ' ' and <= '~' ? c : '.'));
}

/// <summary>Bytes a box must hold to be excluded.</summary>
/// <param name="Offset">From the start of the box, header included.</param>
/// <param name="Value">The bytes.</param>
internal readonly record struct ExclusionData(ulong Offset, ReadOnlyMemory<byte> Value);

/// <summary>A part of a box that is left out.</summary>
/// <param name="Offset">From the start of the box, header included.</param>
/// <param name="Length">In bytes; 0 for all the rest.</param>
internal readonly record struct ExclusionSubset(ulong Offset, ulong Length);
