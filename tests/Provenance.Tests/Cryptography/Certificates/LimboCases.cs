using System.Security.Cryptography.X509Certificates;
using Provenance.Testing;
using static Provenance.Tests.Cryptography.DraftExtensions;

namespace Provenance.Tests.Cryptography;

/// <summary>What becomes of a chain.</summary>
internal enum LimboVerdict
{
    /// <summary>A path to the anchor holds.</summary>
    Trusted,

    /// <summary>No path holds.</summary>
    Untrusted,

    /// <summary>A path holds, but not now.</summary>
    Outside,

    /// <summary>The signer's certificate breaks the profile, or a certificate cannot be read.</summary>
    Refused,
}

/// <summary>A chain, and what must become of it.</summary>
/// <param name="Leaf">The signer's certificate.</param>
/// <param name="Others">What comes with it.</param>
/// <param name="Anchors">What is trusted.</param>
internal sealed record LimboChain(byte[] Leaf, byte[][] Others, byte[][] Anchors)
{
    /// <summary>The time.</summary>
    public DateTimeOffset Time { get; init; } = TestPki.Now;
}

/// <summary>
/// The cases of x509-limbo that do not concern the names of TLS servers, after their meaning, with certificates under the C2PA profile. Where the
/// verdict is another than limbo's, the case says why.
/// </summary>
internal static class LimboCases
{
    private static readonly TestKey RootKey = TestKey.Create(TestKeyKind.P256);
    private static readonly TestKey CaKey = TestKey.Create(TestKeyKind.P256);
    private static readonly TestKey SecondKey = TestKey.Create(TestKeyKind.P256);
    private static readonly TestKey LeafKey = TestKey.Create(TestKeyKind.P256);
    private static readonly TestKey Rsa1024 = TestKey.Create(TestKeyKind.Rsa1024);
    private static readonly TestKey Secp256k1 = TestKey.Create(TestKeyKind.Secp256k1);

    private static CertificateDraft Root => new()
    {
        Subject = CertificateDraft.Name("limbo root"),
        Key = RootKey,
        Extensions = [Constraints(true), Usage(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign), SubjectKey(RootKey)],
    };

    private static CertificateDraft Ca => new()
    {
        Subject = CertificateDraft.Name("limbo authority"),
        Key = CaKey,
        Extensions = [Constraints(true), Usage(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign), SubjectKey(CaKey), AuthorityKey(RootKey)],
    };

    // Below the first authority.
    private static CertificateDraft Second => Ca with
    {
        Subject = CertificateDraft.Name("limbo second authority"),
        Issuer = CertificateDraft.Name("limbo authority"),
        Key = SecondKey,
        Extensions = [Constraints(true), Usage(X509KeyUsageFlags.KeyCertSign), SubjectKey(SecondKey), AuthorityKey(CaKey)],
    };

    private static CertificateDraft Leaf => new()
    {
        Issuer = CertificateDraft.Name("limbo authority"),
        Key = LeafKey,
        Extensions = [Constraints(false), Usage(X509KeyUsageFlags.DigitalSignature), Usages(false, ExtendedKeyUsage.ClaimSigning), SubjectKey(LeafKey), AuthorityKey(CaKey)],
    };

    private static CertificateDraft LeafOfRoot => Leaf.With(AuthorityKey(RootKey)) with { Issuer = Root.Subject };

    private static CertificateDraft LeafOfSecond => Leaf.With(AuthorityKey(SecondKey)) with { Issuer = Second.Subject };

    private static LimboChain Chain(CertificateDraft? leaf = null, CertificateDraft? ca = null, CertificateDraft? root = null, DateTimeOffset? time = null)
    {
        var authority = ca ?? Ca;
        return new((leaf ?? Leaf).Sign(authority.Key), [authority.Sign(RootKey)], [(root ?? Root).Sign(RootKey)]) { Time = time ?? TestPki.Now };
    }

    private static LimboChain Direct(CertificateDraft? leaf = null, CertificateDraft? root = null) => new((leaf ?? LeafOfRoot).Sign(RootKey), [], [(root ?? Root).Sign(RootKey)]);

    private static LimboChain Deep(CertificateDraft? ca = null, CertificateDraft? second = null, CertificateDraft? root = null, CertificateDraft? leaf = null) =>
        new((leaf ?? LeafOfSecond).Sign(SecondKey), [(second ?? Second).Sign(CaKey), (ca ?? Ca).Sign(RootKey)], [(root ?? Root).Sign(RootKey)]);

    private static LimboChain Given(byte[] leaf, params byte[][] others) => new(leaf, others, [Root.Sign(RootKey)]);

    private static LimboChain AnchoredIn(byte[] leaf) => new(leaf, [Ca.Sign(RootKey)], [leaf]);

    private static LimboChain Edited(Func<byte[], byte[]> edit)
    {
        var chain = Chain();
        return chain with { Leaf = edit(chain.Leaf) };
    }

    private static CertificateDraft Length(CertificateDraft draft, int length) => draft.With(Constraints(true, length));

    public static IReadOnlyDictionary<string, (LimboVerdict Verdict, Func<LimboChain> Chain)> All { get; } = Cases().ToDictionary(c => c.Name, c => (c.Verdict, c.Chain), StringComparer.Ordinal);

    private static IEnumerable<(string Name, LimboVerdict Verdict, Func<LimboChain> Chain)> Cases() => [.. PathLengthCases(), .. ConstraintCases(), .. UsageCases(), .. ValidityCases(), .. SignatureCases(), .. IdentifierCases(), .. NameCases(), .. ExtensionCases(), .. VersionCases(), .. ShapeCases()];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> PathLengthCases() =>
    [
        ("a signer right under the root", LimboVerdict.Trusted, () => Direct()),
        ("a signer under an authority", LimboVerdict.Trusted, () => Chain()),
        ("two authorities", LimboVerdict.Trusted, () => Deep()),
        ("path length 0 above a signer", LimboVerdict.Trusted, () => Chain(ca: Length(Ca, 0))),
        ("path length 0 above an authority", LimboVerdict.Untrusted, () => Deep(ca: Length(Ca, 0))),
        ("path length 1 above an authority", LimboVerdict.Trusted, () => Deep(ca: Length(Ca, 1))),
        ("path length 0 of the root above a signer", LimboVerdict.Trusted, () => Direct(root: Length(Root, 0))),
        ("path length 0 of the root above an authority", LimboVerdict.Untrusted, () => Chain(root: Length(Root, 0))),
        ("path length 1 of the root above two authorities", LimboVerdict.Untrusted, () => Deep(root: Length(Root, 1))),
        ("path length 2 of the root above two authorities", LimboVerdict.Trusted, () => Deep(root: Length(Root, 2))),
        ("a path length that grows below", LimboVerdict.Trusted, () => Deep(ca: Length(Ca, 1), second: Length(Second, 9))),
        ("a path length that grows below one that is used up", LimboVerdict.Untrusted, () => Deep(ca: Length(Ca, 0), second: Length(Second, 9))),
        ("a self-issued authority does not count", LimboVerdict.Trusted, () => SelfIssued(0)),
        ("a path length in the signer's certificate has no effect", LimboVerdict.Trusted, () => Chain(Leaf.With(Constraints(false, 0)))),
        ("a path length without being an authority", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(Constraints(false, 5)))),
        ("a negative path length", LimboVerdict.Refused, () => Chain(ca: Ca.With(Constraints(true, -1)))),
        ("a huge path length", LimboVerdict.Trusted, () => Deep(ca: Length(Ca, int.MaxValue))),
        ("six authorities", LimboVerdict.Trusted, () => Tower(6)),
        ("as many authorities as the limit leaves beside the signer", LimboVerdict.Trusted, () => Tower(ParserLimits.Default.MaxCertificatesInChain - 1)),
        ("more authorities than the limit", LimboVerdict.Untrusted, () => Tower(ParserLimits.Default.MaxCertificatesInChain)),
    ];

    private static LimboChain SelfIssued(int length)
    {
        // The authority's new key, certified by its old one under the same name.
        var old = Length(Ca, length);
        var renewed = Ca.With(SubjectKey(SecondKey)).With(AuthorityKey(CaKey)) with { Issuer = Ca.Subject, Key = SecondKey, Serial = [9] };
        return new(Leaf.With(AuthorityKey(SecondKey)).Sign(SecondKey), [renewed.Sign(CaKey), old.Sign(RootKey)], [Root.Sign(RootKey)]);
    }

    private static LimboChain Tower(int height)
    {
        var (others, issuer, key) = (new List<byte[]>(), Root.Subject, RootKey);
        for (int i = 0; i < height; i++)
        {
            var next = TestKey.Create(TestKeyKind.P256);
            var draft = Ca.With(SubjectKey(next)).With(AuthorityKey(key)) with { Subject = CertificateDraft.Name($"storey {i}"), Issuer = issuer, Key = next };
            others.Insert(0, draft.Sign(key));
            (issuer, key) = (draft.Subject, next);
        }

        return Given((Leaf.With(AuthorityKey(key)) with { Issuer = issuer }).Sign(key), [.. others]);
    }

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> ConstraintCases() =>
    [
        ("an authority without basic constraints", LimboVerdict.Untrusted, () => Chain(ca: Ca.Without(Bc))),
        ("an authority that says it is none", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(Constraints(false)))),
        ("an authority whose basic constraints are not critical", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(Constraints(true, critical: false)))),
        ("a root without basic constraints", LimboVerdict.Untrusted, () => Chain(root: Root.Without(Bc))),
        ("a root that says it is none", LimboVerdict.Untrusted, () => Chain(root: Root.With(Constraints(false)))),
        // limbo: failure. An anchor is trusted as it is (RFC 5280 §6.1.1 (d)); only its right to issue is looked at.
        ("a root whose basic constraints are not critical", LimboVerdict.Trusted, () => Chain(root: Root.With(Constraints(true, critical: false)))),
        ("a signer that is an authority", LimboVerdict.Refused, () => Chain(Leaf.With(Constraints(true)))),
        ("a signer without basic constraints", LimboVerdict.Trusted, () => Chain(Leaf.Without(Bc))),
        ("a signer whose basic constraints are not critical", LimboVerdict.Trusted, () => Chain(Leaf.With(Constraints(false, critical: false)))),
        ("basic constraints that cannot be read", LimboVerdict.Refused, () => Chain(ca: Ca.With(new(Bc, true, [1, 2, 3])))),
        ("basic constraints with bytes behind", LimboVerdict.Refused, () => Chain(Leaf.With(new(Bc, true, [0x30, 0, 0])))),
        ("a signer that issues a signer", LimboVerdict.Untrusted, () => Given((Leaf with { Issuer = Leaf.Subject, Subject = CertificateDraft.Name("victim") }).Sign(LeafKey), Leaf.Sign(CaKey), Ca.Sign(RootKey))),
    ];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> UsageCases() =>
    [
        ("an authority without key usage", LimboVerdict.Untrusted, () => Chain(ca: Ca.Without(Ku))),
        ("an authority that may not sign certificates", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(Usage(X509KeyUsageFlags.CrlSign)))),
        ("a root without key usage", LimboVerdict.Trusted, () => Chain(root: Root.Without(Ku))),
        ("a root that may not sign certificates", LimboVerdict.Untrusted, () => Chain(root: Root.With(Usage(X509KeyUsageFlags.CrlSign)))),
        ("a signer without key usage", LimboVerdict.Refused, () => Chain(Leaf.Without(Ku))),
        ("a signer that may sign certificates", LimboVerdict.Refused, () => Chain(Leaf.With(Usage(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign)))),
        ("a signer that may not sign", LimboVerdict.Refused, () => Chain(Leaf.With(Usage(X509KeyUsageFlags.KeyAgreement)))),
        ("a signer with non-repudiation as well", LimboVerdict.Trusted, () => Chain(Leaf.With(Usage(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)))),
        ("key usage that is not critical", LimboVerdict.Trusted, () => Chain(Leaf.With(Usage(X509KeyUsageFlags.DigitalSignature, critical: false)))),
        ("key usage of nothing", LimboVerdict.Refused, () => Chain(Leaf.With(new(Ku, true, [3, 1, 0])))),
        ("key usage that cannot be read", LimboVerdict.Refused, () => Chain(Leaf.With(new(Ku, true, [4, 1, 0])))),
        ("no extended key usage", LimboVerdict.Refused, () => Chain(Leaf.Without(Eku))),
        ("an empty extended key usage", LimboVerdict.Refused, () => Chain(Leaf.With(Usages()))),
        ("any extended key usage", LimboVerdict.Refused, () => Chain(Leaf.With(Usages(false, ExtendedKeyUsage.ClaimSigning, ExtendedKeyUsage.Any)))),
        ("time-stamping", LimboVerdict.Refused, () => Chain(Leaf.With(Usages(false, ExtendedKeyUsage.TimeStamping)))),
        ("claims and OCSP", LimboVerdict.Refused, () => Chain(Leaf.With(Usages(false, ExtendedKeyUsage.ClaimSigning, ExtendedKeyUsage.OcspSigning)))),
        ("a TLS server", LimboVerdict.Untrusted, () => Chain(Leaf.With(Usages(false, "1.3.6.1.5.5.7.3.1")))),
        ("claims and a TLS server", LimboVerdict.Trusted, () => Chain(Leaf.With(Usages(false, ExtendedKeyUsage.ClaimSigning, "1.3.6.1.5.5.7.3.1")))),
        ("a critical extended key usage", LimboVerdict.Trusted, () => Chain(Leaf.With(Usages(true, ExtendedKeyUsage.ClaimSigning)))),
        ("an extended key usage that cannot be read", LimboVerdict.Refused, () => Chain(Leaf.With(new(Eku, false, [0x30, 1])))),
        // §14.5.1.2: the extended key usage of an authority is ignored; in TLS it would narrow the chain.
        ("an authority for TLS servers", LimboVerdict.Trusted, () => Chain(ca: Ca.With(Usages(false, "1.3.6.1.5.5.7.3.1")))),
    ];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> ValidityCases() =>
    [
        ("an expired signer", LimboVerdict.Outside, () => Chain(Leaf with { NotAfter = TestPki.Now.AddSeconds(-1) })),
        ("a signer not yet valid", LimboVerdict.Outside, () => Chain(Leaf with { NotBefore = TestPki.Now.AddSeconds(1) })),
        ("an expired authority", LimboVerdict.Outside, () => Chain(ca: Ca with { NotAfter = TestPki.Now.AddDays(-1) })),
        ("an authority not yet valid", LimboVerdict.Outside, () => Chain(ca: Ca with { NotBefore = TestPki.Now.AddDays(1) })),
        ("an expired root", LimboVerdict.Outside, () => Chain(root: Root with { NotAfter = TestPki.Now.AddDays(-1) })),
        ("a root not yet valid", LimboVerdict.Outside, () => Chain(root: Root with { NotBefore = TestPki.Now.AddDays(1) })),
        ("the first second", LimboVerdict.Trusted, () => Chain(Leaf with { NotBefore = TestPki.Now })),
        ("the last second", LimboVerdict.Trusted, () => Chain(Leaf with { NotAfter = TestPki.Now })),
        ("a year as 1950 or 2049", LimboVerdict.Trusted, () => Chain(Leaf with { NotBefore = new(1950, 1, 1, 0, 0, 0, TimeSpan.Zero), NotAfter = new(2049, 12, 31, 23, 59, 59, TimeSpan.Zero) })),
        ("no end", LimboVerdict.Trusted, () => Chain(Leaf with { NotAfter = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero) })),
        ("an end before the beginning", LimboVerdict.Outside, () => Chain(Leaf with { NotBefore = TestPki.ValidTo, NotAfter = TestPki.ValidFrom })),
        // limbo: failure. The time is the same whichever way it is written, and old writers did.
        ("times written long before 2050", LimboVerdict.Trusted, () => Chain(Leaf with { LongTimes = true })),
        ("an expired authority beside its renewal", LimboVerdict.Trusted, () => Given(Leaf.Sign(CaKey), (Ca with { NotAfter = TestPki.Now.AddDays(-1), Serial = [7] }).Sign(RootKey), Ca.Sign(RootKey))),
    ];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> SignatureCases() =>
    [
        ("a signer signed by another key", LimboVerdict.Untrusted, () => Given(Leaf.Sign(SecondKey), Ca.Sign(RootKey))),
        ("an authority signed by another key", LimboVerdict.Untrusted, () => Given(Leaf.Sign(CaKey), Ca.Sign(SecondKey))),
        ("two algorithms named", LimboVerdict.Refused, () => Chain(Leaf with { OuterAlgorithm = "1.2.840.10045.4.3.3" })),
        ("SHA-1 named for the signer", LimboVerdict.Refused, () => Chain(Leaf with { InnerAlgorithm = "1.2.840.10045.4.1", OuterAlgorithm = "1.2.840.10045.4.1" })),
        ("SHA-1 named for the authority", LimboVerdict.Untrusted, () => Chain(ca: Ca with { InnerAlgorithm = "1.2.840.10045.4.1", OuterAlgorithm = "1.2.840.10045.4.1" })),
        ("DSA named for the signer", LimboVerdict.Refused, () => Chain(Leaf with { InnerAlgorithm = "2.16.840.1.101.3.4.3.2", OuterAlgorithm = "2.16.840.1.101.3.4.3.2" })),
        ("another hash than the one used", LimboVerdict.Untrusted, () => Chain(Leaf with { InnerAlgorithm = "1.2.840.10045.4.3.3", OuterAlgorithm = "1.2.840.10045.4.3.3" })),
        ("a short RSA key of the signer", LimboVerdict.Refused, () => Chain(Leaf with { Key = Rsa1024 })),
        ("a short RSA key of the authority", LimboVerdict.Untrusted, () => Chain(ca: Ca with { Key = Rsa1024 })),
        ("another curve of the signer", LimboVerdict.Refused, () => Chain(Leaf with { Key = Secp256k1 })),
        ("another curve of the authority", LimboVerdict.Untrusted, () => Chain(ca: Ca with { Key = Secp256k1 })),
    ];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> IdentifierCases() =>
    [
        ("a signer without authority key identifier", LimboVerdict.Refused, () => Chain(Leaf.Without(Aki))),
        ("a signer without subject key identifier", LimboVerdict.Trusted, () => Chain(Leaf.Without(Ski))),
        ("an authority without authority key identifier", LimboVerdict.Untrusted, () => Chain(ca: Ca.Without(Aki))),
        ("an authority without subject key identifier", LimboVerdict.Untrusted, () => Chain(ca: Ca.Without(Ski))),
        ("a root without key identifiers", LimboVerdict.Trusted, () => Chain(root: Root.Without(Ski))),
        ("a root with an authority key identifier", LimboVerdict.Trusted, () => Chain(root: Root.With(AuthorityKey(RootKey)))),
        // limbo: failure for critical ones. Identifiers only help to find the issuer (RFC 5280 §4.2.1.1); a critical one does so too.
        ("a critical authority key identifier", LimboVerdict.Trusted, () => Chain(Leaf.With(AuthorityKey(CaKey, critical: true)))),
        ("a critical subject key identifier", LimboVerdict.Trusted, () => Chain(Leaf.With(SubjectKey(LeafKey, critical: true)))),
        ("an authority key identifier of another key", LimboVerdict.Trusted, () => Chain(Leaf.With(AuthorityKey(SecondKey)))),
        ("an authority key identifier that cannot be read", LimboVerdict.Refused, () => Chain(Leaf.With(new(Aki, false, [0x30, 5])))),
        ("a subject key identifier that cannot be read", LimboVerdict.Refused, () => Chain(Leaf.With(new(Ski, false, [0x30, 0])))),
    ];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> NameCases()
    {
        byte[] signer = Directory(CertificateDraft.Name("limbo signer")), other = Directory(CertificateDraft.Name("somebody else")), organization = Directory(Organization("limbo"));
        var email = Alternatives(false, Text(1, "signer@example.com"));
        return
        [
            ("a permitted name", LimboVerdict.Trusted, () => Chain(ca: Ca.With(NameLimits([signer])))),
            ("a name that is not permitted", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(NameLimits([other])))),
            ("one of several permitted names", LimboVerdict.Trusted, () => Chain(ca: Ca.With(NameLimits([other, signer])))),
            ("an excluded name", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(NameLimits(excluded: [signer])))),
            ("another name excluded", LimboVerdict.Trusted, () => Chain(ca: Ca.With(NameLimits(excluded: [other])))),
            ("permitted and excluded", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(NameLimits([signer], [signer])))),
            ("permitted by its beginning", LimboVerdict.Trusted, () => Chain(ca: Ca.With(NameLimits([organization])))),
            ("excluded by its beginning", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(NameLimits(excluded: [organization])))),
            ("permitted in other letters", LimboVerdict.Trusted, () => Chain(ca: Ca.With(NameLimits([Directory(CertificateDraft.Name("LIMBO  Signer"))])))),
            ("excluded in other letters", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(NameLimits(excluded: [Directory(CertificateDraft.Name("LIMBO  Signer"))])))),
            ("a constraint of the root", LimboVerdict.Untrusted, () => Chain(root: Root.With(NameLimits([other])))),
            ("a constraint that an authority below breaks", LimboVerdict.Untrusted, () => Deep(ca: Ca.With(NameLimits(excluded: [Directory(Second.Subject)])))),
            ("a constraint that a self-issued authority is exempt from", LimboVerdict.Trusted, () => Exempt(signer)),
            ("a permitted e-mail address", LimboVerdict.Trusted, () => Chain(Leaf.With(email), Ca.With(NameLimits([Text(1, "example.com")])))),
            ("an e-mail address that is not permitted", LimboVerdict.Untrusted, () => Chain(Leaf.With(email), Ca.With(NameLimits([Text(1, "example.org")])))),
            ("an excluded e-mail address", LimboVerdict.Untrusted, () => Chain(Leaf.With(email), Ca.With(NameLimits(excluded: [Text(1, "signer@example.com")])))),
            ("a constraint on e-mail and none in the certificate", LimboVerdict.Trusted, () => Chain(ca: Ca.With(NameLimits([Text(1, "example.org")])))),
            ("an excluded host", LimboVerdict.Untrusted, () => Chain(Leaf.With(Alternatives(false, Text(2, "a.example.com"))), Ca.With(NameLimits(excluded: [Text(2, "example.com")])))),
            ("a host that only ends alike", LimboVerdict.Trusted, () => Chain(Leaf.With(Alternatives(false, Text(2, "badexample.com"))), Ca.With(NameLimits(excluded: [Text(2, "example.com")])))),
            ("a maximum, which RFC 5280 rules out", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(NameLimits([signer], withMaximum: true)))),
            ("name constraints that cannot be read", LimboVerdict.Untrusted, () => Chain(ca: Ca.With(new("2.5.29.30", true, [0x30, 2, 5, 0])))),
            // limbo: failure. In an end entity's certificate they constrain nobody.
            ("name constraints of a signer", LimboVerdict.Trusted, () => Chain(Leaf.With(NameLimits([other])))),
        ];
    }

    private static LimboChain Exempt(byte[] permitted)
    {
        var renewed = Ca.With(SubjectKey(SecondKey)).With(AuthorityKey(CaKey)) with { Issuer = Ca.Subject, Key = SecondKey, Serial = [9] };
        return new(Leaf.With(AuthorityKey(SecondKey)).Sign(SecondKey), [renewed.Sign(CaKey), Ca.With(NameLimits([permitted])).Sign(RootKey)], [Root.Sign(RootKey)]);
    }

    private static byte[] Organization(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddOrganizationName(name);
        return builder.Build().RawData;
    }

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> ExtensionCases() =>
    [
        ("an extension twice in the signer", LimboVerdict.Refused, () => Chain(Leaf.Plus(Constraints(false)))),
        ("an extension twice in the authority", LimboVerdict.Refused, () => Chain(ca: Ca.Plus(Constraints(true)))),
        ("an unknown extension twice", LimboVerdict.Refused, () => Chain(Leaf.Plus(Unknown(false)).Plus(Unknown(false)))),
        ("an unknown extension", LimboVerdict.Trusted, () => Chain(Leaf.Plus(Unknown(false)), Ca.Plus(Unknown(false)))),
        ("an unknown critical extension of the signer", LimboVerdict.Untrusted, () => Chain(Leaf.Plus(Unknown(true)))),
        ("an unknown critical extension of the authority", LimboVerdict.Untrusted, () => Chain(ca: Ca.Plus(Unknown(true)))),
        // limbo: failure. An anchor is trusted as it is (RFC 5280 §6.1.1 (d)).
        ("an unknown critical extension of the root", LimboVerdict.Trusted, () => Chain(root: Root.Plus(Unknown(true)))),
        ("critical certificate policies", LimboVerdict.Trusted, () => Chain(Leaf.Plus(new("2.5.29.32", true, [0x30, 6, 0x30, 4, 6, 2, 0x2A, 3])))),
        ("an explicit policy required at once", LimboVerdict.Untrusted, () => Chain(ca: Ca.Plus(new("2.5.29.36", true, [0x30, 3, 0x80, 1, 0])))),
        ("policy mapping inhibited", LimboVerdict.Trusted, () => Chain(ca: Ca.Plus(new("2.5.29.36", true, [0x30, 3, 0x81, 1, 0])))),
        ("a critical alternative name", LimboVerdict.Trusted, () => Chain(Leaf.With(Alternatives(true, Text(1, "signer@example.com"))))),
        ("revocation lists named, which are not used", LimboVerdict.Trusted, () => Chain(Leaf.Plus(new("2.5.29.31", false, [0x30, 0])))),
        ("revocation lists that must be understood", LimboVerdict.Untrusted, () => Chain(Leaf.Plus(new("2.5.29.31", true, [0x30, 0])))),
        ("authority information that cannot be read", LimboVerdict.Refused, () => Chain(Leaf.Plus(new("1.3.6.1.5.5.7.1.1", false, [1, 2, 3])))),
    ];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> VersionCases() =>
    [
        ("a signer of version 1", LimboVerdict.Refused, () => Chain(Leaf with { Version = null, Extensions = null })),
        ("a signer of version 1 with extensions", LimboVerdict.Refused, () => Chain(Leaf with { Version = null })),
        ("a signer of version 2", LimboVerdict.Refused, () => Chain(Leaf with { Version = 1 })),
        ("a signer of version 4", LimboVerdict.Refused, () => Chain(Leaf with { Version = 3 })),
        ("an authority of version 1", LimboVerdict.Untrusted, () => Chain(ca: Ca with { Version = null, Extensions = null })),
        ("a root of version 1", LimboVerdict.Untrusted, () => Chain(root: Root with { Version = null, Extensions = null })),
        ("a unique identifier of the issuer", LimboVerdict.Refused, () => Chain(Leaf with { UniqueIdentifier = 1 })),
        ("a unique identifier of the subject", LimboVerdict.Refused, () => Chain(Leaf with { UniqueIdentifier = 2 })),
        ("a unique identifier of the authority", LimboVerdict.Untrusted, () => Chain(ca: Ca with { UniqueIdentifier = 2 })),
        ("serial number 0", LimboVerdict.Refused, () => Chain(Leaf with { Serial = [0] })),
        ("a negative serial number", LimboVerdict.Refused, () => Chain(Leaf with { Serial = [0x85, 1] })),
        ("a serial number of 20 bytes", LimboVerdict.Trusted, () => Chain(Leaf with { Serial = [0x45, .. new byte[19]] })),
        ("a serial number of 21 bytes", LimboVerdict.Refused, () => Chain(Leaf with { Serial = [0x45, .. new byte[20]] })),
        ("serial number 0 of the authority", LimboVerdict.Untrusted, () => Chain(ca: Ca with { Serial = [0] })),
        ("something behind the extensions", LimboVerdict.Refused, () => Chain(Leaf with { Trailing = [5, 0] })),
        ("bytes behind the certificate", LimboVerdict.Refused, () => Edited(l => [.. l, 0])),
        ("a certificate cut off", LimboVerdict.Refused, () => Edited(l => l[..^1])),
    ];

    private static IEnumerable<(string, LimboVerdict, Func<LimboChain>)> ShapeCases() =>
    [
        ("a self-signed signer", LimboVerdict.Untrusted, () => Given((Leaf with { Issuer = Leaf.Subject }).Sign(LeafKey))),
        ("a self-signed signer as anchor", LimboVerdict.Untrusted, () => AnchoredIn((Leaf with { Issuer = Leaf.Subject }).Sign(LeafKey))),
        ("the signer itself as anchor", LimboVerdict.Untrusted, () => AnchoredIn(Leaf.Sign(CaKey))),
        ("an authority as anchor", LimboVerdict.Trusted, () => new LimboChain(Leaf.Sign(CaKey), [], [Ca.Sign(RootKey)])),
        ("a missing authority", LimboVerdict.Untrusted, () => Given(Leaf.Sign(CaKey))),
        ("an unknown root that comes along", LimboVerdict.Untrusted, () => new LimboChain(Leaf.Sign(CaKey), [Ca.Sign(RootKey), Root.Sign(RootKey)], [(Root with { Key = SecondKey }).Sign(SecondKey)])),
        ("the known root comes along", LimboVerdict.Trusted, () => Given(Leaf.Sign(CaKey), Ca.Sign(RootKey), Root.Sign(RootKey))),
        ("authorities in another order", LimboVerdict.Trusted, () => Given(LeafOfSecond.Sign(SecondKey), Ca.Sign(RootKey), Second.Sign(CaKey))),
        ("an authority twice", LimboVerdict.Trusted, () => Given(Leaf.Sign(CaKey), Ca.Sign(RootKey), Ca.Sign(RootKey))),
        ("a certificate that has nothing to do with it", LimboVerdict.Trusted, () => Given(Leaf.Sign(CaKey), Second.Sign(CaKey), Ca.Sign(RootKey))),
        ("an impostor of the authority's name before it", LimboVerdict.Trusted, () => Given(Leaf.Sign(CaKey), (Ca with { Key = SecondKey }).Sign(RootKey), Ca.Sign(RootKey))),
        ("two authorities that issued each other", LimboVerdict.Untrusted, () => Given(Leaf.Sign(CaKey), (Ca with { Issuer = Second.Subject }).Sign(SecondKey), Second.Sign(CaKey))),
        ("a circle with a way out", LimboVerdict.Trusted, () => Given(Leaf.Sign(CaKey), (Ca with { Issuer = Second.Subject }).Sign(SecondKey), Second.Sign(CaKey), Ca.Sign(RootKey))),
        ("an authority of another issuer's name", LimboVerdict.Untrusted, () => Chain(ca: Ca with { Issuer = CertificateDraft.Name("limbo roof") })),
        ("an authority without a name", LimboVerdict.Untrusted, () => Chain(Leaf with { Issuer = [0x30, 0] }, Ca with { Subject = [0x30, 0] })),
        ("a signer without a name", LimboVerdict.Trusted, () => Chain(Leaf with { Subject = [0x30, 0] })),
        ("a signer of the root's name and another key", LimboVerdict.Trusted, () => Chain(Leaf with { Subject = Root.Subject })),
        ("no anchors", LimboVerdict.Untrusted, () => Chain() with { Anchors = [] }),
    ];
}
