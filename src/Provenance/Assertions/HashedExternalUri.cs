using Provenance.Cbor;

namespace Provenance;

/// <summary>A reference to data outside the manifest store, with its hash (§8.4.2.2, <c>hashed-ext-uri-map</c>). Reading it fetches nothing.</summary>
/// <param name="Url">An http or https URI.</param>
/// <param name="Algorithm">The hash algorithm; mandatory here.</param>
/// <param name="Hash">The hash of the data.</param>
public sealed record HashedExternalUri(string Url, string Algorithm, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Media type of the data, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>Length of the data in bytes, or null.</summary>
    public long? Size { get; init; }

    /// <summary>What kind of data it is.</summary>
    public IReadOnlyList<AssetType> DataTypes { get; init; } = [];

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    internal static HashedExternalUri? FromCbor(CborValue value)
    {
        if (value["url"]?.AsText is not { } url || !IsWebUri(url) || value["alg"]?.AsText is null || value["hash"]?.AsBytes is null || value.Entries.Any(e => e.Key.AsText is null))
        {
            return null;
        }

        var members = new CborMembers(value, "hashed external URI");
        return new HashedExternalUri(members.Text("url")!, members.Text("alg")!, members.Bytes("hash")!.Value)
        {
            MediaType = members.Text("dc:format"),
            Size = members.Integer("size", 0, long.MaxValue),
            DataTypes = members.List("data_types", AssetType.FromCbor),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("url", CborValue.Text(Url)),
        ("alg", CborValue.Text(Algorithm)),
        ("hash", CborValue.Bytes(Hash)),
        ("dc:format", CborMembers.OfText(MediaType)),
        ("size", Size is { } size ? CborValue.Integer(size) : null),
        ("data_types", CborMembers.OfList(DataTypes, t => t.ToCbor())));

    internal IEnumerable<string> Violations(string what)
    {
        if (!IsWebUri(Url))
        {
            yield return $"The URL of the {what} is not an http or https URI (§8.4.2.2).";
        }

        if (Cryptography.ContentHash.Find(Algorithm) is not { } hash)
        {
            yield return $"The {what} names the hash algorithm '{TextRule.Shorten(Algorithm)}'; C2PA allows sha256, sha384 and sha512 (§13.1).";
        }
        else if (Hash.Length != Cryptography.ContentHash.Length(hash))
        {
            yield return $"The hash of the {what} is {Hash.Length} bytes long, which is not the length of {Algorithm} (§8.4.2.2).";
        }
    }

    internal static bool IsWebUri(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}
