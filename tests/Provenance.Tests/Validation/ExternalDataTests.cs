using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§15.10.4: what cloud data and external reference assertions refer to is fetched with the caller's client, checked, and handed over.</summary>
public sealed class ExternalDataTests
{
    private const string Place = "https://example.com/data";
    private static readonly byte[] Evidence = "evidence"u8.ToArray();
    private static readonly byte[] Box = MetadataBox("c2pa.metadata", """{"@context":{"dc":"http://purl.org/dc/elements/1.1/"},"dc:title":"Remote"}""");

    [Fact]
    [Clause("15.10.3.2.1-e", "15.10.3.2.1-f", "15.10.4.1-d", "15.10.4.2-a", "15.10.4.2-e", "15.10.4.2-f", "15.10.4.2-h")]
    public async Task A_remote_assertion_is_fetched_checked_and_handed_over()
    {
        // content_type says something else, and is ignored.
        var content = Cloud(Box, members: ("content_type", CborValue.Text("video/mp4")));
        var (result, asked) = await ValidateAsync(content, Box, "application/jumbf");
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.Equal([Place], asked);
        var data = Assert.Single(result.RetrievedData);
        Assert.Equal(Box, data.Content.ToArray());
        Assert.Equal(new Uri(Place), data.Location);
        Assert.Equal("application/jumbf", data.MediaType);
        Assert.Equal(2, result.Statuses.Count(s => s.Code == ValidationStatusCode.AssertionHashedURIMatch && s.Url == data.AssertionUrl));
    }

    [Fact]
    [Clause("15.10.3.2.2-c", "15.10.3.2.2-f", "15.10.4.2-h")]
    public async Task Hashed_external_data_is_fetched_checked_and_handed_over()
    {
        Assert.Equal(Evidence, Assert.Single((await ValidateAsync(Reference(Evidence), Evidence, "text/plain")).Result.RetrievedData).Content.ToArray());
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(Reference(Box, label: "c2pa.metadata"), Box, null)).Result.State);
    }

    [Fact]
    [Clause("15.10.4.2-c")]
    public async Task Data_of_another_size_is_withheld()
    {
        await RefusesAsync(Cloud(Box, size: Box.Length - 1), Box, "application/jumbf", "assertion.hashedURI.mismatch");
        await RefusesAsync(Reference(Evidence, members: ("size", CborValue.Integer(9))), Evidence, null, "assertion.hashedURI.mismatch");
    }

    [Fact]
    [Clause("15.10.4.2-d", "15.10.4.2-e")]
    public async Task Data_of_another_type_is_withheld()
    {
        await RefusesAsync(Cloud(Box), Box, "application/json", "assertion.hashedURI.mismatch");
        await RefusesAsync(Cloud(Box), Box, null, "assertion.hashedURI.mismatch");
        await RefusesAsync(Reference(Evidence, members: ("dc:format", CborValue.Text("text/plain"))), Evidence, "text/html", "assertion.hashedURI.mismatch");

        // Without a declared type any will do; the declared one is compared without parameters and case.
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(Reference(Evidence), Evidence, "text/html")).Result.State);
        var declared = Reference(Evidence, members: ("dc:format", CborValue.Text("Text/Plain")));
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(declared, Evidence, "text/plain; charset=utf-8")).Result.State);
    }

    [Fact]
    [Clause("15.10.3.2.2-d", "15.10.4.2-g")]
    public async Task Data_that_was_changed_is_withheld()
    {
        byte[] changed = [.. Box];
        changed[^2] ^= 1;
        await RefusesAsync(Cloud(Box), changed, "application/jumbf", "assertion.hashedURI.mismatch");
        await RefusesAsync(Reference(Evidence), "Evidence"u8.ToArray(), null, "assertion.external-reference.hashMismatch", "assertion.hashedURI.mismatch");
    }

    [Fact]
    [Clause("15.10.3.2.1-g", "15.10.3.2.2-g")]
    public async Task A_remote_assertion_of_another_label_is_withheld()
    {
        byte[] other = MetadataBox("org.example.other", "{}");
        await RefusesAsync(Cloud(other), other, "application/jumbf", "assertion.cloud-data.labelMismatch");
        await RefusesAsync(Reference(other, label: "c2pa.metadata"), other, null, "assertion.external-reference.labelMismatch");
        await RefusesAsync(Reference(Evidence, label: "c2pa.metadata"), Evidence, null, "assertion.external-reference.labelMismatch");
    }

    [Fact]
    [Clause("15.10.4.1-e")]
    public async Task A_remote_assertion_is_validated_like_an_embedded_one()
    {
        byte[] broken = MetadataBox("c2pa.metadata", "{");
        Assert.Equal(["assertion.json.invalid"], (await ValidateAsync(Cloud(broken), broken, "application/jumbf")).Result.FailureCodes());

        // A reference in it that leads nowhere.
        var reference = CborValue.Map(("url", CborValue.Text("self#jumbf=c2pa.assertions/none")), ("hash", CborValue.Bytes(new byte[32])));
        byte[] binding = JumbfWriter.Superbox(JumbfTypes.Cbor, "c2pa.soft-binding", [], [JumbfWriter.Box("cbor", CborValue.Map(("alg", CborValue.Text("x")), ("more", reference)).Encoded.Span)]);
        Assert.Equal(["hashedURI.missing"], (await ValidateAsync(Cloud(binding, label: "c2pa.soft-binding"), binding, "application/jumbf")).Result.FailureCodes());
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/x")]
    [InlineData("nowhere")]
    [Clause("15.10.4.2-b")]
    public async Task Only_web_addresses_are_asked(string place)
    {
        var (result, asked) = await ValidateAsync(Reference(Evidence, place: place), Evidence, null);
        Assert.Empty(asked);
        Assert.Equal(ValidationState.Trusted, result.State);
        Assert.True(result.Has(ValidationStatusCode.ExternalDataInaccessible));
        Assert.Empty(result.RetrievedData);
    }

    [Fact]
    [Clause("15.10.4.1-a", "15.10.4.1-b")]
    public async Task Nothing_is_fetched_for_a_claim_that_is_rejected_or_of_a_stranger()
    {
        Assert.Empty((await ValidateAsync(Reference(Evidence), Evidence, null, tamper: b => [.. b[..^1], (byte)(b[^1] ^ 1)])).Asked);
        Assert.Empty((await ValidateAsync(Reference(Evidence), Evidence, null, options: Verdict.Options with { TrustList = TrustList.None })).Asked);
    }

    [Fact]
    [Clause("15.10.4.1-c")]
    public async Task What_cannot_be_had_rejects_nothing()
    {
        async Task CheckAsync(Func<HttpResponseMessage> answer, ParserLimits? limits = null)
        {
            var (result, _) = await ValidateAsync(Reference(Evidence), answer, options: Verdict.Options with { Limits = limits ?? ParserLimits.Default });
            Assert.Equal(ValidationState.Trusted, result.State);
            Assert.True(result.Has(ValidationStatusCode.ExternalDataInaccessible));
            Assert.Empty(result.RetrievedData);
        }

        await CheckAsync(() => new HttpResponseMessage(HttpStatusCode.NotFound));
        await CheckAsync(() => throw new HttpRequestException("Nobody answers."));
        await CheckAsync(() => throw new TaskCanceledException("It takes too long."));
        await CheckAsync(() => Answer(Evidence, null), new ParserLimits { MaxRemoteSize = Evidence.Length - 1 });
        await CheckAsync(() => Answer(Evidence, null), new ParserLimits { MaxRemoteRequests = 0 });
    }

    [Fact]
    public async Task Unhashed_references_are_left_to_the_application()
    {
        var reference = TestAssertion.Cbor("c2pa.external-reference", CborValue.Map(("location", CborValue.Map(("url", CborValue.Text(Place))))), Listing.Gathered);
        var (result, asked) = await ValidateAsync(reference, Evidence, null);
        Assert.Empty(asked);
        Assert.Equal(ValidationState.Trusted, result.State);
    }

    [Fact]
    public async Task A_file_makes_nobody_ask_many_servers()
    {
        var references = Enumerable.Range(0, 40).Select(i => Reference(Evidence) with { Label = i == 0 ? "c2pa.external-reference" : $"c2pa.external-reference__{i}" }).ToArray();
        var (result, asked) = await ValidateAsync(references, () => Answer(Evidence, null));
        Assert.Equal(ParserLimits.Default.MaxRemoteRequests, asked.Count);
        Assert.Equal(ParserLimits.Default.MaxRemoteRequests, result.RetrievedData.Count);
        Assert.True(result.Has(ValidationStatusCode.ExternalDataInaccessible));
    }

    private static async Task RefusesAsync(TestAssertion assertion, byte[] content, string? type, params string[] codes)
    {
        var (result, asked) = await ValidateAsync(assertion, content, type);
        Assert.Single(asked);
        Assert.Equal(codes, result.FailureCodes());
        Assert.Equal(ValidationState.Invalid, result.State);
        Assert.Empty(result.RetrievedData);
    }

    private static Task<(ValidationResult Result, IReadOnlyList<string> Asked)> ValidateAsync(
        TestAssertion assertion, byte[] content, string? type, Func<byte[], byte[]>? tamper = null, ValidationOptions? options = null) =>
        ValidateAsync([assertion], () => Answer(content, type), tamper, options);

    private static Task<(ValidationResult Result, IReadOnlyList<string> Asked)> ValidateAsync(TestAssertion assertion, Func<HttpResponseMessage> answer, ValidationOptions options) =>
        ValidateAsync([assertion], answer, null, options);

    private static async Task<(ValidationResult Result, IReadOnlyList<string> Asked)> ValidateAsync(
        IReadOnlyList<TestAssertion> assertions, Func<HttpResponseMessage> answer, Func<byte[], byte[]>? tamper = null, ValidationOptions? options = null)
    {
        var server = new Server(answer);
        using var client = new HttpClient(server);
        var manifest = new TestManifest { Assertions = [TestManifest.Created(), TestManifest.HardBinding(), .. assertions], TamperClaimBytes = tamper };
        var result = await Verdict.OfAsync(new TestFormat(TestManifest.Store(manifest)), (options ?? Verdict.Options) with { ExternalDataClient = client });
        return (result, server.Asked);
    }

    private static HttpResponseMessage Answer(byte[] content, string? type)
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = body };
    }

    private static byte[] MetadataBox(string label, string json) => JumbfWriter.Superbox(JumbfTypes.Json, label, [], [JumbfWriter.Box("json", Encoding.UTF8.GetBytes(json))]);

    // §8.4.2.3: a JUMBF box is hashed without its own header.
    private static TestAssertion Cloud(byte[] box, int? size = null, string? label = null, params (string Name, CborValue? Value)[] members) => TestAssertion.Cbor(
        "c2pa.cloud-data",
        CborValue.Map(
        [
            ("label", CborValue.Text(label ?? "c2pa.metadata")),
            ("size", CborValue.Integer(size ?? box.Length)),
            ("location", Location(Place, SHA256.HashData(box.AsSpan(8)))),
            .. members,
        ]),
        Listing.Gathered);

    private static TestAssertion Reference(byte[] content, string? label = null, string place = Place, params (string Name, CborValue? Value)[] members) => TestAssertion.Cbor(
        "c2pa.external-reference",
        CborValue.Map(("location", Location(place, SHA256.HashData(content), members)), ("label", label is null ? null : CborValue.Text(label))),
        Listing.Gathered);

    private static CborValue Location(string place, byte[] hash, params (string Name, CborValue? Value)[] members) =>
        CborValue.Map([("url", CborValue.Text(place)), ("alg", CborValue.Text("sha256")), ("hash", CborValue.Bytes(hash)), .. members]);

    private sealed class Server(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        private readonly List<string> _asked = [];

        public IReadOnlyList<string> Asked => _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(answer());
        }
    }
}
