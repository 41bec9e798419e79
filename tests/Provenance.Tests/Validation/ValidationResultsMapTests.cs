using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>The results that ingredient assertions record.</summary>
public sealed class ValidationResultsMapTests
{
    [Fact]
    [Clause("15.2.1")]
    public void Results_survive_writing_and_reading()
    {
        var map = new ValidationResultsMap
        {
            ActiveManifest =
            [
                new(ValidationStatusCode.ClaimSignatureValidated, "self#jumbf=c2pa.signature", "fine"),
                new(ValidationStatusCode.TimeStampUntrusted, ""),
                new(ValidationStatusCode.SigningCredentialUntrusted, "self#jumbf=c2pa.signature"),
            ],
            IngredientDeltas = [new("self#jumbf=/c2pa/a/c2pa.assertions/c2pa.ingredient.v3", [new(ValidationStatusCode.IngredientManifestMismatch)])],
            SpecVersion = "2.4.0",
            TrustListUri = "https://example.com/list",
        };
        Assert.True(CborValue.TryParse(map.ToCbor().Encoded, ParserLimits.Default, out var encoded, out _));
        var read = ValidationResultsMap.FromCbor(encoded)!;
        Assert.Equal(map.ActiveManifest, read.ActiveManifest);
        Assert.Equal(map.IngredientDeltas![0].IngredientUrl, read.IngredientDeltas![0].IngredientUrl);
        Assert.Equal(map.IngredientDeltas[0].Statuses, read.IngredientDeltas[0].Statuses);
        Assert.Equal((map.SpecVersion, map.TrustListUri), (read.SpecVersion, read.TrustListUri));
    }

    [Fact]
    [Clause("15.2.1")]
    public void All_three_tables_are_written_even_when_empty()
    {
        var active = new ValidationResultsMap { ActiveManifest = [] }.ToCbor()["activeManifest"]!;
        Assert.All(new[] { "success", "informational", "failure" }, t => Assert.Equal(CborKind.Array, active[t]!.Kind));
    }

    [Fact]
    public void What_the_recorder_called_a_failure_stays_one()
    {
        var map = CborValue.Map(("activeManifest", CborValue.Map(("failure", CborValue.Array(
            CborValue.Map(("code", CborValue.Text("signingCredential.ocsp.unknown"))), CborValue.Map(("code", CborValue.Text("com.example.odd"))))))));
        Assert.All(ValidationResultsMap.FromCbor(map)!.ActiveManifest!, s => Assert.Equal(ValidationStatusKind.Failure, s.Kind));
    }

    [Fact]
    public void Anything_else_is_null()
    {
        Assert.Null(ValidationResultsMap.FromCbor(null));
        Assert.Null(ValidationResultsMap.FromCbor(CborValue.Text("x")));
        Assert.Null(ValidationResultsMap.FromCbor(CborValue.Map(("activeManifest", CborValue.Text("x")))));
        Assert.Null(ValidationResultsMap.FromCbor(CborValue.Map(("activeManifest", CborValue.Map(("failure", CborValue.Array(CborValue.Text("x"))))))));
        Assert.Null(ValidationResultsMap.FromCbor(CborValue.Map(("ingredientDeltas", CborValue.Array(CborValue.Text("x"))))));
    }

    [Fact]
    [Clause("15.2.1")]
    public async Task A_result_can_be_recorded()
    {
        var map = (await Verdict.OfAsync(new TestManifest())).ToValidationResultsMap();
        Assert.Equal("2.4.0", map.SpecVersion);
        Assert.Contains(map.ActiveManifest!, s => s.Code == ValidationStatusCode.ClaimSignatureValidated);
        Assert.Null((await Verdict.OfAsync(new TestFormat())).ToValidationResultsMap().ActiveManifest);
    }
}
