namespace Provenance.Bmff;

/// <summary>Copies an input without its C2PA boxes and without the address of a remote manifest.</summary>
internal static class StrippingPass
{
    /// <summary>Strips.</summary>
    /// <returns>False when there is nothing to strip; then nothing is written.</returns>
    /// <exception cref="SigningException">The input is damaged, or the output cannot be written.</exception>
    public static async Task<bool> RunAsync(AssetSource input, Func<long, Output> create, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(input, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
        if (!index.Roots.Any(b => b.ExtendedType == ExtendedType.ContentProvenance) && !XmpReference.IsPresent(index))
        {
            return false;
        }

        var layout = LayoutPlan.ForStripping(index).WithoutManifest();
        var output = create(layout.Length);
        await using (output.ConfigureAwait(false))
        {
            await CopyPass.RunAsync(new LayoutSource(layout, input), output, hasher: null, bytesWritten: null, cancellationToken).ConfigureAwait(false);
            var written = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            await using (written.ConfigureAwait(false))
            {
                var result = await BoxIndex.ReadAsync(written, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
                if (result.Damage.Count > 0 || result.Roots.Any(b => b.ExtendedType == ExtendedType.ContentProvenance) || XmpReference.IsPresent(result))
                {
                    throw new SigningException(SigningFault.ReadBack, "What was written is not what was laid out; it was discarded.");
                }
            }

            if (!input.IsUnchanged())
            {
                throw new SigningException(SigningFault.InputChanged, "The input changed while it was being read.");
            }

            await output.PublishAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
