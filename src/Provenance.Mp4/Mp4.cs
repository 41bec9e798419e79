using Provenance.Bmff;

namespace Provenance;

/// <summary>Content credentials in MP4 and the other ISO base media files: MOV, M4A, M4V, 3GP, HEIC, HEIF, AVIF.</summary>
public static class Mp4
{
    /// <summary>The format for <see cref="Validator"/>.</summary>
    public static AssetFormat Format { get; } = new Mp4Format();

    /// <summary>
    /// Signs a file into another file: the destination is the old file or a complete, validated new one, nothing in between. A symbolic
    /// link is followed: what it leads to is replaced. A new file gets the permissions of the input, a replaced one keeps its own.
    /// </summary>
    /// <param name="sourcePath">The input.</param>
    /// <param name="destinationPath">The output; may exist, but not be the input itself.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="container">What of the container is wished: Merkle trees. The defaults when null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">Signing was refused or failed; the destination is untouched.</exception>
    /// <exception cref="IOException">The input cannot be read; the destination is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The input may not be read; the destination is untouched.</exception>
    public static async Task<SigningResult> SignAsync(
        string sourcePath, string destinationPath, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, IProgress<long>? bytesWritten = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourcePath);
        ArgumentException.ThrowIfNullOrEmpty(destinationPath);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        container ??= new();
        var source = Open(sourcePath);
        await using (source.ConfigureAwait(false))
        {
            var destination = Destination.Open(destinationPath, sourcePath);
            return await new SigningPass(source, definition, signer, options ?? new(), container)
                .RunAsync(async (layout, token) => await StagedFile.CreateAsync(destination, layout, source, container.IsStored, token).ConfigureAwait(false), bytesWritten, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Signs into a stream that can seek and read: it is written once and read back. After a failure it is empty. After success it is
    /// at its end.
    /// </summary>
    /// <param name="source">The input; the caller disposes of it.</param>
    /// <param name="destination">Seekable, readable, writable, empty.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="container">What of the container is wished: Merkle trees. The defaults when null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    /// <exception cref="ArgumentException">The destination is not seekable, readable, writable and empty.</exception>
    public static Task<SigningResult> SignAsync(
        AssetSource source, Stream destination, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, IProgress<long>? bytesWritten = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        if (!destination.CanSeek || !destination.CanRead || !destination.CanWrite || destination.Length != 0)
        {
            throw new ArgumentException("The destination must be seekable, readable, writable and empty.", nameof(destination));
        }

        return new SigningPass(source, definition, signer, options ?? new(), container ?? new()).RunAsync((_, _) => new(new StreamOutput(destination)), bytesWritten, cancellationToken);
    }

    /// <summary>
    /// Signs a file in place: the manifest goes into the box of the one before, or into a <c>free</c> box right behind <c>ftyp</c>; nothing else is written. Where
    /// there is no such room, some file systems can make it (<see cref="Mp4SigningOptions.MayInsert"/>). The file ends up the old one or the complete new
    /// one; what a run that was killed left is undone by the next one, see <see cref="Recover"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="container">
    /// Whether the media is read at all (<see cref="Mp4SigningOptions.VerifyMedia"/>: with false, a file of any size is signed again in the same short time), and
    /// more. The defaults when null.
    /// </param>
    /// <param name="bytesRead">Told the number of bytes of the media read so far.</param>
    /// <param name="cancellationToken">Ends the work until something is written.</param>
    /// <exception cref="SigningException">Signing was refused or failed, for want of room (<see cref="SigningFault.Limit"/>) say; the file is the old one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<SigningResult> SignInPlaceAsync(
        string path, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, IProgress<long>? bytesRead = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        var file = InPlaceFile.Open(path);
        await using (file.ConfigureAwait(false))
        {
            return await new InPlacePass(file, definition, signer, options ?? new(), container ?? new()).RunAsync(bytesRead, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Signs a file that stays as it is: the manifest store goes into a file of its own, a sidecar (§11.4). The hard binding is that of the file as it is.
    /// Whoever validates it hands the store in, see <see cref="ValidationOptions.DetachedManifestStore"/>.
    /// </summary>
    /// <param name="sourcePath">The file; it is only read.</param>
    /// <param name="manifestPath">Where the manifest store goes, <c>fox.c2pa</c> say; may exist.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="container">What of the container is wished, as far as it needs no change of the file. The defaults when null.</param>
    /// <param name="bytesRead">Told the number of bytes read so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">Signing was refused or failed; nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<SigningResult> SignDetachedAsync(
        string sourcePath, string manifestPath, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, IProgress<long>? bytesRead = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourcePath);
        ArgumentException.ThrowIfNullOrEmpty(manifestPath);
        var source = Open(sourcePath);
        await using (source.ConfigureAwait(false))
        {
            var destination = Destination.Open(manifestPath, sourcePath);
            var result = await SignDetachedAsync(source, definition, signer, options, container, bytesRead, cancellationToken).ConfigureAwait(false);
            if (result.ManifestStore is { } store)
            {
                await WriteAsync(destination, store, sourcePath, cancellationToken).ConfigureAwait(false);
            }

            return result;
        }
    }

    /// <summary>Signs an asset that stays as it is; the manifest store is in the result (<see cref="SigningResult.ManifestStore"/>).</summary>
    /// <param name="source">The asset; the caller disposes of it.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="container">What of the container is wished, as far as it needs no change of the asset. The defaults when null.</param>
    /// <param name="bytesRead">Told the number of bytes read so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    /// <exception cref="IOException">The asset cannot be read.</exception>
    public static Task<SigningResult> SignDetachedAsync(
        AssetSource source, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, IProgress<long>? bytesRead = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        return new DetachedPass(source, definition, signer, options ?? new(), container ?? new()).UntouchedAsync(bytesRead, cancellationToken);
    }

    /// <summary>
    /// Signs a copy of a file that names its manifest (<see cref="Mp4SigningOptions.RemoteManifest"/>, §11.5) and does not hold it: the manifest store goes into
    /// a file of its own, to be served at that address as <c>application/c2pa</c>. The store is published first, then the copy.
    /// </summary>
    /// <param name="sourcePath">The input.</param>
    /// <param name="destinationPath">The copy; may exist, but not be the input itself.</param>
    /// <param name="manifestPath">Where the manifest store goes; may exist.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="container">The address, and what more of the container is wished. The defaults when null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">Signing was refused or failed; nothing was published.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public static async Task<SigningResult> SignDetachedAsync(
        string sourcePath, string destinationPath, string manifestPath, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, IProgress<long>? bytesWritten = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourcePath);
        ArgumentException.ThrowIfNullOrEmpty(destinationPath);
        ArgumentException.ThrowIfNullOrEmpty(manifestPath);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        var source = Open(sourcePath);
        await using (source.ConfigureAwait(false))
        {
            var destination = Destination.Open(destinationPath, sourcePath);
            var manifest = Destination.Open(manifestPath, sourcePath);
            if (string.Equals(destination.Path, manifest.Path, StringComparison.Ordinal))
            {
                throw Destination.Fault(manifestPath, "it is the signed file itself. Write the manifest to another file.");
            }

            return await new DetachedPass(source, definition, signer, options ?? new(), container ?? new()).CopyAsync(
                length => StagedFile.Create(destination, length, sourcePath), store => WriteAsync(manifest, store, sourcePath, cancellationToken), bytesWritten, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Adds an update manifest to a file in place (§11.2.3): a few bytes at its head change and a box is appended, whatever its size. The file ends up the
    /// old one or the complete new one; what a run that was killed left is undone by the next one, see <see cref="Recover"/>.
    /// </summary>
    /// <param name="path">The file; it carries content credentials that verify.</param>
    /// <param name="definition">What is added.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null. <see cref="SigningOptions.IfSigned"/> has no meaning here.</param>
    /// <param name="container">Whether the media is verified first, see <see cref="Mp4SigningOptions.VerifyMedia"/>. The defaults when null.</param>
    /// <param name="cancellationToken">Ends the work until something is written.</param>
    /// <exception cref="SigningException">The update was refused or failed; the file is the old one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<SigningResult> UpdateAsync(
        string path, UpdateDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        var file = InPlaceFile.Open(path);
        await using (file.ConfigureAwait(false))
        {
            return await new UpdatePass(file.Source, definition, signer, options ?? new(), container ?? new()).InPlaceAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds an update manifest in a copy of the file. The destination is the old file or a complete, validated new one.</summary>
    /// <param name="sourcePath">The input; it carries content credentials that verify.</param>
    /// <param name="destinationPath">The output; may exist, but not be the input itself.</param>
    /// <param name="definition">What is added.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null. <see cref="SigningOptions.IfSigned"/> has no meaning here.</param>
    /// <param name="container">Whether the media is verified first, see <see cref="Mp4SigningOptions.VerifyMedia"/>. The defaults when null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">The update was refused or failed; the destination is untouched.</exception>
    /// <exception cref="IOException">The input cannot be read; the destination is untouched.</exception>
    public static async Task<SigningResult> UpdateAsync(
        string sourcePath, string destinationPath, UpdateDefinition definition, ClaimSigner signer, SigningOptions? options = null, Mp4SigningOptions? container = null, IProgress<long>? bytesWritten = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourcePath);
        ArgumentException.ThrowIfNullOrEmpty(destinationPath);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        var source = Open(sourcePath);
        await using (source.ConfigureAwait(false))
        {
            var destination = Destination.Open(destinationPath, sourcePath);
            return await new UpdatePass(source, definition, signer, options ?? new(), container ?? new())
                .CopyAsync(length => StagedFile.Create(destination, length, sourcePath), bytesWritten, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Undoes what a run left half done that was killed while it changed the file in place. Signing in place and updating do it by themselves; call it
    /// before anything else reads a file that may have been interrupted. A change that is under way in another process is left alone.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether there was something to undo; the file is then what it was before that run.</returns>
    /// <exception cref="SigningException">The old bytes cannot be put back, or the file was changed by others since.</exception>
    public static bool Recover(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return UndoRecord.Recover(Destination.Resolve(path));
    }

    /// <summary>
    /// Writes a copy without any C2PA box; file offsets are corrected. Returns false, and writes nothing, when there is none. The
    /// destination is treated as by <see cref="SignAsync(string, string, ManifestDefinition, ClaimSigner, SigningOptions, Mp4SigningOptions, IProgress{long}, CancellationToken)"/>.
    /// </summary>
    /// <exception cref="SigningException">The input is damaged or the destination cannot be written; it is untouched.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public static async Task<bool> StripAsync(string sourcePath, string destinationPath, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourcePath);
        ArgumentException.ThrowIfNullOrEmpty(destinationPath);
        var source = Open(sourcePath);
        await using (source.ConfigureAwait(false))
        {
            var destination = Destination.Open(destinationPath, sourcePath);
            return await StrippingPass.RunAsync(source, length => StagedFile.Create(destination, length, sourcePath), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The embedded manifest store as it stands in the file (without padding), or null when there is none that can be used.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ExtractAsync(AssetSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var asset = await Mp4Asset.OpenAsync(source, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
        return asset.ExtractStore();
    }

    private static async Task WriteAsync(Destination destination, ReadOnlyMemory<byte> store, string sourcePath, CancellationToken cancellationToken)
    {
        var file = StagedFile.Create(destination, store.Length, sourcePath);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(0, store, cancellationToken).ConfigureAwait(false);
            await using ((await file.FlushAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false))
            {
                await file.PublishAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // What a run that was killed left half done is no input.
    private static FileAssetSource Open(string path)
    {
        Recover(path);
        return new FileAssetSource(path);
    }
}
