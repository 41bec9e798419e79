using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>What everybody says about the file of a recipe: we, c2pa-rs, and the rubrics of the conformance programme.</summary>
internal static class RecipeJudge
{
    private const string Signals = "rubrics/asset-rubric-signals-local.yml";

    /// <summary>Asks them all; they must agree that it is trusted, on its actions and ingredients, and see the signals that are meant.</summary>
    /// <param name="folder">For the crJSON document.</param>
    /// <param name="file">The file.</param>
    /// <param name="manifests">How many manifests it holds.</param>
    /// <param name="signals">The signals of its active manifest, without their prefixes.</param>
    /// <returns>What we read.</returns>
    public static async Task<GenerationReport> JudgeAsync(TempFolder folder, string file, int manifests, params string[] signals)
    {
        var pki = TestPki.Default;
        var result = await OurSigning.ValidateAsync(pki, file);
        OurSigning.IsTrusted(result);

        PeerVerdict verdict = (await Peer.VerifyAsync(pki, file)).IsTrusted();
        Assert.Equal((manifests, result.Manifests.Count), (verdict.Manifests, manifests));
        var assertions = result.ActiveManifest!.Manifest.AssertionBoxes.Select(b => AssertionReader.Read(b, ParserLimits.Default)).ToArray();
        Assert.Equal(assertions.OfType<ActionsAssertion>().SelectMany(a => a.Actions).Select(a => a.Name), verdict.Actions!);
        Assert.Equal(
            assertions.OfType<IngredientAssertion>().Select(i => Described(i.Relationship.ToString(), i.Title)).Order(StringComparer.Ordinal),
            verdict.Ingredients!.Select(i => Described(i.Relationship, i.Title)).Order(StringComparer.Ordinal));

        using var crJson = new MemoryStream();
        result.WriteCrJson(crJson);
        string document = folder.Write(Path.GetFileName(file) + ".crjson", crJson.ToArray());
        RubricOutcome[] outcomes = (await Peer.RubricAsync(Fixtures.Require("rubrics/asset-rubric-conformance0.2-spec2.4.yml"), perManifest: false, document))[0];
        string[] bad = [.. outcomes.Where(o => o.Outcome != "pass").Select(o => $"{o.Outcome} {o.Id}: {o.Text}")];
        Assert.True(outcomes.Length > 0 && bad.Length == 0, string.Join("\n", bad));

        outcomes = (await Peer.RubricAsync(Fixtures.Require(Signals), perManifest: true, document))[0];
        string active = result.ActiveManifest.Manifest.Label;
        Assert.Equal(
            signals.Order(StringComparer.Ordinal),
            outcomes.Where(o => o.Manifest == active && o.Outcome == "pass").Select(o => o.Id[(o.Id.IndexOf("signal_", StringComparison.Ordinal) + 7)..]).Order(StringComparer.Ordinal));
        return result.Generation;
    }

    private static string Described(string relationship, string? title) => $"{relationship.ToUpperInvariant()} {title}";
}
