using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>What the signing tests share: a definition, a hard binding, options in which nothing is left to chance.</summary>
internal static class Sample
{
    public static ManifestDefinition Definition { get; } = new()
    {
        ClaimGenerator = new("Acme Video", "2.1.0"),
        Title = "A red fox at dawn",
        Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
    };

    public static HardBindingTemplate Binding { get; } = BindingOf(new byte[32]);

    public static ReadOnlyMemory<byte> BindingContent { get; } = BindingOf(SHA256.HashData("media"u8)).Content;

    /// <summary>Pinned clock, and randomness that is the same stream every time.</summary>
    public static SigningOptions Options() => new() { Clock = TestPki.Clock, Randomness = Stream() };

    public static Action<Memory<byte>> Stream(int seed = 1)
    {
        int counter = seed * 100_000;
        return buffer =>
        {
            byte[] block = SHA512.HashData(BitConverter.GetBytes(counter++));
            block.AsSpan(0, buffer.Length).CopyTo(buffer.Span);
        };
    }

    public static ClaimSigner Signer(SigningAlgorithm? algorithm = null) => TestPki.Default.Signer(algorithm).CreateSigner();

    public static Task<PreparedManifest> PrepareAsync(
        ManifestDefinition? definition = null, ClaimSigner? signer = null, SigningOptions? options = null, ParentAsset? parent = null, int reserve = 0) =>
        PreparedManifest.CreateAsync(definition ?? Definition, signer ?? Signer(), options ?? Options(), Binding, parent, reserve, TestContext.Current.CancellationToken);

    public static async Task<SignedManifest> SignAsync(
        ManifestDefinition? definition = null, ClaimSigner? signer = null, SigningOptions? options = null, ParentAsset? parent = null, int reserve = 0)
    {
        var prepared = await PrepareAsync(definition, signer, options, parent, reserve);
        var signed = await prepared.SignAsync(BindingContent, TestContext.Current.CancellationToken);
        Assert.Equal(prepared.StoreLength, signed.Store.Length);
        return signed;
    }

    public static async Task<SigningException> RefusedAsync(
        SigningFault fault, ManifestDefinition? definition = null, ClaimSigner? signer = null, SigningOptions? options = null, ParentAsset? parent = null)
    {
        var exception = await Assert.ThrowsAsync<SigningException>(() => SignAsync(definition, signer, options, parent));
        Assert.Equal(fault, exception.Fault);
        return exception;
    }

    public static JumbfSuperbox Read(ReadOnlyMemory<byte> store)
    {
        Assert.True(JumbfReader.TryRead(store, ParserLimits.Default, out var root, out string? error), error);
        Assert.Equal(store.Length, root.Encoded.Length);
        return root;
    }

    public static JumbfSuperbox ActiveManifest(SignedManifest signed) => Read(signed.Store).Children[^1];

    public static CborValue Claim(JumbfSuperbox manifest) => Cbor(manifest.Child("c2pa.claim.v2")!);

    public static CborValue Cbor(JumbfSuperbox box)
    {
        Assert.True(CborValue.TryParse(box.Content("cbor")!.Value, ParserLimits.Default, out var value, out string? error), error);
        return value;
    }

    public static Assertion Assertion(JumbfSuperbox manifest, string label)
    {
        var box = manifest.Child("c2pa.assertions")!.Child(label);
        Assert.True(box is not null, $"There is no assertion {label}.");
        return AssertionReader.Read(box, ParserLimits.Default);
    }

    public static ActionsAssertion Actions(JumbfSuperbox manifest) => Assert.IsType<ActionsAssertion>(Assertion(manifest, "c2pa.actions.v2"));

    private static HardBindingTemplate BindingOf(byte[] hash) => new("c2pa.hash.bmff.v3", CborValue.Map(
        ("exclusions", CborValue.Array(CborValue.Map(("xpath", CborValue.Text("/ftyp"))))),
        ("hash", CborValue.Bytes(hash)),
        ("name", CborValue.Text("Media"))).Encoded);
}
