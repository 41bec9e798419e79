using Provenance.Cbor;

namespace Provenance;

/// <summary>A claim as it was read (§10.2): version 1 (<c>c2pa.claim</c>) or 2 (<c>c2pa.claim.v2</c>).</summary>
public sealed record Claim
{
    /// <summary>1 or 2.</summary>
    public required int Version { get; init; }

    /// <summary>The absolute JUMBF URI of the claim box.</summary>
    public required string Url { get; init; }

    /// <summary>The bytes that are signed: the content of the claim's <c>cbor</c> box.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The parsed claim, a map.</summary>
    public required CborValue Content { get; init; }

    /// <summary>Identifies this version of the asset (§8.3), or null.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The default hash algorithm <c>alg</c>, or null.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The claim generator, or null when it cannot be read. Of a version 1 array the first.</summary>
    public ClaimGeneratorInfo? ClaimGenerator { get; init; }

    /// <summary>The URI of the claim signature as written, or null.</summary>
    public string? SignatureUrl { get; init; }

    /// <summary>What the signer vouches for: <c>created_assertions</c>, or <c>assertions</c> of a version 1 claim.</summary>
    public IReadOnlyList<HashedUri> CreatedAssertions { get; init; } = [];

    /// <summary>What the signer passes on: <c>gathered_assertions</c>.</summary>
    public IReadOnlyList<HashedUri> GatheredAssertions { get; init; } = [];

    /// <summary>URIs of redacted assertions in other manifests.</summary>
    public IReadOnlyList<string> RedactedAssertions { get; init; } = [];
}
