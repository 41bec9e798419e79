using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>
/// A throw-away public key infrastructure: root, intermediate, and certificates as a test wants them. Keys are made at run time and never stored.
/// Everything is valid from <see cref="ValidFrom"/> to <see cref="ValidTo"/> unless a profile says otherwise, so both the pinned
/// <see cref="Now"/> and the real clock (which other people's verifiers use) are inside.
/// </summary>
public sealed class TestPki
{
    private readonly ConcurrentDictionary<(SigningAlgorithm Algorithm, TestProfile Profile), Lazy<TestCredential>> _credentials = new();

    /// <summary>Makes an infrastructure with keys of its own.</summary>
    /// <param name="name">Part of the names of its authorities.</param>
    /// <param name="authorityKey">The kind of key of root and intermediate.</param>
    public TestPki(string name = "Test", TestKeyKind authorityKey = TestKeyKind.P256)
    {
        RootKey = TestKey.Create(authorityKey);
        IntermediateKey = TestKey.Create(authorityKey);
        Root = Certify(
            TestProfile.Authority with { CommonName = $"{name} root", SelfSigned = true, NotBefore = ValidFrom.AddYears(-1), NotAfter = ValidTo.AddYears(1) }, RootKey, null, RootKey);
        Intermediate = Certify(TestProfile.Authority with { CommonName = $"{name} intermediate", PathLength = 0 }, IntermediateKey, Root, RootKey);
    }

    /// <summary>The time that tests pin.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The start of the usual validity.</summary>
    public static DateTimeOffset ValidFrom { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The end of the usual validity.</summary>
    public static DateTimeOffset ValidTo { get; } = new(2045, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A clock that shows <see cref="Now"/>.</summary>
    public static TimeProvider Clock { get; } = new FixedClock(Now);

    /// <summary>One for tests that need no other: the keys are made once per test run.</summary>
    public static TestPki Default => LazyDefault.Value;

    /// <summary>One whose root nobody trusts, for tests that need a stranger.</summary>
    public static TestPki Stranger => LazyStranger.Value;

    private static readonly Lazy<TestPki> LazyDefault = new(() => new TestPki());

    private static readonly Lazy<TestPki> LazyStranger = new(() => new TestPki("Stranger's"));

    /// <summary>The root.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>The root's key.</summary>
    public TestKey RootKey { get; }

    /// <summary>The intermediate that issues everything below.</summary>
    public X509Certificate2 Intermediate { get; }

    /// <summary>The intermediate's key.</summary>
    public TestKey IntermediateKey { get; }

    /// <summary>A trust list with the root as an anchor for signers.</summary>
    public TrustList SignerTrust => new(new TrustAnchor(Root, TrustList.SignerUsages, Source: "test root"));

    /// <summary>A trust list with the root as an anchor for time-stamp authorities.</summary>
    public TrustList TimestampTrust => new(new TrustAnchor(Root, TrustList.TimestampUsages, Source: "test root"));

    /// <summary>A signing credential; the same one for the same question.</summary>
    /// <param name="algorithm">The algorithm; ES256 when null.</param>
    /// <param name="profile">What the certificate says; <see cref="TestProfile.Signer"/> when null.</param>
    public TestCredential Signer(SigningAlgorithm? algorithm = null, TestProfile? profile = null)
    {
        (SigningAlgorithm, TestProfile) question = (algorithm ?? SigningAlgorithm.ES256, profile ?? TestProfile.Signer);
        return _credentials.GetOrAdd(question, q => new Lazy<TestCredential>(() => Issue(q.Algorithm, q.Profile))).Value;
    }

    /// <summary>A time-stamp authority's credential (ECDSA on P-256 with SHA-256 unless said otherwise).</summary>
    public TestCredential Tsa(SigningAlgorithm? algorithm = null, TestProfile? profile = null) => Signer(algorithm, profile ?? TestProfile.Tsa);

    /// <summary>An OCSP responder's credential, issued by the intermediate as RFC 6960 wants it.</summary>
    public TestCredential OcspResponder(TestProfile? profile = null) => Signer(SigningAlgorithm.ES256, profile ?? TestProfile.OcspResponder);

    /// <summary>Issues a new credential under the intermediate.</summary>
    public TestCredential Issue(SigningAlgorithm algorithm, TestProfile profile)
    {
        TestKey key = TestKey.Create(profile.Key ?? TestKey.UsualFor(algorithm));
        X509Certificate2 certificate = profile.SelfSigned ? Certify(profile, key, null, key) : Certify(profile, key, Intermediate, IntermediateKey);
        return new TestCredential(certificate, profile.SelfSigned ? [certificate] : [certificate, Intermediate], key, algorithm);
    }

    /// <summary>A second infrastructure under the same root: another intermediate with its own profile (expired, wrong EKU, without CA flag, …).</summary>
    /// <param name="profile">What the intermediate's certificate says.</param>
    /// <param name="algorithm">The leaf's algorithm; ES256 when null.</param>
    /// <param name="leaf">What the leaf's certificate says.</param>
    public TestCredential IssueUnder(TestProfile profile, SigningAlgorithm? algorithm = null, TestProfile? leaf = null)
    {
        algorithm ??= SigningAlgorithm.ES256;
        leaf ??= TestProfile.Signer;
        TestKey intermediateKey = TestKey.Create(profile.Key ?? TestKeyKind.P256);
        X509Certificate2 intermediate = Certify(profile, intermediateKey, Root, RootKey);
        TestKey key = TestKey.Create(leaf.Key ?? TestKey.UsualFor(algorithm));
        X509Certificate2 certificate = Certify(leaf, key, intermediate, intermediateKey);
        return new TestCredential(certificate, [certificate, intermediate], key, algorithm);
    }

    /// <summary>Makes one certificate.</summary>
    /// <param name="profile">What it says.</param>
    /// <param name="key">The subject's key.</param>
    /// <param name="issuer">The issuer's certificate, or null for a self-signed one.</param>
    /// <param name="issuerKey">The issuer's key.</param>
    public static X509Certificate2 Certify(TestProfile profile, TestKey key, X509Certificate2? issuer, TestKey issuerKey)
    {
        var names = new X500DistinguishedNameBuilder();
        if (profile.Organization is not null)
        {
            names.AddOrganizationName(profile.Organization);
        }

        names.AddCommonName(profile.CommonName);
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
        X500DistinguishedName subject = names.Build();
        var request = new CertificateRequest(subject, publicKey, profile.IssuerHash);
        foreach (X509Extension extension in Extensions(profile, publicKey, issuer))
        {
            request.CertificateExtensions.Add(extension);
        }

        byte[] serial = profile.SerialNumber?.ToArray() ?? RandomNumberGenerator.GetBytes(16);
        if (profile.SerialNumber is null)
        {
            serial[0] = (byte)((serial[0] & 0x3f) | 0x40); // positive, and always sixteen bytes
        }

        X509SignatureGenerator generator = profile.IssuerHash == HashAlgorithmName.SHA1 ? new EcdsaSha1SignatureGenerator(issuerKey) : issuerKey.SignatureGenerator;
        X509Certificate2 certificate = request.Create(issuer?.SubjectName ?? subject, generator, profile.NotBefore, profile.NotAfter, serial);
        return profile.IsVersion1 ? ToVersion1(certificate, issuerKey, profile.IssuerHash) : certificate;
    }

    // .NET makes version 3 only: the same content without version and extensions, signed again.
    private static X509Certificate2 ToVersion1(X509Certificate2 certificate, TestKey issuerKey, HashAlgorithmName hash)
    {
        AsnReader outer = new AsnReader(certificate.RawData, AsnEncodingRules.DER).ReadSequence();
        AsnReader body = outer.ReadSequence();
        ReadOnlyMemory<byte> algorithm = outer.ReadEncodedValue();
        var tbs = new AsnWriter(AsnEncodingRules.DER);
        using (tbs.PushSequence())
        {
            while (body.HasData)
            {
                bool isOfVersion3 = body.PeekTag().TagClass == TagClass.ContextSpecific;
                ReadOnlyMemory<byte> value = body.ReadEncodedValue();
                if (!isOfVersion3)
                {
                    tbs.WriteEncodedValue(value.Span);
                }
            }
        }

        var whole = new AsnWriter(AsnEncodingRules.DER);
        using (whole.PushSequence())
        {
            whole.WriteEncodedValue(tbs.Encode());
            whole.WriteEncodedValue(algorithm.Span);
            whole.WriteBitString(issuerKey.SignatureGenerator.SignData(tbs.Encode(), hash));
        }

        return X509CertificateLoader.LoadCertificate(whole.Encode());
    }

    private static IEnumerable<X509Extension> Extensions(TestProfile profile, PublicKey publicKey, X509Certificate2? issuer)
    {
        if (profile.IsAuthority is { } isAuthority)
        {
            yield return new X509BasicConstraintsExtension(isAuthority, profile.PathLength is not null, profile.PathLength ?? 0, critical: true);
        }

        if (profile.KeyUsage is { } keyUsage)
        {
            yield return new X509KeyUsageExtension(keyUsage, critical: true);
        }

        if (profile.ExtendedKeyUsages is { } usages)
        {
            yield return new X509EnhancedKeyUsageExtension([.. usages.Select(u => new Oid(u))], profile.ExtendedKeyUsageCritical);
        }

        if (profile.SubjectKeyIdentifier)
        {
            yield return new X509SubjectKeyIdentifierExtension(publicKey, critical: false);
        }

        if (profile.AuthorityKeyIdentifier && issuer?.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } issuerKeyIdentifier)
        {
            yield return X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuerKeyIdentifier);
        }

        foreach (X509Extension extension in profile.MoreExtensions)
        {
            yield return extension;
        }
    }
}
