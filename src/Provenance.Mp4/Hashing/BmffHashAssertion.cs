using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>The BMFF hash assertion (§18.6), <c>c2pa.hash.bmff.v2</c> and <c>c2pa.hash.bmff.v3</c>.</summary>
internal sealed record BmffHashAssertion
{
    /// <summary>The label written today.</summary>
    public const string Label = "c2pa.hash.bmff.v3";

    /// <summary>The deprecated label; still read.</summary>
    public const string LabelV2 = "c2pa.hash.bmff.v2";

    /// <summary>What is not hashed; at least one entry.</summary>
    public required IReadOnlyList<Exclusion> Exclusions { get; init; }

    /// <summary>The algorithm as written, or null: that of the claim.</summary>
    public string? AlgorithmName { get; init; }

    /// <summary>The algorithm.</summary>
    public required HashAlgorithmName Algorithm { get; init; }

    /// <summary>The hash over the file, or null when only the trees bind it.</summary>
    public ReadOnlyMemory<byte>? Hash { get; init; }

    /// <summary>The Merkle trees; empty for none.</summary>
    public IReadOnlyList<MerkleMap> Merkle { get; init; } = [];

    /// <summary>What the hash covers, for people.</summary>
    public string? Name { get; init; }

    /// <summary>Number of a live segment.</summary>
    public ulong? SequenceNumber { get; init; }

    /// <summary>Whether the trees carry no offsets because the flat hash has them (§18.6.2).</summary>
    public bool HasHashAndMerkle => Hash is not null && Merkle.Count > 0;

    /// <summary>Whether this is a label whose rules this type implements; <c>c2pa.hash.bmff</c> is to be ignored (§18.6.1).</summary>
    public static bool Supports(string label) => label is Label or LabelV2;

    /// <summary>The assertion we sign with: the mandatory exclusions and a hash over everything else.</summary>
    /// <param name="algorithm">The hash algorithm.</param>
    /// <param name="digest">The hash; empty for the template, in which it is zeros.</param>
    public static BmffHashAssertion Flat(HashAlgorithmName algorithm, ReadOnlyMemory<byte> digest = default) => new()
    {
        Exclusions = MandatoryExclusions.Basic,
        AlgorithmName = ContentHash.NameOf(algorithm),
        Algorithm = algorithm,
        Hash = digest.IsEmpty ? new byte[ContentHash.Length(algorithm)] : digest,
    };

    /// <summary>The assertion of a fragmented asset: the mandatory exclusions, and trees that bind everything.</summary>
    /// <param name="algorithm">The hash algorithm.</param>
    /// <param name="trees">At least one.</param>
    public static BmffHashAssertion Trees(HashAlgorithmName algorithm, IReadOnlyList<MerkleMap> trees) => new()
    {
        Exclusions = MandatoryExclusions.Basic,
        AlgorithmName = ContentHash.NameOf(algorithm),
        Algorithm = algorithm,
        Merkle = trees,
    };

    /// <summary>Reads an assertion and checks everything that can be checked without the file.</summary>
    /// <param name="content">The CBOR.</param>
    /// <param name="defaultAlgorithm">The claim's algorithm, or null.</param>
    /// <param name="limits">Limits of the trees.</param>
    /// <param name="assertion">The assertion.</param>
    /// <param name="fault">Code and sentence of the first rule that is broken.</param>
    public static bool TryParse(
        CborValue content, string? defaultAlgorithm, ParserLimits limits, [NotNullWhen(true)] out BmffHashAssertion? assertion, [NotNullWhen(false)] out BmffHashFault? fault)
    {
        assertion = null;
        if (content["exclusions"] is not { Kind: CborKind.Array, Items.Count: > 0 } list)
        {
            fault = BmffHashFault.Malformed("The hash assertion of the media has no exclusions.");
            return false;
        }

        if (list.Items.Count > limits.MaxExclusions)
        {
            fault = BmffHashFault.Limit($"The hash assertion of the media lists {list.Items.Count} exclusions", limits.MaxExclusions);
            return false;
        }

        var exclusions = new List<Exclusion>();
        foreach (var item in list.Items)
        {
            if (!Exclusion.TryParse(item, limits, out var exclusion, out fault))
            {
                return false;
            }

            exclusions.Add(exclusion);
        }

        var (alg, hash, merkle, name, number) = (content["alg"], content["hash"], content["merkle"], content["name"], content["sequenceNumber"]);
        if ((alg is not null && alg.AsText is null) || (hash is not null && hash.AsBytes is null) || (name is not null && name.AsText is null)
            || (number is not null && number.AsUInt64 is null) || (merkle is not null && merkle is not { Kind: CborKind.Array, Items.Count: > 0 }))
        {
            fault = BmffHashFault.Malformed("A field of the hash assertion of the media has the wrong type.");
            return false;
        }

        string? algorithmName = alg?.AsText ?? defaultAlgorithm;
        var trees = new List<MerkleMap>();
        foreach (var item in merkle?.Items ?? [])
        {
            if (!MerkleMap.TryParse(item, algorithmName, limits, out var tree, out fault))
            {
                return false;
            }

            trees.Add(tree);
        }

        if (trees.Count > 1 && trees.DistinctBy(t => (t.UniqueId, t.LocalId)).Count() != trees.Count)
        {
            fault = BmffHashFault.Malformed("Two Merkle trees of the hash assertion have the same ids.");
            return false;
        }

        if (trees.Sum(t => (long)t.Count) > limits.MaxMerkleLeaves)
        {
            fault = BmffHashFault.Limit("The Merkle trees have too many leaves together", limits.MaxMerkleLeaves);
            return false;
        }

        // Trees may each name their own algorithm; then the assertion needs one only for its own hash.
        var algorithm = ContentHash.Find(algorithmName);
        if (algorithm is null && (hash is not null || trees.Count == 0))
        {
            fault = BmffHashFault.Algorithm(algorithmName);
            return false;
        }

        if (hash is null && trees.Count == 0)
        {
            fault = BmffHashFault.Malformed("The hash assertion of the media holds no hash.");
            return false;
        }

        algorithm ??= trees[0].Algorithm;
        if (hash?.AsBytes is { } digest && digest.Length != ContentHash.Length(algorithm.Value))
        {
            fault = BmffHashFault.Mismatch("The hash of the media is not as long as its algorithm makes it.");
            return false;
        }

        assertion = new()
        {
            Exclusions = exclusions,
            AlgorithmName = alg?.AsText,
            Algorithm = algorithm.Value,
            Hash = hash?.AsBytes,
            Merkle = trees,
            Name = name?.AsText,
            SequenceNumber = number?.AsUInt64,
        };
        fault = null;
        return true;
    }

    /// <summary>Writes the assertion; its deterministic encoding has the same length whatever the digest.</summary>
    public CborValue ToCbor() => CborValue.Map(
        ("exclusions", CborValue.Array(Exclusions.Select(e => e.ToCbor()))),
        ("alg", AlgorithmName is null ? null : CborValue.Text(AlgorithmName)),
        ("hash", Hash is { } hash ? CborValue.Bytes(hash) : null),
        ("merkle", Merkle.Count == 0 ? null : CborValue.Array(Merkle.Select(m => m.ToCbor()))),
        ("name", Name is null ? null : CborValue.Text(Name)),
        ("sequenceNumber", SequenceNumber is { } n ? CborValue.Integer(n) : null));
}
