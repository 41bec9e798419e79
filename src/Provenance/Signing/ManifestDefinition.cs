namespace Provenance;

/// <summary>
/// What is claimed about an asset: the input of signing. Signing adds what only it knows: identifiers, the hard binding, hashed URIs, and in actions
/// the time and the software agent where they say none.
/// </summary>
/// <remarks>
/// When a signed input becomes the parent (<see cref="IfSigned.Ingredient"/>), the manifest starts with <c>c2pa.opened</c>, as created and opened exclude
/// each other (§18.15.2). A leading <c>c2pa.created</c> then becomes <c>c2pa.edited</c> behind it with the same digital source type, software agent and time:
/// what the signer said about the content stays said. It is left out when the parent's media is intact and its own actions state that source type
/// already, since then nothing was done to it.
/// </remarks>
public sealed record ManifestDefinition
{
    /// <summary>The product that makes the claim.</summary>
    public required ClaimGeneratorInfo ClaimGenerator { get; init; }

    /// <summary>A title for people, or null.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// What the signer vouches for (<c>created_assertions</c>). The first actions assertion starts with <c>c2pa.created</c> or <c>c2pa.opened</c>;
    /// assertions that others refer to need not be listed.
    /// </summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [];

    /// <summary>What the signer passes on without vouching for it (<c>gathered_assertions</c>).</summary>
    public IReadOnlyList<Assertion> GatheredAssertions { get; init; } = [];

    /// <summary>
    /// Assertions of the input's own manifests that are removed when it becomes the parent (§6.8, <see cref="IfSigned.Ingredient"/>). Each is listed in the claim
    /// and becomes a <c>c2pa.redacted</c> action with its reason. For other ingredients see <see cref="Ingredient.Redact"/>.
    /// </summary>
    public IReadOnlyList<Redaction> Redactions { get; init; } = [];

    /// <summary>
    /// A label for the metadata of the file itself (GB 45438-2025), or null. It is no part of the manifest: it is put into the file before the file is
    /// hashed, in place of one that is there already.
    /// </summary>
    public AigcLabel? AigcLabel { get; init; }
}
