using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>Encodes placed assertions one after the other: a reference is a hash of a box that is final already.</summary>
internal sealed class AssertionStoreBuilder(HashAlgorithmName hash, ManifestIdentifiers identifiers, ParserLimits limits)
{
    private readonly List<ReadOnlyMemory<byte>> _boxes = [];
    private readonly List<HashedUri> _created = [];
    private readonly List<HashedUri> _gathered = [];
    private readonly Dictionary<Assertion, HashedUri> _uris = new(ReferenceEqualityComparer.Instance);
    private long _size;

    /// <summary>The boxes, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Boxes => _boxes;

    /// <summary>The hashed URIs of what the signer vouches for.</summary>
    public IReadOnlyList<HashedUri> Created => _created;

    /// <summary>The hashed URIs of what the signer passes on.</summary>
    public IReadOnlyList<HashedUri> Gathered => _gathered;

    /// <summary>The hashed URI of an assertion that was added.</summary>
    public HashedUri UriOf(Assertion assertion) => _uris[assertion];

    /// <summary>Adds an assertion; what it refers to was added before.</summary>
    /// <exception cref="SigningException">A number is not finite, or the store would be larger than validators read.</exception>
    public void Add(PlacedAssertion placed)
    {
        var content = placed.Assertion.Resolve(UriOf).ToContent();
        if (FiniteNumbers.Check(placed.Label, content, limits) is { } infinite)
        {
            throw new SigningException(SigningFault.InvalidDefinition, infinite);
        }

        _size += content.Boxes.Sum(b => (long)b.Length);
        if (_size > limits.MaxManifestStoreSize)
        {
            throw new SigningException(SigningFault.Limit, ExceededLimit.Sentence("The assertions are larger than a manifest store that validators read", limits.MaxManifestStoreSize));
        }

        byte[] box = ManifestStoreWriter.Assertion(placed.Label, content, identifiers.NewSalt());
        var uri = UriOf(placed.Label, box, hash);
        _uris.Add(placed.Assertion, uri);
        _boxes.Add(box);
        (placed.IsGathered ? _gathered : _created).Add(uri);
    }

    /// <summary>The hashed URI of an assertion box, relative to its manifest; the claim's <c>alg</c> applies.</summary>
    public static HashedUri UriOf(string label, ReadOnlySpan<byte> box, HashAlgorithmName hash) =>
        new(JumbfUri.Relative(ManifestStoreWriter.AssertionStoreLabel, label).Text, ContentHash.Compute(hash, ManifestStoreWriter.HashedContent(box)));
}
