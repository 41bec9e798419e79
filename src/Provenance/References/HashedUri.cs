using Provenance.Cbor;

namespace Provenance;

/// <summary>A reference to a JUMBF box with the hash of its content (§8.4.2, <c>hashed-uri-map</c>).</summary>
/// <param name="Url">The JUMBF URI as written.</param>
/// <param name="Hash">The hash of the box content.</param>
/// <param name="Algorithm">The hash algorithm when the reference names its own, else null.</param>
public sealed record HashedUri(string Url, ReadOnlyMemory<byte> Hash, string? Algorithm = null)
{
    /// <summary>The parsed URI, or null when <see cref="Url"/> is not a JUMBF URI.</summary>
    public JumbfUri? Uri => JumbfUri.TryParse(Url, out var uri) ? uri : null;

    /// <summary>Reads a <c>hashed-uri-map</c>; null when a required member is missing or of the wrong kind.</summary>
    public static HashedUri? FromCbor(CborValue? value)
    {
        if (value?["url"]?.AsText is not { } url || value["hash"]?.AsBytes is not { } hash)
        {
            return null;
        }

        var algorithm = value["alg"];
        return algorithm is not null && algorithm.AsText is null ? null : new HashedUri(url, hash, algorithm?.AsText);
    }

    /// <summary>Writes the <c>hashed-uri-map</c>.</summary>
    public CborValue ToCbor() => CborValue.Map(("url", CborValue.Text(Url)), ("alg", Algorithm is null ? null : CborValue.Text(Algorithm)), ("hash", CborValue.Bytes(Hash)));

    /// <inheritdoc/>
    public bool Equals(HashedUri? other) =>
        other is not null && string.Equals(Url, other.Url, StringComparison.Ordinal) && string.Equals(Algorithm, other.Algorithm, StringComparison.Ordinal) && Hash.Span.SequenceEqual(other.Hash.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Url, Algorithm, Hash.Length);
}
