using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Cases for §15.10: the assertions of a manifest.</summary>
internal static class AssertionRules
{
    private static readonly TestAssertion Binding = TestManifest.HardBinding();
    private static readonly TestAssertion Created = TestManifest.Created();

    private static CborValue Text(string text) => CborValue.Text(text);

    private static TestManifest With(params TestAssertion[] more) => new() { Assertions = [Created, Binding, .. more] };

    private static TestManifest Actions(params CborValue[] actions) => new() { Assertions = [TestManifest.Actions("c2pa.actions.v2", [TestManifest.Action("c2pa.created"), .. actions]), Binding] };

    private static TestAssertion Map(string label, params (string, CborValue?)[] members) => TestAssertion.Cbor(label, CborValue.Map(members));

    private static TestAssertion Ingredient(string relationship, string label = "c2pa.ingredient.v3") => Map(label, ("relationship", Text(relationship)), ("dc:title", Text("x")));

    private static CborValue List(params CborValue[] items) => CborValue.Array(items);

    public static IEnumerable<RuleCase> All => [.. General, .. ManifestTypes, .. ActionCases, .. Specific];

    private static IEnumerable<RuleCase> General =>
    [
        RuleCase.Of("a changed assertion", "15.10.3.1-e", () => With(Map("c2pa.soft-binding", ("alg", Text("x"))) with { Tamper = b => { b[^1] ^= 1; return b; } }), "assertion.hashedURI.mismatch"),
        RuleCase.Of("a changed toggle of an assertion's description", "11.1.4.1.2-b", () => With(Map("com.example.x", ("a", Text("x"))) with { Tamper = b => { b[32] ^= 0x04; return [.. b]; } }), "general.error"),
        RuleCase.Of("a listed assertion that is absent", "15.10.3.1-d", () => With(Map("com.example.x") with { IsAbsent = true }), "assertion.missing"),
        RuleCase.Of("an assertion the claim does not list", "15.10.3.1-h", () => With(Map("com.example.x") with { Listing = Listing.None }), "assertion.undeclared"),
        RuleCase.Of("two assertions of one label", "8.4.1", () => With(Map("com.example.x"), Map("com.example.x") with { Listing = Listing.None }), "assertion.missing"),
        RuleCase.Of("an assertion of another manifest", "15.10.3.1-c", () => With(Map("com.example.x") with { EditReference = r => TestManifest.Reference("self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/com.example.x", r["hash"]!.AsBytes!.Value) }), "assertion.outsideManifest", "assertion.undeclared"),
        RuleCase.Of("an absolute reference without its slash", "8.4.1", () => With(Map("com.example.x") with { EditReference = r => TestManifest.Reference("self#jumbf=c2pa/urn:c2pa:00000000-0000-4000-8000-000000000001/c2pa.assertions/com.example.x", r["hash"]!.AsBytes!.Value) })),
        RuleCase.Of("a reference with its own algorithm", "13.1-i 15.4.2-a", () => With(Map("com.example.x") with { EditReference = r => CborValue.Map(("url", r["url"]), ("alg", Text("sha512")), ("hash", CborValue.Bytes(SHA512.HashData(Map("com.example.x").ToBox().AsSpan(8))))) })),
        RuleCase.Of("a reference with a forbidden algorithm", "13.1-d 13.1-e 15.4.4-b", () => With(Map("com.example.x") with { EditReference = r => CborValue.Map(("url", r["url"]), ("alg", Text("md5")), ("hash", r["hash"])) }), "algorithm.unsupported"),
        RuleCase.Of("a hash that is text", "13.1-g", () => With(Map("com.example.x") with { EditReference = r => CborValue.Map(("url", r["url"]), ("hash", Text("x"))) }), "assertion.undeclared", "claim.malformed"),
        RuleCase.Of("the algorithm around a reference", "13.1-i 15.4.2-b", () => With(Thumbnail, Map("c2pa.ingredient.v3", ("relationship", Text("inputTo")), ("alg", Text("sha512")), ("thumbnail", CborValue.Map(("url", Text("self#jumbf=c2pa.assertions/c2pa.thumbnail.ingredient")), ("hash", CborValue.Bytes(SHA512.HashData(Thumbnail.ToBox().AsSpan(8))))))))),
        RuleCase.Of("an empty assertion store", "11.1.4.3-b 11.2.1-a", () => new TestManifest { Assertions = [] }, "assertion.action.malformed", "claim.hardBindings.missing", "claim.malformed"),
        RuleCase.Of("metadata with a field nobody listed", "15.10.3.2.4-a", () => With(TestAssertion.Json("c2pa.metadata", "{\"@context\":{\"x\":\"https://example.com/\"},\"x:unlisted\":1}"))),
        RuleCase.Of("an empty hash", "15.10.3.1-e", () => With(Map("com.example.x") with { EditReference = r => TestManifest.Reference(r["url"]!.AsText!, Array.Empty<byte>()) }), "assertion.hashedURI.mismatch"),
        RuleCase.Of("a standard assertion that is not CBOR", "15.10.3.1-g", () => With(TestAssertion.Cbor("c2pa.soft-binding", new byte[] { 0xA1 })), "assertion.cbor.invalid"),
        RuleCase.Of("a standard assertion with a key twice", "15.10.3.1", () => With(TestAssertion.Cbor("c2pa.soft-binding", new byte[] { 0xA2, 0x01, 0x01, 0x01, 0x02 })), "assertion.cbor.invalid"),
        RuleCase.Of("a standard assertion that is not JSON", "15.10.3.1-g", () => With(TestAssertion.Json("c2pa.metadata", "{\"a\":")), "assertion.json.invalid"),
        RuleCase.Of("somebody's own assertion that is not CBOR", "15.10.3.1", () => With(TestAssertion.Cbor("com.example.x", new byte[] { 0xA1 }))),
        RuleCase.Of("repeated labels with instance suffix", "6.4", () => With(Map("com.example.x"), Map("com.example.x__1"))),
        RuleCase.Of("a gathered assertion", "10.2.2-k", () => With(Map("com.example.x") with { Listing = Listing.Gathered })),
        RuleCase.Of("an embedded file", "18.12", () => With(TestAssertion.File("c2pa.embedded-data", "text/plain", "x"u8))),
        RuleCase.Of("a claim that redacts its own assertion", "15.10.2-b 15.10.3.1-i", () => new TestManifest { ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { ["redacted_assertions"] = List(Text("self#jumbf=c2pa.assertions/c2pa.actions.v2")) } }, "assertion.selfRedacted"),
    ];

    private static IEnumerable<RuleCase> ManifestTypes =>
    [
        RuleCase.Of("no hard binding", "10.2.2-j 11.2.2-a 15.10.1.1-a 15.10.1.2-a", () => new TestManifest { Assertions = [Created] }, "claim.hardBindings.missing"),
        RuleCase.Of("only the first BMFF hash", "15.10.1.2-a 18.6.1-d", () => new TestManifest { Assertions = [Created, TestManifest.HardBinding("c2pa.hash.bmff")] }, "claim.hardBindings.missing"),
        RuleCase.Of("two hard bindings", "11.2.2-a 15.10.1.2-b", () => With(TestManifest.HardBinding("c2pa.hash.bmff.v2")), "assertion.multipleHardBindings"),
        RuleCase.Of("a gathered hard binding", "10.2.2-j", () => new TestManifest { Assertions = [Created, Binding with { Listing = Listing.Gathered }] }, "claim.malformed"),
        RuleCase.Of("a hard binding that is not a map", "15.12", () => new TestManifest { Assertions = [Created, TestAssertion.Cbor("c2pa.hash.bmff.v3", CborValue.Null)] }, "assertion.bmffHash.malformed"),
        RuleCase.Of("two parents", "15.10.1.2-c", () => With(Ingredient("parentOf"), Ingredient("parentOf", "c2pa.ingredient.v3__1")), "manifest.multipleParents"),
        RuleCase.Of("no actions", "18.15.2-a", () => new TestManifest { Assertions = [Binding] }, "assertion.action.malformed"),
        RuleCase.Of("actions without created or opened", "15.10.1.2", () => new TestManifest { Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.edited")), Binding] }, "assertion.action.malformed"),
        RuleCase.Of("created in two assertions", "18.15.2-g", () => With(TestManifest.Actions("c2pa.actions.v2__1", TestManifest.Action("c2pa.created"))), "assertion.action.malformed"),
        RuleCase.Of("a version 1 claim without actions", "15.10.1.2", () => new TestManifest { ClaimVersion = 1, Assertions = [TestManifest.HardBinding("c2pa.hash.bmff.v2")] }),
    ];

    private static IEnumerable<RuleCase> ActionCases =>
    [
        RuleCase.Of("actions without a list", "15.10.3.2.3-a", () => With(Map("c2pa.actions.v2__1", ("allActionsIncluded", CborValue.Boolean(true)))), "assertion.action.malformed"),
        RuleCase.Of("an empty list of actions", "15.10.3.2.3-a", () => With(Map("c2pa.actions.v2__1", ("actions", List()))), "assertion.action.malformed"),
        RuleCase.Of("an action without a name", "15.10.3.2.3", () => Actions(CborValue.Map(("description", Text("x")))), "assertion.action.malformed"),
        RuleCase.Of("created not first", "15.10.3.2.3-b", () => new TestManifest { Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.edited"), TestManifest.Action("c2pa.created")), Binding] }, "assertion.action.malformed"),
        RuleCase.Of("created twice", "15.10.3.2.3-b 18.15.2-g", () => Actions(TestManifest.Action("c2pa.created")), "assertion.action.malformed"),
        RuleCase.Of("opened without parameters", "15.10.3.2.3-c", () => new TestManifest { Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.opened")), Binding] }, "assertion.action.ingredientMismatch"),
        RuleCase.Of("opened with an empty list", "15.10.3.2.3-e", () => Opened(), "assertion.action.ingredientMismatch"),
        RuleCase.Of("opened with other parameters only", "15.10.3.2.3-d", () => new TestManifest { Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.opened", ("com.example.x", Text("x")))), Binding] }, "assertion.action.ingredientMismatch"),
        RuleCase.Of("an icon of a software agent that is missing", "15.10.3.2.3-k", () => Actions(CborValue.Map(("action", Text("c2pa.edited")), ("softwareAgent", CborValue.Map(("name", Text("x")), ("icon", TestManifest.Reference("self#jumbf=c2pa.assertions/c2pa.icon", new byte[32])))))), "hashedURI.missing"),
        RuleCase.Of("opened its parent", "15.10.3.2.3-f", () => Opened(Ingredient("parentOf"))) with { Informational = ["ingredient.unknownProvenance"] },
        RuleCase.Of("opened a component", "15.10.3.2.3-f", () => Opened(Ingredient("componentOf")), "assertion.action.ingredientMismatch"),
        RuleCase.Of("placed a component", "15.10.3.2.3-g", () => Placed(Ingredient("componentOf"))) with { Informational = ["ingredient.unknownProvenance"] },
        RuleCase.Of("placed nothing", "15.10.3.2.3-e", () => Placed(), "assertion.action.ingredientMismatch"),
        RuleCase.Of("placed an input", "15.10.3.2.3-g", () => Placed(Ingredient("inputTo")), "assertion.action.ingredientMismatch"),
        RuleCase.Of("removed something of this manifest", "15.10.3.2.3-h", () => Action("c2pa.removed", Ingredient("componentOf")), "assertion.action.ingredientMismatch"),
        RuleCase.Of("transcoded a component", "15.10.3.2.3-i", () => Action("c2pa.transcoded", Ingredient("componentOf")), "assertion.action.ingredientMismatch"),
        RuleCase.Of("transcoded without saying what", "15.10.3.2.3-i", () => Actions(TestManifest.Action("c2pa.transcoded"))),
        RuleCase.Of("redacted nothing", "15.10.3.2.3-j 18.15.4.7-f", () => Actions(TestManifest.Action("c2pa.redacted", ("reason", Text("c2pa.PII.present")))), "assertion.action.redactionMismatch"),
        RuleCase.Of("a bound watermark without a soft binding", "15.10.3.2.3-o 18.15.5-a", () => Actions(TestManifest.Action("c2pa.watermarked.bound")), "assertion.action.softBindingMissing"),
        RuleCase.Of("an unbound watermark", "15.10.3.2.3", () => Actions(TestManifest.Action("c2pa.watermarked.unbound"))),
        RuleCase.Of("a bound watermark with its soft binding", "15.10.3.2.3-o 18.15.5-b", () => new TestManifest
        {
            Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.created"), TestManifest.Action("c2pa.watermarked.bound", ("relatedAssertions", List(TestManifest.Reference(SoftBinding))))), Binding, SoftBinding],
        }),
        RuleCase.Of("an empty list of related assertions", "15.10.3.2.3-l 18.15.4.8-a", () => Actions(TestManifest.Action("c2pa.edited", ("relatedAssertions", List()))), "assertion.action.malformed"),
        RuleCase.Of("a related assertion that is missing", "15.10.3.2.3-m 18.15.4.8-b", () => Actions(TestManifest.Action("c2pa.edited", ("relatedAssertions", List(TestManifest.Reference(SoftBinding))))), "assertion.action.malformed", "hashedURI.missing"),
        RuleCase.Of("a related ingredient", "15.10.3.2.3-n 18.15.4.8-c", () => new TestManifest
        {
            Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.created"), TestManifest.Action("c2pa.edited", ("relatedAssertions", List(TestManifest.Reference(Ingredient("inputTo")))))), Binding, Ingredient("inputTo")],
        }, "assertion.action.malformed"),
        RuleCase.Of("an icon of a template that changed", "15.10.3.2-b 15.10.3.2.3-p 15.10.3.3-d 18.15.6.3-b", () => With(Map("c2pa.actions.v2__1",
            ("actions", List(TestManifest.Action("c2pa.edited"))),
            ("templates", List(CborValue.Map(("action", Text("*")), ("icon", TestManifest.Reference("self#jumbf=c2pa.assertions/c2pa.icon", new byte[32]))))))), "hashedURI.missing"),
    ];

    private static TestAssertion SoftBinding => Map("c2pa.soft-binding", ("alg", Text("com.example.watermark")), ("blocks", List()));

    private static IEnumerable<RuleCase> Specific =>
    [
        RuleCase.Of("a thumbnail that changed", "15.10.3.2-b 15.10.3.3-a 15.10.3.3-c 15.10.3.3-f", () => With(
            TestAssertion.File("c2pa.thumbnail.ingredient", "image/png", "x"u8),
            Map("c2pa.ingredient.v3", ("relationship", Text("inputTo")), ("thumbnail", TestManifest.Reference("self#jumbf=c2pa.assertions/c2pa.thumbnail.ingredient", new byte[32])))), "hashedURI.mismatch"),
        RuleCase.Of("a thumbnail reference without a hash", "15.10.3.3-e", () => With(
            TestAssertion.File("c2pa.thumbnail.ingredient", "image/png", "x"u8),
            Map("c2pa.ingredient.v3", ("relationship", Text("inputTo")), ("thumbnail", CborValue.Map(("url", Text("self#jumbf=c2pa.assertions/c2pa.thumbnail.ingredient")))))), "hashedURI.mismatch"),
        RuleCase.Of("an external reference without an algorithm", "15.4.3-b", () => With(Map("c2pa.ingredient.v3", ("relationship", Text("inputTo")), ("data", CborValue.Map(("url", Text("https://example.com/x")), ("hash", CborValue.Bytes(new byte[32])))))), "algorithm.unsupported"),
        RuleCase.Of("metadata of an assertion is not looked at", "15.10.3.1-j", () => With(Map("c2pa.soft-binding", ("metadata", CborValue.Map(("icon", CborValue.Map(("url", Text("self#jumbf=nowhere")), ("hash", CborValue.Bytes(new byte[32]))))))))),
        RuleCase.Of("cloud data without its size", "15.10.3.2-a 15.10.3.2.1-a", () => With(Map("c2pa.cloud-data", ("label", Text("c2pa.metadata")), ("location", Location()))), "assertion.cloud-data.malformed"),
        RuleCase.Of("cloud data without its label", "15.10.3.2.1-a", () => With(Map("c2pa.cloud-data", ("size", CborValue.Integer(1)), ("location", Location()))), "assertion.cloud-data.malformed"),
        RuleCase.Of("cloud data without its location", "15.10.3.2.1-a", () => With(Map("c2pa.cloud-data", ("label", Text("c2pa.metadata")), ("size", CborValue.Integer(1)))), "assertion.cloud-data.malformed"),
        RuleCase.Of("cloud data in order", "15.4.3-a 15.10.4.1-c", () => With(CloudData("c2pa.metadata"))),
        RuleCase.Of("a hard binding in the cloud", "15.10.3.2.1-b 15.10.3.2.1-d 18.6.1-e", () => With(CloudData("c2pa.hash.bmff.v3")), "assertion.cloud-data.hardBinding", "assertion.cloud-data.malformed"),
        RuleCase.Of("an external reference without a place", "15.10.3.2.2-a", () => With(Map("c2pa.external-reference", ("location", CborValue.Map(("size", CborValue.Integer(1)))))), "assertion.external-reference.malformed"),
        RuleCase.Of("an external reference with a hash and no algorithm", "15.10.3.2.2-b", () => With(Map("c2pa.external-reference", ("location", CborValue.Map(("url", Text("https://example.com/x")), ("hash", CborValue.Bytes(new byte[32])))))), "assertion.external-reference.malformed"),
        RuleCase.Of("an external reference to actions", "15.10.3.2.2-e", () => With(Map("c2pa.external-reference", ("location", CborValue.Map(("url", Text("https://example.com/x")))), ("label", Text("c2pa.actions.v2")))), "assertion.external-reference.malformed"),
        RuleCase.Of("an external reference in order", "15.10.4.1-c", () => With(Map("c2pa.external-reference", ("location", CborValue.Map(("url", Text("https://example.com/x"))))) with { Listing = Listing.Gathered })),
        RuleCase.Of("time-stamps that are no map", "15.10.3.2-a 15.10.3.2.6-a 15.10.3.2.6-b", () => With(TestAssertion.Cbor("c2pa.time-stamp", List())), "assertion.timestamp.malformed"),
        RuleCase.Of("an empty map of time-stamps", "15.10.3.2.6-a 15.10.3.2.6-b", () => With(Map("c2pa.time-stamp")), "assertion.timestamp.malformed"),
        RuleCase.Of("a preservation image with neither index nor image", "15.10.3.2.7-a 15.10.3.2.7-d", () => With(Preservation()), "assertion.alternativeContentRepresentation.malformed"),
        RuleCase.Of("a preservation image without a multi-asset hash", "15.10.3.2.7-e", () => With(Preservation(("multiAssetPartIndex", CborValue.Integer(0)))), "assertion.alternativeContentRepresentation.malformed"),
        RuleCase.Of("a preservation image that is missing", "15.10.3.2.7-h", () => With(Preservation(("embeddedOriginalPreservationImage", TestManifest.Reference("self#jumbf=c2pa.assertions/c2pa.embedded-data", new byte[32])))), "assertion.alternativeContentRepresentation.missing", "hashedURI.missing"),
        RuleCase.Of("a preservation image that changed", "15.10.3.2.7-b 15.10.3.2.7-j", () => With(TestAssertion.File("c2pa.embedded-data", "image/png", "x"u8), Preservation(("embeddedOriginalPreservationImage", TestManifest.Reference("self#jumbf=c2pa.assertions/c2pa.embedded-data", new byte[32])))), "assertion.alternativeContentRepresentation.hashMismatch", "hashedURI.mismatch"),
        RuleCase.Of("a preservation image in order", "15.10.3.2.7-k", () => With(Image, Embedded())) with { Informational = [RepresentationMatch] },
        RuleCase.Of("a preservation image without a hash", "15.10.3.2.7-i", () => With(Image, Preservation(("embeddedOriginalPreservationImage", CborValue.Map(("url", Text("self#jumbf=c2pa.assertions/c2pa.embedded-data")))))), "assertion.alternativeContentRepresentation.malformed", "hashedURI.mismatch"),
        RuleCase.Of("a preservation image with index and image", "15.10.3.2.7-d", () => With(Image, Parts, Preservation(("multiAssetPartIndex", CborValue.Integer(0)), ("embeddedOriginalPreservationImage", TestManifest.Reference(Image)))), "assertion.alternativeContentRepresentation.malformed"),
        RuleCase.Of("two preservation images", "15.10.3.2.7-c", () => With(Image, Embedded(), Embedded("__1")), "assertion.alternativeContentRepresentation.malformed"),
        RuleCase.Of("a preservation image that is a part", "15.10.3.2.7-f", () => With(Parts, Preservation(("multiAssetPartIndex", CborValue.Integer(0))))) with { Informational = [RepresentationMatch] },
        RuleCase.Of("a preservation image beyond the parts", "15.10.3.2.7-f 15.10.3.2.7-g", () => With(Parts, Preservation(("multiAssetPartIndex", CborValue.Integer(1)))), "assertion.alternativeContentRepresentation.malformed"),
        RuleCase.Of("an alternative of another type", "15.10.3.2.7-b", () => With(Map("c2pa.alternative-content-representation", ("type", Text("com.example.transcript")), ("parameters", CborValue.Map(("a", Text("x"))))))),
        RuleCase.Of("an ingredient without a relationship", "15.11.3.2-a", () => With(Map("c2pa.ingredient.v3", ("dc:title", Text("x")))), "assertion.ingredient.malformed"),
        RuleCase.Of("an ingredient with an unknown relationship", "15.11.3.2-b 15.11.3.2-c", () => With(Ingredient("cousinOf")), "assertion.ingredient.malformed"),
        RuleCase.Of("an input without a manifest", "15.11.3.2-b", () => With(Ingredient("inputTo"))),
    ];

    private const string RepresentationMatch = "assertion.alternativeContentRepresentation.match";

    private static TestAssertion Thumbnail => TestAssertion.File("c2pa.thumbnail.ingredient", "image/png", "x"u8);

    private static TestAssertion Image => TestAssertion.File("c2pa.embedded-data", "image/png", "x"u8);

    private static TestAssertion Parts => Map("c2pa.hash.multi-asset", ("parts", List(CborValue.Map(("location", CborValue.Map(("byteOffset", CborValue.Integer(0)), ("length", CborValue.Integer(1))))))));

    private static TestAssertion Embedded(string instance = "")
    {
        var image = Preservation(("embeddedOriginalPreservationImage", TestManifest.Reference(Image)));
        return image with { Label = image.Label + instance };
    }

    private static CborValue Location() => CborValue.Map(("url", Text("https://example.com/x")), ("alg", Text("sha256")), ("hash", CborValue.Bytes(new byte[32])));

    private static TestAssertion CloudData(string label) => Map("c2pa.cloud-data", ("label", Text(label)), ("size", CborValue.Integer(1)), ("location", Location()));

    private static TestAssertion Preservation(params (string, CborValue?)[] parameters) =>
        Map("c2pa.alternative-content-representation", ("type", Text("exif.originalPreservationImage")), ("parameters", CborValue.Map(parameters)));

    private static TestManifest Opened(params TestAssertion[] ingredients) => new()
    {
        Assertions = [TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.opened", ("ingredients", List([.. ingredients.Select(TestManifest.Reference)])))), Binding, .. ingredients],
    };

    private static TestManifest Placed(params TestAssertion[] ingredients) => Action("c2pa.placed", ingredients);

    private static TestManifest Action(string name, params TestAssertion[] ingredients) => new()
    {
        Assertions =
        [
            TestManifest.Actions("c2pa.actions.v2", TestManifest.Action("c2pa.created"), TestManifest.Action(name, ("ingredients", List([.. ingredients.Select(TestManifest.Reference)])))),
            Binding,
            .. ingredients,
        ],
    };
}
