using Provenance.Cbor;

namespace Provenance;

/// <summary>Which model made or changed the content, and how far people were involved (§18.28): the assertion <c>c2pa.ai-disclosure</c>.</summary>
/// <param name="ModelType">The kind of model, for example <c>c2pa.types.model</c> or <c>c2pa.types.model.pytorch</c>.</param>
public sealed record AiDisclosureAssertion(string ModelType) : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.ai-disclosure";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>The model's name for people, or null.</summary>
    public string? ModelName { get; init; }

    /// <summary>The model's identifier: a URI or a package URL such as <c>pkg:huggingface/…</c>, or null.</summary>
    public string? ModelIdentifier { get; init; }

    /// <summary>How far people were involved, or null.</summary>
    public HumanOversight? HumanOversight { get; init; }

    /// <summary>Scientific domains in the arXiv taxonomy, for example <c>cs.AI</c>.</summary>
    public IReadOnlyList<string> ScientificDomains { get; init; } = [];

    // The schema has a list, the example a single text: what was read as one is written as one.
    private bool HasSingleDomain { get; init; }

    /// <summary>Assertion metadata (§18.3), untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <exception cref="FormatException">The content names no model type.</exception>
    internal static AiDisclosureAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "AI disclosure");
        string? domain = members.Text("scientificDomain");
        return new AiDisclosureAssertion(members.Text("modelType") ?? throw new FormatException("An AI disclosure names no modelType (§18.28.2)."))
        {
            ModelName = members.Text("modelName"),
            ModelIdentifier = members.Text("modelIdentifier"),
            HumanOversight = members.TakeStruct("contentProfile", ReadOversight),
            ScientificDomains = domain is null ? members.List("scientificDomain", static v => v.AsText) : [domain],
            HasSingleDomain = domain is not null,
            Metadata = members.Take("metadata", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("modelType", CborValue.Text(ModelType)),
        ("modelName", CborMembers.OfText(ModelName)),
        ("modelIdentifier", CborMembers.OfText(ModelIdentifier)),
        ("contentProfile", HumanOversight is { } level ? CborValue.Map(("humanOversightLevel", CborValue.Text(NameOf(level)))) : null),
        ("scientificDomain", HasSingleDomain && ScientificDomains is [var single] ? CborValue.Text(single) : CborMembers.OfList(ScientificDomains, CborValue.Text)),
        ("metadata", Metadata));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        foreach (string? problem in new[]
        {
            TextRule.Check("modelType of an AI disclosure", ModelType, "18.28.2"),
            TextRule.Check("modelName of an AI disclosure", ModelName, "18.28.2"),
            TextRule.Check("modelIdentifier of an AI disclosure", ModelIdentifier, "18.28.2"),
        })
        {
            if (problem is not null)
            {
                yield return problem;
            }
        }

        foreach (string domain in ScientificDomains.Where(d => !IsDomain(d)))
        {
            yield return $"'{TextRule.Shorten(domain)}' is not a scientific domain of the arXiv taxonomy such as cs.AI (§18.28.2).";
        }
    }

    private static bool IsDomain(string text) =>
        text.Length <= 255 && text.Contains('.', StringComparison.Ordinal)
        && Array.TrueForAll(text.Split('.'), static c => c.Length > 0 && c.All(static x => char.IsAsciiLetterOrDigit(x) || x == '-'));

    // Only a profile that holds nothing else; with members of later versions it stays untouched as a whole.
    private static HumanOversight? ReadOversight(CborValue value) => value.Entries.Count != 1 ? null : value["humanOversightLevel"]?.AsText switch
    {
        "fully_autonomous" => Provenance.HumanOversight.FullyAutonomous,
        "prompt_guided" => Provenance.HumanOversight.PromptGuided,
        "human_validated" => Provenance.HumanOversight.HumanValidated,
        _ => null,
    };

    private static string NameOf(HumanOversight level) => level switch
    {
        Provenance.HumanOversight.FullyAutonomous => "fully_autonomous",
        Provenance.HumanOversight.PromptGuided => "prompt_guided",
        _ => "human_validated",
    };
}

/// <summary>How far people were involved in generation (§18.28.3).</summary>
public enum HumanOversight
{
    /// <summary>Nobody reviewed what the model made.</summary>
    FullyAutonomous,

    /// <summary>People gave prompts or settings, but no final approval.</summary>
    PromptGuided,

    /// <summary>People reviewed and approved the result before its release.</summary>
    HumanValidated,
}
