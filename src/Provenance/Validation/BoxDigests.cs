using System.Security.Cryptography;
using Provenance.Cryptography;
using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>The digests of boxes, each computed once: a thousand references to one large box cost one hash.</summary>
internal sealed class BoxDigests
{
    private readonly Dictionary<JumbfSuperbox, Dictionary<HashAlgorithmName, byte[]>> _digests = new(ReferenceEqualityComparer.Instance);

    /// <summary>The digest of what a hashed URI to the box covers (§8.4.2.3).</summary>
    public ReadOnlySpan<byte> Digest(JumbfSuperbox box, HashAlgorithmName algorithm)
    {
        if (!_digests.TryGetValue(box, out var byAlgorithm))
        {
            _digests[box] = byAlgorithm = [];
        }

        if (!byAlgorithm.TryGetValue(algorithm, out byte[]? digest))
        {
            byAlgorithm[algorithm] = digest = ContentHash.Compute(algorithm, box.HashedContent.Span);
        }

        return digest;
    }
}
