using System.Security.Cryptography.X509Certificates;

namespace Provenance;

/// <summary>What a validation trusts, at what time, and how far it goes. Nothing touches the network unless a client is given here.</summary>
public sealed record ValidationOptions
{
    /// <summary>Anchors for claim signers (§14.4.1). None by default: then no signer is trusted.</summary>
    public TrustList TrustList { get; init; } = TrustList.None;

    /// <summary>Anchors for time-stamp authorities (§14.4.2), a list of its own. None by default: then no time-stamp is trusted.</summary>
    public TrustList TimestampTrustList { get; init; } = TrustList.None;

    /// <summary>Signer certificates trusted directly (§14.4.3, private credential store). Never used for time-stamp authorities.</summary>
    public IReadOnlyList<X509Certificate2> PrivateCredentials { get; init; } = [];

    /// <summary>The time at which the validation happens; the clock by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What our own failure codes do to the verdict.</summary>
    public Strictness Strictness { get; init; } = Strictness.Strict;

    /// <summary>The limits that keep hostile input cheap.</summary>
    public ParserLimits Limits { get; init; } = ParserLimits.Default;

    /// <summary>A manifest store to use in place of an embedded one (a <c>.c2pa</c> sidecar, §11.4), or null.</summary>
    public ReadOnlyMemory<byte>? DetachedManifestStore { get; init; }

    /// <summary>Fetches remote manifests (§11.4) when given.</summary>
    public HttpClient? RemoteManifestClient { get; init; }

    /// <summary>Fetches what cloud data and hashed external reference assertions of the active manifest name (§15.10.4) when given, and only when nothing is wrong so far.</summary>
    public HttpClient? ExternalDataClient { get; init; }

    /// <summary>Asks OCSP responders (§15.9) when given.</summary>
    public HttpClient? OcspClient { get; init; }

    /// <summary>Verifies Ed25519 signatures; by default OpenSSL's libcrypto where it is installed. With null, Ed25519 is <c>algorithm.unsupported</c>.</summary>
    public Ed25519Verifier? Ed25519Verifier { get; init; } = Ed25519Verifier.Platform;
}
