using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Testing;

/// <content>Steps that change assertions and their references (§8.4, §15.10, §18).</content>
internal sealed partial class VectorManifest
{
    private readonly List<VectorAssertion> _assertions;

    /// <summary>An assertion by its label, as signed.</summary>
    public TestAssertion Assertion(string label) => FindAssertion(label).Built(this);

    private VectorAssertion FindAssertion(string label) =>
        _assertions.Find(a => a.Label == label && !a.IsRemoved) ?? throw new InvalidDataException($"Recipe: no assertion {label} in {Name}");

    private static Func<VectorManifest, string, Listing, TestAssertion> Cbor(string label, string json)
    {
        var content = Parse(json);
        return (manifest, _, listing) => TestAssertion.Cbor(label, VectorValue.ToCbor(content, manifest), listing);
    }

    private void Add(VectorStep step, Func<VectorManifest, string, Listing, TestAssertion> make) =>
        _assertions.Add(new VectorAssertion(step.Require("label"), make) { Listing = step.Choice("listing", Listing.Created) });

    private bool ApplyAssertion(VectorStep step)
    {
        switch (step.Name)
        {
            case "assertion.cbor":
                var content = step.Value("content")!.Value;
                Add(step, (m, label, listing) => TestAssertion.Cbor(label, VectorValue.ToCbor(content, m), listing));
                return true;
            case "assertion.bytes":
                Add(step, (_, label, listing) => TestAssertion.Cbor(label, step.Hex("hex"), listing));
                return true;
            case "assertion.json":
                Add(step, (_, label, listing) => TestAssertion.Json(label, step.Require("text"), listing));
                return true;
            case "assertion.file":
                Add(step, (_, label, listing) => TestAssertion.File(label, step.Text("mediaType") ?? "image/png", System.Text.Encoding.UTF8.GetBytes(step.Text("text") ?? "x"), listing));
                return true;
            case "actions":
                var list = step.Value("list")!.Value;
                FindAssertion("c2pa.actions.v2").ContentEdits.Add((m, map) => Set(map, "actions", VectorValue.ToCbor(list, m)));
                return true;
            case "ingredient":
                AddIngredient(step);
                return true;
            default:
                return Change(step);
        }
    }

    private bool Change(VectorStep step)
    {
        var assertion = FindAssertion(step.Require("label"));
        switch (step.Name)
        {
            case "assertion.remove":
                assertion.IsRemoved = true;
                return true;
            case "assertion.rename":
                assertion.Edits.Add((_, a) => a with { Label = step.Require("to") });
                return true;
            case "assertion.list":
                assertion.Listing = step.Choice("listing", Listing.None);
                return true;
            case "assertion.absent":
                assertion.Edits.Add((_, a) => a with { IsAbsent = true });
                return true;
            case "assertion.set":
                assertion.ContentEdits.Add((m, map) => Set(map, step.Require("member"), step.Value("value") is { } value ? VectorValue.ToCbor(value, m) : null));
                return true;
            case "assertion.append":
                assertion.ContentEdits.Add((m, map) => Set(map, step.Require("member"), CborValue.Array([.. map[step.Require("member")]!.Items, VectorValue.ToCbor(step.Value("value")!.Value, m)])));
                return true;
            case "assertion.flip":
                assertion.Edits.Add((_, a) => a with { Tamper = b => Flip(b, step.Number("at", -1), (byte)step.Number("bit", 1)) });
                return true;
            case "assertion.private":
                assertion.Edits.Add((_, a) => a with { Private = step.Hex("hex") });
                return true;
            case "assertion.redacted":
                assertion.Edits.Add((_, a) => a.Redacted());
                return true;
            case "assertion.occupied":
                assertion.Edits.Add((_, a) => a with { Tamper = _ => a.ToBox() });
                return true;
            case "assertion.reference":
                assertion.Edits.Add((m, a) => a with { EditReference = right => Reference(m, right, step) });
                return true;
            default:
                return false;
        }
    }

    private static CborValue Reference(VectorManifest manifest, CborValue right, VectorStep step)
    {
        var hash = step.Value("hash") is { } json ? VectorValue.ToCbor(json, manifest) : right["hash"];
        return CborValue.Map(
            ("url", CborValue.Text((step.Text("url") ?? right["url"]!.AsText!).Replace("{label}", manifest._label, StringComparison.Ordinal))),
            ("alg", step.Text("alg") is { } alg ? CborValue.Text(alg) : null),
            ("hash", hash));
    }

    private void AddIngredient(VectorStep step)
    {
        string label = step.Text("label") ?? "c2pa.ingredient.v3";
        var assertion = new VectorAssertion(label, (m, own, listing) =>
        {
            var other = m.Recipe.Find(step.Require("of"));
            var ingredient = TestManifest.Ingredient(other.Built, step.Text("relationship") ?? "parentOf", own, Results(step, other));
            return ingredient with { Listing = listing };
        })
        {
            Listing = step.Choice("listing", Listing.Created),
        };
        if (step.Value("set") is { } set)
        {
            foreach (var member in set.EnumerateObject())
            {
                assertion.ContentEdits.Add((m, map) => Set(map, member.Name, member.Value.ValueKind == JsonValueKind.Null ? null : VectorValue.ToCbor(member.Value, m)));
            }
        }

        _assertions.Add(assertion);
    }

    // What the claim generator recorded when it added the ingredient.
    private static ValidationResultsMap Results(VectorStep step, VectorManifest other) => new()
    {
        ActiveManifest = [.. step.Texts("recorded").Select(code => new ValidationStatus(ValidationStatusCode.Parse(code), other.Built.Url("c2pa.signature")))],
        SpecVersion = "2.4.0",
    };

    private static byte[] Flip(byte[] bytes, int at, byte bits)
    {
        bytes[at < 0 ? bytes.Length + at : at] ^= bits;
        return bytes;
    }

    private static CborValue Set(CborValue map, string key, CborValue? value) =>
        CborValue.Map(map.Entries.Where(e => e.Key.AsText != key).Select(e => (e.Key.AsText!, (CborValue?)e.Value)).Append((key, value)));
}
