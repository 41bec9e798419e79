using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§15.8: which time-stamp counts, and what it does to the verdict.</summary>
public sealed class SigningTimeTests
{
    private const string ParentLabel = "urn:c2pa:00000000-0000-4000-8000-0000000000aa";
    private static readonly DateTimeOffset Attested = TestPki.Now.AddDays(-2);
    private static readonly TestProfile Expired = TestProfile.Signer with { NotAfter = TestPki.Now.AddDays(-1) };

    [Fact]
    [Clause("15.7-f", "15.8.2-l")]
    public async Task An_expired_signer_with_a_time_stamp_of_its_time_is_trusted()
    {
        var result = await Verdict.OfAsync(Signed(Expired, m => Header(Token(m, Attested))));
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.ClaimSignatureInsideValidity));
        Assert.Equal(Attested, result.ActiveManifest!.Signature!.TrustedTime);
    }

    [Fact]
    [Clause("15.8.2-j", "15.8.2-k")]
    public async Task A_time_stamp_outside_the_signers_certificate_is_a_failure()
    {
        var result = await Verdict.OfAsync(Signed(TestProfile.Signer with { NotBefore = TestPki.Now.AddDays(-1) }, m => Header(Token(m, Attested))));
        Assert.Contains("claimSignature.outsideValidity", result.FailureCodes());
        Assert.True(result.Has(ValidationStatusCode.TimeStampTrusted));
    }

    [Fact]
    [Clause("14.4.3-a")]
    public async Task The_private_store_does_not_hold_for_time_stamps()
    {
        var options = Verdict.Options with { TimestampTrustList = TrustList.None, PrivateCredentials = [TestPki.Default.Tsa().Certificate] };
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(Signed(Expired, m => Header(Token(m, Attested))))), options);
        Assert.True(result.Has(ValidationStatusCode.TimeStampUntrusted));
        Assert.Contains("claimSignature.outsideValidity", result.FailureCodes());
    }

    [Fact]
    [Clause("15.8.1.2-b", "15.8.1.2-c", "15.8.1.2-d")]
    public async Task A_time_stamp_assertion_of_a_later_manifest_counts()
    {
        var parent = Signed(Expired);
        Assert.Contains("claimSignature.outsideValidity", (await Verdict.OfAsync(parent, Update(parent))).FailureCodes());
        var result = await Verdict.OfAsync(parent, Update(parent, Stamps(ParentLabel, Token(MessageOf(parent), Attested))));
        Assert.Empty(result.FailureCodes());
        Assert.Equal(Attested, ReportOf(result).Signature!.TrustedTime);

        // A token for another manifest, or over another signature, does nothing for this one.
        Assert.Contains("claimSignature.outsideValidity", (await Verdict.OfAsync(parent, Update(parent, Stamps("urn:c2pa:other", Token(MessageOf(parent), Attested))))).FailureCodes());
        Assert.Contains("claimSignature.outsideValidity", (await Verdict.OfAsync(parent, Update(parent, Stamps(ParentLabel, Token(MessageOf(Signed(TestProfile.Signer)), Attested))))).FailureCodes());
    }

    [Fact]
    [Clause("15.8.1.2-a")]
    public async Task A_time_stamp_assertion_counts_only_without_a_good_header()
    {
        var stamped = Signed(Expired, m => Header(Token(m, Attested)));
        var result = await Verdict.OfAsync(stamped, Update(stamped, Stamps(ParentLabel, new byte[] { 1, 2, 3 })));
        Assert.Empty(result.FailureCodes());
        Assert.DoesNotContain(ReportOf(result).Statuses, s => s.Code == ValidationStatusCode.TimeStampMalformed);

        var spoiled = Signed(Expired, _ => Header([1, 2, 3]));
        Assert.Equal(Attested, ReportOf(await Verdict.OfAsync(spoiled, Update(spoiled, Stamps(ParentLabel, Token(MessageOf(spoiled), Attested))))).Signature!.TrustedTime);
    }

    [Fact]
    [Clause("15.8.1.2-e")]
    public async Task Of_several_time_stamp_assertions_the_first_good_one_counts()
    {
        var parent = Signed(Expired);
        var first = Update(parent, Stamps(ParentLabel, new byte[] { 1, 2, 3 }));
        var second = new TestManifest { ContentType = JumbfTypes.UpdateManifest, Assertions = [TestManifest.Ingredient(first), Stamps(ParentLabel, Token(MessageOf(parent), Attested))] };
        var result = await Verdict.OfAsync(parent, first, second);
        Assert.Empty(result.FailureCodes());
        Assert.Equal(Attested, ReportOf(result).Signature!.TrustedTime);
        Assert.DoesNotContain(ReportOf(result).Statuses, s => s.Code == ValidationStatusCode.TimeStampMalformed);
    }

    private static TestManifest Signed(TestProfile profile, Func<CborValue, CborValue>? header = null) => new()
    {
        Label = ParentLabel,
        Credential = TestPki.Default.Signer(null, profile),
        UnprotectedHeader = header,
    };

    private static TestManifest Update(TestManifest parent, params TestAssertion[] more) => new()
    {
        Label = "urn:c2pa:00000000-0000-4000-8000-0000000000bb",
        ContentType = JumbfTypes.UpdateManifest,
        Assertions = [TestManifest.Ingredient(parent), .. more],
    };

    private static TestAssertion Stamps(string label, byte[] token) => TestAssertion.Cbor("c2pa.time-stamp", CborValue.Map((label, CborValue.Bytes(token))));

    private static CborValue Header(byte[] token) => CborValue.Map(("sigTst2", CborValue.Map(("tstTokens", CborValue.Array(CborValue.Map(("val", CborValue.Bytes(token))))))));

    private static byte[] Token(CborValue message, DateTimeOffset time) =>
        new TestTimestampAuthority(TestPki.Default.Tsa(), time).CreateToken(CoseStructures.TimestampV2(message.TagContent!.Items[0].AsBytes!.Value, message.TagContent.Items[3].AsBytes!.Value));

    private static CborValue MessageOf(TestManifest manifest)
    {
        Assert.True(JumbfReader.TryRead(manifest.SignatureBox(), ParserLimits.Default, out var box, out _));
        Assert.True(CborValue.TryParse(box!.Content("cbor")!.Value, ParserLimits.Default, out var message, out _));
        return message!;
    }

    private static ManifestReport ReportOf(ValidationResult result) => result.Manifests.Single(m => m.Manifest.Label == ParentLabel);
}
