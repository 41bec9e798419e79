namespace Provenance.Bmff;

/// <summary>The media after a <see cref="SoftBinder"/> was there, and the definition that says so.</summary>
internal sealed class BoundMedia : IAsyncDisposable
{
    private readonly FileStream? _changed;
    private readonly AssetSource? _source;

    private BoundMedia(AssetSource media, ManifestDefinition definition, FileStream? changed, AssetSource? source)
    {
        Media = media;
        Definition = definition;
        _changed = changed;
        _source = source;
    }

    /// <summary>What is signed: the input, or what the binder made of it.</summary>
    public AssetSource Media { get; }

    /// <summary>The definition with the soft binding.</summary>
    public ManifestDefinition Definition { get; }

    /// <summary>Lets the binder work.</summary>
    /// <param name="input">The input.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="container">The binder, and what it may be.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The binder failed, or is none that may be written.</exception>
    public static async Task<BoundMedia> CreateAsync(AssetSource input, ManifestDefinition definition, Mp4SigningOptions container, CancellationToken cancellationToken)
    {
        var binder = container.SoftBinder!;
        Check(binder, container.SoftBindingAlgorithms);
        string folder = container.TemporaryFolder ?? Path.GetTempPath();
        var output = new FileStream(
            Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var binding = (await binder.BindAsync(input, output, cancellationToken).ConfigureAwait(false)).ToAssertion(binder.Algorithm);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            var bound = binder.IsWatermark ? definition.WithSoftBinding(binding, binder.SoftwareAgent) : definition with { Assertions = [.. definition.Assertions, binding] };
            var source = output.Length == 0 ? null : AssetSource.FromStream(output, leaveOpen: true);
            return new BoundMedia(source ?? input, bound, output, source);
        }
        catch (Exception e)
        {
            await output.DisposeAsync().ConfigureAwait(false);
            if (e is SigningException or IOException or UnauthorizedAccessException or OperationCanceledException)
            {
                throw;
            }

            throw new SigningException(SigningFault.UnsupportedInput, $"The soft binding {TextRule.Shorten(binder.Algorithm)} could not be made: {e.Message}", e);
        }
    }

    /// <summary>Lets the binder work where the media is to stay as it is: a fingerprint, or a watermark that is in it already.</summary>
    /// <param name="input">The input.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="container">The binder, and what it may be.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The definition with the soft binding.</returns>
    /// <exception cref="SigningException">The binder failed, is none that may be written, or changed the media.</exception>
    public static async Task<ManifestDefinition> DescribeAsync(AssetSource input, ManifestDefinition definition, Mp4SigningOptions container, CancellationToken cancellationToken)
    {
        var bound = await CreateAsync(input, definition, container, cancellationToken).ConfigureAwait(false);
        await using (bound.ConfigureAwait(false))
        {
            return ReferenceEquals(bound.Media, input)
                ? bound.Definition
                : throw Refusal.Unsupported($"The soft binder {TextRule.Shorten(container.SoftBinder!.Algorithm)} changed the media, which stays as it is here. Sign to another file, with the manifest in it.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }

        if (_changed is not null)
        {
            await _changed.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void Check(SoftBinder binder, SoftBindingAlgorithmList? list)
    {
        string name = TextRule.Shorten(binder.Algorithm);
        if (!SoftBindingAlgorithm.IsName(binder.Algorithm))
        {
            throw new SigningException(
                SigningFault.InvalidDefinition, $"'{name}' is not the name of a soft binding algorithm: an Internet domain backwards, then the product, such as com.example.product.1 (§18.10.4).");
        }

        if (list is null)
        {
            return;
        }

        var entry = list.Find(binder.Algorithm) ?? throw new SigningException(SigningFault.InvalidDefinition, $"{name} is not on the soft binding algorithm list that was given (§18.10.4).");
        if (entry.IsDeprecated)
        {
            throw new SigningException(SigningFault.InvalidDefinition, $"{name} is deprecated on the soft binding algorithm list and not written any more (§18.10.4).");
        }

        if (entry.IsWatermark != binder.IsWatermark)
        {
            throw new SigningException(SigningFault.InvalidDefinition, $"{name} is a {(entry.IsWatermark ? "watermark" : "fingerprint")} on the soft binding algorithm list, and the binder says otherwise (§18.10.4).");
        }
    }
}
