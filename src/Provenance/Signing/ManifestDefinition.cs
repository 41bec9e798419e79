namespace Provenance;

/// <summary>What is claimed about an asset: the input of signing.</summary>
public sealed record ManifestDefinition
{
    /// <summary>The product that makes the claim.</summary>
    public required ClaimGeneratorInfo ClaimGenerator { get; init; }

    /// <summary>A title for people, or null.</summary>
    public string? Title { get; init; }

    /// <summary>What the signer vouches for (<c>created_assertions</c>): at least one actions assertion.</summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [];

    /// <summary>What the signer passes on without vouching for it (<c>gathered_assertions</c>).</summary>
    public IReadOnlyList<Assertion> GatheredAssertions { get; init; } = [];
}
