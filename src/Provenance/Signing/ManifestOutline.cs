namespace Provenance;

/// <summary>What a manifest of either kind is made from, once it is settled what the signer says and what is carried over.</summary>
internal sealed record ManifestOutline
{
    /// <summary>The product that makes the claim.</summary>
    public required ClaimGeneratorInfo ClaimGenerator { get; init; }

    /// <summary>A title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The label that goes into the metadata of the file, or null.</summary>
    public AigcLabel? AigcLabel { get; init; }

    /// <summary>What the signer vouches for.</summary>
    public required IReadOnlyList<Assertion> Created { get; init; }

    /// <summary>What the signer passes on.</summary>
    public required IReadOnlyList<Assertion> Gathered { get; init; }

    /// <summary>The hard binding; null for an update manifest, which has none (§11.2.3).</summary>
    public HardBindingTemplate? Binding { get; init; }

    /// <summary>Absolute JUMBF URIs of the assertions that are redacted.</summary>
    public IReadOnlyList<string> Redacted { get; init; } = [];

    /// <summary>
    /// The manifest stores that the new manifest is added to, for an update manifest: those in the box it goes into. Those of a standard manifest
    /// come with its ingredients.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Carried { get; init; }

    /// <summary>Whether it is an update manifest.</summary>
    public bool IsUpdate => Binding is null;
}
