using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

public sealed class PreparedManifestTests
{
    public static TheoryData<string> Algorithms => [.. SigningAlgorithm.All.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Clause("10.3.2.4-a", "13.2-a", "13.2-b", "13.2.2-a", "13.2.2-b", "13.2.1")]
    public async Task Every_algorithm_signs_a_claim_that_verifies(string name)
    {
        var algorithm = SigningAlgorithm.All.Single(a => a.Name == name);
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(signer: Sample.Signer(algorithm)));

        Assert.True(CoseSign1.TryParse(manifest.Child("c2pa.signature")!.Content("cbor")!.Value, ParserLimits.Default, out var signature, out var fault), fault?.Sentence);
        Assert.True(signature.IsTagged);
        Assert.True(signature.IsDetached);
        Assert.Equal(algorithm, signature.Algorithm);
        Assert.Empty(signature.UnknownUnprotectedHeaders);
        Assert.False(signature.HasNonZeroPadding);
        byte[] message = signature.SigStructure(manifest.Child("c2pa.claim.v2")!.Content("cbor")!.Value);
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        Assert.Equal(SignatureVerdict.Valid, verifier.Verify(algorithm, TestPki.Default.Signer(algorithm).Certificate, message, signature.Signature.Span));
    }

    [Fact]
    [Clause("14.2-a", "14.5-a", "14.5-b", "14.5-c", "14.5-d", "14.5-e", "14.6")]
    public async Task The_certificates_are_protected_under_label_33_without_the_root()
    {
        var credential = TestPki.Default.Signer();
        var signer = ClaimSigner.FromPem(credential.ChainPem + TestPki.Default.Root.ExportCertificatePem(), credential.PrivateKeyPem);
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(signer: signer));

        Assert.True(CoseSign1.TryParse(manifest.Child("c2pa.signature")!.Content("cbor")!.Value, ParserLimits.Default, out var signature, out var fault), fault?.Sentence);
        Assert.Equal(credential.Chain.Select(c => Convert.ToHexString(c.RawData)), signature.ProtectedHeader[33]!.Items.Select(i => Convert.ToHexString(i.AsBytes!.Value.Span)));
        Assert.Equal(2, signature.ProtectedHeader.Entries.Count);
    }

    [Fact]
    [Clause("10.1-b", "11.1.4.2-b", "11.1.4.2-d", "11.1.4.3-a", "11.1.4.3-b", "11.1.4.4-a", "11.1.4.4-b", "11.2.2-b", "18.6.1-b", "18.15.1-a", "11.1.4")]
    public async Task The_manifest_holds_assertion_store_claim_and_signature_in_this_order()
    {
        var root = Sample.Read((await Sample.SignAsync()).Store);
        Assert.Equal(JumbfTypes.ManifestStore, root.ContentType);
        Assert.Equal("c2pa", root.Label);

        var manifest = Assert.Single(root.Children);
        Assert.Equal(JumbfTypes.StandardManifest, manifest.ContentType);
        Assert.Matches("^urn:c2pa:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", manifest.Label);
        Assert.Equal(["c2pa.assertions", "c2pa.claim.v2", "c2pa.signature"], manifest.Children.Select(c => c.Label));
        Assert.Equal([JumbfTypes.AssertionStore, JumbfTypes.Claim, JumbfTypes.ClaimSignature], manifest.Children.Select(c => c.ContentType));
        Assert.Equal(["c2pa.actions.v2", "c2pa.hash.bmff.v3"], manifest.Children[0].Children.Select(c => c.Label));
    }

    [Fact]
    [Clause("10.2.2-d", "10.2.2-g", "10.2.2-h", "10.2.3.2-b", "10.2.3.2-f", "10.3.2.1-a", "10.2.1")]
    public async Task The_claim_says_what_version_2_asks_for_and_no_more()
    {
        var manifest = Sample.ActiveManifest(await Sample.SignAsync());
        var claim = Sample.Claim(manifest);

        Assert.Equal(
            ["alg", "claim_generator_info", "created_assertions", "dc:title", "instanceID", "signature"],
            claim.Entries.Select(e => e.Key.AsText).Order(StringComparer.Ordinal));
        Assert.Equal("sha256", claim["alg"]!.AsText);
        Assert.Equal("A red fox at dawn", claim["dc:title"]!.AsText);
        Assert.Equal($"self#jumbf=/c2pa/{manifest.Label}/c2pa.signature", claim["signature"]!.AsText);
        Assert.StartsWith("xmp:iid:", claim["instanceID"]!.AsText, StringComparison.Ordinal);
        var generator = claim["claim_generator_info"]!;
        Assert.Equal("Acme Video", generator["name"]!.AsText);
        Assert.Equal("2.1.0", generator["version"]!.AsText);
        Assert.Equal("2.4.0", generator["specVersion"]!.AsText);
    }

    [Theory]
    [InlineData("SHA256", "sha256")]
    [InlineData("SHA384", "sha384")]
    [InlineData("SHA512", "sha512")]
    [Clause("10.2.2-a", "10.2.2-b", "8.4.2.3")]
    public async Task Every_hashed_URI_of_the_claim_covers_its_box(string hash, string name)
    {
        var options = Sample.Options() with { Hash = new(hash) };
        var definition = Sample.Definition with { GatheredAssertions = [UnknownAssertion.FromJson("com.example.note", "{\"by\":\"a person\"}")] };
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(definition, options: options));
        var claim = Sample.Claim(manifest);

        Assert.Equal(name, claim["alg"]!.AsText);
        var references = claim["created_assertions"]!.Items.Concat(claim["gathered_assertions"]!.Items).Select(HashedUri.FromCbor).ToArray();
        var boxes = manifest.Child("c2pa.assertions")!.Children;
        Assert.Equal(boxes.Select(b => $"self#jumbf=c2pa.assertions/{b.Label}").Order(StringComparer.Ordinal), references.Select(r => r!.Url).Order(StringComparer.Ordinal));
        foreach (var reference in references)
        {
            var box = manifest.Child("c2pa.assertions")!.Child(reference!.Uri!.LastLabel)!;
            Assert.Equal(Convert.ToHexString(ContentHash.Compute(new(hash), box.HashedContent.Span)), Convert.ToHexString(reference.Hash.Span));
        }
    }

    [Fact]
    [Clause("11.1.4.1.2-a", "11.1.4.1.2-b", "11.1.4.1.2-c", "8.4.2.3")]
    public async Task Every_assertion_box_has_a_salt_of_its_own()
    {
        var boxes = Sample.ActiveManifest(await Sample.SignAsync()).Child("c2pa.assertions")!.Children;

        Assert.All(boxes, b => Assert.Equal(0x13, b.Description.Toggles));
        Assert.All(boxes, b => Assert.Equal("c2sh", b.Description.Private!.Type));
        Assert.All(boxes, b => Assert.Equal(16, b.Description.Private!.Payload.Length));
        Assert.Equal(boxes.Count, boxes.Select(b => Convert.ToHexString(b.Description.Private!.Payload.Span)).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    [Clause("18.15.2-b", "18.15.2-c", "18.15.3-a", "18.15.4.3-a", "18.15")]
    public async Task The_first_action_says_created_how_when_and_by_what()
    {
        var actions = Sample.Actions(Sample.ActiveManifest(await Sample.SignAsync()));

        Assert.True(actions.AllActionsIncluded);
        var action = Assert.Single(actions.Actions);
        Assert.Equal("c2pa.created", action.Name);
        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", action.DigitalSourceType!.Value.Value);
        Assert.Equal(TestPki.Now, action.When);
        Assert.Equal(new ClaimGeneratorInfo("Acme Video", "2.1.0"), action.SoftwareAgent);
    }

    [Fact]
    public async Task What_an_action_says_itself_is_not_filled_in()
    {
        var when = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var created = ActionsAssertion.Created(DigitalSourceType.AlgorithmicMedia, new ClaimGeneratorInfo("Renderer", "7"), when);
        var templated = created.Then(new ClaimAction("com.example.polished")) with { Templates = [new ActionTemplate("*") { SoftwareAgent = new("Polisher") }] };
        var actions = Sample.Actions(Sample.ActiveManifest(await Sample.SignAsync(Sample.Definition with { Assertions = [templated] })));

        Assert.Equal(when, actions.Actions[0].When);
        Assert.Equal("Renderer", actions.Actions[0].SoftwareAgent!.Name);
        Assert.Null(actions.Actions[1].SoftwareAgent);
    }

    [Fact]
    [Clause("10.1-a", "10.2.1")]
    public async Task The_claim_is_deterministic_CBOR()
    {
        var claim = Sample.Claim(Sample.ActiveManifest(await Sample.SignAsync()));

        AssertSorted(claim);
        static void AssertSorted(CborValue value)
        {
            string[] keys = [.. value.Entries.Select(e => Convert.ToHexString(e.Key.Encoded.Span))];
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
            foreach (var child in value.Items.Concat(value.Entries.Select(e => e.Value)))
            {
                AssertSorted(child);
            }
        }
    }

    [Fact]
    public async Task The_same_input_clock_and_randomness_give_the_same_bytes()
    {
        // RSA-PSS and ECDSA signatures are random; Ed25519's are not (RFC 8032).
        Assert.SkipWhen(Ed25519Verifier.Platform is null, "No Ed25519 on this machine.");
        var signer = Sample.Signer(SigningAlgorithm.Ed25519);
        var first = await Sample.SignAsync(signer: signer);
        var second = await Sample.SignAsync(signer: signer);
        var other = await Sample.SignAsync(signer: signer, options: Sample.Options() with { Randomness = Sample.Stream(seed: 2) });

        Assert.Equal(Convert.ToHexString(first.Store.Span), Convert.ToHexString(second.Store.Span));
        Assert.NotEqual(Convert.ToHexString(first.Store.Span), Convert.ToHexString(other.Store.Span));
    }

    [Fact]
    [Clause("10.3.2.1-b", "10.4.1-a")]
    public async Task The_hard_binding_is_the_one_given_last_and_listed_as_created()
    {
        var manifest = Sample.ActiveManifest(await Sample.SignAsync());

        Assert.Equal(Convert.ToHexString(Sample.BindingContent.Span), Convert.ToHexString(manifest.Child("c2pa.assertions")!.Child("c2pa.hash.bmff.v3")!.Content("cbor")!.Value.Span));
        Assert.Equal("self#jumbf=c2pa.assertions/c2pa.hash.bmff.v3", Sample.Claim(manifest)["created_assertions"]!.Items[^1]["url"]!.AsText);
    }

    [Fact]
    public async Task A_hard_binding_of_another_length_is_a_bad_call()
    {
        var prepared = await Sample.PrepareAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => prepared.SignAsync(Sample.BindingContent[1..], TestContext.Current.CancellationToken));
    }

    [Fact]
    [Clause("6.4")]
    public async Task Repeated_labels_get_instance_suffixes_in_order()
    {
        var definition = Sample.Definition with
        {
            Assertions = [.. Sample.Definition.Assertions, UnknownAssertion.FromJson("com.example.note", "1"), UnknownAssertion.FromJson("com.example.note", "2")],
            GatheredAssertions = [UnknownAssertion.FromJson("com.example.note", "3")],
        };
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(definition));

        string[] contents = [.. new[] { "com.example.note", "com.example.note__1", "com.example.note__2" }
            .Select(l => System.Text.Encoding.UTF8.GetString(Assert.IsType<UnknownAssertion>(Sample.Assertion(manifest, l)).Content.Span))];
        Assert.Equal(["1", "2", "3"], contents);
        Assert.Equal("self#jumbf=c2pa.assertions/com.example.note__2", Assert.Single(Sample.Claim(manifest)["gathered_assertions"]!.Items)["url"]!.AsText);
    }

    [Fact]
    [Clause("18.15.4.7", "10.2.3.2-d")]
    public async Task Assertions_referred_to_by_object_are_added_and_hashed()
    {
        var prompt = new IngredientAssertion(Relationship.InputTo)
        {
            MediaType = "text/plain",
            Data = EmbeddedDataAssertion.Text("a red fox at dawn"),
            DataTypes = [AssetType.Prompt],
        };
        var created = new ClaimAction(ActionName.Created)
        {
            DigitalSourceType = DigitalSourceType.TrainedAlgorithmicMedia,
            Parameters = new ActionParameters { Ingredients = [prompt] },
        };
        var definition = Sample.Definition with
        {
            ClaimGenerator = new("Acme Video") { Icon = EmbeddedDataAssertion.Icon("image/svg+xml", "<svg/>"u8.ToArray()) },
            Assertions = [new ActionsAssertion([created])],
        };
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(definition));

        Assert.Equal(
            ["c2pa.icon", "c2pa.embedded-data", "c2pa.ingredient.v3", "c2pa.actions.v2", "c2pa.hash.bmff.v3"],
            manifest.Child("c2pa.assertions")!.Children.Select(c => c.Label));
        AssertRefersTo(manifest, Sample.Actions(manifest).Actions[0].Parameters!.Ingredients[0].Uri!, "c2pa.ingredient.v3");
        AssertRefersTo(manifest, Assert.IsType<IngredientAssertion>(Sample.Assertion(manifest, "c2pa.ingredient.v3")).Data!.Uri!, "c2pa.embedded-data");
        AssertRefersTo(manifest, HashedUri.FromCbor(Sample.Claim(manifest)["claim_generator_info"]!["icon"])!, "c2pa.icon");
    }

    [Fact]
    public async Task Several_signatures_can_be_made_of_one_prepared_manifest()
    {
        var prepared = await Sample.PrepareAsync();
        var first = await prepared.SignAsync(Sample.BindingContent, TestContext.Current.CancellationToken);
        var second = await prepared.SignAsync(Sample.Binding.Content, TestContext.Current.CancellationToken);

        Assert.Equal(first.Store.Length, second.Store.Length);
        Assert.Equal(Sample.ActiveManifest(first).Label, Sample.ActiveManifest(second).Label);
        Assert.NotEqual(Sample.Claim(Sample.ActiveManifest(first)).Encoded.ToArray(), Sample.Claim(Sample.ActiveManifest(second)).Encoded.ToArray());
    }

    private static void AssertRefersTo(JumbfSuperbox manifest, HashedUri uri, string label)
    {
        Assert.Equal($"self#jumbf=c2pa.assertions/{label}", uri.Url);
        var box = manifest.Child("c2pa.assertions")!.Child(label)!;
        Assert.Equal(Convert.ToHexString(ContentHash.Compute(System.Security.Cryptography.HashAlgorithmName.SHA256, box.HashedContent.Span)), Convert.ToHexString(uri.Hash.Span));
    }
}
