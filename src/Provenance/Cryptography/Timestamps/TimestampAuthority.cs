using System.Security.Cryptography;

namespace Provenance;

/// <summary>A time-stamp authority (RFC 3161) as signing uses it.</summary>
public abstract class TimestampAuthority
{
    /// <summary>A name for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Asks for a time-stamp over the message.</summary>
    /// <param name="message">What is time-stamped; the authority sees only its hash.</param>
    /// <param name="hash">The imprint's hash algorithm.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The DER of the time-stamp token (CMS ContentInfo), checked against the request: nonce, imprint, signature.</returns>
    /// <exception cref="TimestampException">No proper answer came.</exception>
    public abstract Task<ReadOnlyMemory<byte>> TimestampAsync(ReadOnlyMemory<byte> message, HashAlgorithmName hash, CancellationToken cancellationToken);
}

/// <summary>A time-stamp authority did not answer, or not properly.</summary>
public sealed class TimestampException(string message, Exception? innerException = null) : Exception(message, innerException);
