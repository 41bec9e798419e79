using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>Which algorithm a key signs with, and whether it is the key of the certificate.</summary>
internal static class SignerKey
{
    /// <summary>The algorithm that follows from a key (§13.2.1): P-256 → ES256, P-384 → ES384, P-521 → ES512, RSA → PS256.</summary>
    /// <exception cref="SigningException">The key, or the algorithm asked for, is not allowed.</exception>
    public static SigningAlgorithm AlgorithmOf(AsymmetricAlgorithm key, SigningAlgorithm? wanted)
    {
        SigningAlgorithm natural = key switch
        {
            ECDsa ecdsa => ecdsa.KeySize switch
            {
                256 => SigningAlgorithm.ES256,
                384 => SigningAlgorithm.ES384,
                521 => SigningAlgorithm.ES512,
                _ => throw Invalid($"An EC key of {ecdsa.KeySize} bits is not allowed: use P-256, P-384 or P-521 (§13.2.1)."),
            },
            RSA { KeySize: >= SignatureVerifier.MinRsaBits and <= SignatureVerifier.MaxRsaBits } => SigningAlgorithm.PS256,
            RSA rsa => throw Invalid($"An RSA key of {rsa.KeySize} bits is not allowed: use 2048 to 16384 (§13.2.1)."),
            _ => throw Invalid($"Keys of the kind {key.GetType().Name} are not allowed: use ECDSA or RSA."),
        };
        if (wanted is null)
        {
            return natural;
        }

        return wanted.IsEcdsa == natural.IsEcdsa && wanted.IsRsaPss == natural.IsRsaPss
            ? wanted
            : throw Invalid($"The key cannot sign with {wanted}; {natural} fits it.");
    }

    /// <summary>Compares the public part of a key with the signer's certificate.</summary>
    /// <exception cref="SigningException">They differ.</exception>
    public static void RequireMatch(AsymmetricAlgorithm key, IReadOnlyList<X509Certificate2> chain)
    {
        var certificate = Leaf(chain);
        bool same = key switch
        {
            // The curve's parameters may be encoded differently by different platforms; the point is what identifies the key.
            ECDsa ecdsa when certificate.Kind == PublicKeyKind.EllipticCurve => PointOf(ecdsa).AsSpan().SequenceEqual(certificate.Key.Span),
            RSA rsa when certificate.Kind is PublicKeyKind.Rsa or PublicKeyKind.RsaPss => rsa.ExportRSAPublicKey().AsSpan().SequenceEqual(certificate.Key.Span),
            _ => false,
        };
        Require(same);
    }

    /// <summary>Compares a raw Ed25519 public key with the signer's certificate.</summary>
    /// <exception cref="SigningException">They differ.</exception>
    public static void RequireMatch(ReadOnlySpan<byte> publicKey, IReadOnlyList<X509Certificate2> chain)
    {
        var certificate = Leaf(chain);
        Require(certificate.Kind == PublicKeyKind.Ed25519 && publicKey.SequenceEqual(certificate.Key.Span));
    }

    /// <summary>The key of the signer's certificate.</summary>
    /// <exception cref="SigningException">There is no certificate, or it cannot be read.</exception>
    public static PublicKeyInfo Leaf(IReadOnlyList<X509Certificate2> chain)
    {
        if (chain.Count == 0)
        {
            throw Invalid("The certificate chain is empty.");
        }

        try
        {
            return ParsedCertificate.From(chain[0]).PublicKey;
        }
        catch (ArgumentException e)
        {
            throw Invalid(e.Message, e);
        }
    }

    /// <summary>The chain as it is written: a self-signed root at its end is left out (§14.5), whoever trusts it has it.</summary>
    public static IReadOnlyList<X509Certificate2> WithoutRoot(IReadOnlyList<X509Certificate2> chain) =>
        chain.Count > 1 && chain[^1].SubjectName.RawData.AsSpan().SequenceEqual(chain[^1].IssuerName.RawData) ? [.. chain.Take(chain.Count - 1)] : chain;

    private static byte[] PointOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    private static void Require(bool same)
    {
        if (!same)
        {
            throw Invalid("The private key does not match the signer's certificate: the first certificate of the chain must be the one issued for this key.");
        }
    }

    private static SigningException Invalid(string message, Exception? inner = null) => new(SigningFault.InvalidCredential, message, inner);
}
