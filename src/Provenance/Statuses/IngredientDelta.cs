namespace Provenance;

/// <summary>What changed about an ingredient since its results were recorded (§15.11.3, <c>ingredient-delta-validation-result-map</c>).</summary>
/// <param name="IngredientUrl">JUMBF URI of the ingredient assertion.</param>
/// <param name="Statuses">The statuses found now and not recorded then.</param>
public sealed record IngredientDelta(string IngredientUrl, IReadOnlyList<ValidationStatus> Statuses);
