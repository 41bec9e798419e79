using System.Security.Cryptography;

namespace Provenance.Testing;

/// <summary>
/// A container of its own kind, so that validation is tested without any real one: the letters TEST, then the media. The manifest stores are
/// handed in. The hard binding's hash is that of the media.
/// </summary>
public sealed class TestFormat(params byte[][] stores) : AssetFormat
{
    /// <summary>An asset with <see cref="TestManifest.Media"/>.</summary>
    public static AssetSource Asset => AssetSource.FromMemory((byte[])[.. "TEST"u8, .. TestManifest.Media]);

    /// <summary>Findings of the container.</summary>
    public IReadOnlyList<ValidationStatus> Findings { get; init; } = [];

    /// <summary>Whether there are stores that cannot be used.</summary>
    public bool HasUnusableStore { get; init; }

    /// <summary>The remote manifest the asset names.</summary>
    public string? RemoteManifestUrl { get; init; }

    /// <summary>What checking the hard binding finds, in place of comparing.</summary>
    public IReadOnlyList<ValidationStatus>? BindingStatuses { get; init; }

    /// <summary>Whether the media was hashed.</summary>
    public bool WasHashed { get; private set; }

    /// <inheritdoc/>
    public override string Name => "test";

    /// <inheritdoc/>
    public override bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith("TEST"u8);

    /// <inheritdoc/>
    public override ValueTask<Asset> OpenAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default) => new(new TestAsset(this, source, stores));

    private sealed class TestAsset(TestFormat format, AssetSource source, byte[][] stores) : Asset
    {
        public override string MediaType => "video/test";

        public override long Length => source.Length;

        public override IReadOnlyList<EmbeddedStore> Stores => [.. stores.Select(s => new EmbeddedStore(s, 0))];

        public override bool HasUnusableStore => format.HasUnusableStore;

        public override string? RemoteManifestUrl => format.RemoteManifestUrl;

        public override IReadOnlyList<ValidationStatus> Findings => format.Findings;

        public override bool Supports(string hardBindingLabel) => hardBindingLabel is "c2pa.hash.bmff.v2" or "c2pa.hash.bmff.v3";

        public override async ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken = default)
        {
            format.WasHashed = true;
            if (format.BindingStatuses is { } statuses)
            {
                return statuses;
            }

            byte[] media = new byte[source.Length - 4];
            await source.ReadExactlyAsync(4, media, cancellationToken);
            bool match = binding.Content["hash"]?.AsBytes?.Span.SequenceEqual(SHA256.HashData(media)) ?? false;
            return [new(match ? ValidationStatusCode.AssertionBmffHashMatch : ValidationStatusCode.AssertionBmffHashMismatch, binding.Url)];
        }
    }
}
