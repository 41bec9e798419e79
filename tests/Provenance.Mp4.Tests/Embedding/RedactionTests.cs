using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class RedactionTests : IDisposable
{
    private const string Secret = "Kim Example, Main Street 7";
    private const string Label = "com.example.author";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static UpdateDefinition Redact(params Redaction[] redactions) => new() { ClaimGenerator = new("Acme Privacy", "1"), Redactions = redactions };

    [Fact]
    [Clause("10.3.2.1-c")]
    public async Task What_is_redacted_is_gone_and_the_claim_says_so()
    {
        byte[] signed = await SignedAsync();
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.UpdateAsync(path, Redact(new Redaction(Label, RedactionReason.PersonalData)), Signing.Signer(), Signing.Options);
        byte[] updated = await File.ReadAllBytesAsync(path);

        Assert.True(signed.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret)) > 0);
        Assert.True(updated.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret)) < 0);
        var result = await Signing.ValidateAsync(updated);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures.Concat(result.Manifests.SelectMany(m => m.Statuses))));
        var (update, first) = (result.Manifests[0], result.Manifests[1]);
        string url = JumbfUri.Absolute(first.Manifest.Label, "c2pa.assertions", Label).Text;
        Assert.Equal([url], update.Manifest.Claim!.RedactedAssertions);
        var action = Assert.Single(update.Actions);
        Assert.Equal((ActionName.Redacted, RedactionReason.PersonalData, url), (action.Name, action.Reason, action.Parameters!.Redacted));

        // §6.8: the label stays, one UUID box with the marker and zeros takes the place of the content; the salt, which would let anybody
        // try what the hash stands for, is gone as well.
        var slot = first.Manifest.AssertionStore!.Child(Label)!;
        var box = Assert.Single(slot.Boxes);
        Assert.Equal("uuid", box.Type);
        Assert.Equal("CAA98EEE9D4DF80E86AD4DFFCA263973", Convert.ToHexString(box.Payload.Span[..16]));
        Assert.False(box.Payload.Span[16..].ContainsAnyExcept((byte)0));
        Assert.False(slot.Description.Private!.Payload.Span.ContainsAnyExcept((byte)0));
        Assert.Equal((await OpenAsync(signed)).EmbeddedStores.Manifest!.Box.Size, (await OpenAsync(updated)).EmbeddedStores.Manifest!.Box.Size);
    }

    [Fact]
    [Clause("10.3.2.1-c", "6.8")]
    public async Task A_standard_manifest_redacts_its_parent_and_its_other_ingredients()
    {
        byte[] parent = await SignedAsync();
        byte[] other = await SignedAsync();
        var whole = await Ingredient.FromFileAsync(_folder.Write("other.mp4", other), Relationship.InputTo, Signing.Validator);
        var part = Ingredient.Redact(whole, new Redaction(Label, RedactionReason.TradeSecret));
        var definition = Signing.Edit with { Assertions = [part], Redactions = [new(Label, RedactionReason.PersonalData)] };
        byte[] signed = await Signing.SignAsync(parent, Signing.Options with { IfSigned = IfSigned.Ingredient }, definition);
        Assert.True(signed.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret)) < 0);
        var result = await Signing.ValidateAsync(signed);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures.Concat(result.Manifests.SelectMany(m => m.Statuses))));
        string[] urls = [.. new[] { parent, other }.Select(f => JumbfUri.Absolute(Signing.ValidateAsync(f).GetAwaiter().GetResult().ActiveManifest!.Manifest.Label, "c2pa.assertions", Label).Text).Order(StringComparer.Ordinal)];
        Assert.Equal(urls, result.ActiveManifest!.Manifest.Claim!.RedactedAssertions.Order(StringComparer.Ordinal));
        var told = result.ActiveManifest.Actions.Where(a => a.Name == ActionName.Redacted).ToList();
        Assert.Equal(urls, told.Select(a => a.Parameters!.Redacted!).Order(StringComparer.Ordinal));
        Assert.Equal([RedactionReason.PersonalData, RedactionReason.TradeSecret], told.Select(a => a.Reason!).Order(StringComparer.Ordinal));

        // The ingredient that was given is what it was; actions and hard bindings stay; without a parent there is nothing to redact in.
        Assert.NotEqual(whole.ActiveManifest!.Hash.ToArray(), part.ActiveManifest!.Hash.ToArray());
        foreach (string label in (string[])["c2pa.actions.v2", "c2pa.hash.bmff.v3", "com.example.absent"])
        {
            Assert.Throws<SigningException>(() => Ingredient.Redact(whole, new Redaction(label, RedactionReason.InvalidData)));
        }

        Assert.Equal(SigningFault.InvalidDefinition, (await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(Signing.Movie(), definition: definition))).Fault);
    }

    [Fact]
    public async Task An_assertion_too_small_for_the_marker_goes_altogether()
    {
        byte[] signed = await SignedAsync();
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.UpdateAsync(path, Redact(new Redaction("com.example.tiny", "com.example.mistake")), Signing.Signer(), Signing.Options);
        var result = await Signing.ValidateAsync(await File.ReadAllBytesAsync(path));
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Null(result.Manifests[1].Manifest.AssertionStore!.Child("com.example.tiny"));
        Assert.NotNull(result.Manifests[1].Manifest.AssertionStore!.Child(Label));
    }

    [Fact]
    public async Task Behind_an_update_the_older_manifest_is_still_found_by_the_label_of_its_assertion()
    {
        string path = _folder.Write("clip.mp4", await SignedAsync());
        await Mp4.UpdateAsync(path, new() { ClaimGenerator = new("Acme", "1") }, Signing.Signer(), Signing.Options);
        await Mp4.UpdateAsync(path, Redact(new(Label, RedactionReason.PersonalData), new("com.example.tiny", RedactionReason.InvalidData)), Signing.Signer(), Signing.Options);
        var result = await Signing.ValidateAsync(await File.ReadAllBytesAsync(path));
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(2, result.ActiveManifest!.Manifest.Claim!.RedactedAssertions.Count);
    }

    [Fact]
    public async Task With_an_ingredient_goes_its_manifest_when_nothing_else_leads_to_it()
    {
        string part = _folder.Write("part.mp4", await SignedAsync());
        var ingredient = await Ingredient.FromFileAsync(part, Relationship.InputTo, Signing.Validator);
        byte[] signed = await Signing.SignAsync(Signing.Movie(), definition: Signing.Definition with { Assertions = [.. Signing.Definition.Assertions, ingredient] });
        Assert.Equal(2, (await Signing.ValidateAsync(signed)).Manifests.Count);
        string path = _folder.Write("clip.mp4", signed);
        await Mp4.UpdateAsync(path, Redact(new Redaction(IngredientAssertion.CurrentLabel, RedactionReason.TradeSecret)), Signing.Signer(), Signing.Options);
        byte[] updated = await File.ReadAllBytesAsync(path);
        var result = await Signing.ValidateAsync(updated);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal([ManifestKind.Update, ManifestKind.Standard], result.Manifests.Select(m => m.Manifest.Kind));
        Assert.True(updated.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret)) < 0);
    }

    [Theory]
    [InlineData("c2pa.actions.v2", RedactionReason.InvalidData, "history of an asset")]
    [InlineData("c2pa.hash.bmff.v3", RedactionReason.InvalidData, "hard binding")]
    [InlineData("com.example.other", RedactionReason.InvalidData, "There is no assertion")]
    [InlineData("self#jumbf=/c2pa/urn:c2pa:00000000-0000-4000-8000-000000000000/c2pa.assertions/com.example.author", RedactionReason.InvalidData, "There is no assertion")]
    [InlineData(Label, "because", "is not a reason")]
    public async Task What_cannot_be_redacted_is_refused(string assertion, string reason, string sentence)
    {
        byte[] signed = await SignedAsync();
        string path = _folder.Write("clip.mp4", signed);
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.UpdateAsync(path, Redact(new Redaction(assertion, reason)), Signing.Signer(), Signing.Options));
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.Equal(signed, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Nothing_is_redacted_twice_and_no_update_loses_its_parent()
    {
        string path = _folder.Write("clip.mp4", await SignedAsync());
        await Mp4.UpdateAsync(path, Redact(new Redaction(Label, RedactionReason.PersonalData)), Signing.Signer(), Signing.Options);
        byte[] once = await File.ReadAllBytesAsync(path);
        foreach (var (assertion, sentence) in new[] { (Label, "already"), (IngredientAssertion.CurrentLabel, "leads from an update manifest") })
        {
            var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.UpdateAsync(path, Redact(new Redaction(assertion, RedactionReason.PersonalData)), Signing.Signer(), Signing.Options));
            Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(once, await File.ReadAllBytesAsync(path));
    }

    private static Task<byte[]> SignedAsync() => Signing.SignAsync(Signing.Movie(), definition: Signing.Definition with
    {
        Assertions =
        [
            .. Signing.Definition.Assertions,
            UnknownAssertion.FromCbor(Label, CborValue.Map(("name", CborValue.Text(Secret)))),
            UnknownAssertion.FromCbor("com.example.tiny", CborValue.Integer(7)),
        ],
    });

    private static async Task<Mp4Asset> OpenAsync(byte[] file) => await Mp4Asset.OpenAsync(AssetSource.FromMemory(file), ParserLimits.Default, default);
}
