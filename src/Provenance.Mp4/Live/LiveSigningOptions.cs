namespace Provenance;

/// <summary>How a live video is signed (chapter 19), beyond what <see cref="SigningOptions"/> says for every asset.</summary>
public sealed record LiveSigningOptions
{
    /// <summary>How segments are made verifiable.</summary>
    public LiveVideoMethod Method { get; init; }

    /// <summary>The session key; null makes one for ES256 in this process. One that is given stays the caller's to dispose of.</summary>
    public SessionKeySigner? SessionKey { get; init; }

    /// <summary>How long a session key is valid; whole seconds count. A day by default: long enough for one key an event, short enough for a key that is lost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than a second or more than ten years.</exception>
    public TimeSpan KeyValidity
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(3653));
            field = value;
        }
    } = TimeSpan.FromDays(1);

    /// <summary>The lowest sequence number of the stream, which the first session key states (§18.25.2).</summary>
    public ulong MinSequenceNumber { get; init; }

    /// <summary>What identifies the stream in <see cref="LiveVideoMethod.SegmentManifest"/> (§19.3.2): a UUID or a URL, say. Null makes a new UUID.</summary>
    public string? StreamId { get; init; }

    /// <summary>
    /// Says at which address the manifest store with the given label will be found as well, an absolute http or https URL: each segment names it (<c>manifestUri</c>, §19.4.1)
    /// with the hash of <see cref="LiveSigner.ManifestStore"/>, which has to stay there as long as the video does. Players that have not seen the newest
    /// initialization segment get its session key from there. Null names none.
    /// </summary>
    public Func<string, Uri>? ManifestAddress { get; init; }
}
