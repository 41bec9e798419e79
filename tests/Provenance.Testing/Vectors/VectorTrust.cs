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

    /// <summary>What an OCSP responder answers online, or null when none is asked.</summary>
    public VectorStep? Ocsp => json.TryGetProperty("ocsp", out var value) ? new VectorStep(value) : null;

    /// <summary>What servers answer for external data, by address, or null when none is asked.</summary>
    public JsonElement? Data => json.TryGetProperty("data", out var value) ? value : null;

    /// <summary>What servers answer for the remote manifest, by address, or null when none is asked.</summary>
    public JsonElement? Remote => json.TryGetProperty("remote", out var value) ? value : null;

    /// <summary>Whether the store is handed in, detached from the file. Only the library can be given one.</summary>
    public bool Detached => json.TryGetProperty("detached", out var value) && value.GetBoolean();

    /// <summary>Whether only the library can do what the case asks for.</summary>
    public bool IsLibraryOnly => Detached;

    /// <summary>Whether servers are asked.</summary>
    public bool IsOnline => Ocsp is not null || Data is not null || Remote is not null;

    /// <summary>The questions that are allowed, as the command line names them.</summary>
    public IReadOnlyList<string> Online => [.. Ocsp is null ? [] : (string[])["revocation"], .. Data is null ? [] : (string[])["data"], .. Remote is null ? [] : (string[])["manifest"]];

    /// <summary>The servers, which are not on any network.</summary>
    public HttpClient? ToClient(BuiltVector vector) =>
        Ocsp is { } answer ? VectorTimes.OcspClient(answer, vector.Signer) : (Data ?? Remote) is { } answers ? VectorServers.Client(answers, vector) : null;

    /// <summary>The options for the library.</summary>
    public ValidationOptions ToOptions(BuiltVector vector)
    {
        var client = ToClient(vector);
        return new()
        {
            TrustList = Signers ? TestPki.Default.SignerTrust : TrustList.None,
            TimestampTrustList = Timestamps ? TestPki.Default.TimestampTrust : TrustList.None,
            Clock = new FixedClock(At),
            OcspClient = Ocsp is null ? null : client,
            ExternalDataClient = Data is null ? null : client,
            RemoteManifestClient = Remote is null ? null : client,
            DetachedManifestStore = Detached ? vector.Store : default(ReadOnlyMemory<byte>?),
        };
    }
}
