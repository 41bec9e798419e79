using Provenance.Cbor;

namespace Provenance;

/// <summary>
/// Whether the asset may be used for data mining and for training models: the assertion <c>cawg.training-mining</c> of the Creator Assertions
/// Working Group, which took the place of <c>c2pa.training-mining</c>.
/// </summary>
/// <param name="Entries">By kind of use (<c>cawg.ai_training</c>, say) the permission.</param>
public sealed record TrainingMiningAssertion(IReadOnlyDictionary<string, TrainingMiningPermission> Entries) : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "cawg.training-mining";

    /// <summary>Mining data from the asset.</summary>
    public const string DataMining = "cawg.data_mining";

    /// <summary>Using the asset as input to a trained model.</summary>
    public const string AiInference = "cawg.ai_inference";

    /// <summary>Training a model that is not generative.</summary>
    public const string AiTraining = "cawg.ai_training";

    /// <summary>Training a generative model.</summary>
    public const string AiGenerativeTraining = "cawg.ai_generative_training";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>Assertion metadata, untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <summary>The same permission for all four kinds of use.</summary>
    public static TrainingMiningAssertion All(TrainingMiningPermission permission) =>
        new(new[] { DataMining, AiInference, AiTraining, AiGenerativeTraining }.ToDictionary(k => k, _ => permission, StringComparer.Ordinal));

    /// <exception cref="FormatException">An entry has no permission of the known kinds.</exception>
    internal static TrainingMiningAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "training and data mining assertion");
        var entries = new Dictionary<string, TrainingMiningPermission>(StringComparer.Ordinal);
        foreach (var (key, value) in (members.Take("entries", static v => v.Kind == CborKind.Map ? v : null) ?? throw new FormatException("A training and data mining assertion has no entries.")).Entries)
        {
            entries[key.AsText ?? throw new FormatException("An entry of a training and data mining assertion has no name.")] =
                TrainingMiningPermission.FromCbor(value) ?? throw new FormatException("An entry of a training and data mining assertion says neither allowed, notAllowed nor constrained.");
        }

        return new TrainingMiningAssertion(entries) { Metadata = members.Take("metadata", static v => v), AdditionalMembers = members.Rest };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("entries", CborValue.Map(Entries.Select(e => (e.Key, (CborValue?)e.Value.ToCbor())))),
        ("metadata", Metadata));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        if (Entries.Count == 0)
        {
            yield return "A training and data mining assertion has at least one entry.";
        }

        foreach (string key in Entries.Keys.Where(k => !LabelRule.IsEntitySpecific(k)))
        {
            yield return $"'{TextRule.Shorten(key)}' is not a kind of use: cawg.data_mining, cawg.ai_inference, cawg.ai_training, cawg.ai_generative_training, or an entity-specific name.";
        }
    }
}

/// <summary>Whether one kind of use is permitted.</summary>
/// <param name="Use">The permission.</param>
/// <param name="Constraint">Under what constraint, for people; only with <see cref="TrainingMiningUse.Constrained"/>.</param>
public sealed record TrainingMiningPermission(TrainingMiningUse Use, string? Constraint = null)
{
    internal static TrainingMiningPermission? FromCbor(CborValue value)
    {
        TrainingMiningUse? use = value["use"]?.AsText switch
        {
            "allowed" => TrainingMiningUse.Allowed,
            "notAllowed" => TrainingMiningUse.NotAllowed,
            "constrained" => TrainingMiningUse.Constrained,
            _ => null,
        };
        return use is { } known && value.Entries.All(e => e.Key.AsText is "use" or "constraint_info") && (value["constraint_info"] is null || value["constraint_info"]!.AsText is not null)
            ? new TrainingMiningPermission(known, value["constraint_info"]?.AsText)
            : null;
    }

    internal CborValue ToCbor() => CborValue.Map(
        ("use", CborValue.Text(Use switch { TrainingMiningUse.Allowed => "allowed", TrainingMiningUse.NotAllowed => "notAllowed", _ => "constrained" })),
        ("constraint_info", CborMembers.OfText(Constraint)));
}

/// <summary>Permissions for training and data mining.</summary>
public enum TrainingMiningUse
{
    /// <summary>Permitted.</summary>
    Allowed,

    /// <summary>Not permitted.</summary>
    NotAllowed,

    /// <summary>Permitted under a constraint.</summary>
    Constrained,
}
