using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>
/// A root and a signer's certificate made on the spot, for development and demonstration. Both say so in their names; nobody else trusts them.
/// They follow the certificate profile (§14.5.1.1), so that what is signed with them differs from production in trust only.
/// </summary>
public sealed class DevelopmentCredential
{
    private const string Mark = "DEVELOPMENT - not for production";

    private DevelopmentCredential(
        SigningAlgorithm algorithm, X509Certificate2 root, X509Certificate2 certificate, string privateKeyPem, X509Certificate2 timestampCertificate, string timestampPrivateKeyPem)
    {
        Algorithm = algorithm;
        Root = root;
        Certificate = certificate;
        PrivateKeyPem = privateKeyPem;
        TimestampChainPem = timestampCertificate.ExportCertificatePem() + "\n";
        TimestampPrivateKeyPem = timestampPrivateKeyPem;
    }

    /// <summary>The algorithm the key is for.</summary>
    public SigningAlgorithm Algorithm { get; }

    /// <summary>The root: the trust anchor for what is signed with this credential.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>The signer's certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The signer's certificate as PEM, the chain that signing takes (the root is left out, §14.5).</summary>
    public string CertificateChainPem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>The signer's private key as unencrypted PKCS#8 PEM.</summary>
    public string PrivateKeyPem { get; }

    /// <summary>The root as PEM, for <c>--trust</c>.</summary>
    public string RootPem => Root.ExportCertificatePem() + "\n";

    /// <summary>A trust list with the root alone.</summary>
    public TrustList TrustList => new(new TrustAnchor(Root, TrustList.SignerUsages, Source: Mark));

    /// <summary>The certificate of a time-stamp authority under the same root, as PEM, for <see cref="DevelopmentTimestampAuthority"/>.</summary>
    public string TimestampChainPem { get; }

    /// <summary>The authority's private key as unencrypted PKCS#8 PEM.</summary>
    public string TimestampPrivateKeyPem { get; }

    /// <summary>A trust list with the root alone, for time-stamps.</summary>
    public TrustList TimestampTrustList => new(new TrustAnchor(Root, TrustList.TimestampUsages, Source: Mark));

    /// <summary>Makes a root, a signer's certificate and one of a time-stamp authority. The root's own key is thrown away.</summary>
    /// <param name="algorithm">The signer's algorithm.</param>
    /// <param name="notBefore">Start of validity; whole seconds count.</param>
    /// <param name="notAfter">End of validity.</param>
    /// <param name="name">A name for the signer, shown to those who verify; the mark is added.</param>
    /// <exception cref="PlatformNotSupportedException">Ed25519 was asked for and OpenSSL's libcrypto is not installed.</exception>
    public static DevelopmentCredential Create(SigningAlgorithm algorithm, DateTimeOffset notBefore, DateTimeOffset notAfter, string name = "Provenance")
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(notAfter, notBefore);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var generator = X509SignatureGenerator.CreateForECDsa(rootKey);
        var rootRequest = new CertificateRequest(Name($"{name} development root", name), generator.PublicKey, HashAlgorithmName.SHA256);
        var rootIdentifier = new X509SubjectKeyIdentifierExtension(generator.PublicKey, critical: false);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        rootRequest.CertificateExtensions.Add(rootIdentifier);
        var root = rootRequest.Create(rootRequest.SubjectName, generator, notBefore, notAfter, SerialNumber());

        var (publicKey, privateKeyPem) = GenerateKey(algorithm);

        // Validators before 2.3 look for emailProtection, later ones for claimSigning (§14.4.1).
        var certificate = Issue($"{name} development signer", publicKey, new X509EnhancedKeyUsageExtension([new Oid(ExtendedKeyUsage.ClaimSigning), new Oid(ExtendedKeyUsage.EmailProtection)], critical: false));

        // RFC 3161 §2.3: this usage alone, and critical.
        var (timestampKey, timestampKeyPem) = GenerateKey(SigningAlgorithm.ES256);
        var timestampCertificate = Issue($"{name} development time-stamp authority", timestampKey, new X509EnhancedKeyUsageExtension([new Oid(ExtendedKeyUsage.TimeStamping)], critical: true));
        return new DevelopmentCredential(algorithm, root, certificate, privateKeyPem, timestampCertificate, timestampKeyPem);

        X509Certificate2 Issue(string commonName, PublicKey key, X509EnhancedKeyUsageExtension usage)
        {
            var request = new CertificateRequest(Name(commonName, name), key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
            request.CertificateExtensions.Add(usage);
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(rootIdentifier));
            return request.Create(root.SubjectName, generator, notBefore, notAfter, SerialNumber());
        }
    }

    /// <summary>Makes a signer from the credential.</summary>
    /// <param name="timestampAuthority">Where time-stamps come from, or null for none.</param>
    public ClaimSigner CreateSigner(TimestampAuthority? timestampAuthority = null) => ClaimSigner.FromPem(CertificateChainPem, PrivateKeyPem, Algorithm, timestampAuthority);

    private static (PublicKey PublicKey, string PrivateKeyPem) GenerateKey(SigningAlgorithm algorithm)
    {
        if (algorithm.IsEcdsa)
        {
            var curve = algorithm == SigningAlgorithm.ES256 ? ECCurve.NamedCurves.nistP256
                : algorithm == SigningAlgorithm.ES384 ? ECCurve.NamedCurves.nistP384
                : ECCurve.NamedCurves.nistP521;
            using var ecdsa = ECDsa.Create(curve);
            return (new PublicKey(ecdsa), ecdsa.ExportPkcs8PrivateKeyPem() + "\n");
        }

        if (algorithm.IsRsaPss)
        {
            using var rsa = RSA.Create(SignatureVerifier.MinRsaBits);
            return (new PublicKey(rsa), rsa.ExportPkcs8PrivateKeyPem() + "\n");
        }

        byte[] key = OpenSslEd25519.GeneratePrivateKey();
        byte[] pkcs8 = Ed25519SignatureGenerator.ToPkcs8(key);
        return (Ed25519SignatureGenerator.ToPublicKey(OpenSslEd25519.PublicKeyOf(key)), PemEncoding.WriteString("PRIVATE KEY", pkcs8) + "\n");
    }

    private static X500DistinguishedName Name(string commonName, string organization)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        builder.AddOrganizationalUnitName(Mark);
        builder.AddOrganizationName($"{organization} ({Mark})");
        return builder.Build();
    }

    // RFC 5280 §4.1.2.2: positive, at most 20 octets.
    private static byte[] SerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
