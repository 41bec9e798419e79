using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Changed definitions of manifests in JSON.</summary>
internal static class DefinitionMutators
{
    private static readonly string[] Words =
    [
        "\"label\"", "\"data\"", "\"kind\"", "\"created\"", "\"actions\"", "\"action\"", "\"assertions\"", "\"ingredients\"", "\"relationship\"", "\"parentOf\"", "\"componentOf\"", "\"inputTo\"", "\"path\"", "\"identifier\"", "\"format\"", "\"title\"", "\"alg\"", "\"ps256\"", "\"ta_url\"", "\"base_path\"",
        "\"claim_generator\"", "\"claim_generator_info\"", "\"thumbnail\"", "\"parent\"", "\"parameters\"", "\"ingredientIds\"", "\"when\"", "\"2026-11-22T10:00:00Z\"", "\"c2pa.created\"", "\"c2pa.opened\"", "\"c2pa.placed\"", "\"c2pa.redacted\"", "\"c2pa.actions.v2\"", "\"c2pa.hash.bmff.v3\"", "\"c2pa.ingredient.v3\"",
        "\"c2pa.metadata\"", "\"c2pa.soft-binding\"", "\"com.example.x\"", "\"com.example.x__2\"", "\"b64'AQI='\"", "\"small.jpg\"", "\"signed.png\"", "\"clip.mp4\"", "\"digitalSourceType\"", "\"softwareAgent\"", "\"changes\"", "\"region\"", "\"@context\"", "\"Json\"", "\"Cbor\"", "null", "true", "[]", "{}",
    ];

    private const string Original = """
        {
          "claim_generator_info": [{ "name": "Acme Video", "version": "2.1.0", "com.example.build": 7, "icon": { "format": "image/svg+xml", "identifier": "logo.svg" } }],
          "title": "A red fox at dawn", "format": "video/mp4", "alg": "es256",
          "thumbnail": { "format": "image/jpeg", "identifier": "small.jpg" },
          "assertions": [
            { "label": "c2pa.actions.v2", "data": { "allActionsIncluded": true, "actions": [
              { "action": "c2pa.created", "when": "2026-11-22T10:00:00Z", "softwareAgent": { "name": "Model", "version": "3" },
                "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
                "changes": [{ "region": [{ "type": "temporal", "time": { "type": "npt", "start": "0", "end": "2.5" } }] }],
                "parameters": { "ingredientIds": ["fox"], "com.example.steps": 25 } } ] } },
            { "label": "cawg.training-mining", "data": { "entries": { "cawg.ai_generative_training": { "use": "notAllowed" } } } },
            { "label": "cawg.metadata", "data": { "@context": { "dc": "http://purl.org/dc/elements/1.1/" }, "dc:publisher": ["Acme"] } },
            { "label": "c2pa.soft-binding", "data": { "alg": "com.example.mark.1", "blocks": [{ "scope": {}, "value": "AQID" }] } },
            { "label": "com.example.render", "data": { "n": 1.5, "big": 18446744073709551615, "less": -3, "no": null, "yes": true, "raw": "b64'AQI='", "deep": [[{}]] } },
            { "label": "com.example.json", "kind": "Json", "data": {"b":1,  "a":[1.50]} },
            { "label": "com.example.passed", "created": false, "data": {} }
          ],
          "ingredients": [ { "path": "signed.png", "relationship": "inputTo", "label": "fox", "description": "what moved" } ]
        }
        """;

    private const string Parent = """
        {
          "claim_generator": "Acme_Video/2.1.0",
          "parent": "clip.mp4",
          "ingredient_paths": ["signed.png"],
          "actions": [ { "action": "c2pa.color_adjustments", "parameters": { "name": "brightness" } } ],
          "assertions": [ { "label": "com.example.x", "data": [1, "two", 3.0] } ]
        }
        """;

    public static async Task<Func<Random, string?>> DefinitionsAsync()
    {
        // Only read: all trials share it, to the end of the run.
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        folder.Write("signed.png", TestImage.Png.SignedByData());
        folder.Write("logo.svg", "<svg/>");
        folder.Write("small.jpg", TestImage.Jpeg.Plain);
        folder.Write("clip.mp4", (await Attacked.FormAsync("flat").ConfigureAwait(false)).Files[0]);
        byte[] movie = Attacked.Movie();
        var validator = new Validator([Mp4.Format, .. ImageFormats.All]) { Options = Attacked.Options };
        return random =>
        {
            byte[] mutant = TextMutation.Apply(Encoding.UTF8.GetBytes(random.Next(3) == 0 ? Parent : Original), random, Words);
            bool isSigned = false;
            var output = new MemoryStream();
            string? fault = Trial.Run(
                () =>
                {
                    var file = ManifestDefinitionFile.ParseAsync(mutant, "definition.json", folder.Path, validator, keepUnverified: random.Next(2) == 0).GetAwaiter().GetResult();
                    isSigned = Mp4.SignAsync(AssetSource.FromMemory(movie), output, file.Definition, TestPki.Default.Signer().CreateSigner(), new() { Clock = TestPki.Clock }).GetAwaiter().GetResult().Signed;
                },
                e => e is SigningException);
            if (fault is null && isSigned && Seed.Read(output.ToArray(), Attacked.Options) is { State: not ValidationState.Trusted } result)
            {
                fault = "what was signed is not trusted: " + Reading.Of(result);
            }

            return fault is null ? null : $"{fault}\n{Encoding.Latin1.GetString(mutant)}";
        };
    }
}
