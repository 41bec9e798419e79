using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Testing;
using Provenance.Validation;

namespace Provenance.Tests;

/// <summary>§15.12.1: byte ranges of any asset.</summary>
public sealed class DataHashTests
{
    private const int StoreAt = 100;
    private const int StoreLength = 50;

    private static readonly byte[] File = Bytes.Pattern(1000, 3);

    public static TheoryData<string, string[]> Cases => new()
    {
        { "no exclusions", ["assertion.dataHash.match"] },
        { "the store excluded", ["assertion.dataHash.match"] },
        { "the store and its box header excluded", ["assertion.dataHash.match"] },
        { "pad is ignored", ["assertion.dataHash.match"] },
        { "metadata excluded as well", ["assertion.dataHash.match", "assertion.dataHash.additionalExclusionsPresent"] },
        { "overlapping exclusions", ["assertion.dataHash.malformed"] },
        { "a negative start", ["assertion.dataHash.malformed"] },
        { "exclusions that are no list", ["assertion.dataHash.malformed"] },
        { "beyond the end", ["assertion.dataHash.mismatch"] },
        { "no hash", ["assertion.dataHash.mismatch"] },
        { "another hash", ["assertion.dataHash.mismatch"] },
        { "more than the store excluded", ["assertion.dataHash.mismatch"] },
        { "much before the store excluded", ["assertion.dataHash.mismatch"] },
        { "a forbidden algorithm", ["algorithm.unsupported"] },
        { "no algorithm but the claim's", ["assertion.dataHash.match"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    [Clause("15.12.1.1-a", "15.12.1.1-b", "15.12.1.1-d", "15.12.1.1-e", "15.12.1.1-f", "15.12.1.1-g", "15.12.1.1-h", "15.12.1.1-i", "15.12.1.1-j", "15.12.1.1-k", "15.12.1.1-l", "15.12.1.1-n")]
    public async Task Every_rule_of_data_hashes_holds(string name, string[] codes)
    {
        ((long, long)[] Ranges, string? Algorithm) stated = name switch
        {
            "no exclusions" or "no algorithm but the claim's" => ([], name == "no exclusions" ? "sha256" : null),
            "the store and its box header excluded" => ([(StoreAt - 32, StoreLength + 32)], "sha256"),
            "metadata excluded as well" => ([(10, 20), (StoreAt, StoreLength)], "sha256"),
            "overlapping exclusions" => ([(StoreAt, StoreLength), (StoreAt + 10, 5)], "sha256"),
            "a negative start" => ([(-1, 5)], "sha256"),
            "beyond the end" => ([(StoreAt, StoreLength), (990, 11)], "sha256"),
            "more than the store excluded" => ([(StoreAt, StoreLength + 1)], "sha256"),
            "much before the store excluded" => ([(StoreAt - 65, StoreLength + 65)], "sha256"),
            "a forbidden algorithm" => ([], "sha1"),
            _ => ([(StoreAt, StoreLength)], "sha256"),
        };
        var (ranges, alg) = stated;
        byte[] kept = [.. Enumerable.Range(0, File.Length).Where(i => !Array.Exists(ranges, r => i >= r.Item1 && i < r.Item1 + r.Item2)).Select(i => File[i])];
        byte[]? hash = name == "no hash" ? null : SHA256.HashData(name == "another hash" ? File : kept);
        var content = CborValue.Map(
            ("exclusions", name == "exclusions that are no list" ? CborValue.Text("x") : ranges.Length == 0 ? null : CborValue.Array(ranges.Select(r => CborValue.Map(("start", CborValue.Integer(r.Item1)), ("length", CborValue.Integer(r.Item2)))))),
            ("alg", alg is null ? null : CborValue.Text(alg)),
            ("hash", hash is null ? null : CborValue.Bytes(hash)),
            ("pad", name == "pad is ignored" ? CborValue.Bytes(new byte[] { 1, 2 }) : CborValue.Bytes(new byte[4])),
            ("pad2", name == "pad is ignored" ? CborValue.Text("x") : null));
        var statuses = await DataHash.CheckAsync(
            AssetSource.FromMemory(File), [new EmbeddedStore(File.AsMemory(StoreAt, StoreLength), StoreAt)], new HardBinding("c2pa.hash.data", content, "sha256", "self#jumbf=x"), null, TestContext.Current.CancellationToken);
        Assert.Equal(codes, statuses.Select(s => s.Code.Value));
    }
}
