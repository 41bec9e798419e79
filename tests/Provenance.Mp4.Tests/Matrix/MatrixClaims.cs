using System.Security.Cryptography.X509Certificates;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>A claim of the matrix that is not the usual one, what is done to it, and who reads it.</summary>
/// <param name="Name">Its name in the data.</param>
/// <param name="Claim">What is signed; made once.</param>
/// <param name="Reader">Who reads it.</param>
/// <param name="ChangeAsync">What is done to the signed asset; null where it makes no sense.</param>
internal sealed record MatrixClaimRow(string Name, Lazy<Task<MatrixClaim>> Claim, ValidationOptions Reader, Func<MatrixAsset, Task<MatrixAsset?>> ChangeAsync);

/// <summary>The claims of the matrix that are not the usual one. Another one is another line here and another entry in <c>tests/Matrix/claims.json</c>.</summary>
internal static class MatrixClaims
{
    private const string Note = "com.example.author";
    private static readonly byte[] Marker = Convert.FromHexString("CAA98EEE9D4DF80E86AD4DFFCA263973");
    private static readonly DateTimeOffset LastYear = TestPki.Now.AddYears(-1);
    private static readonly Uri Responder = new("http://ocsp.example/");

    private static readonly TestCredential Answered = TestPki.Default.Signer(profile: TestProfile.Signer with { MoreExtensions = [new X509AuthorityInformationAccessExtension([Responder.AbsoluteUri], null)] });

    private static ValidationOptions Usual => Signing.Validator.Options;

    private static Lazy<Task<MatrixClaim>> Usually { get; } = new(() => Task.FromResult(MatrixClaim.Usual));

    private static Lazy<Task<MatrixClaim>> Redacted { get; } = new(async () =>
    {
        var written = Signing.Definition with { Assertions = [.. Signing.Definition.Assertions, UnknownAssertion.FromCbor(Note, CborValue.Map(("name", CborValue.Text("Kim Example, Main Street 7"))))] };
        var ingredient = await Ingredient.FromAssetAsync(AssetSource.FromMemory(await Signing.SignAsync(Signing.Movie(), definition: written)), Relationship.InputTo, Signing.Validator);
        return MatrixClaim.Usual with
        {
            Definition = written with { Assertions = [.. written.Assertions, Ingredient.Redact(ingredient, new Redaction(Note, RedactionReason.PersonalData))] },
            Redactions = [new(Note, RedactionReason.PersonalData)],
        };
    });

    private static Lazy<Task<MatrixClaim>> WithAnswer { get; } = new(() => Task.FromResult(MatrixClaim.Usual with
    {
        Signer = () => Answered.CreateSigner(TestTimestampAuthority.Default),
        OcspClient = new HttpClient(new Answers()),
    }));

    private static Lazy<Task<MatrixClaim>> Expired { get; } = new(() => Task.FromResult(MatrixClaim.Usual with
    {
        Signer = () => TestPki.Default.Signer(profile: TestProfile.Signer with { NotAfter = TestPki.Now.AddDays(-30) }).CreateSigner(new TestTimestampAuthority(TestPki.Default.Tsa(), LastYear)),
        Clock = new FixedClock(LastYear),
    }));

    private static Lazy<Task<MatrixClaim>> UnderExpired { get; } = Under(authority: null);

    private static Lazy<Task<MatrixClaim>> UnderExpiredWithTime { get; } = Under(new TestTimestampAuthority(TestPki.Default.Tsa(), LastYear));

    public static IReadOnlyList<MatrixClaimRow> All { get; } =
    [
        // §6.8: the slot of a redacted assertion is outside every hash.
        new("redaction", Redacted, Usual, Unchanged),
        new("redaction, something else in the slot", Redacted, Usual, Change(f => Slot(f) is var at ? Put(f, at + Marker.Length, "carried along"u8) : null)),
        new("redaction, an assertion forged in the slot", Redacted, Usual, Change(f => Slot(f) is var at ? Put(Put(f, at - 4, "cbor"u8), at, Forged(f, at)) : null)),
        new("redaction, the marker gone", Redacted, Usual, Change(f => Slot(f) is var at ? Put(f, at, new byte[Marker.Length]) : null)),

        // §15.9: an answer authenticates itself, but it has to be about this certificate.
        new("OCSP answer: good", WithAnswer, Usual, Unchanged),
        new("OCSP answer replaced: revoked", WithAnswer, Usual, Change(f => MatrixStoreTampers.WithOcspAnswer(f, Answer(Answered.Certificate, OcspStatus.Revoked)))),
        new("OCSP answer replaced: revoked, but another certificate", WithAnswer, Usual, Change(f => MatrixStoreTampers.WithOcspAnswer(f, Answer(TestPki.Default.Signer().Certificate, OcspStatus.Revoked)))),

        // §15.8: what a time-stamp says counts when its authority is trusted as one.
        new("certificate expired, time-stamped before", Expired, Usual, Unchanged),
        new("certificate expired, time-stamped before by an authority that is only on the list of signers", Expired, Usual with { TimestampTrustList = TrustList.None }, Unchanged),
        new("certificate expired, time-stamp lost", Expired, Usual, Change(f => MatrixStoreTampers.WithoutTimestamp(f))),

        // §14.4.2, §15.8.2: every certificate up to the anchor.
        new("intermediate expired", UnderExpired, Usual, Unchanged),
        new("intermediate expired, before it did", UnderExpired, Usual with { Clock = new FixedClock(LastYear) }, Unchanged),
        new("intermediate expired, time-stamped before", UnderExpiredWithTime, Usual, Unchanged),
        new("signer unknown", Usually, Usual with { TrustList = TrustList.None }, Unchanged),

        // §18.6.2, A.5.6: what the signer himself does; the hashes are right, and so is the signature.
        new("hash made anew", Usually, Usual, a => MatrixForgery.ResignAsync(a, h => h)),
        new("hash that leaves out a part of the description", Usually, Usual, a => MatrixForgery.ResignAsync(a, h => h with { Exclusions = [.. h.Exclusions, MatrixForgery.PartOfDescription(a.Main)] })),
        new("hash that leaves out free", Usually, Usual, a => MatrixForgery.ResignAsync(a, h => h with { Exclusions = [.. h.Exclusions, MatrixForgery.Exclusion("/free")] })),
        new("hash over media that is not there", Usually, Usual, async a => MatrixForgery.LedAstray(a) is { } astray ? await MatrixForgery.ResignAsync(astray, h => h) : null),
    ];

    private static Func<MatrixAsset, Task<MatrixAsset?>> Unchanged => a => Task.FromResult<MatrixAsset?>(a);

    // In the file, or in the sidecar.
    private static Func<MatrixAsset, Task<MatrixAsset?>> Change(Func<byte[], byte[]?> change) => a => Task.FromResult(
        MatrixStoreTampers.HasStore(a.Main)
            ? change([.. a.Main]) is { } changed ? a with { Main = changed } : null
            : change(a.Store!.Value.ToArray()) is { } store ? a with { Store = store } : null);

    private static Lazy<Task<MatrixClaim>> Under(TimestampAuthority? authority) => new(() =>
    {
        var credential = TestPki.Default.IssueUnder(TestProfile.Authority with { PathLength = 0, NotAfter = TestPki.Now.AddDays(-30) });
        return Task.FromResult(MatrixClaim.Usual with
        {
            Signer = () => credential.CreateSigner(authority),
            Clock = new FixedClock(LastYear),
        });
    });

    private static byte[] Answer(X509Certificate2 about, OcspStatus status) =>
        new TestOcspResponder(TestPki.Default.OcspResponder(), TestPki.Default.Intermediate) { Status = status, RevocationTime = TestPki.Now.AddDays(-30) }.Create(about);

    // The last one: of an update, what the update itself took away.
    private static int Slot(byte[] file)
    {
        int at = file.AsSpan().LastIndexOf(Marker);
        Assert.True(at > 0);
        return at;
    }

    // A byte string over the whole of the slot.
    private static byte[] Forged(byte[] file, int at)
    {
        int size = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at - 8)) - 8;
        byte[] text = CborValue.Text(new string('x', size - 2)).Encoded.ToArray();
        Assert.Equal(size, text.Length);
        return text;
    }

    private static byte[] Put(byte[] file, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(file.AsSpan(at));
        return file;
    }

    private sealed class Answers : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new ByteArrayContent(Answer(Answered.Certificate, OcspStatus.Good)) });
    }
}
