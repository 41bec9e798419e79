namespace Provenance;

/// <summary>
/// What the content credentials of a video say about its making: by AI or not, by which model, whose, when, from what, edited how. Everything here is
/// the signers' word; <see cref="IsTrusted"/> says whether the last of them is on the trust list, and <see cref="HoldsTogether"/> whether the
/// credentials hold at all.
/// </summary>
public sealed record GenerationReport
{
    /// <summary>The answer to rely on: unknown unless the credentials hold. A video without credentials is unknown, neither authentic nor fake.</summary>
    public AiInvolvement Involvement => HoldsTogether ? ClaimedInvolvement : AiInvolvement.Unknown;

    /// <summary>What the credentials say even when they do not hold.</summary>
    public AiInvolvement ClaimedInvolvement { get; init; }

    /// <summary>Whether validation found nothing that contradicts the credentials (<see cref="ValidationState.WellFormed"/> or better).</summary>
    public bool HoldsTogether { get; init; }

    /// <summary>Whether the credentials hold and the signer is on the trust list.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>The claim signature of the active manifest: who signed, and when; null without one.</summary>
    public SignatureReport? Signature { get; init; }

    /// <summary>The digital source types of the whole history, each once.</summary>
    public IReadOnlyList<DigitalSourceType> DigitalSourceTypes { get; init; } = [];

    /// <summary>Who provides the generative system, as its manifest states, or null.</summary>
    public string? Provider { get; init; }

    /// <summary>The system that generated: the software agent of the generating action, or null.</summary>
    public ClaimGeneratorInfo? System { get; init; }

    /// <summary>The models that the history names, the newest first.</summary>
    public IReadOnlyList<DisclosedModel> Models { get; init; } = [];

    /// <summary>When the generating action says it happened, or null.</summary>
    public DateTimeOffset? When { get; init; }

    /// <summary>How far people were involved, or null.</summary>
    public HumanOversight? HumanOversight { get; init; }

    /// <summary>What the generating model was given, the models themselves left out.</summary>
    public IReadOnlyList<GenerationInput> Inputs { get; init; } = [];

    /// <summary>What was done after the content came into being, from the first to the last.</summary>
    public IReadOnlyList<ClaimAction> Edits { get; init; } = [];

    /// <summary>The permissions for data mining and training of the active manifest, or null.</summary>
    public TrainingMiningAssertion? TrainingAndDataMining { get; init; }

    /// <summary>The soft bindings of the history.</summary>
    public IReadOnlyList<SoftBindingAssertion> SoftBindings { get; init; } = [];

    /// <summary>The label of the active manifest, which identifies the video, or null.</summary>
    public string? ManifestLabel { get; init; }

    /// <summary>The newest step of the history, or null without credentials.</summary>
    public HistoryEntry? History { get; init; }
}
