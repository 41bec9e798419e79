using Provenance.Cbor;

namespace Provenance;

/// <summary>A claim generator or software agent (§10.2.1, <c>generator-info-map</c>).</summary>
/// <param name="Name">The product's name.</param>
/// <param name="Version">Its version, or null.</param>
public sealed record ClaimGeneratorInfo(string Name, string? Version = null)
{
    /// <summary>The operating system, or null.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>The version of the standard it follows (SemVer); signing writes 2.4.0.</summary>
    public string? SpecVersion { get; init; }

    /// <summary>A hashed URI to an icon, or null.</summary>
    public HashedUri? Icon { get; init; }

    /// <summary>Reads a <c>generator-info-map</c>; null when it is not a map or has no name.</summary>
    public static ClaimGeneratorInfo? FromCbor(CborValue? value) =>
        value?["name"]?.AsText is not { Length: > 0 } name
            ? null
            : new ClaimGeneratorInfo(name, value["version"]?.AsText)
            {
                OperatingSystem = value["operating_system"]?.AsText,
                SpecVersion = value["specVersion"]?.AsText,
                Icon = HashedUri.FromCbor(value["icon"]),
            };

    /// <summary>Writes the <c>generator-info-map</c>.</summary>
    public CborValue ToCbor() => CborValue.Map(
        ("name", CborValue.Text(Name)),
        ("version", Version is null ? null : CborValue.Text(Version)),
        ("operating_system", OperatingSystem is null ? null : CborValue.Text(OperatingSystem)),
        ("specVersion", SpecVersion is null ? null : CborValue.Text(SpecVersion)),
        ("icon", Icon?.ToCbor()));
}
