using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance;

/// <summary>
/// Signs claims with one credential. The private key need not be in the process: derive from this class, or from
/// <see cref="DigestClaimSigner"/> for services that sign digests. Implementations are safe to use from several threads.
/// </summary>
public abstract class ClaimSigner
{
    /// <summary>The algorithm of the signatures.</summary>
    public abstract SigningAlgorithm Algorithm { get; }

    /// <summary>The signer's certificate first, then every intermediate; the root is left out (§14.6).</summary>
    public abstract IReadOnlyList<X509Certificate2> CertificateChain { get; }

    /// <summary>Where time-stamps come from, or null for none.</summary>
    public TimestampAuthority? TimestampAuthority { get; init; }

    /// <summary>Signs a message.</summary>
    /// <param name="message">The COSE Sig_structure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The signature as COSE wants it: r‖s for ECDSA, the plain value for RSA-PSS and Ed25519.</returns>
    protected internal abstract ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Makes a signer from a PEM certificate chain and an unencrypted PEM private key; the algorithm follows from the key (P-256 → ES256, RSA → PS256, Ed25519).</summary>
    /// <param name="certificateChainPath">A file with one or more CERTIFICATE blocks, the signer's first.</param>
    /// <param name="privateKeyPath">A file with a PKCS#8, EC or RSA private key block.</param>
    /// <param name="algorithm">The algorithm, or null to follow the key.</param>
    /// <param name="timestampAuthority">Where time-stamps come from, or null for none.</param>
    /// <exception cref="SigningException">A file cannot be used, or the key does not match the certificate.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ClaimSigner FromPemFiles(string certificateChainPath, string privateKeyPath, SigningAlgorithm? algorithm = null, TimestampAuthority? timestampAuthority = null) =>
        FromPem(File.ReadAllText(certificateChainPath), File.ReadAllText(privateKeyPath), algorithm, timestampAuthority);

    /// <summary>Makes a signer from PEM text, see <see cref="FromPemFiles"/>.</summary>
    /// <param name="certificateChain">One or more CERTIFICATE blocks, the signer's first; a self-signed root at the end is left out (§14.5).</param>
    /// <param name="privateKey">A PKCS#8, EC or RSA private key block.</param>
    /// <param name="algorithm">The algorithm, or null to follow the key.</param>
    /// <param name="timestampAuthority">Where time-stamps come from, or null for none.</param>
    /// <exception cref="SigningException">The text cannot be used, or the key does not match the certificate.</exception>
    public static ClaimSigner FromPem(string certificateChain, string privateKey, SigningAlgorithm? algorithm = null, TimestampAuthority? timestampAuthority = null)
    {
        ArgumentNullException.ThrowIfNull(certificateChain);
        ArgumentNullException.ThrowIfNull(privateKey);
        return PemCredential.ReadSigner(privateKey, PemCredential.ReadCertificates(certificateChain), algorithm, timestampAuthority);
    }

    /// <summary>Makes a signer from any <see cref="ECDsa"/> or <see cref="RSA"/> object (a key in a hardware module, say). The caller keeps owning the key.</summary>
    /// <param name="key">The private key.</param>
    /// <param name="certificateChain">The signer's certificate first; a self-signed root at the end is left out (§14.5).</param>
    /// <param name="algorithm">The algorithm, or null to follow the key.</param>
    /// <param name="timestampAuthority">Where time-stamps come from, or null for none.</param>
    /// <exception cref="SigningException">The key is not allowed, or does not match the certificate.</exception>
    public static ClaimSigner FromKey(
        AsymmetricAlgorithm key, IReadOnlyList<X509Certificate2> certificateChain, SigningAlgorithm? algorithm = null, TimestampAuthority? timestampAuthority = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(certificateChain);
        var effective = SignerKey.AlgorithmOf(key, algorithm);
        SignerKey.RequireMatch(key, certificateChain);
        return new PrivateKeySigner(key, SignerKey.WithoutRoot(certificateChain), effective) { TimestampAuthority = timestampAuthority };
    }
}
