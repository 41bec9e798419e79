using Provenance.Cli.Reports;

namespace Provenance.Tests.Cli;

/// <summary>Whether AI made it: from actions and ingredients, never more than they say.</summary>
public sealed class AiReadingTests
{
    private const string Iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    [Fact]
    public void Nothing_is_known_without_credentials() =>
        Assert.Equal(AiInvolvement.Unknown, AiReading.Of(null).Involvement);

    [Theory]
    [InlineData("trainedAlgorithmicMedia", (int)AiInvolvement.Wholly)]
    [InlineData("compositeWithTrainedAlgorithmicMedia", (int)AiInvolvement.Partly)]
    [InlineData("digitalCapture", (int)AiInvolvement.Unknown)]
    [InlineData("algorithmicMedia", (int)AiInvolvement.Unknown)]
    [InlineData(null, (int)AiInvolvement.Unknown)]
    public void A_creation_says_it(string? type, int expected) =>
        Assert.Equal((AiInvolvement)expected, AiReading.Of(Entry([Action("c2pa.created", type)])).Involvement);

    [Fact]
    public void A_transcoded_generated_video_is_still_wholly_generated() =>
        Assert.Equal(AiInvolvement.Wholly, Opened([Action("c2pa.transcoded", null)], Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], "parentOf")));

    [Fact]
    public void A_generated_video_edited_by_people_is_partly_generated() =>
        Assert.Equal(AiInvolvement.Partly, Opened([Action("c2pa.edited", "humanEdits")], Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], "parentOf")));

    [Fact]
    public void A_recording_edited_by_a_model_is_partly_generated() =>
        Assert.Equal(AiInvolvement.Partly, Opened([Action("c2pa.edited", "compositeWithTrainedAlgorithmicMedia")], Entry([Action("c2pa.created", "digitalCapture")], "parentOf")));

    [Fact]
    public void A_recording_that_contains_a_generated_clip_is_partly_generated() =>
        Assert.Equal(AiInvolvement.Partly, Opened(
            [Action("c2pa.placed", null)],
            Entry([Action("c2pa.created", "digitalCapture")], "parentOf"),
            Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], "componentOf")));

    [Fact]
    public void What_went_in_as_input_does_not_count_as_content() =>
        Assert.Equal(AiInvolvement.Wholly, AiReading.Of(Entry(
            [Action("c2pa.created", "trainedAlgorithmicMedia")], null, Entry([Action("c2pa.created", "digitalCapture")], "inputTo"))).Involvement);

    [Fact]
    public void A_parent_without_credentials_is_unknown() =>
        Assert.Equal(AiInvolvement.Unknown, Opened([], new HistoryEntry { Relationship = "parentOf" }));

    [Fact]
    public void Every_type_is_listed_once() =>
        Assert.Equal(
            [Iptc + "humanEdits", Iptc + "trainedAlgorithmicMedia"],
            AiReading.Of(Entry(
                [Action("c2pa.opened", null), Action("c2pa.edited", "humanEdits"), Action("c2pa.cropped", "humanEdits")],
                null,
                Entry([Action("c2pa.created", "trainedAlgorithmicMedia")], "parentOf"))).DigitalSourceTypes);

    private static AiInvolvement Opened(IReadOnlyList<ActionReading> actions, params HistoryEntry[] ingredients) =>
        AiReading.Of(Entry([Action("c2pa.opened", null), .. actions], null, ingredients)).Involvement;

    private static HistoryEntry Entry(IReadOnlyList<ActionReading> actions, string? relationship = null, params HistoryEntry[] ingredients) =>
        new() { Relationship = relationship, Actions = actions, Ingredients = ingredients };

    private static ActionReading Action(string name, string? type) => new(name, null, type is null ? null : Iptc + type, null, null);
}
