namespace Provenance.Bmff;

/// <summary>Validates what signing made before anybody else sees it.</summary>
internal static class ReadBack
{
    /// <summary>Validates. Whom the reader will trust is not known here, so an untrusted signer is no fault; everything else is.</summary>
    /// <param name="written">The result, or what it will be.</param>
    /// <param name="format">How it is read.</param>
    /// <param name="label">The manifest that must be the active one.</param>
    /// <param name="options">The clock, the limits.</param>
    /// <param name="hashMedia">Whether the media is hashed and compared with the hard binding.</param>
    /// <param name="detached">The manifest store, when it is not embedded.</param>
    /// <param name="cancellationToken">Ends the validation.</param>
    /// <exception cref="SigningException">It does not validate.</exception>
    public static async Task<ValidationResult> RequireAsync(
        AssetSource written, AssetFormat format, string label, SigningOptions options, bool hashMedia, ReadOnlyMemory<byte>? detached, CancellationToken cancellationToken)
    {
        var validator = new Validator(format)
        {
            Options = new ValidationOptions { Clock = options.Clock, Limits = options.IngredientValidation.Limits, DetachedManifestStore = detached },
        };
        var result = hashMedia
            ? await validator.ValidateAsync(written, bytesHashed: null, cancellationToken).ConfigureAwait(false)
            : await validator.InspectAsync(written, cancellationToken).ConfigureAwait(false);
        var failures = result.Failures.Where(s => s.Code != ValidationStatusCode.SigningCredentialUntrusted).Take(5).ToList();
        bool isOurs = string.Equals(result.ActiveManifest?.Manifest.Label, label, StringComparison.Ordinal) && result.MediaWasHashed == hashMedia;
        return failures.Count == 0 && isOurs && result.State >= ValidationState.Valid
            ? result
            : throw new SigningException(
                SigningFault.ReadBack,
                "What was made does not validate and was discarded: " + (failures.Count > 0 ? string.Join("; ", failures) : $"the verdict is {result.State}."));
    }
}
