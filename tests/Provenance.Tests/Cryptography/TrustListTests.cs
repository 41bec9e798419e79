using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

[Clause("14.4")]
public sealed class TrustListTests
{
    [Theory]
    [InlineData("C2PA-TRUST-LIST", 30)]
    [InlineData("C2PA-TSA-TRUST-LIST", 22)]
    [Clause("14.4.1-a", "14.4.1-b")]
    public void ThePublishedListsAreReadInBothForms(string name, int anchors)
    {
        var json = TrustList.ForSigners(Fixtures.Require($"trust/{name}.json"));
        var pem = TrustList.ForTimestamps(Fixtures.Require($"trust/{name}.pem"));
        Assert.Equal(anchors, json.Anchors.Count);
        Assert.All(json.Anchors, a => Assert.NotNull(a.NotBefore));
        Assert.Equal(
            json.Anchors.Select(a => a.Certificate.Thumbprint).Order(StringComparer.Ordinal),
            pem.Anchors.Select(a => a.Certificate.Thumbprint).Order(StringComparer.Ordinal));
        Assert.Equal(TrustList.TimestampUsages, pem.Anchors[0].ExtendedKeyUsages);
    }

    [Fact]
    [Clause("14.4.1-c", "14.4.1-d")]
    public void AStatusBoundsTheTrust()
    {
        var trusted = TrustList.Parse(Json("trusted", "2026-01-01T00:00:00Z"), TrustList.SignerUsages);
        Assert.True(trusted.Anchors[0].IsTrustedAt(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.False(trusted.Anchors[0].IsTrustedAt(new(2025, 12, 31, 0, 0, 0, TimeSpan.Zero)));
        var ended = TrustList.Parse(Json("untrusted", "2026-01-01T00:00:00Z"), TrustList.SignerUsages);
        Assert.True(ended.Anchors[0].IsTrustedAt(new(2025, 12, 31, 0, 0, 0, TimeSpan.Zero)));
        Assert.False(ended.Anchors[0].IsTrustedAt(new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)));
        Assert.Throws<ArgumentException>(() => TrustList.Parse(Json("suspended", "2026-01-01T00:00:00Z"), TrustList.SignerUsages));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate here")]
    [InlineData("{}")]
    [InlineData("{\"LoTE\": 5}")]
    [InlineData("{\"LoTE\": {\"TrustedEntitiesList\": [{}]}}")]
    [InlineData("{\"LoTE\": {\"TrustedEntitiesList\": [{\"TrustedEntityServices\": [{}]}]}}")]
    [InlineData("{ not json")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void TextThatIsNoListIsRefused(string text) => Assert.Throws<ArgumentException>(() => TrustList.Parse(text, TrustList.SignerUsages, "x.pem"));

    [Fact]
    public void CommentsAndOtherBlocksInABundleArePassedOver()
    {
        string pem = "# roots\n" + TestPki.Default.Signer().PrivateKeyPem + "\n" + TestPki.Default.Root.ExportCertificatePem() + "\nmore\n" + TestPki.Stranger.Root.ExportCertificatePem();
        Assert.Equal(2, TrustList.FromPem(pem, TrustList.SignerUsages).Anchors.Count);
    }

    private static string Json(string status, string since) =>
        $$$"""
        {"LoTE": {"TrustedEntitiesList": [{"TrustedEntityServices": [{"ServiceInformation": {
          "ServiceDigitalIdentity": {"X509Certificates": [{"val": "{{{Convert.ToBase64String(TestPki.Default.Root.RawData)}}}"}]},
          "ServiceStatus": "http://c2pa.org/conformance/trust-list/{{{status}}}", "StatusStartingTime": "{{{since}}}"}}]}]}}
        """;
}
