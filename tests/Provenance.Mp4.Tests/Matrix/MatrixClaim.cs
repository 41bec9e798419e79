using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>What is claimed in the matrix, by whom, and when.</summary>
internal sealed record MatrixClaim
{
    /// <summary>Made by a model, by the usual signer, now.</summary>
    public static MatrixClaim Usual { get; } = new();

    /// <summary>What is claimed.</summary>
    public ManifestDefinition Definition { get; init; } = Signing.Definition;

    /// <summary>Who claims it.</summary>
    public Func<ClaimSigner> Signer { get; init; } = Signing.Signer;

    /// <summary>When.</summary>
    public TimeProvider Clock { get; init; } = TestPki.Clock;

    /// <summary>Who is asked about the certificate, or null.</summary>
    public HttpClient? OcspClient { get; init; }

    /// <summary>What the update takes away, where the mode makes one.</summary>
    public IReadOnlyList<Redaction> Redactions { get; init; } = [];

    /// <summary>How.</summary>
    public SigningOptions Options => Signing.Options with
    {
        Clock = Clock,
        OcspClient = OcspClient,
        IngredientValidation = Signing.Validator.Options,
    };

    /// <summary>The update.</summary>
    public UpdateDefinition Update => new() { ClaimGenerator = Definition.ClaimGenerator, Redactions = Redactions };
}
