using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

/// <summary>The rebuilt cases of x509-limbo.</summary>
public sealed class LimboTests
{
    public static TheoryData<string> Names => [.. LimboCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Clause("14.5.1.1-k", "14.5.1.1-l", "14.5.1.2-a", "14.5.1.2-b", "14.5.1.2-f", "14.5.2-b")]
    public void Every_case_of_limbo_has_its_verdict(string name)
    {
        var (verdict, make) = LimboCases.All[name];
        Assert.Equal(verdict, Judge(make()));
    }

    private static LimboVerdict Judge(LimboChain chain)
    {
        var certificates = new List<ParsedCertificate>();
        foreach (byte[] der in (byte[][])[chain.Leaf, .. chain.Others])
        {
            if (!ParsedCertificate.TryParse(der, out var certificate, out _))
            {
                return LimboVerdict.Refused;
            }

            certificates.Add(certificate);
        }

        if (CertificateProfile.CheckSigner(certificates[0]).Count > 0)
        {
            return LimboVerdict.Refused;
        }

        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        var anchors = chain.Anchors.Select(a => new TrustAnchor(X509CertificateLoader.LoadCertificate(a), TrustList.SignerUsages));
        var path = CertificatePath.BuildForSigner(certificates[0], certificates[1..], new TrustList([.. anchors]), [], chain.Time, verifier);
        return path.Outcome switch
        {
            PathOutcome.Trusted => LimboVerdict.Trusted,
            PathOutcome.OutsideValidity => LimboVerdict.Outside,
            _ => LimboVerdict.Untrusted,
        };
    }
}
