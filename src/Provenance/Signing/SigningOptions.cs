using System.Security.Cryptography;

namespace Provenance;

/// <summary>How a manifest is made. Clock and randomness are injected, so that the same input can give the same output.</summary>
public sealed record SigningOptions
{
    /// <summary>The hash of assertions and media: SHA-256, SHA-384 or SHA-512.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>What to do with an input that is signed already.</summary>
    public IfSigned IfSigned { get; init; } = IfSigned.Fail;

    /// <summary>What to do about a time-stamp. <see cref="TimestampPolicy.Required"/> by default when the signer has an authority.</summary>
    public TimestampPolicy? Timestamp { get; init; }

    /// <summary>
    /// Asks for the status of the signer's certificates, which is stored with the signature when there is a time-stamp (§14.5.2). Null, as by
    /// default, asks nobody. The caller's client brings its own time-out.
    /// </summary>
    public HttpClient? OcspClient { get; init; }

    /// <summary>How long one answer of the signer may take; then signing fails. Two minutes by default; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> waits as long as it takes.</summary>
    public TimeSpan SignerTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The time of actions without one of their own, and of the check that the certificate is valid.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Fills a buffer with random bytes: identifiers and salts. The operating system's generator by default.</summary>
    public Action<Memory<byte>> Randomness { get; init; } = buffer => RandomNumberGenerator.Fill(buffer.Span);

    /// <summary>How an input that becomes an ingredient is validated: trust lists, limits. Its clock is <see cref="Clock"/>.</summary>
    public ValidationOptions IngredientValidation { get; init; } = new();
}
