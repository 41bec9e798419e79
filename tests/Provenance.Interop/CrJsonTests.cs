using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>crJSON before its judges: the published schema through ajv, the rubrics of the conformance programme, and c2pa-rs' own crJSON.</summary>
public sealed class CrJsonTests
{
    private const string Schema = "schema/crJSON.schema.json";

    private static TestPki Pki => TestPki.Default;

    [Fact]
    public async Task Files_we_sign_pass_the_conformance_and_integrity_rubrics()
    {
        using var folder = new TempFolder();
        string[] documents = await SignedAsync(folder);
        foreach (string rubric in new[] { "asset-rubric-conformance0.2-spec2.4.yml", "asset-rubric-integrity.yml" })
        {
            IReadOnlyList<RubricOutcome[]> outcomes = await Peer.RubricAsync(Fixtures.Require("rubrics/" + rubric), perManifest: false, documents);
            for (int i = 0; i < documents.Length; i++)
            {
                Assert.NotEmpty(outcomes[i]);
                string[] bad = [.. outcomes[i].Where(o => o.Outcome != "pass").Select(o => $"{o.Outcome} {o.Id}: {o.Text}")];
                Assert.True(bad.Length == 0, $"{rubric}, {Path.GetFileName(documents[i])}: {string.Join("\n", bad)}");
            }
        }
    }

    [Fact]
    public async Task The_rubrics_see_what_is_wrong()
    {
        using var folder = new TempFolder();
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["signed.mp4"], Pki.Signer());
        byte[] bytes = await File.ReadAllBytesAsync(folder["signed.mp4"]);
        bytes[^100] ^= 1;
        folder.Write("tampered.mp4", bytes);
        string tampered = Write(folder, "tampered", await OurSigning.ValidateAsync(Pki, folder["tampered.mp4"]));
        string stranger = Write(folder, "stranger", await OurSigning.ValidateAsync(TestPki.Stranger, folder["signed.mp4"]));

        IReadOnlyList<RubricOutcome[]> outcomes = await Peer.RubricAsync(Fixtures.Require("rubrics/asset-rubric-integrity.yml"), perManifest: false, tampered, stranger);
        Assert.Equal(["validation:valid_success"], outcomes[0].Where(o => o.Outcome == "fail").Select(o => o.Id));
        Assert.Equal(["validation:trusted_success"], outcomes[1].Where(o => o.Outcome == "fail").Select(o => o.Id));
    }

    [Fact]
    public async Task Text_to_video_is_fully_generated_media_to_the_signals_rubric()
    {
        using var folder = new TempFolder();
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["generated.mp4"], Pki.Signer());
        string document = Write(folder, "generated", await OurSigning.ValidateAsync(Pki, folder["generated.mp4"]));
        IReadOnlyList<RubricOutcome[]> outcomes = await Peer.RubricAsync(Fixtures.Require("rubrics/asset-rubric-signals-local.yml"), perManifest: true, document);
        Assert.Equal(["inception:signal_fullyGenAIMedia"], outcomes[0].Where(o => o.Outcome == "pass").Select(o => o.Id));
    }

    [Fact]
    public async Task Every_document_satisfies_the_schema()
    {
        using var folder = new TempFolder();
        List<string> documents = [.. await SignedAsync(folder)];
        foreach (string file in new[] { "c2pa-rs/video1.mp4", "c2pa-rs/legacy.mp4", "c2pa-rs/dashinit.mp4", "c2pa-rs/video1_no_manifest.mp4", "c2pa-rs/nested_moov_1000.mp4", "c2pa-ts/trustnxt-icon-signed-v2-bmff.heic" })
        {
            documents.Add(Write(folder, Path.GetFileName(file), await OurSigning.ValidateAsync(Pki, Fixtures.Require(file))));
        }

        // A store with a manifest and its ingredient, one bit wrong in every seventeenth byte: claims, assertions, signatures and boxes that make no sense.
        var parent = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa", ClaimVersion = 1 };
        var child = new TestManifest
        {
            Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(parent, "inputTo"), TestAssertion.Json("com.example.json", """{"@context":{},"a":[1,"x"]}""")],
        };
        byte[] store = TestManifest.Store(parent, child);
        for (int i = 5; i < store.Length; i += 17)
        {
            byte[] changed = [.. store];
            changed[i] ^= (byte)(1 << (i % 8));
            documents.Add(Write(folder, "bit" + i, await Validate(changed)));
        }

        IReadOnlyList<string[]> errors = await Peer.SchemaErrorsAsync(Fixtures.Require(Schema), documents);
        Assert.Equal(documents.Count, errors.Count);
        string[] bad = [.. documents.Zip(errors).Where(p => p.Second.Length > 0).Select(p => $"{Path.GetFileName(p.First)}: {string.Join("; ", p.Second.Take(5))}")];
        Assert.True(bad.Length == 0, string.Join("\n", bad.Take(10)));
    }

    [Fact]
    public async Task The_schema_is_really_applied()
    {
        using var folder = new TempFolder();
        string broken = folder.Write("broken.json", """{"@context":{},"manifests":[{"label":1}],"jsonGenerator":{"name":"x","version":"1"}}""");
        Assert.NotEmpty((await Peer.SchemaErrorsAsync(Fixtures.Require(Schema), broken))[0]);
    }

    [Fact]
    public async Task C2pa_rs_derives_the_same_from_the_same_files()
    {
        using var folder = new TempFolder();
        string input = await RealMedia.MoovFirstAsync();
        await OurSigning.SignAsync(input, folder["ours.mp4"], Pki.Signer());
        await Peer.SignAsync(Pki, new PeerSigning(input, folder["theirs.mp4"], Pki.Signer()));
        await Peer.SignAsync(Pki, new PeerSigning(folder["ours.mp4"], folder["edited.mp4"], Pki.Signer(SigningAlgorithm.PS256)) { Intent = "edit", Parent = folder["ours.mp4"] });
        string[] files = [folder["ours.mp4"], folder["theirs.mp4"], folder["edited.mp4"], Fixtures.Require("c2pa-rs/video1.mp4")];
        IReadOnlyList<JsonElement> theirs = await Peer.CrJsonAsync(Pki, files);
        for (int i = 0; i < files.Length; i++)
        {
            using var ours = JsonDocument.Parse(Text(await OurSigning.ValidateAsync(Pki, files[i])));
            AssertSame(theirs[i].GetProperty("manifests"), ours.RootElement.GetProperty("manifests"));
        }
    }

    // The same manifests in the same order; in each the same assertion labels, claim and certificates. c2pa-rs closes byte strings with an apostrophe,
    // makes the references of a claim absolute and writes the algorithm in lower case.
    private static void AssertSame(JsonElement theirs, JsonElement ours)
    {
        Assert.Equal(theirs.GetArrayLength(), ours.GetArrayLength());
        foreach (var (their, our) in theirs.EnumerateArray().Zip(ours.EnumerateArray()))
        {
            string label = their.GetProperty("label").GetString()!;
            Assert.Equal(label, our.GetProperty("label").GetString());
            Assert.Equal(Names(their.GetProperty("assertions")), Names(our.GetProperty("assertions")));
            string version = their.TryGetProperty("claim.v2", out _) ? "claim.v2" : "claim";
            foreach (var member in their.GetProperty(version).EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String && m.Name != "signature"))
            {
                Assert.Equal(member.Value.GetString(), our.GetProperty(version).GetProperty(member.Name).GetString());
            }

            foreach (string list in new[] { "created_assertions", "gathered_assertions", "assertions" }.Where(l => their.GetProperty(version).TryGetProperty(l, out _)))
            {
                Assert.Equal(References(their.GetProperty(version).GetProperty(list), label), References(our.GetProperty(version).GetProperty(list), label));
            }

            Assert.Equal(their.GetProperty("signature").GetProperty("algorithm").GetString(), our.GetProperty("signature").GetProperty("algorithm").GetString()!.ToLowerInvariant());
            foreach (string part in new[] { "serialNumber", "issuer", "subject" })
            {
                JsonElement theirPart = their.GetProperty("signature").GetProperty("certificateInfo").GetProperty(part);
                Assert.True(JsonElement.DeepEquals(theirPart, our.GetProperty("signature").GetProperty("certificateInfo").GetProperty(part)), $"{part}: {theirPart}");
            }
        }
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];

    private static string[] References(JsonElement list, string label) =>
    [
        .. list.EnumerateArray().Select(r =>
            r.GetProperty("url").GetString()!.Replace($"self#jumbf=/c2pa/{label}/", "self#jumbf=", StringComparison.Ordinal) + " " + r.GetProperty("hash").GetString()!.TrimEnd('\'')),
    ];

    // A generated video, and one that was edited after that.
    private static async Task<string[]> SignedAsync(TempFolder folder)
    {
        await OurSigning.SignAsync(await RealMedia.MoovFirstAsync(), folder["first.mp4"], Pki.Signer());
        var options = new SigningOptions
        {
            IfSigned = IfSigned.Ingredient,
            IngredientValidation = new ValidationOptions { TrustList = Pki.SignerTrust, TimestampTrustList = Pki.TimestampTrust },
        };
        ManifestDefinition edit = OurSigning.Definition with { Assertions = [ActionsAssertion.Opened()] };
        await OurSigning.SignAsync(folder["first.mp4"], folder["second.mp4"], Pki.Signer(SigningAlgorithm.ES384), options, edit);
        return
        [
            Write(folder, "first", await OurSigning.ValidateAsync(Pki, folder["first.mp4"])),
            Write(folder, "second", await OurSigning.ValidateAsync(Pki, folder["second.mp4"])),
        ];
    }

    private static Task<ValidationResult> Validate(byte[] store) => new Validator(new TestFormat(store))
    {
        Options = new ValidationOptions { TrustList = Pki.SignerTrust, Clock = TestPki.Clock },
    }.ValidateAsync(TestFormat.Asset);

    private static string Write(TempFolder folder, string name, ValidationResult result) => folder.Write(name + ".crjson", Text(result));

    private static string Text(ValidationResult result)
    {
        using var stream = new MemoryStream();
        result.WriteCrJson(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
