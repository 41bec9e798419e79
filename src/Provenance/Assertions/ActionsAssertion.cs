using Provenance.Cbor;

namespace Provenance;

/// <summary>What was done to the asset (§18.15): the assertion <c>c2pa.actions.v2</c>.</summary>
/// <param name="Actions">The actions; at least one.</param>
public sealed record ActionsAssertion(IReadOnlyList<ClaimAction> Actions) : Assertion
{
    /// <summary>The label of version 2.</summary>
    public const string CurrentLabel = "c2pa.actions.v2";

    /// <summary>The label of the deprecated version 1; read, never written.</summary>
    public const string DeprecatedLabel = "c2pa.actions";

    /// <inheritdoc/>
    public override string Label => Version == 1 ? DeprecatedLabel : CurrentLabel;

    /// <summary>2; 1 for an assertion of an old writer.</summary>
    public int Version { get; private init; } = 2;

    /// <summary>
    /// Whether these are all actions that were done (§18.15.3). True unless set otherwise, as a definition tells the whole story;
    /// null, which is not written, makes no statement.
    /// </summary>
    public bool? AllActionsIncluded { get; init; } = true;

    /// <summary>What several actions have in common.</summary>
    public IReadOnlyList<ActionTemplate> Templates { get; init; } = [];

    /// <summary>The software that actions name by index.</summary>
    public IReadOnlyList<ClaimGeneratorInfo> SoftwareAgents { get; init; } = [];

    /// <summary>Assertion metadata (§18.3), untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <summary>The asset was made from nothing: by a generative model, a camera, a person (§18.15.2).</summary>
    /// <param name="source">How it came to be.</param>
    /// <param name="softwareAgent">What made it; the claim generator when null.</param>
    /// <param name="when">When; the time of signing when null.</param>
    public static ActionsAssertion Created(DigitalSourceType source, ClaimGeneratorInfo? softwareAgent = null, DateTimeOffset? when = null) =>
        new([new ClaimAction(ActionName.Created) { DigitalSourceType = source, SoftwareAgent = softwareAgent, When = when }]);

    /// <summary>An existing asset was opened (§18.15.2), then changed by what follows, if anything.</summary>
    /// <param name="parent">
    /// The asset, as ingredient with the relationship <see cref="Relationship.ParentOf"/>; null when signing makes it from a signed input
    /// (<see cref="IfSigned.Ingredient"/>).
    /// </param>
    /// <param name="actions">What was done after opening it.</param>
    public static ActionsAssertion Opened(IngredientAssertion? parent = null, params IReadOnlyList<ClaimAction> actions) =>
        new([new ClaimAction(ActionName.Opened) { Parameters = parent is null ? null : new ActionParameters { Ingredients = [parent] } }, .. actions]);

    /// <summary>The same, with more actions at the end.</summary>
    public ActionsAssertion Then(params IReadOnlyList<ClaimAction> actions) => this with { Actions = [.. Actions, .. actions] };

    internal override IEnumerable<Assertion> Targets =>
        Actions.SelectMany(a => a.Targets).Concat(Templates.SelectMany(t => t.Targets)).Concat(SoftwareAgents.SelectMany(a => a.Targets));

    /// <exception cref="FormatException">The content breaks the schema where it matters: no actions, or an action without a name.</exception>
    internal static ActionsAssertion FromCbor(CborValue content, int version)
    {
        var members = new CborMembers(content, "actions assertion");
        var actions = members.Take("actions", static v => v.Kind == CborKind.Array ? v.Items : null);
        if (actions is null || actions.Count == 0)
        {
            throw new FormatException("An actions assertion holds at least one action (§18.15).");
        }

        return new ActionsAssertion([.. actions.Select(ClaimAction.FromCbor)])
        {
            Version = version,
            AllActionsIncluded = members.Boolean("allActionsIncluded"),
            Templates = members.List("templates", ActionTemplate.FromCbor),
            SoftwareAgents = members.List("softwareAgents", ClaimGeneratorInfo.FromCbor),
            Metadata = members.Take("metadata", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("actions", CborValue.Array(Actions.Select(a => a.ToCbor()))),
        ("templates", CborMembers.OfList(Templates, t => t.ToCbor())),
        ("softwareAgents", CborMembers.OfList(SoftwareAgents, a => a.ToCbor())),
        ("metadata", Metadata),
        ("allActionsIncluded", CborMembers.OfBoolean(AllActionsIncluded)));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override Assertion Resolve(Func<Assertion, HashedUri> resolve) => this with
    {
        Actions = [.. Actions.Select(a => a.Resolve(resolve))],
        Templates = [.. Templates.Select(t => t.Resolve(resolve))],
        SoftwareAgents = [.. SoftwareAgents.Select(a => a.Resolve(resolve))],
    };

    internal override IEnumerable<string> Violations() => ActionRules.Check(this);
}
