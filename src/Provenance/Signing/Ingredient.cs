using System.Security.Cryptography;
using Provenance.Validation;

namespace Provenance;

/// <summary>
/// Makes ingredient assertions from assets (§18.16): an asset with content credentials is validated, what was found is recorded, and signing carries
/// its manifests over untouched (§10.3.2.2). Nothing of the asset's own bytes gets into the manifest.
/// </summary>
public static class Ingredient
{
    private const int HeadLength = 64;

    // What a manifest says about other bytes of the same content (§18.15.10).
    private static readonly HashSet<ValidationStatusCode> ContentMismatches =
    [
        ValidationStatusCode.AssertionBmffHashMismatch, ValidationStatusCode.AssertionBmffHashMalformed, ValidationStatusCode.AssertionDataHashMismatch,
        ValidationStatusCode.AssertionBoxesHashMismatch, ValidationStatusCode.AssertionBoxesHashUnknownBox,
    ];

    /// <summary>An ingredient from a file, see <see cref="FromAssetAsync"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="relationship">What it is to the new asset.</param>
    /// <param name="validator">Validates its credentials: containers, trust lists, clock, limits.</param>
    /// <param name="options">More about it, or null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Its content credentials do not verify or cannot be read, and <see cref="IngredientOptions.KeepUnverified"/> is not set.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<IngredientAssertion> FromFileAsync(
        string path, Relationship relationship, Validator validator, IngredientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var source = AssetSource.FromFile(path);
        await using (source.ConfigureAwait(false))
        {
            return await FromAssetAsync(source, relationship, validator, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// An ingredient from an asset. One of a container that the validator does not know (a WebP, say) becomes an ingredient without a manifest; when
    /// such a file carries content credentials all the same, they cannot be kept, and that is refused unless asked for. Pictures bring theirs along when
    /// the validator was given <see cref="ImageFormats"/>.
    /// </summary>
    /// <param name="asset">The asset; the caller disposes of it.</param>
    /// <param name="relationship">What it is to the new asset.</param>
    /// <param name="validator">Validates its credentials. <see cref="ValidationOptions.DetachedManifestStore"/> is used as a sidecar.</param>
    /// <param name="options">More about it, or null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Its content credentials do not verify or cannot be read, and <see cref="IngredientOptions.KeepUnverified"/> is not set.</exception>
    /// <exception cref="IOException">The asset cannot be read.</exception>
    public static async Task<IngredientAssertion> FromAssetAsync(
        AssetSource asset, Relationship relationship, Validator validator, IngredientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(validator);
        options ??= new IngredientOptions();
        if (options.Recovered is { } recovered)
        {
            validator = new Validator(validator.Formats) { Options = validator.Options with { DetachedManifestStore = recovered.ManifestStore } };
        }

        var ingredient = new IngredientAssertion(relationship)
        {
            Title = options.Title ?? asset.Name,
            DataTypes = options.DataTypes,
            Thumbnail = options.Thumbnail is { } thumbnail ? AssertionReference.FromAssertion(thumbnail) : null,
            InformationalUri = options.InformationalUri,
            SoftBindingsMatched = options.Recovered is null ? null : true,
            SoftBindingAlgorithmsMatched = options.Recovered is { Algorithm: var algorithm } ? [algorithm] : [],
        };
        byte[] head = new byte[(int)Math.Min(HeadLength, asset.Length)];
        await asset.ReadExactlyAsync(0, head, cancellationToken).ConfigureAwait(false);
        return validator.Formats.FirstOrDefault(f => f.Recognizes(head)) is { } format
            ? await OfKnownFormatAsync(asset, ingredient, format, validator, options, cancellationToken).ConfigureAwait(false)
            : await OfOtherFormatAsync(asset, ingredient, head, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// An ingredient of whose manifests assertions are removed when it is used (§6.8). Signing lists them in the claim and adds an action <c>c2pa.redacted</c>
    /// with the reason for each, unless the definition has one. The ingredient itself does not change.
    /// </summary>
    /// <param name="ingredient">An ingredient with content credentials, see <see cref="FromAssetAsync"/>.</param>
    /// <param name="redactions">What goes, and why.</param>
    /// <exception cref="SigningException">It has no content credentials, none with such an assertion, or one that cannot be redacted: actions and hard bindings stay.</exception>
    public static IngredientAssertion Redact(IngredientAssertion ingredient, params IReadOnlyList<Redaction> redactions)
    {
        ArgumentNullException.ThrowIfNull(ingredient);
        ArgumentNullException.ThrowIfNull(redactions);
        return IngredientRedaction.Apply(ingredient, redactions, HashAlgorithmName.SHA256, ParserLimits.Default);
    }

    private static async Task<IngredientAssertion> OfKnownFormatAsync(
        AssetSource source, IngredientAssertion ingredient, AssetFormat format, Validator validator, IngredientOptions options, CancellationToken cancellationToken)
    {
        var asset = await format.OpenAsync(source, validator.Options.Limits, cancellationToken).ConfigureAwait(false);
        ingredient = ingredient with { MediaType = options.MediaType ?? asset.MediaType };
        var located = await LocateManifestStore.LocateAsync(asset, validator.Options, cancellationToken).ConfigureAwait(false);
        if (located.Stores.Count == 0)
        {
            // Damage may hide credentials from the reader of the container, but not from a search.
            if (!options.KeepUnverified && asset.Findings.Any(f => f.Kind == ValidationStatusKind.Failure) && await ManifestStoreTrace.IsPresentAsync(source, cancellationToken).ConfigureAwait(false))
            {
                throw Refused(source, string.Join("; ", asset.Findings), "its history would be lost");
            }

            return located.Statuses.Count == 0 || options.KeepUnverified
                ? ingredient with { DigitalSourceType = options.DigitalSourceType }
                : throw Refused(source, string.Join("; ", located.Statuses), null);
        }

        // What was fetched once is not fetched again.
        bool isDetached = asset.Stores.Count == 0 && located.Stores.Count == 1;
        var once = isDetached ? new Validator(validator.Formats) { Options = validator.Options with { DetachedManifestStore = located.Stores[0] } } : validator;
        var validation = await once.ValidateAsync(source, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        ValidationStatus[] failures = [.. validation.Failures.Where(f => options.Recovered is null || !ContentMismatches.Contains(f.Code))];
        if (validation.State < ValidationState.WellFormed && !options.KeepUnverified && (failures.Length > 0 || options.Recovered is null))
        {
            throw Refused(source, string.Join("; ", failures.Take(5)), null);
        }

        return validation.ActiveManifest is null
            ? ingredient with { DigitalSourceType = options.DigitalSourceType }
            : ParentIngredient.WithManifest(ingredient, located.Stores, validation, HashAlgorithmName.SHA256, namesHash: true);
    }

    private static async Task<IngredientAssertion> OfOtherFormatAsync(
        AssetSource source, IngredientAssertion ingredient, byte[] head, IngredientOptions options, CancellationToken cancellationToken)
    {
        if (options.Recovered is not null)
        {
            throw new SigningException(SigningFault.UnsupportedInput, "Credentials that were recovered cannot be validated with an ingredient of a container that is not read here.");
        }

        if (!options.KeepUnverified && await ManifestStoreTrace.IsPresentAsync(source, cancellationToken).ConfigureAwait(false))
        {
            throw Refused(source, "they are in a container that cannot be read here", "its history would be lost");
        }

        return ingredient with { MediaType = options.MediaType ?? MediaSignature.Find(head), DigitalSourceType = options.DigitalSourceType };
    }

    private static SigningException Refused(AssetSource source, string why, string? consequence) => new(
        SigningFault.InvalidDefinition,
        $"The ingredient {TextRule.Shorten(source.Name ?? "without a name")} has content credentials that do not verify ({why}){(consequence is null ? string.Empty : ": " + consequence)}; "
            + "an ingredient is validated when it is added (§10.3.2.2). Keep it with its recorded failures by asking for that, or leave it out.");
}
