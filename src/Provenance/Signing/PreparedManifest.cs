using Provenance.Jumbf;

namespace Provenance;

/// <summary>
/// A manifest whose size is known to the byte while the hash of the media is not: the container lays itself out around
/// <see cref="StoreLength"/> bytes, hashes, and then asks for the signed store (§10.4).
/// </summary>
internal sealed class PreparedManifest
{
    private readonly SigningOptions _options;
    private readonly HardBindingTemplate _binding;
    private readonly AssertionStoreBuilder _assertions;
    private readonly byte[] _bindingSalt;
    private readonly ClaimWriter _claim;
    private readonly ClaimSignatureWriter _signature;
    private readonly CarriedManifests _carried;
    private readonly IReadOnlyList<string> _warnings;

    private PreparedManifest(
        SigningOptions options,
        HardBindingTemplate binding,
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
        var (boxes, claimBytes) = Fill(binding.Content);
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
    public static Task<PreparedManifest> CreateAsync(
        ManifestDefinition definition, ClaimSigner signer, SigningOptions options, HardBindingTemplate binding, ParentAsset? parent, int reserve, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(binding);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Create(definition, signer, options, binding, parent, reserve));
    }

    /// <summary>Puts in the hard binding, signs, time-stamps. May be called again: nothing is changed by it.</summary>
    /// <param name="bindingContent">The assertion with its digest: exactly as long as the template.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A store of exactly <see cref="StoreLength"/> bytes.</returns>
    /// <exception cref="SigningException">The signer or the time-stamp authority failed.</exception>
    /// <exception cref="ReserveExceededException">Signature and time-stamp are larger than what was reserved: prepare again with the needed size.</exception>
    public async Task<SignedManifest> SignAsync(ReadOnlyMemory<byte> bindingContent, CancellationToken cancellationToken)
    {
        if (bindingContent.Length != _binding.Content.Length)
        {
            throw new ArgumentException($"The hard binding is {bindingContent.Length} bytes long; {_binding.Content.Length} were laid out.", nameof(bindingContent));
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
        ManifestDefinition definition, ClaimSigner signer, SigningOptions options, HardBindingTemplate binding, ParentAsset? parent, int reserve)
    {
        var signature = ClaimSignatureWriter.Create(signer, options, reserve);
        var limits = options.IngredientValidation.Limits;
        var placed = AssertionPlacement.Place(Created(definition, options, parent, limits), definition.GatheredAssertions, definition.ClaimGenerator.Targets);
        DefinitionRules.Check(definition, placed, limits);
        var carried = CarriedManifests.From(placed.Select(p => p.Assertion).OfType<IngredientAssertion>().Select(i => i.ManifestStores), limits);

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
            ClaimGenerator = definition.ClaimGenerator.Resolve(assertions.UriOf),
            Title = definition.Title,
            Hash = options.Hash,
        };
        var manifest = new PreparedManifest(options, binding, assertions, identifiers.NewSalt(), claim, signature, carried, WarningsAbout(parent));
        return manifest.StoreLength <= limits.MaxManifestStoreSize
            ? manifest
            : throw new SigningException(
                SigningFault.Limit, $"The manifest store would be {manifest.StoreLength} bytes long; validators read at most {limits.MaxManifestStoreSize}.");
    }

    private static string[] WarningsAbout(ParentAsset? parent) =>
        parent?.Validation is { State: ValidationState.Invalid } validation
            ? ["The input's own content credentials do not verify; what was found is recorded with the ingredient: "
                + string.Join(", ", validation.Failures.Select(f => f.Code.Value).Distinct(StringComparer.Ordinal).Take(5)) + "."]
            : [];

    private static IReadOnlyList<Assertion> Created(ManifestDefinition definition, SigningOptions options, ParentAsset? parent, ParserLimits limits)
    {
        // Actions given as raw content get the same defaults, and meet the same rules, as typed ones.
        IReadOnlyList<Assertion> created =
            [.. definition.Assertions.Select(a => a is UnknownAssertion && AssertionReader.Typed(a, limits) is ActionsAssertion actions ? actions : a)];
        if (parent is not null)
        {
            var ingredient = ParentIngredient.Describe(parent, options.Hash, ParentIngredient.CreatedSource(created));
            created = ParentIngredient.Open(created, ingredient, parent, limits);
        }

        return ActionDefaults.Fill(created, definition.ClaimGenerator, options.Clock.GetUtcNow());
    }

    // The hard binding comes last; its hash, and with it the claim, is all that depends on the media.
    private (IReadOnlyList<ReadOnlyMemory<byte>> Boxes, ReadOnlyMemory<byte> Claim) Fill(ReadOnlyMemory<byte> bindingContent)
    {
        byte[] box = ManifestStoreWriter.Assertion(_binding.Label, AssertionContent.Cbor(bindingContent), _bindingSalt);
        var uri = AssertionStoreBuilder.UriOf(_binding.Label, box, _options.Hash);
        return ([.. _assertions.Boxes, box], _claim.Write([.. _assertions.Created, uri], _assertions.Gathered));
    }

    private byte[] Compose(IReadOnlyList<ReadOnlyMemory<byte>> assertions, ReadOnlyMemory<byte> claim, ReadOnlySpan<byte> signature) =>
        ManifestStoreWriter.Store([.. _carried.Boxes, ManifestStoreWriter.Manifest(JumbfTypes.StandardManifest, Label, assertions, claim.Span, signature)]);
}
