using Provenance.Testing;
using Provenance.Tests.Bmff;
using static Provenance.Tests.Generation.GenerationSample;

namespace Provenance.Tests.Generation;

/// <summary>What the laws ask for is missing at signing by name, and proven at verification by a trusted signer only.</summary>
public sealed class DisclosureProfileTests
{
    public static TheoryData<string> Profiles => [.. DisclosureProfile.All.Select(p => p.Name)];

    private static DisclosureProfile Find(string name) => DisclosureProfile.All.Single(p => p.Name == name);

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task A_generated_video_by_a_trusted_signer_proves_it(string name)
    {
        var profile = Find(name);
        var (_, result) = await SignAsync(GeneratedVideo.FromText(Labelled with { Disclosures = [profile] }));
        var report = profile.Examine(result);

        Assert.True(report.IsMet, string.Join("; ", report.Items));
        Assert.All(report.Items.Where(i => i.Requirement.IsRequired), i => Assert.NotNull(i.Value));
        Assert.DoesNotContain(report.Items, i => i.Value?.Contains("Alice", StringComparison.Ordinal) == true);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Nobody_trusted_states_it_and_a_changed_or_unsigned_file_misses_it(string name)
    {
        var profile = Find(name);
        byte[] file = await Signing.SignAsync(Signing.Movie(), definition: GeneratedVideo.FromText(Labelled));
        var stranger = await new Validator(Mp4.Format) { Options = new() { Clock = TestPki.Clock } }.ValidateAsync(AssetSource.FromMemory(file), null, TestContext.Current.CancellationToken);
        Assert.Equal(ValidationState.Valid, stranger.State);
        Assert.False(profile.Examine(stranger).IsMet);
        Assert.Contains(profile.Examine(stranger).Items, i => i.Answer == DisclosureAnswer.Stated);

        file[^20] ^= 1;
        // What stands in the metadata of the file is still there to be read; nobody stands for it.
        var after = profile == DisclosureProfile.ChinaAigc ? DisclosureAnswer.Stated : DisclosureAnswer.Missing;
        Assert.All(Required(profile, await Signing.ValidateAsync(file)), i => Assert.Equal(after, i.Answer));
        Assert.All(Required(profile, await Signing.ValidateAsync(Signing.Movie())), i => Assert.Equal(DisclosureAnswer.Missing, i.Answer));
    }

    [Fact]
    public void A_missing_field_is_named()
    {
        Missing("'version'", DisclosureProfile.CaliforniaSb942, GeneratedVideo.FromText(Details with { Model = new("Acme Video") }));
        Missing("'provider'", DisclosureProfile.CaliforniaSb942, Sign(ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)));
        Missing("'digitalSourceType'", DisclosureProfile.EuAiAct, Sign(ActionsAssertion.Created(DigitalSourceType.DigitalCapture)));
        Assert.Contains("'version'", Assert.Throws<SigningException>(() =>
            GeneratedVideo.FromText(Details with { Model = new("Acme Video"), Disclosures = [DisclosureProfile.CaliforniaSb942] })).Message, StringComparison.Ordinal);

        Missing("'AIGC'", DisclosureProfile.ChinaAigc, GeneratedVideo.FromText(Details));
        Missing("'AIGC ProduceID'", DisclosureProfile.ChinaAigc, GeneratedVideo.FromText(Details with { AigcLabel = new() }));
        Missing("'AIGC ContentProducer'", DisclosureProfile.ChinaAigc, GeneratedVideo.FromText(Details) with { AigcLabel = new() { ProduceId = "1" } });

        static ManifestDefinition Sign(Assertion assertion) => new() { ClaimGenerator = new("Tool", "1"), Assertions = [assertion] };
    }

    [Fact]
    public async Task A_label_without_credentials_is_stated_and_reserved_codes_are_not_repeated()
    {
        byte[] file = (await SignAsync(GeneratedVideo.FromText(Labelled))).File;
        using var folder = new TempFolder();
        string signed = folder.Write("signed.mp4", file);
        Assert.True(await Mp4.StripAsync(signed, folder["bare.mp4"], TestContext.Current.CancellationToken));
        var bare = await Signing.ValidateAsync(await File.ReadAllBytesAsync(folder["bare.mp4"], TestContext.Current.CancellationToken));
        Assert.Equal(ValidationState.NoCredentials, bare.State);
        Assert.Equal("2026-0001", bare.AigcLabel!.ProduceId);
        var report = DisclosureProfile.ChinaAigc.Examine(bare);
        Assert.False(report.IsMet);
        Assert.All(report.Items.Where(i => i.Requirement.IsRequired), i => Assert.Equal(DisclosureAnswer.Stated, i.Answer));
        Assert.DoesNotContain(report.Items, i => i.Value?.Contains("secret", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_watermark_is_optional_and_reported()
    {
        var (_, without) = await SignAsync(GeneratedVideo.FromText(Details));
        Assert.Equal(DisclosureAnswer.Missing, Watermark(without));
        Assert.True(DisclosureProfile.EuAiAct.Examine(without).IsMet);
        var (_, with) = await SignAsync(GeneratedVideo.FromText(Details with { SoftBinding = SoftBindingAssertion.OfWholeAsset("com.aiwatermark.videoseal.1", new byte[] { 1 }) }));
        Assert.Equal(DisclosureAnswer.Proven, Watermark(with));

        static DisclosureAnswer Watermark(ValidationResult result) =>
            DisclosureProfile.EuAiAct.Examine(result).Items.Single(i => i.Requirement.Field == DisclosureField.Watermark).Answer;
    }

    private static GenerationDetails Labelled => Details with { AigcLabel = new() { ProduceId = "2026-0001", ReservedCode1 = "secret" } };

    private static IEnumerable<DisclosureItem> Required(DisclosureProfile profile, ValidationResult result) => profile.Examine(result).Items.Where(i => i.Requirement.IsRequired);

    private static void Missing(string field, DisclosureProfile profile, ManifestDefinition definition)
    {
        var refused = Assert.Throws<SigningException>(() => profile.Require(definition));
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
    }
}
