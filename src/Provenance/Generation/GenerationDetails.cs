namespace Provenance;

/// <summary>One run of a generative model: what <see cref="GeneratedVideo"/> makes a manifest of.</summary>
public sealed record GenerationDetails
{
    /// <summary>Who provides the system, for people: a company, a project, a person. Not necessarily the signer.</summary>
    public required string Provider { get; init; }

    /// <summary>The model.</summary>
    public required GenerativeModel Model { get; init; }

    /// <summary>
    /// Whether the model is an ingredient too, as the standard shows it (§18.16), beside the software agent and the AI disclosure. True by default. Rules
    /// that take every ingredient without a manifest for media of unknown origin, as the signals rubric of the conformance programme does, are content
    /// with false.
    /// </summary>
    public bool ModelAsIngredient { get; init; } = true;

    /// <summary>The system that ran the model, when it has a name of its own; the model's name and version when null.</summary>
    public ClaimGeneratorInfo? SoftwareAgent { get; init; }

    /// <summary>The product that makes the claim, when it is another than the system: one that calls somebody else's model. The system when null.</summary>
    public ClaimGeneratorInfo? ClaimGenerator { get; init; }

    /// <summary>A title for people, or null.</summary>
    public string? Title { get; init; }

    /// <summary>When it was generated; the time of signing when null.</summary>
    public DateTimeOffset? When { get; init; }

    /// <summary>The prompt, or null. What becomes of it is up to <see cref="PromptPolicy"/>.</summary>
    public string? Prompt { get; init; }

    /// <summary>What the manifest says about the prompt; nothing by default.</summary>
    public PromptPolicy PromptPolicy { get; init; } = PromptPolicy.Omit;

    /// <summary>The seed as text, or null. Written as it is: with prompt and model it repeats the run.</summary>
    public string? Seed { get; init; }

    /// <summary>How far people were involved (§18.28.3), or null for no statement.</summary>
    public HumanOversight? HumanOversight { get; init; }

    /// <summary>Whether the video may be used for data mining and training, or null for no statement.</summary>
    public TrainingMiningPermission? TrainingAndDataMining { get; init; }

    /// <summary>The watermark that was put into the video before it is signed (§18.10), or null. It adds <c>c2pa.watermarked.bound</c>.</summary>
    public SoftBindingAssertion? SoftBinding { get; init; }

    /// <summary>
    /// The label that goes into the metadata of the file itself (GB 45438-2025), or null for none. Its producer is <see cref="Provider"/> unless it names one.
    /// <see cref="DisclosureProfile.ChinaAigc"/> asks for it.
    /// </summary>
    public AigcLabel? AigcLabel { get; init; }

    /// <summary>More assertions, for example <see cref="EnvironmentalSustainabilityAssertion"/>.</summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [];

    /// <summary>The laws whose duties the manifest must meet; a missing field is an error that names it.</summary>
    public IReadOnlyList<DisclosureProfile> Disclosures { get; init; } = [];
}
