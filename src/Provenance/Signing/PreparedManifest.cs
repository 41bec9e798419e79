using Provenance.Jumbf;

namespace Provenance;

/// <summary>
/// A manifest whose size is known to the byte while the hash of the media is not: the container lays itself out around
/// <see cref="StoreLength"/> bytes, hashes, and then asks for the signed store (§10.4).
/// </summary>
internal sealed class PreparedManifest
{
    private readonly SigningOptions _options;
    private readonly HardBindingTemplate? _binding;
    private readonly AssertionStoreBuilder _assertions;
    private readonly byte[] _bindingSalt;
    private readonly ClaimWriter _claim;
    private readonly ClaimSignatureWriter _signature;
    private readonly CarriedManifests _carried;
    private readonly IReadOnlyList<string> _warnings;

    private PreparedManifest(
        SigningOptions options,
        HardBindingTemplate? binding,
        AssertionStoreBuilder assertions,
        byte[] bindingSalt,
        ClaimWriter claim,
        ClaimSignatureWriter signature,
        CarriedManifests carried,
        IReadOnlyList<string> warnings)
    {
        _warnings = warnings;
        _options = options;
        _binding = binding;
        _assertions = assertions;
        _bindingSalt = bindingSalt;
        _claim = claim;
        _signature = signature;
        _carried = carried;
        var (boxes, claimBytes) = Fill(binding?.Content ?? default);
        StoreLength = Compose(boxes, claimBytes, new byte[signature.Size]).Length;
    }

    /// <summary>The label of the new manifest.</summary>
    public string Label => _claim.ManifestLabel;

    /// <summary>Length of the manifest store, in bytes.</summary>
    public int StoreLength { get; }

    /// <summary>Checks definition and credential, and builds everything that does not depend on the media.</summary>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How.</param>
    /// <param name="binding">The hard binding with a digest of zeros.</param>
    /// <param name="parent">The input as parent ingredient, or null.</param>
    /// <param name="reserve">Bytes reserved for signature, time-stamp and revocation data; 0 for the usual amount.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The definition or the credential cannot be used.</exception>
    public static async Task<PreparedManifest> CreateAsync(
        ManifestDefinition definition, ClaimSigner signer, SigningOptions options, HardBindingTemplate binding, ParentAsset? parent, int reserve, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(binding);
        cancellationToken.ThrowIfCancellationRequested();
        var status = await StapledStatus.AskAsync(signer, options, cancellationToken).ConfigureAwait(false);
        var created = Created(definition, parent, options);
        Redaction[] redactions =
        [
            .. AssertionPlacement.Place(created, definition.GatheredAssertions, []).Select(p => p.Assertion).OfType<IngredientAssertion>()
                .SelectMany(i => i.Redactions).DistinctBy(r => r.Assertion, StringComparer.Ordinal),
        ];
        created = IngredientRedaction.Tell(created, redactions);
        var outline = new ManifestOutline
        {
            ClaimGenerator = definition.ClaimGenerator,
            Title = definition.Title,
            Redacted = [.. redactions.Select(r => r.Assertion)],
            AigcLabel = definition.AigcLabel,
            Created = ActionDefaults.Fill(created, definition.ClaimGenerator, options.Clock.GetUtcNow()),
            Gathered = definition.GatheredAssertions,
            Binding = binding,
        };
        return Create(outline, signer, options, status, [.. status.Warnings, .. WarningsAbout(parent)], reserve);
    }

    /// <summary>The same for an update manifest, which depends on no media.</summary>
    /// <param name="outline">What is claimed, the ingredient included.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How.</param>
    /// <param name="reserve">Bytes reserved for signature, time-stamp and revocation data; 0 for the usual amount.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The outline or the credential cannot be used.</exception>
    public static async Task<PreparedManifest> CreateUpdateAsync(ManifestOutline outline, ClaimSigner signer, SigningOptions options, int reserve, CancellationToken cancellationToken)
    {
        var status = await StapledStatus.AskAsync(signer, options, cancellationToken).ConfigureAwait(false);
        var filled = outline with { Created = ActionDefaults.Fill(outline.Created, outline.ClaimGenerator, options.Clock.GetUtcNow()) };
        return Create(filled, signer, options, status, status.Warnings, reserve);
    }

    /// <summary>Puts in the hard binding, signs, time-stamps. May be called again: nothing is changed by it.</summary>
    /// <param name="bindingContent">The assertion with its digest: exactly as long as the template; empty for an update manifest.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A store of exactly <see cref="StoreLength"/> bytes.</returns>
    /// <exception cref="SigningException">The signer or the time-stamp authority failed.</exception>
    /// <exception cref="ReserveExceededException">Signature and time-stamp are larger than what was reserved: prepare again with the needed size.</exception>
    public async Task<SignedManifest> SignAsync(ReadOnlyMemory<byte> bindingContent, CancellationToken cancellationToken)
    {
        if (bindingContent.Length != (_binding?.Content.Length ?? 0))
        {
            throw new ArgumentException($"The hard binding is {bindingContent.Length} bytes long; {_binding?.Content.Length ?? 0} were laid out.", nameof(bindingContent));
        }

        var (boxes, claim) = Fill(bindingContent);
        string url = JumbfUri.Absolute(Label, ManifestStoreWriter.SignatureLabel).Text;
        var signature = await _signature.SignAsync(claim, url, cancellationToken).ConfigureAwait(false);
        byte[] store = Compose(boxes, claim, signature.Encoded.Span);
        return store.Length == StoreLength
            ? new SignedManifest(store, signature.TimestampTime, signature.Warning is null ? _warnings : [.. _warnings, signature.Warning])
            : throw new InvalidOperationException($"The manifest store is {store.Length} bytes long; {StoreLength} were laid out.");
    }

    private static PreparedManifest Create(
        ManifestOutline outline, ClaimSigner signer, SigningOptions options, StapledStatus status, IReadOnlyList<string> warnings, int reserve)
    {
        var signature = ClaimSignatureWriter.Create(signer, options, status.Responses, reserve);
        var limits = options.IngredientValidation.Limits;
        var placed = AssertionPlacement.Place(outline.Created, outline.Gathered, outline.ClaimGenerator.Targets);
        DefinitionRules.Check(outline, placed, limits);
        var carried = CarriedManifests.From(
            outline.Carried is { } stores ? [stores] : placed.Select(p => p.Assertion).OfType<IngredientAssertion>().Select(i => i.ManifestStores), limits);

        var identifiers = new ManifestIdentifiers(options.Randomness);
        string label = identifiers.NewLabel();
        if (carried.Labels.Contains(label))
        {
            throw new InvalidOperationException("The randomness repeats itself: the new manifest has the label of an old one.");
        }

        string instanceId = identifiers.NewInstanceId();
        var assertions = new AssertionStoreBuilder(options.Hash, identifiers, limits);
        foreach (var assertion in placed)
        {
            assertions.Add(assertion);
        }

        var claim = new ClaimWriter
        {
            ManifestLabel = label,
            InstanceId = instanceId,
            ClaimGenerator = outline.ClaimGenerator.Resolve(assertions.UriOf),
            Title = outline.Title,
            Hash = options.Hash,
            Redacted = outline.Redacted,
        };
        var manifest = new PreparedManifest(options, outline.Binding, assertions, identifiers.NewSalt(), claim, signature, carried, warnings);
        return manifest.StoreLength <= limits.MaxManifestStoreSize
            ? manifest
            : throw new SigningException(
                SigningFault.Limit, ExceededLimit.Sentence($"The manifest store would be {manifest.StoreLength} bytes long", limits.MaxManifestStoreSize));
    }

    private static string[] WarningsAbout(ParentAsset? parent) =>
        parent?.Validation is { State: ValidationState.Invalid } validation
            ? ["The input's own content credentials do not verify; what was found is recorded with the ingredient: "
                + string.Join(", ", validation.Failures.Select(f => f.Code.Value).Distinct(StringComparer.Ordinal).Take(5)) + "."]
            : [];

    private static IReadOnlyList<Assertion> Created(ManifestDefinition definition, ParentAsset? parent, SigningOptions options)
    {
        var assertions = definition.Assertions;
        if (definition.Redactions.Count > 0 && parent is not { ManifestStores.Count: > 0 })
        {
            throw new SigningException(SigningFault.InvalidDefinition, "The definition redacts assertions of the input, and the input does not become an ingredient with content credentials (§6.8).");
        }

        var limits = options.IngredientValidation.Limits;

        // Actions given as raw content get the same defaults, and meet the same rules, as typed ones.
        IReadOnlyList<Assertion> created =
            [.. assertions.Select(a => a is UnknownAssertion && AssertionReader.Typed(a, limits) is ActionsAssertion actions ? actions : a)];
        if (parent is not null)
        {
            var ingredient = ParentIngredient.Describe(parent, options.Hash, ParentIngredient.CreatedSource(created));
            ingredient = IngredientRedaction.Apply(ingredient, definition.Redactions, options.Hash, limits);
            created = ParentIngredient.Open(created, ingredient, parent, limits);
        }

        return created;
    }

    // The hard binding comes last; its hash, and with it the claim, is all that depends on the media.
    private (IReadOnlyList<ReadOnlyMemory<byte>> Boxes, ReadOnlyMemory<byte> Claim) Fill(ReadOnlyMemory<byte> bindingContent)
    {
        if (_binding is null)
        {
            return (_assertions.Boxes, _claim.Write(_assertions.Created, _assertions.Gathered));
        }

        byte[] box = ManifestStoreWriter.Assertion(_binding.Label, AssertionContent.Cbor(bindingContent), _bindingSalt);
        var uri = AssertionStoreBuilder.UriOf(_binding.Label, box, _options.Hash);
        return ([.. _assertions.Boxes, box], _claim.Write([.. _assertions.Created, uri], _assertions.Gathered));
    }

    private byte[] Compose(IReadOnlyList<ReadOnlyMemory<byte>> assertions, ReadOnlyMemory<byte> claim, ReadOnlySpan<byte> signature) =>
        ManifestStoreWriter.Store([.. _carried.Boxes, ManifestStoreWriter.Manifest(_binding is null ? JumbfTypes.UpdateManifest : JumbfTypes.StandardManifest, Label, assertions, claim.Span, signature)]);
}
