namespace Provenance;

/// <summary>
/// Manifests of what usually happens to a video after it was made (§18.15): each opens the source and says what was done. The source is an ingredient
/// with the relationship <see cref="Relationship.ParentOf"/> (<see cref="Ingredient"/>), or null when the file that is signed carries the source's
/// credentials and they become the parent (<see cref="IfSigned.Ingredient"/>).
/// </summary>
public static class VideoEdit
{
    /// <summary>The encoding was changed (<c>c2pa.transcoded</c>): not editorial.</summary>
    public static ManifestDefinition Transcoded(ClaimGeneratorInfo tool, IngredientAssertion? parent = null) => Define(tool, parent, new ClaimAction(ActionName.Transcoded));

    /// <summary>The container was changed, not the encoding (<c>c2pa.repackaged</c>): not editorial.</summary>
    public static ManifestDefinition Repackaged(ClaimGeneratorInfo tool, IngredientAssertion? parent = null) => Define(tool, parent, new ClaimAction(ActionName.Repackaged));

    /// <summary>Time was cut off at the start or the end (<c>c2pa.trimmed</c>).</summary>
    /// <param name="tool">What did it.</param>
    /// <param name="parent">The source.</param>
    /// <param name="source">Who decided: people (<see cref="DigitalSourceType.HumanEdits"/>, when null) or an algorithm.</param>
    public static ManifestDefinition Trimmed(ClaimGeneratorInfo tool, IngredientAssertion? parent = null, DigitalSourceType? source = null) =>
        Define(tool, parent, new ClaimAction(ActionName.Trimmed) { DigitalSourceType = source ?? DigitalSourceType.HumanEdits });

    /// <summary>
    /// The picture was enlarged: <c>c2pa.resized.proportional</c>, and with a model <c>c2pa.enhanced</c> as <c>algorithmicallyEnhanced</c>. A model that
    /// adds content is no enhancer but an editor: <see cref="GeneratedVideo.Edited"/>.
    /// </summary>
    /// <param name="tool">What did it.</param>
    /// <param name="parent">The source.</param>
    /// <param name="model">The model that improved the picture, or null.</param>
    public static ManifestDefinition Upscaled(ClaimGeneratorInfo tool, IngredientAssertion? parent = null, GenerativeModel? model = null)
    {
        var resized = new ClaimAction(ActionName.ResizedProportional);
        return model is null
            ? Define(tool, parent, resized)
            : Define(tool, parent, model, resized, new ClaimAction(ActionName.Enhanced) { DigitalSourceType = DigitalSourceType.AlgorithmicallyEnhanced });
    }

    /// <summary>The sound was replaced, usually by speech in another language (<c>c2pa.dubbed</c>).</summary>
    /// <param name="tool">What did it.</param>
    /// <param name="parent">The source.</param>
    /// <param name="voice">The model that speaks, or null when people do.</param>
    /// <param name="tracks">The tracks that were replaced (<c>track_ID</c>); empty for unknown.</param>
    public static ManifestDefinition Dubbed(ClaimGeneratorInfo tool, IngredientAssertion? parent, GenerativeModel? voice, params IReadOnlyList<uint> tracks)
    {
        var dubbed = new ClaimAction(ActionName.Dubbed)
        {
            DigitalSourceType = SourceOf(voice),
            Changes = tracks.Count == 0 ? [] : [new RegionOfInterest([.. tracks.Select(RegionRange.Track)])],
        };
        return Define(tool, parent, voice, dubbed);
    }

    /// <summary>The language was changed (<c>c2pa.translated</c>): subtitles, burnt-in text.</summary>
    /// <param name="tool">What did it.</param>
    /// <param name="parent">The source.</param>
    /// <param name="sourceLanguage">BCP 47 code of the language before.</param>
    /// <param name="targetLanguage">BCP 47 code of the language after.</param>
    /// <param name="translator">The model that translated, or null when people did.</param>
    public static ManifestDefinition Translated(ClaimGeneratorInfo tool, IngredientAssertion? parent, string sourceLanguage, string targetLanguage, GenerativeModel? translator = null) =>
        Define(tool, parent, translator, new ClaimAction(ActionName.Translated)
        {
            DigitalSourceType = SourceOf(translator),
            Parameters = new ActionParameters { SourceLanguage = sourceLanguage, TargetLanguage = targetLanguage },
        });

    /// <summary>
    /// Clips one after the other or side by side: an empty timeline was created (<see cref="DigitalSourceType.Empty"/>) and the clips were placed on it
    /// (<c>c2pa.placed</c>).
    /// </summary>
    /// <param name="tool">What did it.</param>
    /// <param name="clips">Ingredients with the relationship <see cref="Relationship.ComponentOf"/>, in order.</param>
    public static ManifestDefinition Concatenated(ClaimGeneratorInfo tool, params IReadOnlyList<IngredientAssertion> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        return clips.Any(c => c.Relationship != Relationship.ComponentOf)
            ? throw new SigningException(SigningFault.InvalidDefinition, "A clip that was placed is an ingredient with the relationship componentOf (§18.15.4.7).")
            : new ManifestDefinition
            {
                ClaimGenerator = tool,
                Assertions =
                [
                    ActionsAssertion.Created(DigitalSourceType.Empty)
                        .Then(new ClaimAction(ActionName.Placed) { Parameters = new ActionParameters { Ingredients = [.. clips.Select(AssertionReference.FromAssertion)] } }),
                ],
            };
    }

    private static DigitalSourceType SourceOf(GenerativeModel? model) => model is null ? DigitalSourceType.HumanEdits : DigitalSourceType.CompositeWithTrainedAlgorithmicMedia;

    private static ManifestDefinition Define(ClaimGeneratorInfo tool, IngredientAssertion? parent, ClaimAction action) => Define(tool, parent, null, action);

    // The last action is the model's.
    private static ManifestDefinition Define(ClaimGeneratorInfo tool, IngredientAssertion? parent, GenerativeModel? model, params IReadOnlyList<ClaimAction> actions)
    {
        ArgumentNullException.ThrowIfNull(tool);
        model?.Check();
        if (model is null)
        {
            return new ManifestDefinition { ClaimGenerator = tool, Assertions = [ActionsAssertion.Opened(parent, actions)] };
        }

        var disclosure = model.ToDisclosure(null);
        var last = actions[^1] with
        {
            SoftwareAgent = model.SoftwareAgent,
            Parameters = (actions[^1].Parameters ?? new ActionParameters()) with { Ingredients = [model.ToIngredient()], RelatedAssertions = [disclosure] },
        };
        return new ManifestDefinition { ClaimGenerator = tool, Assertions = [ActionsAssertion.Opened(parent, [.. actions.SkipLast(1), last]), disclosure] };
    }
}
