using Provenance.Validation;

namespace Provenance.Bmff;

/// <summary>The content credentials that an input carries already, and what the policy makes of them.</summary>
/// <param name="input">The input.</param>
/// <param name="isPresent">Whether it carries any C2PA box, usable or not, or names a remote manifest: what cannot be read is not dropped without being asked to.</param>
/// <param name="options">The policy.</param>
/// <param name="format">Makes what validates the input.</param>
internal sealed class Predecessor(AssetSource input, bool isPresent, SigningOptions options, Func<AssetFormat> format)
{
    private ParentAsset? _parent;

    public Predecessor(AssetSource input, BoxIndex index, SigningOptions options)
        : this(input, index.Roots.Any(b => b.ExtendedType == ExtendedType.ContentProvenance) || XmpReference.IsPresent(index) || options.IngredientValidation.DetachedManifestStore is not null, options, static () => new Mp4Format())
    {
    }

    /// <summary>Whether nothing is to be done (<see cref="IfSigned.Skip"/>).</summary>
    /// <exception cref="SigningException">The policy is to fail.</exception>
    public bool IsToBeLeftAlone() => isPresent && options.IfSigned switch
    {
        IfSigned.Skip => true,
        IfSigned.Fail => throw new SigningException(
            SigningFault.AlreadySigned,
            "The input carries content credentials already. Choose to replace them, to keep them as an ingredient, or to skip such inputs."),
        _ => false,
    };

    /// <summary>The input as the parent of the new manifest, validated once; null when it has no credentials or they are to be replaced.</summary>
    /// <exception cref="SigningException">The credentials cannot be used, so they cannot be carried over.</exception>
    public async ValueTask<ParentAsset?> AsParentAsync(CancellationToken cancellationToken) =>
        !isPresent || options.IfSigned != IfSigned.Ingredient ? null : _parent ??= await ValidateAsync(cancellationToken).ConfigureAwait(false);

    private async Task<ParentAsset> ValidateAsync(CancellationToken cancellationToken)
    {
        var container = format();
        var asset = await container.OpenAsync(input, options.IngredientValidation.Limits, cancellationToken).ConfigureAwait(false);
        var validating = options.IngredientValidation with { Clock = options.Clock };
        var located = await LocateManifestStore.LocateAsync(asset, validating, cancellationToken).ConfigureAwait(false);

        // What was fetched once is not fetched again.
        bool isElsewhere = asset.Stores.Count == 0 && located.Stores.Count == 1;
        var validator = new Validator(container) { Options = isElsewhere ? validating with { DetachedManifestStore = located.Stores[0] } : validating };
        var validation = asset.HasUnusableStore || located.Stores.Count == 0
            ? null
            : await validator.ValidateAsync(input, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        return validation?.ActiveManifest is not null
            ? new ParentAsset(located.Stores, validation, asset.MediaType, input.Name)
            : throw new SigningException(
                SigningFault.AlreadySigned,
                "The input carries content credentials that cannot be used, so they cannot be kept as an ingredient. Replace them, or repair the input."
                    + (located.Statuses is [{ Explanation: { } why }, ..] ? " " + why : string.Empty));
    }
}
