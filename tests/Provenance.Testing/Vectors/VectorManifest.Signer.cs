using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <content>Steps that change who signs (§14.5).</content>
internal sealed partial class VectorManifest
{
    private Func<TestCredential> _credential = () => TestPki.Default.Signer();
    private TestCredential? _made;

    /// <summary>Who signs the claim.</summary>
    public TestCredential Credential => _made ??= _credential();

    private bool ApplySigner(VectorStep step)
    {
        if (step.Name != "signer")
        {
            return false;
        }

        var pki = step.Text("pki") == "stranger" ? TestPki.Stranger : TestPki.Default;
        var algorithm = SigningAlgorithm.All.FirstOrDefault(a => a.Name == (step.Text("algorithm") ?? "ES256")) ?? throw step.Bad("an unknown algorithm");
        var profile = VectorProfiles.Read(step, TestProfile.Signer);
        _credential = step.Value("under") is { } under
            ? () => pki.IssueUnder(VectorProfiles.Read(new VectorStep(under), TestProfile.Authority with { PathLength = 0 }), algorithm, profile)
            : () => pki.Signer(algorithm, profile);
        return true;
    }
}

/// <summary>Certificate profiles written as parameters: <c>notAfter</c>, <c>usages</c>, <c>keyUsage</c>, <c>authority</c>, <c>key</c>, …</summary>
internal static class VectorProfiles
{
    public static TestProfile Read(VectorStep step, TestProfile profile)
    {
        profile = profile with
        {
            NotBefore = step.Time("notBefore") ?? profile.NotBefore,
            NotAfter = step.Time("notAfter") ?? profile.NotAfter,
            ExtendedKeyUsageCritical = step.Flag("criticalUsages", profile.ExtendedKeyUsageCritical),
            KeyUsage = step.Has("keyUsage") ? step.Choice("keyUsage", X509KeyUsageFlags.None) : profile.KeyUsage,
            IsAuthority = step.Flag("authority", profile.IsAuthority ?? false),
            CommonName = step.Text("name") ?? profile.CommonName,
            SelfSigned = step.Flag("selfSigned"),
            SubjectKeyIdentifier = step.Flag("subjectKeyIdentifier", otherwise: true),
            AuthorityKeyIdentifier = step.Flag("authorityKeyIdentifier", otherwise: true),
            IssuerHash = step.Text("hash") == "SHA1" ? HashAlgorithmName.SHA1 : profile.IssuerHash,
            IsVersion1 = step.Number("version", 3) == 1,
            Key = step.Has("key") ? step.Choice("key", TestKeyKind.P256) : profile.Key,
        };
        if (step.Has("usages"))
        {
            string[] usages = step.Texts("usages");
            profile = profile with { ExtendedKeyUsages = usages.Length == 0 ? null : usages };
        }

        var more = new List<X509Extension>(profile.MoreExtensions);
        if (step.Flag("unknownCritical"))
        {
            more.Add(new X509Extension("1.2.3.4.5", [0x05, 0x00], critical: true));
        }

        if (step.Flag("ocspResponder"))
        {
            more.Add(new X509AuthorityInformationAccessExtension([new Uri("http://ocsp.example/").AbsoluteUri], null));
        }

        return more.Count == profile.MoreExtensions.Count ? profile : profile with { MoreExtensions = more };
    }
}
