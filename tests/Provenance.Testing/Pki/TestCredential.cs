using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>A certificate with its chain and its private key.</summary>
/// <param name="Certificate">The certificate, without a private key.</param>
/// <param name="Chain">The certificate first, then the intermediates; the root is left out (§14.6).</param>
/// <param name="Key">The private key.</param>
/// <param name="Algorithm">The algorithm it signs claims with.</param>
public sealed record TestCredential(X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Chain, TestKey Key, SigningAlgorithm Algorithm)
{
    /// <summary>The chain as PEM.</summary>
    public string ChainPem => string.Concat(Chain.Select(c => c.ExportCertificatePem() + "\n"));

    /// <summary>The private key as PEM.</summary>
    public string PrivateKeyPem => Key.PrivateKeyPem;

    /// <summary>A new claim signer with this credential.</summary>
    public ClaimSigner CreateSigner(TimestampAuthority? timestampAuthority = null) => ClaimSigner.FromPem(ChainPem, PrivateKeyPem, Algorithm, timestampAuthority);

    /// <summary>The certificate together with its private key, as the time-stamp and CMS types of .NET want it; ECDSA and RSA only.</summary>
    public X509Certificate2 WithPrivateKey() => Key.Algorithm switch
    {
        System.Security.Cryptography.ECDsa ecdsa => Certificate.CopyWithPrivateKey(ecdsa),
        System.Security.Cryptography.RSA rsa => Certificate.CopyWithPrivateKey(rsa),
        _ => throw new NotSupportedException(".NET has no Ed25519 keys."),
    };

    /// <summary>Writes chain and key as PEM files into the folder and returns their paths.</summary>
    public (string ChainPath, string KeyPath) WriteTo(TempFolder folder, string name = "signer") =>
        (folder.Write(name + ".pem", ChainPem), folder.Write(name + ".key", PrivateKeyPem));
}
