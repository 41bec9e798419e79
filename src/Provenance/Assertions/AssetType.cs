using Provenance.Cbor;

namespace Provenance;

/// <summary>What kind of data something is (§18.21, <c>asset-type-map</c>), for example <c>c2pa.types.generator.prompt</c>.</summary>
/// <param name="Type">The type: one of the standard's or an entity-specific one.</param>
/// <param name="Version">Its version (SemVer), or null.</param>
public sealed record AssetType(string Type, string? Version = null)
{
    /// <summary>A prompt for a generative model.</summary>
    public static AssetType Prompt { get; } = new("c2pa.types.generator.prompt");

    /// <summary>A seed for a generative model.</summary>
    public static AssetType Seed { get; } = new("c2pa.types.generator.seed");

    /// <summary>A generative model.</summary>
    public static AssetType Generator { get; } = new("c2pa.types.generator");

    /// <summary>A model.</summary>
    public static AssetType Model { get; } = new("c2pa.types.model");

    internal static AssetType? FromCbor(CborValue value) =>
        value["type"]?.AsText is { } type && value.Entries.All(e => e.Key.AsText is "type" or "version") && (value["version"] is null || value["version"]!.AsText is not null)
            ? new AssetType(type, value["version"]?.AsText)
            : null;

    internal CborValue ToCbor() => CborValue.Map(("type", CborValue.Text(Type)), ("version", CborMembers.OfText(Version)));
}
