namespace Provenance;

/// <summary>
/// Verifies Ed25519 signatures (RFC 8032). .NET has no Ed25519 of its own: OpenSSL's libcrypto is used where it is installed, and an
/// application may plug in another implementation through <see cref="ValidationOptions"/>. Implementations are safe to use from several threads.
/// </summary>
public abstract class Ed25519Verifier
{
    /// <summary>The implementation over OpenSSL's libcrypto, or null where that is not installed.</summary>
    public static Ed25519Verifier? Platform => Cryptography.OpenSslEd25519.IsSupported ? Cryptography.OpenSslEd25519.Verifier : null;

    /// <summary>Verifies a signature.</summary>
    /// <param name="publicKey">32 bytes.</param>
    /// <param name="message">The message, not a hash of it.</param>
    /// <param name="signature">64 bytes.</param>
    /// <returns>Whether the signature is correct; false for wrong lengths and invalid keys too.</returns>
    public abstract bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
