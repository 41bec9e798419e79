using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>
/// Signs a live video, one rendition of it, segment by segment as the packager makes them (chapter 19): made once from the initialization segment, it then
/// reads each segment once, hashes it, and puts one box into it. One segment at a time, in order; not for use from several threads.
/// </summary>
public sealed class LiveSigner : IDisposable
{
    private readonly ReadOnlyMemory<byte> _plainInit;
    private readonly LiveInit _init;
    private readonly ManifestDefinition _definition;
    private readonly ClaimSigner _signer;
    private readonly SigningOptions _options;
    private readonly LiveSigningOptions _live;
    private readonly IncrementalHash _hash;
    private readonly LiveManifests? _manifests;
    private SessionKeySigner? _key;
    private SessionKey? _sessionKey;
    private SegmentInfoWriter? _writer;
    private string _label = string.Empty;

    private LiveSigner(ReadOnlyMemory<byte> plainInit, LiveInit init, ManifestDefinition definition, ClaimSigner signer, SigningOptions options, LiveSigningOptions live)
    {
        _plainInit = plainInit;
        _init = init;
        _definition = definition;
        _signer = signer;
        _options = options;
        _live = live;
        _hash = IncrementalHash.CreateHash(options.Hash);
        _manifests = live.Method == LiveVideoMethod.SegmentManifest ? new(definition, signer, options, live.StreamId ?? NewStreamId(options)) : null;
    }

    /// <summary>The signed initialization segment; after <see cref="RotateKeyAsync"/> the new one, to be delivered before the next segment.</summary>
    public ReadOnlyMemory<byte> InitSegment { get; private set; }

    /// <summary>The manifest store in <see cref="InitSegment"/> by itself (a <c>.c2pa</c> file), for <see cref="LiveSigningOptions.ManifestAddress"/>.</summary>
    public ReadOnlyMemory<byte> ManifestStore { get; private set; }

    /// <summary>What signing the initialization segment made.</summary>
    public SigningResult Signing { get; private set; } = new() { Signed = false };

    /// <summary>The session key as the manifest has it; null in <see cref="LiveVideoMethod.SegmentManifest"/>, which needs none.</summary>
    public SessionKey? SessionKey => _sessionKey;

    /// <summary>Whether it is time for <see cref="RotateKeyAsync"/>: three quarters of the session key's validity are over.</summary>
    public bool IsRotationDue => _sessionKey is { } key && _options.Clock.GetUtcNow() >= key.CreatedAt + ((key.ValidUntil - key.CreatedAt) * 0.75);

    /// <summary>The number of the last segment that was signed, or null before the first.</summary>
    public ulong? LastSequenceNumber { get; private set; }

    /// <summary>Signs the initialization segment of a live video and gets ready for its segments.</summary>
    /// <param name="init">The initialization segment (<c>ftyp</c> and <c>moov</c>); it may be disposed of afterwards.</param>
    /// <param name="definition">What is claimed. In <see cref="LiveVideoMethod.SegmentManifest"/> every segment claims it.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null. A time-stamp that is required is asked for with each manifest.</param>
    /// <param name="live">How the segments are signed; the defaults when null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    /// <exception cref="ArgumentException"><see cref="LiveSigningOptions.ManifestAddress"/> gave an address that is none.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public static async Task<LiveSigner> CreateAsync(
        AssetSource init, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options = null, LiveSigningOptions? live = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(init);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        options ??= new();
        live ??= new();
        var index = await BoxIndex.ReadAsync(init, options.IngredientValidation.Limits, cancellationToken).ConfigureAwait(false);
        InputCheck.RequireSound(index);
        LayoutPlan.RequireInitSegment(index);
        if (index.Root(BoxTypes.Mdat) is { } media)
        {
            throw Refusal.Unsupported($"The {media} holds media, which an initialization segment of live video does not (§19.7.1).");
        }

        // It is signed again with each new session key.
        byte[] plain = new byte[init.Length];
        await init.ReadExactlyAsync(0, plain, cancellationToken).ConfigureAwait(false);
        var made = new LiveSigner(plain, LiveInit.Of(index), definition, signer, options, live);
        try
        {
            await made.SignInitAsync(live.SessionKey, live.MinSequenceNumber, cancellationToken).ConfigureAwait(false);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Signs a media segment: one or more <c>moof</c> with their <c>mdat</c>. It is read once and not copied. A segment that is refused leaves everything as
    /// it was: the next one can be signed.
    /// </summary>
    /// <param name="segment">The segment as the packager made it; it must not change while the result is in use.</param>
    /// <param name="sequenceNumber">Its number, higher than that of the segment before; null takes that of its first <c>mfhd</c>, as the standard prefers (§19.4.1).</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">
    /// The segment is not one that can be signed, the session key is not valid any more (<see cref="SigningFault.InvalidCredential"/>), or it failed.
    /// </exception>
    public async ValueTask<SignedSegment> SignSegmentAsync(ReadOnlyMemory<byte> segment, ulong? sequenceNumber = null, CancellationToken cancellationToken = default)
    {
        var layout = await LiveLayout.CreateAsync(segment, _init, _options.IngredientValidation.Limits, cancellationToken).ConfigureAwait(false);
        ulong number = Number(sequenceNumber ?? layout.Media.SequenceNumber);
        var signed = _manifests is null
            ? await SignInfoAsync(segment, layout, number, cancellationToken).ConfigureAwait(false)
            : await _manifests.SignAsync(segment, layout, number, _label, cancellationToken).ConfigureAwait(false);
        LastSequenceNumber = number;
        _label = signed.ManifestLabel;
        return signed;
    }

    /// <summary>
    /// Signs the initialization segment anew with a new session key, which signs from the next segment on (§19.6.2). Deliver <see cref="InitSegment"/> before that
    /// segment: in HLS behind another EXT-X-MAP, in DASH in another period.
    /// </summary>
    /// <param name="key">The new key; null makes one. One that is given stays the caller's to dispose of.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidOperationException">The stream needs no session keys.</exception>
    /// <exception cref="SigningException">Signing failed; the old key is still in use.</exception>
    public async Task RotateKeyAsync(SessionKeySigner? key = null, CancellationToken cancellationToken = default)
    {
        if (_manifests is not null)
        {
            throw new InvalidOperationException("A stream with a manifest in each segment has no session keys.");
        }

        // It signs what follows; behind the last number of all nothing does.
        ulong first = LastSequenceNumber switch { null => _live.MinSequenceNumber, ulong.MaxValue => ulong.MaxValue, { } last => last + 1 };
        await SignInitAsync(key, first, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _manifests?.Dispose();
        _key?.Dispose();
    }

    private static string NewStreamId(SigningOptions options)
    {
        byte[] bytes = new byte[16];
        options.Randomness(bytes);
        return "urn:uuid:" + new Guid(bytes, bigEndian: true).ToString("D");
    }

    private async Task SignInitAsync(SessionKeySigner? given, ulong minSequenceNumber, CancellationToken cancellationToken)
    {
        var made = given is null && _manifests is null ? SessionKeySigner.Generate() : null;
        var key = _manifests is null ? given ?? made : null;
        try
        {
            SessionKey? sessionKey = null;
            var definition = _definition;
            if (key is not null)
            {
                var chain = _signer.CertificateChain;
                var signer = chain.Count > 0 ? chain[0] : throw new SigningException(SigningFault.InvalidCredential, "The signer has no certificate.");

                // Whole seconds: the time that a segment claims has no finer ones, and must not be earlier.
                var now = DateTimeOffset.FromUnixTimeSeconds(_options.Clock.GetUtcNow().ToUnixTimeSeconds());
                sessionKey = await SessionKeyMaking.MakeAsync(key, signer, minSequenceNumber, now, _live.KeyValidity, cancellationToken).ConfigureAwait(false);
                definition = definition with { Assertions = [.. definition.Assertions, new SessionKeysAssertion([sessionKey])] };
            }

            using var output = new MemoryStream();

            // Nothing here is shared with another file, and players get it over the network: no padding, unless the next manifest has to fit into the same place (spec-notes/live.md).
            var pass = new SigningPass(AssetSource.FromMemory(_plainInit), definition, _signer, _options, new() { ReadBack = ReadBackScope.Everything })
            {
                Block = _live.ManifestAddress is null ? 1 : ManifestBox.Block,
            };
            var result = await pass.RunAsync((_, _) => new(new StreamOutput(output)), bytesWritten: null, cancellationToken).ConfigureAwait(false);
            if (!result.Signed)
            {
                throw new SigningException(SigningFault.AlreadySigned, "The initialization segment carries content credentials already, and the policy is to leave such inputs alone.");
            }

            ReadOnlyMemory<byte> init = output.ToArray();
            var asset = await Mp4Asset.OpenAsync(AssetSource.FromMemory(init), _options.IngredientValidation.Limits, cancellationToken).ConfigureAwait(false);
            var store = asset.ExtractStore() ?? throw new InvalidOperationException("The signed initialization segment has no manifest store.");
            Take(result, init, store, key, made, sessionKey);
            made = null;
        }
        finally
        {
            made?.Dispose();
        }
    }

    private void Take(SigningResult result, ReadOnlyMemory<byte> init, ReadOnlyMemory<byte> store, SessionKeySigner? key, SessionKeySigner? made, SessionKey? sessionKey)
    {
        _label = result.ManifestLabel!;
        if (key is not null)
        {
            var address = new Mp4SigningOptions { RemoteManifest = _live.ManifestAddress?.Invoke(_label) }.RemoteManifest is { } url
                ? new HashedExternalUri(url.AbsoluteUri, ContentHash.NameOf(_options.Hash), ContentHash.Compute(_options.Hash, store.Span)) { MediaType = "application/c2pa" }
                : null;
            _writer = new(key, sessionKey!.KeyIdentifier, _options.Hash, _label, address);
            _sessionKey = sessionKey;
        }

        _key?.Dispose();
        _key = made;
        (InitSegment, ManifestStore, Signing) = (init, store, result);
    }

    // §19.4.1: "to increase by 1 for each subsequent segment, while not decreasing or repeating".
    private ulong Number(ulong? number)
    {
        ulong found = number ?? throw Refusal.Unsupported("The segment has no sequence number (mfhd); give one.");
        ulong least = _sessionKey?.MinSequenceNumber ?? _live.MinSequenceNumber;
        return found < least ? throw Refusal.Unsupported($"The segment has the sequence number {found}; the stream begins with {least} (§18.25.2).")
            : found <= LastSequenceNumber ? throw Refusal.Unsupported($"The segment has the sequence number {found}, and {LastSequenceNumber} was signed before; numbers neither repeat nor decrease (§19.4.1).")
            : found;
    }

    private async ValueTask<SignedSegment> SignInfoAsync(ReadOnlyMemory<byte> segment, LiveLayout layout, ulong number, CancellationToken cancellationToken)
    {
        var now = _options.Clock.GetUtcNow();
        RequireValid(now);
        if (layout.Media.ProducerTime is { } produced)
        {
            RequireValid(produced);
        }

        byte[] digest = layout.Hash(_hash, _writer!.LengthFor(number));
        byte[] box = await _writer.WriteAsync(number, digest, layout.Media, now, cancellationToken).ConfigureAwait(false);
        return new(segment, layout.Position, box, number, _label);
    }

    // §18.25.2: keys "shall only be used within their validity period"; validators hold the time of the segment against it.
    private void RequireValid(DateTimeOffset time)
    {
        var key = _sessionKey!;
        if (!key.IsValidAt(time))
        {
            throw new SigningException(
                SigningFault.InvalidCredential, $"The session key is valid from {key.CreatedAt:u} to {key.ValidUntil:u}, and the segment is of {time:u}. Change to a new key before the old one expires (RotateKeyAsync).");
        }
    }
}
