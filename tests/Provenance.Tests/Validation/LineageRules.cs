using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Cases for §15.11 and §15.12: ingredients, redaction, update manifests.</summary>
internal static class LineageRules
{
    private const string ParentLabel = "urn:c2pa:00000000-0000-4000-8000-0000000000aa";
    private const string UpdateLabel = "urn:c2pa:00000000-0000-4000-8000-0000000000bb";

    private static readonly TestAssertion Note = TestAssertion.Cbor("com.example.note", CborValue.Map(("a", CborValue.Text("secret"))));

    private static CborValue Text(string text) => CborValue.Text(text);

    private static CborValue List(params CborValue[] items) => CborValue.Array(items);

    private static TestManifest Parent(Action<TestManifestSettings>? change = null)
    {
        var settings = new TestManifestSettings();
        change?.Invoke(settings);
        return new TestManifest
        {
            Label = settings.Label,
            Credential = settings.Credential,
            Assertions = settings.Assertions,
            TamperClaimBytes = settings.TamperClaimBytes,
        };
    }

    /// <summary>A child that opened the parent.</summary>
    private static TestManifest Child(TestManifest parent, Func<TestAssertion, TestAssertion>? edit = null, params string[] redacted)
    {
        var ingredient = TestManifest.Ingredient(parent, "parentOf");
        ingredient = edit?.Invoke(ingredient) ?? ingredient;
        return new TestManifest
        {
            Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.opened", ("ingredients", List(TestManifest.Reference(ingredient))))), TestManifest.HardBinding(), ingredient],
            ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal)
            {
                ["redacted_assertions"] = redacted.Length == 0 ? null : List([.. redacted.Select(Text)]),
            },
        };
    }

    private static TestManifest Update(TestManifest parent, params TestAssertion[] more) => new()
    {
        Label = UpdateLabel,
        ContentType = JumbfTypes.UpdateManifest,
        Assertions = [TestManifest.Ingredient(parent), .. more],
    };

    private static TestAssertion Rewrite(TestAssertion assertion, Func<CborValue, CborValue> rewrite)
    {
        Assert.True(CborValue.TryParse(assertion.Boxes[0][8..], ParserLimits.Default, out var content, out _));
        return TestAssertion.Cbor(assertion.Label, rewrite(content!), assertion.Listing);
    }

    private static CborValue Set(CborValue map, string key, CborValue? value) =>
        CborValue.Map(map.Entries.Where(e => e.Key.AsText != key).Select(e => (e.Key.AsText!, (CborValue?)e.Value)).Append((key, value)));

    private static CborValue WrongHash(CborValue reference) => TestManifest.Reference(reference["url"]!.AsText!, new byte[32]);

    public static IEnumerable<RuleCase> All => [.. IngredientCases, .. RedactionCases, .. UpdateCases];

    private static IEnumerable<RuleCase> IngredientCases =>
    [
        new("a parent with a manifest", "15.2.1-a 15.11.3.3-a", () => Related(Parent())),
        new("a parent whose manifest is not the referenced one", "15.11.3.3.2", () => Pair(i => Rewrite(i, m => Set(m, "activeManifest", WrongHash(m["activeManifest"]!)))), "ingredient.manifest.mismatch"),
        new("a parent whose manifest is missing", "15.11.3.3.2", () => [Child(Parent())], "ingredient.manifest.missing", "hashedURI.missing"),
        new("no recorded results", "15.11.3.3", () => Pair(i => Rewrite(i, m => Set(m, "validationResults", null))), "assertion.ingredient.malformed"),
        new("recorded results that cannot be read", "18.16.12.4.3-e", () => Pair(i => Rewrite(i, m => Set(m, "validationResults", Text("x")))), "assertion.ingredient.malformed"),
        new("a manifest and a source type", "15.11.3.2-d 18.16.12.3-d", () => Pair(i => Rewrite(i, m => Set(m, "digitalSourceType", Text("http://x")))), "assertion.ingredient.malformed"),
        new("a claim signature reference that does not hold", "15.10.3.3", () => Pair(i => Rewrite(i, m => Set(m, "claimSignature", WrongHash(m["claimSignature"]!)))), "hashedURI.mismatch"),
        new("an ingredient that fails and nobody recorded it", "15.11.2.1-a 18.16.12.4.3-c", () => Broken(null), "claimSignature.mismatch"),
        new("an ingredient that fails as it was recorded", "18.16.12.4.3-c 18.16.12.4.3-d", () => Broken(new ValidationResultsMap
        {
            ActiveManifest =
            [
                new(ValidationStatusCode.ClaimSignatureMismatch, JumbfUri.Absolute(ParentLabel, "c2pa.signature").Text),
            ],
        })),
        new("an ingredient of an unknown signer", "15.11.2.1-a", () => Related(Parent(s => s.Credential = TestPki.Stranger.Signer())), "signingCredential.untrusted"),
        new("a removed component of another manifest", "15.10.3.2.3-h 18.15.4.7-c", () => Removed("componentOf")),
        new("a removed parent of another manifest", "15.10.3.2.3-h", () => Removed("inputTo"), "assertion.action.ingredientMismatch"),
        new("a time-stamp manifest in the store", "15.11.2.3-a", () => [new TestManifest { Label = ParentLabel, ContentType = new Guid("6332746D-0011-0010-8000-00AA00389B71"), HasNoSignature = true }, new TestManifest()]),
        new("an unreferenced manifest", "15.11.3.3-d", () => [Parent(), new TestManifest()]),
        new("an earlier version of the ingredient assertion", "15.11.3.3", () => Legacy("c2pa.ingredient.v2")),
    ];

    private static IReadOnlyList<TestManifest> Related(TestManifest parent, Func<TestAssertion, TestAssertion>? edit = null) => [parent, Child(parent, edit)];

    private static IReadOnlyList<TestManifest> Pair(Func<TestAssertion, TestAssertion> edit) => Related(Parent(), edit);

    private static IReadOnlyList<TestManifest> Broken(ValidationResultsMap? recorded)
    {
        var parent = Parent(s => s.TamperClaimBytes = b => { b[^1] ^= 1; return b; });
        return Related(parent, i => recorded is null ? i : Rewrite(i, m => Set(m, "validationResults", recorded.ToCbor())));
    }

    private static IReadOnlyList<TestManifest> Legacy(string label)
    {
        var parent = Parent();
        byte[] hash = TestAssertion.Hash(parent.ToBox());
        var ingredient = TestAssertion.Cbor(label, CborValue.Map(
            ("dc:title", Text("x")), ("dc:format", Text("video/mp4")), ("relationship", Text("parentOf")), ("c2pa_manifest", TestManifest.Reference(parent.Url(), hash))));
        return
        [
            parent,
            new TestManifest { Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.opened", ("ingredients", List(TestManifest.Reference(ingredient))))), TestManifest.HardBinding(), ingredient] },
        ];
    }

    private static IReadOnlyList<TestManifest> Removed(string relationship)
    {
        var component = TestAssertion.Cbor("c2pa.ingredient.v3", CborValue.Map(("relationship", Text(relationship))));
        var parent = Parent(s => s.Assertions = [TestManifest.Created(), TestManifest.HardBinding(), component]);
        var ingredient = TestManifest.Ingredient(parent);
        var reference = TestManifest.Reference(parent.AssertionUrl(component.Label), TestAssertion.Hash(component.ToBox()));
        return
        [
            parent,
            new TestManifest
            {
                Assertions =
                [
                    TestManifest.Actions(
                        "c2pa.actions.v2",
                        TestManifest.Action("c2pa.opened", ("ingredients", List(TestManifest.Reference(ingredient)))),
                        TestManifest.Action("c2pa.removed", ("ingredients", List(reference)))),
                    TestManifest.HardBinding(),
                    ingredient,
                ],
            },
        ];
    }

    private static IEnumerable<RuleCase> RedactionCases =>
    [
        new("a redacted assertion that is gone", "15.10.2-a 15.10.3.1-a 15.11.3.3-c", () => Redaction(n => n with { IsAbsent = true })),
        new("a redacted assertion whose slot is empty", "15.11.3.3.1-b", () => Redaction(n => n.Redacted())),
        new("a redacted assertion that is still there", "15.10.2-a 15.11.3.3-c 15.11.3.3.1-a", () => Redaction(n => n), "assertion.notRedacted"),
        new("something else in the slot of a redacted assertion", "15.11.3.3.1-a", () => Redaction(n => n with { Tamper = _ => Note.ToBox() }), "assertion.notRedacted"),
        new("redacted actions", "15.10.3.1-b", () => RedactionOf("c2pa.actions.v2"), "assertion.action.malformed", "assertion.action.redacted"),
        new("a redacted hard binding", "15.10.3.1", () => RedactionOf("c2pa.hash.bmff.v3"), "assertion.hardBinding.redacted"),
        new("a redaction with an ingredient that has no claim signature", "15.11.3.3.1", () => Redaction(n => n.Redacted(), i => Rewrite(i, m => Set(m, "claimSignature", null))), "ingredient.claimSignature.missing"),
        new("a redaction with the wrong claim signature", "15.11.3.3.1", () => Redaction(n => n.Redacted(), i => Rewrite(i, m => Set(m, "claimSignature", WrongHash(m["claimSignature"]!)))), "hashedURI.mismatch", "ingredient.claimSignature.mismatch"),
    ];

    // The parent as it was when the child signed, and as it stands in the store now: same claim, same signature.
    private static IReadOnlyList<TestManifest> Redaction(Func<TestAssertion, TestAssertion> redact, Func<TestAssertion, TestAssertion>? edit = null)
    {
        var now = Parent(s => s.Assertions = [TestManifest.Created(), TestManifest.HardBinding(), redact(Note)]);
        return [now, Child(now, edit, now.AssertionUrl(Note.Label))];
    }

    private static IReadOnlyList<TestManifest> RedactionOf(string label)
    {
        TestAssertion Redact(TestAssertion a) => a.Label == label ? a.Redacted() : a;
        var now = Parent(s => s.Assertions = [Redact(TestManifest.Created()), Redact(TestManifest.HardBinding())]);
        return [now, Child(now, null, now.AssertionUrl(label))];
    }

    private static IEnumerable<RuleCase> UpdateCases =>
    [
        new("an update manifest", "11.1.4.2-c 11.2.3-a 15.12-b", () => Updated()),
        new("an update of an update", "15.12-b", () => UpdatedTwice()),
        new("an update without a parent", "11.2.3-g 15.10.1.3-a 15.12-c", () => [new TestManifest { ContentType = JumbfTypes.UpdateManifest, Assertions = [Note] }], "claim.hardBindings.missing", "manifest.update.wrongParents"),
        new("an update whose parent has no claim signature reference", "11.2.3-g", () => UpdateOf(Parent(), i => Rewrite(i, m => Set(m, "claimSignature", null))), "manifest.update.wrongParents"),
        new("an update whose parent fails", "15.11.2.2-a", () => UpdateOf(Parent(s => s.TamperClaimBytes = b => { b[^1] ^= 1; return b; })), "claimSignature.mismatch"),
        new("an update with a hard binding", "11.2.3-b 15.10.1.1-a 15.10.1.3-b", () => Updated(TestManifest.HardBinding()), "manifest.update.invalid"),
        new("an update with a thumbnail", "11.2.3-f 15.10.1.3-b", () => Updated(TestAssertion.File("c2pa.thumbnail.claim", "image/png", "x"u8)), "manifest.update.invalid"),
        new("an update with a multi-asset hash", "11.2.3-c 15.10.1.3-c", () => Updated(TestAssertion.Cbor("c2pa.hash.multi-asset", CborValue.Map(("parts", List())))), "manifest.update.invalid"),
        new("an update with an edit", "11.2.3-d 11.2.3-e 15.10.1.3-d", () => Updated(TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.edited"))), "manifest.update.invalid"),
        new("an update that publishes", "11.2.3-d", () => Updated(TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.published")))),
        new("an update with actions in the cloud", "15.10.3.2.1-c", () => Updated(TestAssertion.Cbor("c2pa.cloud-data", CborValue.Map(
            ("label", Text("c2pa.actions.v2")), ("size", CborValue.Integer(1)), ("location", CborValue.Map(("url", Text("https://example.com/x")), ("alg", Text("sha256")), ("hash", CborValue.Bytes(new byte[32]))))))),
            "assertion.cloud-data.actions", "assertion.cloud-data.hardBinding", "assertion.cloud-data.malformed"),
        new("an update with a second ingredient", "11.2.3-g 15.10.1.3-a", () => Updated(TestAssertion.Cbor("c2pa.ingredient.v3__1", CborValue.Map(("relationship", Text("inputTo"))))), "manifest.update.wrongParents"),
    ];

    private static IReadOnlyList<TestManifest> Updated(params TestAssertion[] more)
    {
        var parent = Parent();
        return [parent, Update(parent, more)];
    }

    private static IReadOnlyList<TestManifest> UpdateOf(TestManifest parent, Func<TestAssertion, TestAssertion>? edit = null)
    {
        var ingredient = TestManifest.Ingredient(parent);
        return [parent, new TestManifest { ContentType = JumbfTypes.UpdateManifest, Assertions = [edit?.Invoke(ingredient) ?? ingredient] }];
    }

    private static IReadOnlyList<TestManifest> UpdatedTwice()
    {
        var parent = Parent();
        var first = Update(parent);
        return [parent, first, new TestManifest { ContentType = JumbfTypes.UpdateManifest, Assertions = [TestManifest.Ingredient(first)] }];
    }

    /// <summary>What a case changes about the parent.</summary>
    private sealed class TestManifestSettings
    {
        public string Label { get; set; } = ParentLabel;

        public TestCredential Credential { get; set; } = TestPki.Default.Signer();

        public IList<TestAssertion> Assertions { get; set; } = [TestManifest.Created(), TestManifest.HardBinding(), Note];

        public Func<byte[], byte[]>? TamperClaimBytes { get; set; }
    }
}
