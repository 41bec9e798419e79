using System.IO.Compression;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Stores that are damaged, padded, doubled, compressed or hostile: always a report, and within the limits.</summary>
public sealed class StoreTests
{
    private static byte[] Store => TestManifest.Store(new TestManifest());

    private static async Task AssertFailuresAsync(byte[] store, params string[] codes)
    {
        var result = await Verdict.OfStoreAsync(store);
        Assert.Equal(codes, result.FailureCodes());
        Assert.Equal(ValidationState.Invalid, result.State);
    }

    [Fact]
    [Clause("11.1.2-a", "11.1.4.2-a", "11.1.4")]
    public Task A_store_under_another_label_is_unusable() =>
        AssertFailuresAsync(JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c3pa", [], [new TestManifest().ToBox()]), "provenance.manifestStore.unusable");

    [Fact]
    [Clause("11.1.2-a", "11.1.4.2-a", "11.1.4")]
    public Task A_store_of_another_type_is_unusable() =>
        AssertFailuresAsync(JumbfWriter.Superbox(JumbfTypes.Json, "c2pa", [], [new TestManifest().ToBox()]), "provenance.manifestStore.unusable");

    [Fact]
    [Clause("11.1.4.2-a")]
    public Task An_empty_store_holds_no_claim() => AssertFailuresAsync(JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", []), "claim.missing");

    [Fact]
    [Clause("A.5.3-h")]
    public async Task Zeros_behind_the_store_are_padding() => Assert.Equal(ValidationState.Trusted, (await Verdict.OfStoreAsync([.. Store, .. new byte[100]])).State);

    [Fact]
    [Clause("A.5.3-h")]
    public async Task Anything_else_behind_the_store_is_reported() =>
        Assert.Contains((await Verdict.OfStoreAsync([.. Store, 0, 1])).Informational, s => s.Code.Value == "provenance.container.nonZeroPadding");

    [Fact]
    public async Task A_truncated_store_gives_a_report_wherever_it_is_cut()
    {
        byte[] store = Store;
        for (int length = 0; length < store.Length; length += 37)
        {
            Assert.Equal(ValidationState.Invalid, (await Verdict.OfStoreAsync(store[..length])).State);
        }
    }

    [Fact]
    public async Task No_flipped_bit_of_a_store_goes_unnoticed()
    {
        // Every third byte, another bit each time: structure, labels, claim, signature, certificates and assertions all get their share.
        byte[] store = Store;
        var unnoticed = new List<int>();
        for (int i = 0; i < store.Length; i += 3)
        {
            byte[] changed = [.. store];
            changed[i] ^= (byte)(1 << (i % 8));
            var result = await Verdict.OfStoreAsync(changed);
            if (result.State == ValidationState.Trusted && !result.Informational.Any(s => s.Code.Value.StartsWith("provenance.", StringComparison.Ordinal) && s.Code != ValidationStatusCode.TimeStampAbsent))
            {
                unnoticed.Add(i);
            }
        }

        Assert.Equal([], unnoticed);
    }

    [Fact]
    [Clause("15.2.1-a", "A.5.3")]
    public async Task The_manifests_of_an_update_store_follow_those_of_the_original()
    {
        var parent = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa" };
        var update = new TestManifest { ContentType = JumbfTypes.UpdateManifest, Assertions = [TestManifest.Ingredient(parent)] };
        var result = await Verdict.OfStoreAsync(TestManifest.Store(parent), TestManifest.Store(update));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal([update.Label, parent.Label], result.Manifests.Select(m => m.Manifest.Label));
    }

    [Fact]
    [Clause("A.5.3-i")]
    public async Task An_update_store_holds_update_manifests_only()
    {
        var first = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa" };
        var result = await Verdict.OfStoreAsync(TestManifest.Store(first), TestManifest.Store(new TestManifest()));
        Assert.Equal(["manifest.update.invalid"], result.FailureCodes());
    }

    [Fact]
    [Clause("8.4.1")]
    public async Task Two_manifests_of_one_label_cannot_be_told_apart()
    {
        var result = await Verdict.OfAsync(new TestManifest(), new TestManifest());
        Assert.Equal(ValidationState.Invalid, result.State);
        Assert.Contains("claimSignature.missing", result.FailureCodes());
    }

    [Fact]
    [Clause("15.2.1-a", "15.5.1-a")]
    public async Task The_last_manifest_is_the_active_one()
    {
        var result = await Verdict.OfAsync(new TestManifest { Label = "urn:c2pa:first", HasNoSignature = true }, new TestManifest());
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal("urn:c2pa:first", result.Manifests[1].Manifest.Label);
        Assert.Contains(result.Manifests[1].Statuses, s => s.Code == ValidationStatusCode.ManifestUnreferenced);
    }

    [Fact]
    [Clause("15.11.3.3")]
    public async Task What_was_recorded_and_cannot_be_found_again_is_kept_apart()
    {
        var parent = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa" };
        var results = new ValidationResultsMap
        {
            ActiveManifest =
            [
                new(ValidationStatusCode.AssertionBmffHashMatch, "self#jumbf=c2pa.assertions/c2pa.hash.bmff.v3"),
                new(ValidationStatusCode.ClaimSignatureValidated, parent.Url("c2pa.signature")),
            ],
        };
        var child = new TestManifest { Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(parent, "inputTo", results: results)] };
        var result = await Verdict.OfAsync(parent, child);
        var recorded = Assert.Single(result.Manifests[1].Recorded);
        Assert.Equal((ValidationStatusCode.AssertionBmffHashMatch, parent.AssertionUrl("c2pa.hash.bmff.v3")), (recorded.Code, recorded.Url));
        Assert.Empty(result.Manifests[0].Recorded);
        Assert.DoesNotContain(result.IngredientDeltas.SelectMany(d => d.Statuses), s => s.Code == ValidationStatusCode.ClaimSignatureValidated);
    }

    [Fact]
    [Clause("11.1.3.2-a", "11.2.4-a", "15.5.4-b")]
    public async Task A_compressed_manifest_that_cannot_be_expanded_is_invalid()
    {
        var inner = new TestManifest();
        byte[] Compressed(string label, params byte[][] boxes) =>
            TestStore(JumbfWriter.Superbox(JumbfTypes.CompressedManifest, label, [], boxes.Select(b => (ReadOnlyMemory<byte>)b)));
        byte[] brob = JumbfWriter.Box("brob", Brotli(inner.ToBox()));
        Assert.Equal(ValidationState.Trusted, (await Verdict.OfStoreAsync(Compressed(inner.Label, brob))).State);
        byte[][] broken =
        [
            Compressed(inner.Label, JumbfWriter.Box("brob", [1, 2, 3])),
            Compressed(inner.Label, brob, brob),
            Compressed(inner.Label),
            Compressed("urn:c2pa:other", brob),
            Compressed(inner.Label, JumbfWriter.Box("brob", Brotli([.. inner.ToBox(), 0]))),
            Compressed(inner.Label, JumbfWriter.Box("brob", [.. Brotli(inner.ToBox()), 0])),
            Compressed(inner.Label, JumbfWriter.Box("brob", Brotli(JumbfWriter.Superbox(JumbfTypes.Json, inner.Label, [])))),
        ];
        foreach (byte[] store in broken)
        {
            Assert.Contains("manifest.compressed.invalid", (await Verdict.OfStoreAsync(store)).FailureCodes());
        }
    }

    [Fact]
    public async Task A_compressed_manifest_expands_only_up_to_the_limit()
    {
        byte[] bomb = TestStore(JumbfWriter.Superbox(JumbfTypes.CompressedManifest, "urn:c2pa:bomb", [], [JumbfWriter.Box("brob", Brotli(new byte[4 << 20]))]));
        var result = await Verdict.OfAsync(new TestFormat(bomb), Verdict.Options with { Limits = new ParserLimits { MaxDecompressedSize = 1 << 20 } });
        Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.ManifestCompressedInvalid && s.Sentence.Contains("(limit MaxDecompressedSize: 1048576)", StringComparison.Ordinal));
    }

    [Fact]
    [Clause("15.11.3.3-a")]
    public async Task A_chain_of_ingredients_is_followed_up_to_the_limit()
    {
        var manifests = new List<TestManifest> { new() { Label = "urn:c2pa:m0" } };
        for (int i = 1; i < 6; i++)
        {
            manifests.Add(new TestManifest { Label = $"urn:c2pa:m{i}", Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(manifests[^1], "inputTo")] });
        }

        var format = new TestFormat(TestManifest.Store(manifests));
        Assert.Equal(ValidationState.Trusted, (await Verdict.OfAsync(format)).State);
        var limited = await Verdict.OfAsync(format, Verdict.Options with { Limits = new ParserLimits { MaxIngredientDepth = 3 } });
        Assert.Contains("provenance.limit.exceeded", limited.FailureCodes());
    }

    [Fact]
    [Clause("15.11.3.3-b")]
    public async Task A_manifest_that_many_ingredients_share_is_validated_once()
    {
        // Ten levels of two references each to the level below: 1024 paths, eleven manifests.
        var manifests = new List<TestManifest> { new() { Label = "urn:c2pa:m0" } };
        for (int i = 1; i <= 10; i++)
        {
            var below = manifests[^1];
            manifests.Add(new TestManifest
            {
                Label = $"urn:c2pa:m{i}",
                Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(below, "inputTo"), TestManifest.Ingredient(below, "inputTo", "c2pa.ingredient.v3__1")],
            });
        }

        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(manifests)), Verdict.Options with { Limits = new ParserLimits { MaxIngredientVisits = 20, MaxSignatureChecks = 40 } });
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal(11, result.Manifests.Count);
    }

    [Fact]
    [Clause("15.11.3.3-b")]
    public async Task Ingredients_in_a_circle_end()
    {
        // The hashes of a circle cannot all be right; what matters is that the search ends and says so.
        var reference = CborValue.Map(("relationship", CborValue.Text("inputTo")), ("activeManifest", TestManifest.Reference("self#jumbf=/c2pa/urn:c2pa:b", new byte[32])), ("validationResults", CborValue.Map(Array.Empty<(string, CborValue?)>())));
        var a = new TestManifest { Label = "urn:c2pa:a", Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestAssertion.Cbor("c2pa.ingredient.v3", reference)] };
        var b = new TestManifest { Label = "urn:c2pa:b", Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(a, "inputTo")] };
        var result = await Verdict.OfAsync(a, b);
        Assert.Equal(["ingredient.manifest.mismatch"], result.FailureCodes());
    }

    [Fact]
    public async Task The_findings_about_one_manifest_are_bounded()
    {
        var references = CborValue.Array(Enumerable.Range(0, 500).Select(i => TestManifest.Reference($"self#jumbf=c2pa.assertions/com.example.a{i}", new byte[32])));
        var manifest = new TestManifest { ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { ["gathered_assertions"] = references } };
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(manifest)), Verdict.Options with { Limits = new ParserLimits { MaxStatusesPerManifest = 100 } });
        Assert.Equal(101, result.Statuses.Count);
        Assert.Contains("provenance.limit.exceeded", result.FailureCodes());
    }

    private static byte[] TestStore(byte[] manifest) => JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], [manifest]);

    private static byte[] Brotli(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, CompressionLevel.Fastest))
        {
            brotli.Write(bytes);
        }

        return target.ToArray();
    }
}
