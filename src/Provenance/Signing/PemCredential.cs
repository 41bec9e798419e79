using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>Reads certificate chains and private keys from PEM text (RFC 7468). The platform's own reader refuses Ed25519 keys, so the blocks are read here.</summary>
internal static class PemCredential
{
    /// <summary>Every CERTIFICATE block in order.</summary>
    /// <exception cref="SigningException">There is none, or one cannot be read.</exception>
    public static IReadOnlyList<X509Certificate2> ReadCertificates(string pem)
    {
        var chain = new List<X509Certificate2>();
        foreach (var (label, der) in PemBlock.All(pem))
        {
            if (label != "CERTIFICATE")
            {
                continue;
            }

            try
            {
                chain.Add(X509CertificateLoader.LoadCertificate(der));
            }
            catch (CryptographicException e)
            {
                throw Invalid($"Certificate {chain.Count + 1} of the chain cannot be read: {e.Message}", e);
            }
        }

        return chain.Count > 0 ? chain : throw Invalid("The certificate chain holds no CERTIFICATE block in PEM form.");
    }

    /// <summary>Makes a signer from the first private key block.</summary>
    /// <exception cref="SigningException">There is none, it is encrypted, or of a kind that C2PA does not allow.</exception>
    public static ClaimSigner ReadSigner(string pem, IReadOnlyList<X509Certificate2> chain, SigningAlgorithm? algorithm, TimestampAuthority? authority)
    {
        foreach (var (label, der) in PemBlock.All(pem))
        {
            try
            {
                switch (label)
                {
                    case "PRIVATE KEY":
                        return FromPkcs8(der, chain, algorithm, authority);
                    case "EC PRIVATE KEY":
                        var ecdsa = ECDsa.Create();
                        ecdsa.ImportECPrivateKey(der, out _);
                        return ClaimSigner.FromKey(ecdsa, chain, algorithm, authority);
                    case "RSA PRIVATE KEY":
                        return FromRsa(der, chain, algorithm, authority);
                    case "ENCRYPTED PRIVATE KEY":
                        throw Invalid("The private key is encrypted; decrypt it first, for example with: openssl pkey -in KEY -out PLAIN");
                    default:
                        break;
                }
            }
            catch (Exception e) when (e is CryptographicException or AsnContentException)
            {
                throw Invalid("The private key cannot be read: " + e.Message, e);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(der);
            }
        }

        throw Invalid("The private key file holds no PRIVATE KEY block in PEM form.");
    }

    private static ClaimSigner FromPkcs8(byte[] der, IReadOnlyList<X509Certificate2> chain, SigningAlgorithm? algorithm, TimestampAuthority? authority)
    {
        // PrivateKeyInfo (RFC 5958): version, algorithm, key, and more that does not matter here.
        var sequence = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        sequence.ReadIntegerBytes();
        var kind = AlgorithmIdentifier.Read(sequence);
        byte[] content = sequence.ReadOctetString();
        switch (kind.Oid)
        {
            case Oids.EcPublicKey:
                var ecdsa = ECDsa.Create();
                ecdsa.ImportPkcs8PrivateKey(der, out _);
                return ClaimSigner.FromKey(ecdsa, chain, algorithm, authority);
            case Oids.RsaEncryption or Oids.RsassaPss:
                // An id-RSASSA-PSS key is not imported by the platform as such; inside is an RSA key like any other.
                return FromRsa(content, chain, algorithm, authority);
            case Oids.Ed25519:
                return FromEd25519(new AsnReader(content, AsnEncodingRules.DER).ReadOctetString(), chain, algorithm, authority);
            default:
                throw Invalid($"C2PA does not allow keys of the kind {kind.Oid}: use an EC key on P-256, P-384 or P-521, an RSA key or an Ed25519 key.");
        }
    }

    private static ClaimSigner FromRsa(byte[] der, IReadOnlyList<X509Certificate2> chain, SigningAlgorithm? algorithm, TimestampAuthority? authority)
    {
        var rsa = RSA.Create();
        rsa.ImportRSAPrivateKey(der, out _);
        return ClaimSigner.FromKey(rsa, chain, algorithm, authority);
    }

    private static Ed25519KeySigner FromEd25519(byte[] key, IReadOnlyList<X509Certificate2> chain, SigningAlgorithm? algorithm, TimestampAuthority? authority)
    {
        if (algorithm is not null && algorithm != SigningAlgorithm.Ed25519)
        {
            throw Invalid($"An Ed25519 key cannot sign with {algorithm}.");
        }

        if (!OpenSslEd25519.IsSupported)
        {
            throw Invalid("Ed25519 needs OpenSSL's libcrypto (1.1.1 or later), which was not found on this machine.");
        }

        SignerKey.RequireMatch(OpenSslEd25519.PublicKeyOf(key), chain);
        return new Ed25519KeySigner(key, SignerKey.WithoutRoot(chain)) { TimestampAuthority = authority };
    }

    private static SigningException Invalid(string message, Exception? inner = null) => new(SigningFault.InvalidCredential, message, inner);
}
