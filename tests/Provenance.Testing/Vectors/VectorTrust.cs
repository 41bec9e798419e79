using System.Globalization;
using System.Text.Json;

namespace Provenance.Testing;

/// <summary>Whom a vector trusts, and when: the test root for signers and for time-stamp authorities unless it says otherwise.</summary>
/// <param name="json">The <c>trust</c> object of the case.</param>
public sealed class VectorTrust(JsonElement json)
{
    /// <summary>Whether the test root is an anchor for signers.</summary>
    public bool Signers => !json.TryGetProperty("signers", out var value) || value.GetBoolean();

    /// <summary>Whether the test root is an anchor for time-stamp authorities.</summary>
    public bool Timestamps => !json.TryGetProperty("timestamps", out var value) || value.GetBoolean();

    /// <summary>The time of the validation.</summary>
    public DateTimeOffset At =>
        json.TryGetProperty("at", out var value) ? DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : TestPki.Now;

    /// <summary>What an OCSP responder answers online, or null when none is asked. Only the library can be given a client.</summary>
    public VectorStep? Ocsp => json.TryGetProperty("ocsp", out var value) ? new VectorStep(value) : null;

    /// <summary>Whether the store is handed in, detached from the file. Only the library can be given one.</summary>
    public bool Detached => json.TryGetProperty("detached", out var value) && value.GetBoolean();

    /// <summary>Whether only the library can do what the case asks for.</summary>
    public bool IsLibraryOnly => Ocsp is not null || Detached;

    /// <summary>The options for the library.</summary>
    public ValidationOptions ToOptions(BuiltVector vector) => new()
    {
        TrustList = Signers ? TestPki.Default.SignerTrust : TrustList.None,
        TimestampTrustList = Timestamps ? TestPki.Default.TimestampTrust : TrustList.None,
        Clock = new FixedClock(At),
        OcspClient = Ocsp is { } answer ? VectorTimes.OcspClient(answer, vector.Signer) : null,
        DetachedManifestStore = Detached ? vector.Store : default(ReadOnlyMemory<byte>?),
    };
}
