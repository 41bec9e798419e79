using Provenance.Validation;

namespace Provenance.Tests.Validation;

/// <summary>Whether AI made it: from actions and ingredients, never more than they say.</summary>
public sealed class InvolvementTests
{
    [Fact]
    public void Nothing_is_known_without_credentials() =>
        Assert.Equal(AiInvolvement.Unknown, new ValidationResult { State = ValidationState.NoCredentials, Statuses = [], ValidationTime = default }.Generation.Involvement);

    [Theory]
    [InlineData("trainedAlgorithmicMedia", (int)AiInvolvement.Wholly)]
    [InlineData("compositeWithTrainedAlgorithmicMedia", (int)AiInvolvement.Partly)]
    [InlineData("digitalCapture", (int)AiInvolvement.Unknown)]
    [InlineData("algorithmicMedia", (int)AiInvolvement.Unknown)]
    [InlineData(null, (int)AiInvolvement.Unknown)]
    public void A_creation_says_it(string? type, int expected) =>
        Assert.Equal((AiInvolvement)expected, Judge(Entry([Action("c2pa.created", type)])));

    [Fact]
    public void A_transcoded_generated_video_is_still_wholly_generated() =>
        Assert.Equal(AiInvolvement.Wholly, Opened([Action("c2pa.transcoded", null)], Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], Relationship.ParentOf)));

    [Fact]
    public void A_generated_video_edited_by_people_is_partly_generated() =>
        Assert.Equal(AiInvolvement.Partly, Opened([Action("c2pa.edited", "humanEdits")], Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], Relationship.ParentOf)));

    [Fact]
    public void A_recording_edited_by_a_model_is_partly_generated() =>
        Assert.Equal(AiInvolvement.Partly, Opened([Action("c2pa.edited", "compositeWithTrainedAlgorithmicMedia")], Entry([Action("c2pa.created", "digitalCapture")], Relationship.ParentOf)));

    [Fact]
    public void A_recording_that_contains_a_generated_clip_is_partly_generated() =>
        Assert.Equal(AiInvolvement.Partly, Opened(
            [Action("c2pa.placed", null)],
            Entry([Action("c2pa.created", "digitalCapture")], Relationship.ParentOf),
            Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], Relationship.ComponentOf)));

    [Fact]
    public void What_went_in_as_input_does_not_count_as_content() =>
        Assert.Equal(AiInvolvement.Wholly, Judge(Entry(
            [Action("c2pa.created", "trainedAlgorithmicMedia")], null, Entry([Action("c2pa.created", "digitalCapture")], Relationship.InputTo))));

    [Fact]
    public void A_parent_without_credentials_is_unknown() =>
        Assert.Equal(AiInvolvement.Unknown, Opened([], new HistoryEntry { Relationship = Relationship.ParentOf }));

    [Fact]
    public void A_generated_video_that_was_trimmed_by_people_is_still_wholly_generated() =>
        Assert.Equal(AiInvolvement.Wholly, Opened([Action("c2pa.trimmed", "humanEdits")], Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], Relationship.ParentOf)));

    [Theory]
    [InlineData("trainedAlgorithmicMedia", (int)AiInvolvement.Wholly)]
    [InlineData("digitalCapture", (int)AiInvolvement.Partly)]
    [InlineData(null, (int)AiInvolvement.Partly)]
    public void Clips_on_an_empty_timeline_are_all_there_is(string? second, int expected) =>
        Assert.Equal((AiInvolvement)expected, Judge(Entry(
            [new ClaimAction("c2pa.created") { DigitalSourceType = DigitalSourceType.Empty }, Action("c2pa.placed", null)],
            null,
            Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], Relationship.ComponentOf),
            Entry([Action("c2pa.created", second)], Relationship.ComponentOf))));

    [Fact]
    public void A_parent_without_a_manifest_may_say_how_it_came_to_be() =>
        Assert.Equal(AiInvolvement.Wholly, Opened([], new HistoryEntry
        {
            Relationship = Relationship.ParentOf,
            Ingredient = new IngredientAssertion(Relationship.ParentOf) { DigitalSourceType = DigitalSourceType.TrainedAlgorithmicMedia },
        }));

    [Fact]
    public void The_types_of_the_whole_history_are_listed()
    {
        var types = new List<DigitalSourceType>();
        InvolvementReading.Judge(
            Entry([Action("c2pa.opened", null), Action("c2pa.edited", "humanEdits")], null, Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], Relationship.ParentOf)), types);
        Assert.Equal([DigitalSourceType.HumanEdits, DigitalSourceType.TrainedAlgorithmicMedia], types);
    }

    private static AiInvolvement Opened(IReadOnlyList<ClaimAction> actions, params HistoryEntry[] ingredients) =>
        Judge(Entry([Action("c2pa.opened", null), .. actions], null, ingredients));

    private static HistoryEntry Entry(IReadOnlyList<ClaimAction> actions, Relationship? relationship = null, params HistoryEntry[] ingredients) =>
        new() { Relationship = relationship, Actions = actions, Ingredients = ingredients };

    private static AiInvolvement Judge(HistoryEntry entry) => InvolvementReading.Judge(entry, []);

    private static ClaimAction Action(string name, string? type) => new(name) { DigitalSourceType = type is null ? null : DigitalSourceType.FromName(type) };
}
