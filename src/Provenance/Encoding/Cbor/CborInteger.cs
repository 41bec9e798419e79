using System.Globalization;

namespace Provenance.Cbor;

/// <summary>
/// An integer as CBOR has it (RFC 8949 §3.1): a sign and 64 bits. <see cref="Int128"/> would hold it too, but no method that touches
/// that type, nor one that touches a type with such a field, is compiled ahead of time.
/// </summary>
/// <param name="IsNegative">Whether the integer is -1 - <paramref name="Argument"/> (major type 1) and not <paramref name="Argument"/> (major type 0).</param>
/// <param name="Argument">The argument of the item.</param>
internal readonly record struct CborInteger(bool IsNegative, ulong Argument)
{
    /// <summary>The value, or null outside the range of <see cref="long"/>.</summary>
    public long? AsInt64 => Argument > long.MaxValue ? null : IsNegative ? -1 - (long)Argument : (long)Argument;

    /// <summary>The value, or null when it is negative.</summary>
    public ulong? AsUInt64 => IsNegative ? null : Argument;

    /// <summary>The value, or the end of the range of <see cref="long"/> that lies nearest.</summary>
    public long Saturated => AsInt64 ?? (IsNegative ? long.MinValue : long.MaxValue);

    /// <summary>The value, rounded once.</summary>
    public double AsDouble => !IsNegative ? Argument : Argument == ulong.MaxValue ? -18446744073709551616.0 : -(double)(Argument + 1);

    /// <summary>Takes a value of the range that CBOR has.</summary>
    public static CborInteger From(Int128 value) => value < 0 ? new(IsNegative: true, (ulong)(-1 - value)) : new(IsNegative: false, (ulong)value);

    /// <summary>The value.</summary>
    public Int128 ToInt128() => IsNegative ? -1 - (Int128)Argument : Argument;

    /// <summary>The value in decimal digits.</summary>
    public override string ToString() => AsInt64?.ToString(CultureInfo.InvariantCulture)
        ?? (!IsNegative ? Argument.ToString(CultureInfo.InvariantCulture)
        : Argument == ulong.MaxValue ? "-18446744073709551616" : "-" + (Argument + 1).ToString(CultureInfo.InvariantCulture));
}
