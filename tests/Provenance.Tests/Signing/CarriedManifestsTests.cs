using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>§10.3.2.2: of manifests with one identifier the same is kept once, and different ones are refused.</summary>
public sealed class CarriedManifestsTests
{
    [Fact]
    [Clause("10.3.2.2-b", "10.3.2.2-c", "18.16.12.1-b")]
    public void TheSameManifestIsKeptOnce()
    {
        byte[] store = TestManifest.Store(new TestManifest());
        Assert.Single(CarriedManifests.From([[store], [store.ToArray()]], ParserLimits.Default).Boxes);
    }

    [Fact]
    [Clause("10.3.2.2-b")]
    public void TwoManifestsOfOneIdentifierAreRefused()
    {
        byte[] first = TestManifest.Store(new TestManifest());
        byte[] second = TestManifest.Store(new TestManifest { TamperClaimBytes = b => [.. b[..^1], (byte)(b[^1] ^ 1)] });
        var fault = Assert.Throws<SigningException>(() => CarriedManifests.From([[first], [second]], ParserLimits.Default));
        Assert.Equal(SigningFault.UnsupportedInput, fault.Fault);
        Assert.Contains("same label", fault.Message, StringComparison.Ordinal);
    }
}
