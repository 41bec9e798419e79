using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§15.12.1 and §15.12.4: the bindings that do not depend on the container.</summary>
public sealed class ContentBindingTests
{
    // TestFormat.Asset: four letters, then the media.
    private static byte[] Whole => [.. "TEST"u8, .. TestManifest.Media];

    private static CborValue Range(long start, long length) => CborValue.Map(("start", CborValue.Integer(start)), ("length", CborValue.Integer(length)));

    private static TestAssertion DataHash(byte[] hashed, string label = "c2pa.hash.data", params CborValue[] exclusions) => TestAssertion.Cbor(label, CborValue.Map(
        ("alg", CborValue.Text("sha256")),
        ("exclusions", exclusions.Length == 0 ? null : CborValue.Array(exclusions)),
        ("hash", CborValue.Bytes(SHA256.HashData(hashed))),
        ("pad", CborValue.Bytes(new byte[8]))));

    private static Task<ValidationResult> OfAsync(params TestAssertion[] bindings) => Verdict.OfAsync(new TestManifest { Assertions = [TestManifest.Created(), .. bindings] });

    [Fact]
    [Clause("15.12.1.1")]
    public async Task A_data_hash_covers_any_asset()
    {
        var result = await OfAsync(DataHash(Whole));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.AssertionDataHashMatch));
    }

    [Fact]
    [Clause("15.12.1.1")]
    public async Task Exclusions_that_are_not_the_store_are_reported()
    {
        var result = await OfAsync(DataHash([.. Whole[..2], .. Whole[4..]], exclusions: Range(2, 2)));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.AssertionDataHashAdditionalExclusionsPresent));
    }

    [Fact]
    [Clause("15.12.1.1")]
    public async Task A_data_hash_that_does_not_hold_is_a_mismatch()
    {
        string[] mismatch = ["assertion.dataHash.mismatch"];
        Assert.Equal(mismatch, (await OfAsync(DataHash([1]))).FailureCodes());
        Assert.Equal(mismatch, (await OfAsync(DataHash(Whole, exclusions: Range(10, 1000)))).FailureCodes());
        Assert.Equal(mismatch, (await OfAsync(TestAssertion.Cbor("c2pa.hash.data", CborValue.Map(("alg", CborValue.Text("sha256")))))).FailureCodes());
    }

    [Fact]
    [Clause("15.12.1.1")]
    public async Task Exclusions_that_overlap_or_run_backwards_are_malformed()
    {
        string[] malformed = ["assertion.dataHash.malformed"];
        Assert.Equal(malformed, (await OfAsync(DataHash(Whole, exclusions: [Range(0, 5), Range(4, 1)]))).FailureCodes());
        Assert.Equal(malformed, (await OfAsync(DataHash(Whole, exclusions: Range(-1, 5)))).FailureCodes());
        Assert.Equal(malformed, (await OfAsync(DataHash(Whole, exclusions: Range(2, -1)))).FailureCodes());
    }

    [Fact]
    [Clause("15.12.1.1")]
    public async Task A_forbidden_algorithm_is_unsupported() => Assert.Equal(
        ["algorithm.unsupported"],
        (await OfAsync(TestAssertion.Cbor("c2pa.hash.data", CborValue.Map(("alg", CborValue.Text("sha1")), ("hash", CborValue.Bytes(new byte[20])))))).FailureCodes());

    [Fact]
    [Clause("15.12")]
    public async Task A_binding_for_another_kind_of_asset_is_a_mismatch() =>
        Assert.Equal(
            ["assertion.boxesHash.mismatch"],
            (await OfAsync(TestAssertion.Cbor("c2pa.hash.boxes", CborValue.Map(
                ("boxes", CborValue.Array(CborValue.Map(("names", CborValue.Array(CborValue.Text("ftyp"))), ("hash", CborValue.Bytes(new byte[32]))))))))).FailureCodes());

    [Fact]
    [Clause("15.12.4")]
    public async Task Parts_that_match_take_the_place_of_a_binding_that_does_not()
    {
        var result = await Multi(Part(0, 4), Part(4, Whole.Length - 4));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.AssertionMultiAssetHashMatch));
        Assert.False(result.Has(ValidationStatusCode.AssertionDataHashMismatch));
    }

    [Fact]
    [Clause("15.12.4")]
    public async Task An_optional_part_may_be_missing_and_another_may_not()
    {
        Assert.Equal(ValidationState.Trusted, (await Multi(Part(0, Whole.Length), Part(Whole.Length, 10, optional: true))).State);
        Assert.Equal(["assertion.multiAssetHash.missingPart"], (await Multi(Part(0, Whole.Length), Part(Whole.Length, 10))).FailureCodes());
    }

    [Fact]
    [Clause("15.12.4")]
    public async Task Parts_cover_the_whole_asset_without_overlap()
    {
        string[] malformed = ["assertion.multiAssetHash.malformed"];
        Assert.Equal(malformed, (await Multi(Part(0, 4))).FailureCodes());
        Assert.Equal(malformed, (await Multi(Part(0, 5), Part(4, Whole.Length - 4))).FailureCodes());
        Assert.Equal(malformed, (await Multi(Part(0, 3), Part(4, Whole.Length - 4))).FailureCodes());
        Assert.Equal(malformed, (await Multi()).FailureCodes());
        Assert.Equal(malformed, (await Multi(CborValue.Map(("location", CborValue.Map(("bmffBox", CborValue.Text("/moov")))), ("hashAssertion", TestManifest.Reference(PartHash(0, 4)))))).FailureCodes());
    }

    [Fact]
    [Clause("15.12.4")]
    public async Task A_part_that_is_cut_off_or_changed_is_a_mismatch()
    {
        Assert.Equal(["assertion.multiAssetHash.mismatch"], (await Multi(Part(0, 4), Part(4, 1000))).FailureCodes());
        var changed = CborValue.Map(("location", Location(0, Whole.Length)), ("hashAssertion", TestManifest.Reference(PartHash(0, 4))));
        Assert.Equal(["assertion.multiAssetHash.mismatch"], (await Multi(changed)).FailureCodes());
    }

    private static CborValue Location(long offset, long length) => CborValue.Map(("byteOffset", CborValue.Integer(offset)), ("length", CborValue.Integer(length)));

    private static TestAssertion PartHash(int offset, int length) =>
        DataHash(Whole[Math.Min(offset, Whole.Length)..Math.Min(offset + length, Whole.Length)], $"c2pa.hash.data.part__{offset}{length}");

    private static CborValue Part(int offset, int length, bool optional = false) => CborValue.Map(
        ("location", Location(offset, length)),
        ("hashAssertion", TestManifest.Reference(PartHash(offset, length))),
        ("optional", optional ? CborValue.Boolean(true) : null));

    private static Task<ValidationResult> Multi(params CborValue[] parts)
    {
        var hashes = parts.Select(p => p["hashAssertion"]!["url"]!.AsText!).Distinct(StringComparer.Ordinal).ToArray();
        var known = new[] { (0, 4), (4, Whole.Length - 4), (0, Whole.Length), (Whole.Length, 10), (0, 5), (0, 3), (4, 1000) }.Select(p => PartHash(p.Item1, p.Item2)).Where(a => hashes.Any(h => h.EndsWith("/" + a.Label, StringComparison.Ordinal)));
        return OfAsync([DataHash([1]), TestAssertion.Cbor("c2pa.hash.multi-asset", CborValue.Map(("parts", CborValue.Array(parts)))), .. known]);
    }
}
