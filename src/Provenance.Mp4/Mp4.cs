using Provenance.Bmff;

namespace Provenance;

/// <summary>Content credentials in MP4 and the other ISO base media files: MOV, M4A, M4V, 3GP, HEIC, HEIF, AVIF.</summary>
public static class Mp4
{
    /// <summary>The format for <see cref="Validator"/>.</summary>
    public static AssetFormat Format { get; } = new Mp4Format();

    /// <summary>Signs a file into another file (or itself): the destination is the old file or a complete, validated new one, nothing in between.</summary>
    /// <param name="sourcePath">The input.</param>
    /// <param name="destinationPath">The output; may exist.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">Signing was refused or failed; the destination is untouched.</exception>
    /// <exception cref="IOException">A file cannot be read or written; the destination is untouched.</exception>
    public static Task<SigningResult> SignAsync(
        string sourcePath, string destinationPath, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, IProgress<long>? bytesWritten = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Signs into a stream that can seek and read: it is written once and read back.</summary>
    /// <param name="source">The input; the caller disposes of it.</param>
    /// <param name="destination">Seekable, readable, writable, empty.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static Task<SigningResult> SignAsync(
        AssetSource source, Stream destination, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, IProgress<long>? bytesWritten = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Writes a copy without any C2PA box; file offsets are corrected. Returns false, and writes nothing, when there is none.</summary>
    public static Task<bool> StripAsync(string sourcePath, string destinationPath, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The embedded manifest store as it stands in the file (without padding), or null when there is none that can be used.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ExtractAsync(AssetSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var asset = await Mp4Asset.OpenAsync(source, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
        return asset.ExtractStore();
    }
}
