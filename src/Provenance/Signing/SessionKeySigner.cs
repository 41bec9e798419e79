using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>
/// The private half of a session key: signs the segments of a live video (§19.4.4). Derive from this class when it is not in the process. One stream signs
/// with it at a time; an implementation need not be safe to use from several threads.
/// </summary>
public abstract class SessionKeySigner : IDisposable
{
    /// <summary>The algorithm of the signatures; any that C2PA allows for claims (§19.4.4.1).</summary>
    public abstract SigningAlgorithm Algorithm { get; }

    /// <summary>The public half as DER (subjectPublicKeyInfo, RFC 5280 §4.1.2.7).</summary>
    public abstract ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Signs a message. What completes at once keeps the signing of a segment on the calling thread.</summary>
    /// <param name="message">The COSE Sig_structure; good until the answer is there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The signature as COSE wants it: r‖s for ECDSA, the plain value for RSA-PSS and Ed25519.</returns>
    protected internal abstract ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Makes a new key in this process.</summary>
    /// <param name="algorithm">ES256 when null; each elliptic curve goes with its own hash: P-256, P-384, P-521. RSA keys are too slow for segments and are not made.</param>
    /// <exception cref="PlatformNotSupportedException">Ed25519 was asked for: .NET has none, and OpenSSL's libcrypto is not installed.</exception>
    /// <exception cref="ArgumentException">An RSA algorithm was asked for.</exception>
    public static SessionKeySigner Generate(SigningAlgorithm? algorithm = null)
    {
        algorithm ??= SigningAlgorithm.ES256;
        if (algorithm.IsRsaPss)
        {
            throw new ArgumentException("RSA keys are not made for sessions: their signatures take longer than hashing a segment. Derive from SessionKeySigner to use one.", nameof(algorithm));
        }

        return algorithm.IsEcdsa ? new EcdsaSessionKey(algorithm) : new Ed25519SessionKey();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Forgets the private key.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    private sealed class EcdsaSessionKey : SessionKeySigner
    {
        private readonly ECDsa _key;

        public EcdsaSessionKey(SigningAlgorithm algorithm)
        {
            Algorithm = algorithm;
            _key = ECDsa.Create(
                algorithm == SigningAlgorithm.ES256 ? ECCurve.NamedCurves.nistP256
                : algorithm == SigningAlgorithm.ES384 ? ECCurve.NamedCurves.nistP384
                : ECCurve.NamedCurves.nistP521);
            SubjectPublicKeyInfo = _key.ExportSubjectPublicKeyInfo();
        }

        public override SigningAlgorithm Algorithm { get; }

        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            new(_key.SignData(message.Span, Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

        protected override void Dispose(bool disposing) => _key.Dispose();
    }

    private sealed class Ed25519SessionKey : SessionKeySigner
    {
        private readonly byte[] _key = OpenSslEd25519.GeneratePrivateKey();

        public Ed25519SessionKey() =>
            SubjectPublicKeyInfo = Ed25519SignatureGenerator.ToPublicKey(OpenSslEd25519.PublicKeyOf(_key)).ExportSubjectPublicKeyInfo();

        public override SigningAlgorithm Algorithm => SigningAlgorithm.Ed25519;

        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            new(OpenSslEd25519.Sign(_key, message.Span));

        protected override void Dispose(bool disposing) => CryptographicOperations.ZeroMemory(_key);
    }
}
