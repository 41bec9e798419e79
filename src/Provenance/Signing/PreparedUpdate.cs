namespace Provenance;

/// <summary>
/// An update manifest on top of the manifests of an asset (§11.2.3): the asset as its one ingredient, what is redacted taken out, time-stamps and
/// certificate status of earlier signatures got.
/// </summary>
internal sealed class PreparedUpdate
{
    private readonly ClaimSigner _signer;
    private readonly SigningOptions _options;
    private readonly ManifestOutline _outline;
    private readonly IReadOnlyList<string> _warnings;

    private PreparedUpdate(ClaimSigner signer, SigningOptions options, ManifestOutline outline, IReadOnlyList<ReadOnlyMemory<byte>> stores, IReadOnlyList<string> warnings)
    {
        _signer = signer;
        _options = options;
        _outline = outline;
        _warnings = warnings;
        Stores = stores;
    }

    /// <summary>The stores of the asset as they will be, redactions done: each as long as it was.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Stores { get; }

    /// <summary>Works out what the update says, before anything is signed.</summary>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How.</param>
    /// <param name="asset">The asset: its stores and what validating it found.</param>
    /// <param name="carry">
    /// Which of its stores the new manifest is added to: all of them where the store stands alone, the last one where an update has a store of its own (§A.5.3).
    /// </param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The definition, a redaction or the state of the asset does not allow it; or a time-stamp or a status could not be had.</exception>
    public static async Task<PreparedUpdate> CreateAsync(
        UpdateDefinition definition, ClaimSigner signer, SigningOptions options, ParentAsset asset, Func<IReadOnlyList<ReadOnlyMemory<byte>>, IReadOnlyList<ReadOnlyMemory<byte>>> carry, CancellationToken cancellationToken)
    {
        var limits = options.IngredientValidation.Limits;
        UpdateRules.Check(definition, limits);
        var validation = asset.Validation is { ActiveManifest: not null, State: >= ValidationState.WellFormed } sound
            ? sound
            : throw new SigningException(
                SigningFault.UnsupportedInput,
                "The content credentials of the asset do not verify, so there is nothing to update: " + (asset.Validation is null ? "they cannot be used." : string.Join("; ", asset.Validation.Failures.Take(5))));
        var store = ManifestStoreReader.Read(asset.ManifestStores, limits).Store!;
        var (stores, redacted) = StoreRedaction.Apply(asset.ManifestStores, store, definition.Redactions, limits);
        var future = redacted.Count == 0 ? store : ManifestStoreReader.Read(stores, limits).Store!;

        var ingredient = ParentIngredient.WithManifest(
            new IngredientAssertion(Relationship.ParentOf) { MediaType = asset.MediaType, Title = asset.Title }, [], validation, options.Hash, namesHash: false, future.Active);
        var created = new List<Assertion>();
        created.AddRange(Actions(definition, ingredient, redacted, limits));
        var warnings = new List<string>();
        if (definition.TimestampEarlierManifests)
        {
            created.AddRange(await EarlierTimestamps.GetAsync(validation, future, signer, options, warnings, cancellationToken).ConfigureAwait(false));
        }

        if (definition.RecordCertificateStatus)
        {
            created.AddRange(await EarlierCertificates.AskAsync(validation, options, warnings, cancellationToken).ConfigureAwait(false));
        }

        created.Add(ingredient);
        var outline = new ManifestOutline
        {
            ClaimGenerator = definition.ClaimGenerator,
            Title = definition.Title,
            Created = created,
            Gathered = definition.GatheredAssertions,
            Redacted = redacted,
            Carried = carry(stores),
        };
        return new PreparedUpdate(signer, options, outline, stores, warnings);
    }

    /// <summary>Signs.</summary>
    /// <returns>The store with the new manifest as its last one, and the label of that.</returns>
    /// <exception cref="SigningException">The signer or the time-stamp authority failed.</exception>
    public async Task<(SignedManifest Signed, string Label)> SignAsync(CancellationToken cancellationToken)
    {
        // The size of a time-stamp is known once it is there; the second attempt knows it.
        const int MaxAttempts = 4;
        int reserve = 0;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var prepared = await PreparedManifest.CreateUpdateAsync(_outline, _signer, _options, reserve, cancellationToken).ConfigureAwait(false);
            try
            {
                var signed = await prepared.SignAsync(default, cancellationToken).ConfigureAwait(false);
                return (signed with { Warnings = [.. _warnings, .. signed.Warnings] }, prepared.Label);
            }
            catch (ReserveExceededException e)
            {
                reserve = e.Needed;
            }
        }

        throw new SigningException(SigningFault.SignerFailed, $"Signature and time-stamp were larger than what was reserved for them {MaxAttempts} times in a row.");
    }

    // c2pa.opened, where the definition has it, refers to the ingredient; redactions are told in the first actions assertion.
    private static IEnumerable<Assertion> Actions(UpdateDefinition definition, IngredientAssertion ingredient, IReadOnlyList<string> redacted, ParserLimits limits)
    {
        var created = definition.Assertions.Select(a => a is UnknownAssertion && AssertionReader.Typed(a, limits) is ActionsAssertion actions ? actions : a).ToList();
        ClaimAction[] removals =
        [
            .. definition.Redactions.Select((r, i) => new ClaimAction(ActionName.Redacted) { Reason = r.Reason, Parameters = new() { Redacted = redacted[i] } }),
        ];
        int first = created.FindIndex(a => a is ActionsAssertion);
        if (first < 0)
        {
            return removals.Length == 0 ? created : [new ActionsAssertion(removals), .. created];
        }

        var list = (ActionsAssertion)created[first];
        created[first] = list with { Actions = [.. list.Actions.Select(a => Opening(a, ingredient)), .. removals] };
        return created;
    }

    private static ClaimAction Opening(ClaimAction action, IngredientAssertion ingredient) =>
        action.Name == ActionName.Opened && action.Parameters is not { Ingredients.Count: > 0 }
            ? action with { Parameters = (action.Parameters ?? new()) with { Ingredients = [ingredient] } }
            : action;
}
