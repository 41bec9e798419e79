using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>A session key that may verify segments: its manifest is valid, and it is bound to that manifest's signer.</summary>
/// <param name="Key">The key.</param>
/// <param name="ManifestLabel">The manifest it came with.</param>
/// <param name="SignerNotBefore">Start of the validity of the signer's certificate.</param>
/// <param name="SignerNotAfter">End of the validity of the signer's certificate.</param>
internal sealed record HeldSessionKey(SessionKey Key, string ManifestLabel, DateTimeOffset SignerNotBefore, DateTimeOffset SignerNotAfter)
{
    /// <summary>The key to verify with.</summary>
    public PublicKeyInfo PublicKey { get; } = CoseKey.Read(Key.Key)!;
}

/// <summary>The session keys of a stream (§19.7.3), those of earlier manifests too: rotation overlaps.</summary>
internal sealed class SessionKeyRing(ParserLimits limits)
{
    private readonly List<HeldSessionKey> _keys = [];

    /// <summary>Whether a key had to go because there were too many.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Whether the keys of a manifest are held.</summary>
    public bool Holds(string manifestLabel) => _keys.Exists(k => string.Equals(k.ManifestLabel, manifestLabel, StringComparison.Ordinal));

    /// <summary>Adds the keys of a valid manifest; the oldest go when there are too many.</summary>
    public void Add(IEnumerable<HeldSessionKey> keys)
    {
        _keys.AddRange(keys);
        int surplus = Math.Max(0, _keys.Count - limits.MaxSessionKeys);
        _keys.RemoveRange(0, surplus);
        HasForgotten |= surplus > 0;
    }

    /// <summary>Forgets the keys of a manifest.</summary>
    public void Remove(string manifestLabel) => _keys.RemoveAll(k => string.Equals(k.ManifestLabel, manifestLabel, StringComparison.Ordinal));

    /// <summary>The key with the identifier that came with the manifest, or null.</summary>
    public HeldSessionKey? Find(ReadOnlyMemory<byte> identifier, string manifestLabel) =>
        _keys.FindLast(k => k.Key.KeyIdentifier.Span.SequenceEqual(identifier.Span) && string.Equals(k.ManifestLabel, manifestLabel, StringComparison.Ordinal));

    /// <summary>Whether any key has the identifier.</summary>
    public bool Knows(ReadOnlyMemory<byte> identifier) => _keys.Exists(k => k.Key.KeyIdentifier.Span.SequenceEqual(identifier.Span));
}
