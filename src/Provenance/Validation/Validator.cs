using Provenance.Cryptography;
using Provenance.Cryptography.MultiLane;
using Provenance.Validation;

namespace Provenance;

/// <summary>
/// Validates the content credentials of assets (chapter 15). Safe to use from several threads. Keep one for many assets: it remembers the certificates it
/// has met (a bounded number), and an asset of a known signer is validated several times faster.
/// </summary>
/// <param name="formats">The containers it understands, for example <c>Mp4.Format</c>.</param>
public sealed class Validator(params IReadOnlyList<AssetFormat> formats)
{
    private const int HeadLength = 64;

    private readonly KnownCertificates _certificates = new();

    /// <summary>The containers it understands.</summary>
    public IReadOnlyList<AssetFormat> Formats { get; } = formats;

    /// <summary>What is trusted, at what time, within which limits.</summary>
    public ValidationOptions Options { get; init; } = new();

    /// <summary>Validates everything: structure, signature, trust, assertions, ingredients, and the bytes of the media.</summary>
    /// <param name="asset">The asset; the caller disposes of it.</param>
    /// <param name="bytesHashed">Told the number of media bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the validation.</param>
    /// <returns>Always a report, whatever the bytes are.</returns>
    /// <exception cref="IOException">The asset cannot be read, or changed while it was read.</exception>
    public Task<ValidationResult> ValidateAsync(AssetSource asset, IProgress<long>? bytesHashed = null, CancellationToken cancellationToken = default) =>
        RunAsync(asset, hashMedia: true, bytesHashed, cancellationToken);

    /// <summary>Validates a file as above; it is closed again when the report is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytesHashed">Told the number of media bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the validation.</param>
    /// <returns>Always a report, whatever the bytes are.</returns>
    /// <exception cref="IOException">The file is missing, cannot be read, or changed while it was read.</exception>
    public async Task<ValidationResult> ValidateAsync(string path, IProgress<long>? bytesHashed = null, CancellationToken cancellationToken = default)
    {
        var file = AssetSource.FromFile(path);
        await using (file.ConfigureAwait(false))
        {
            return await ValidateAsync(file, bytesHashed, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Validates many files, as many at the same time as keep all processors busy: short ones are hashed side by side, see <see cref="ValidationBatch"/>.
    /// Every file is closed again when its verdict is there.
    /// </summary>
    /// <param name="paths">The files; the list is read as they are needed.</param>
    /// <param name="jobs">How many media are hashed at the same time, where those side by side count as one; by default as many as there are processors.</param>
    /// <param name="cancellationToken">Ends all.</param>
    /// <returns>A verdict for every file, in the order in which they are done. A file that cannot be read is one with a fault; it stops no other.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="jobs"/> is less than one.</exception>
    public IAsyncEnumerable<BatchVerdict<string>> ValidateManyAsync(IEnumerable<string> paths, int? jobs = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ValidateManyAsync(paths.ToAsyncEnumerable(), (path, _) => new(AssetSource.FromFile(path)), jobs, cancellationToken);
    }

    /// <summary>Validates many assets from anywhere, a queue of uploads say, as many at the same time as keep all processors busy.</summary>
    /// <typeparam name="T">What the caller calls an asset.</typeparam>
    /// <param name="assets">The assets; the next one is asked for when there is room for it, and a verdict that is not taken keeps its room.</param>
    /// <param name="open">
    /// Opens an asset; called from several threads. The source is disposed of when the verdict is there. Files and memory are hashed side by side, other
    /// sources each by itself.
    /// </param>
    /// <param name="jobs">How many media are hashed at the same time, where those side by side count as one; by default as many as there are processors.</param>
    /// <param name="cancellationToken">Ends all.</param>
    /// <returns>A verdict for every asset, in the order in which they are done. What is thrown for an asset is its fault, and stops no other.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="jobs"/> is less than one.</exception>
    public IAsyncEnumerable<BatchVerdict<T>> ValidateManyAsync<T>(
        IAsyncEnumerable<T> assets, Func<T, CancellationToken, ValueTask<AssetSource>> open, int? jobs = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assets);
        ArgumentNullException.ThrowIfNull(open);
        return new BatchRun<T>(new ValidationBatch(this, jobs), open).RunAsync(assets, cancellationToken);
    }

    /// <summary>Validates everything except the bytes of the media, which are not read.</summary>
    /// <param name="asset">The asset; the caller disposes of it.</param>
    /// <param name="cancellationToken">Ends the validation.</param>
    /// <exception cref="IOException">The asset cannot be read, or changed while it was read.</exception>
    public Task<ValidationResult> InspectAsync(AssetSource asset, CancellationToken cancellationToken = default) =>
        RunAsync(asset, hashMedia: false, null, cancellationToken);

    /// <summary>Validates everything of a file except the bytes of the media; it is closed again when the report is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the validation.</param>
    /// <exception cref="IOException">The file is missing, cannot be read, or changed while it was read.</exception>
    public async Task<ValidationResult> InspectAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = AssetSource.FromFile(path);
        await using (file.ConfigureAwait(false))
        {
            return await InspectAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Validates everything, as one of several whose media is hashed together.</summary>
    internal Task<ValidationResult> ValidateAsync(AssetSource asset, HashPool pool, IProgress<long>? bytesHashed, CancellationToken cancellationToken) =>
        RunAsync(asset, hashMedia: true, bytesHashed, cancellationToken, pool);

    private async Task<ValidationResult> RunAsync(AssetSource source, bool hashMedia, IProgress<long>? bytesHashed, CancellationToken cancellationToken, HashPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var now = Options.Clock.GetUtcNow();
        var result = await FindFormatAsync(source, cancellationToken).ConfigureAwait(false) is { } format
            ? await ValidateAsync(source, format, now, hashMedia, bytesHashed, pool, cancellationToken).ConfigureAwait(false)
            : new ValidationResult { State = ValidationState.NoCredentials, Statuses = [], ValidationTime = now, IsSupported = false };
        return source.IsUnchanged() ? result : throw new IOException($"{source.Name ?? "The asset"} changed while it was read.");
    }

    private async ValueTask<AssetFormat?> FindFormatAsync(AssetSource source, CancellationToken cancellationToken)
    {
        byte[] head = new byte[HeadLength];
        int length = 0;
        int read;
        while (length < head.Length && (read = await source.ReadAsync(length, head.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0)
        {
            length += read;
        }

        return Formats.FirstOrDefault(f => f.Recognizes(head.AsSpan(0, length)));
    }

    private async ValueTask<ValidationResult> ValidateAsync(
        AssetSource source, AssetFormat format, DateTimeOffset now, bool hashMedia, IProgress<long>? bytesHashed, HashPool? pool, CancellationToken cancellationToken)
    {
        var asset = await format.OpenAsync(source, Options.Limits, cancellationToken).ConfigureAwait(false);
        var located = await LocateManifestStore.LocateAsync(asset, Options, cancellationToken).ConfigureAwait(false);
        var report = new ReportBuilder(asset, Options, now);
        report.Add(located.Statuses);
        if (located.Stores.Count == 0)
        {
            return report.WithoutManifest();
        }

        if (asset.Stores.Count == 0)
        {
            report.Add(asset.FindingsWhenDetached);
        }

        var reading = ManifestStoreReader.Read(located.Stores, Options.Limits);
        report.Add(reading.Statuses);
        if (reading.Store is not { Active: { } active } store)
        {
            report.AddMissingManifest(reading.Store is not null);
            return report.WithoutManifest();
        }

        using var verifier = new SignatureVerifier(Options.Limits, Options.Ed25519Verifier, _certificates);
        var context = new ValidationContext { Options = Options, Store = store, Now = now, Verifier = verifier };
        IngredientLineage.Find(context, active);
        foreach (var manifest in context.Lineage.Manifests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ManifestValidation.RunAsync(context, context.For(manifest), cancellationToken).ConfigureAwait(false);
        }

        var content = hashMedia ? new AssetUnderValidation(source, format, asset, Options.Limits, pool) : null;
        await ContentBinding.CheckAsync(context, context.For(active), content, bytesHashed, cancellationToken).ConfigureAwait(false);
        await ExternalData.CheckAsync(context, context.For(active), cancellationToken).ConfigureAwait(false);
        return report.WithManifest(context, IngredientResults.Compare(context), hashMedia);
    }
}
