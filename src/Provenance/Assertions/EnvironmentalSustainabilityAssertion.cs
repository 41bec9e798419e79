using Provenance.Cbor;

namespace Provenance;

/// <summary>What making the asset took (§18.26): the assertion <c>c2pa.environmental-sustainability</c>.</summary>
public sealed record EnvironmentalSustainabilityAssertion : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.environmental-sustainability";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>Energy in kWh, or null.</summary>
    public SustainabilityMeasurement? Energy { get; init; }

    /// <summary>Carbon dioxide equivalent in kg, or null.</summary>
    public SustainabilityMeasurement? Carbon { get; init; }

    /// <summary>Water in litres, or null.</summary>
    public SustainabilityMeasurement? Water { get; init; }

    /// <summary>Assertion metadata (§18.3), untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <exception cref="FormatException">The content is not a map with text keys.</exception>
    internal static EnvironmentalSustainabilityAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "environmental sustainability assertion");
        return new EnvironmentalSustainabilityAssertion
        {
            Energy = members.Take("energy_kwh", SustainabilityMeasurement.FromCbor),
            Carbon = members.Take("carbon_kgco2e", SustainabilityMeasurement.FromCbor),
            Water = members.Take("water_litres", SustainabilityMeasurement.FromCbor),
            Metadata = members.Take("metadata", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("energy_kwh", Energy?.ToCbor()),
        ("carbon_kgco2e", Carbon?.ToCbor()),
        ("water_litres", Water?.ToCbor()),
        ("metadata", Metadata));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        foreach (var measurement in new[] { Energy, Carbon, Water }.OfType<SustainabilityMeasurement>())
        {
            if (!double.IsFinite(measurement.Value) || measurement.Value < 0)
            {
                yield return "A sustainability measurement is a finite number of at least 0 (§18.26).";
            }

            if (measurement.Method is { } method && !LabelRule.IsLabel(method))
            {
                yield return $"'{TextRule.Shorten(method)}' is not a measurement method: methods have namespaced names (§18.26).";
            }
        }
    }
}

/// <summary>A measured or estimated amount (§18.26).</summary>
/// <param name="Value">The amount; at least 0.</param>
/// <param name="Method">How it was measured, a namespaced name, or null.</param>
public sealed record SustainabilityMeasurement(double Value, string? Method = null)
{
    internal static SustainabilityMeasurement? FromCbor(CborValue value) =>
        value["value"]?.Kind == CborKind.Float && value["value"]?.AsDouble is { } amount && double.IsFinite(amount) && value.Entries.All(e => e.Key.AsText is "value" or "measurementMethod")
            && (value["measurementMethod"] is null || value["measurementMethod"]!.AsText is not null)
            ? new SustainabilityMeasurement(amount, value["measurementMethod"]?.AsText)
            : null;

    internal CborValue ToCbor() => CborValue.Map(("value", CborValue.Float(Value)), ("measurementMethod", CborMembers.OfText(Method)));
}
