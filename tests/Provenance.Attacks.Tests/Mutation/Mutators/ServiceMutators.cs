using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Changed answers of the services that are asked, and changed lists of whom to trust.</summary>
internal static class ServiceMutators
{
    private static readonly string[] ListWords =
    [
        "\"LoTE\"", "\"ListAndSchemeInformation\"", "\"LoTEVersionIdentifier\"", "\"TrustedEntitiesList\"", "\"TrustedEntityServices\"", "\"ServiceInformation\"", "\"ServiceDigitalIdentity\"", "\"X509Certificates\"", "\"val\"", "\"ServiceStatus\"", "\"http://c2pa.org/conformance/trust-list/trusted\"", "\"http://c2pa.org/conformance/trust-list/untrusted\"", "\"granted\"", "\"StatusStartingTime\"",
        "\"2024-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"ServiceHistory\"", "\"ServiceTypeIdentifier\"", "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----", "MIIB", "AAAA", "null", "[]", "{}",
    ];

    private static readonly string[] MatchWords = ["\"matches\"", "\"manifestId\"", "\"endpoint\"", "\"similarityScore\"", "\"urn:c2pa:00000000-0000-4000-8000-000000000001\"", "\"https://c2pa.example/v1\"", "\"http://127.0.0.1:9/v1\"", "100", "null", "[]", "{}"];

    public static async Task<Func<Random, string?>> TrustListsAsync()
    {
        byte[] signed = (await Attacked.FormAsync("flat").ConfigureAwait(false)).Files[0];
        return random =>
        {
            // A certificate that is changed inside still is base64; a text that is changed may not be.
            var pki = TestPki.Default;
            byte[][] certificates = [pki.Root.RawData, pki.Intermediate.RawData, TestPki.Stranger.Root.RawData];
            bool isStranger = random.Next(2) == 0;
            if (isStranger)
            {
                certificates = [TestPki.Stranger.Root.RawData, TestPki.Stranger.Intermediate.RawData];
            }
            else if (random.Next(2) == 0)
            {
                int at = random.Next(certificates.Length);
                certificates[at] = DerMutation.Apply([.. certificates[at]], random);
            }

            byte[] text = Encoding.UTF8.GetBytes(random.Next(2) == 0 ? string.Concat(certificates.Select(c => PemEncoding.WriteString("CERTIFICATE", c) + "\n")) : List(certificates));
            string mutant = Encoding.UTF8.GetString(random.Next(4) == 0 ? text : TextMutation.Apply(text, random, ListWords));
            TrustList? list = null;
            ValidationResult? result = null;
            string? fault = Trial.Run(() => list = TrustList.Parse(mutant, TrustList.SignerUsages), e => e is ArgumentException);
            if (fault is null && list is not null)
            {
                fault = Trial.Run(() => result = Seed.Read(signed, Attacked.Options with { TrustList = list }))
                    ?? (isStranger && result!.State == ValidationState.Trusted ? "trusts whom it does not name" : null);
            }

            return fault is null ? null : $"{fault}\n{mutant}";
        };
    }

    public static Task<Func<Random, string?>> TimestampsAsync()
    {
        byte[] movie = Attacked.Movie();
        var trust = TestPki.Default.TimestampTrust;
        return Task.FromResult<Func<Random, string?>>(random =>
        {
            var answering = new TestTimestampAuthority(TestPki.Default.Tsa(), TestPki.Now);
            byte[] mutant = [];
            using var client = new HttpClient(new Answering(async request =>
            {
                byte[] answer = answering.Answer(await request.Content!.ReadAsByteArrayAsync());
                mutant = random.Next(20) == 0 ? answer : DerMutation.Apply(answer, random);
                return (mutant, "application/timestamp-reply");
            }));
            var authority = new HttpTimestampAuthority(new("http://timestamp.example/"), client) { TrustList = random.Next(2) == 0 ? trust : null };
            var output = new MemoryStream();
            bool isSigned = false;
            string? fault = Trial.Run(
                () => isSigned = Mp4.SignAsync(AssetSource.FromMemory(movie), output, Attacked.Definition, TestPki.Default.Signer().CreateSigner(authority), new() { Clock = TestPki.Clock, Timestamp = TimestampPolicy.Required }).GetAwaiter().GetResult().Signed,
                e => e is SigningException or TimestampException);
            if (fault is null && isSigned)
            {
                var result = Seed.Read(output.ToArray(), Attacked.Options);
                fault = result.State == ValidationState.Trusted && (authority.TrustList is null || result.Statuses.Any(s => s.Code == ValidationStatusCode.TimeStampTrusted)) ? null : "what was signed is " + Reading.Of(result);
            }

            return fault is null ? null : $"{fault}\n{Convert.ToHexString(mutant)}";
        });
    }

    public static Task<Func<Random, string?>> OcspAsync()
    {
        var signer = TestPki.Default.Signer(null, TestProfile.Signer with { MoreExtensions = [new X509AuthorityInformationAccessExtension(["http://ocsp.example/"], [])] });
        var output = new MemoryStream();
        Mp4.SignAsync(AssetSource.FromMemory(Attacked.Movie()), output, Attacked.Definition, signer.CreateSigner(), new() { Clock = TestPki.Clock }).GetAwaiter().GetResult();
        byte[] signed = output.ToArray();
        byte[][] answers = [.. Enum.GetValues<OcspStatus>().Select(status => new TestOcspResponder(TestPki.Default.OcspResponder(), TestPki.Default.Intermediate) { Status = status, Reason = status == OcspStatus.Revoked ? 1 : null }.Create(signer.Certificate))];
        string[] told = ["signingCredential.ocsp.notRevoked", "signingCredential.ocsp.revoked", "signingCredential.ocsp.unknown"];
        return Task.FromResult<Func<Random, string?>>(random =>
        {
            int which = random.Next(answers.Length);
            byte[] mutant = DerMutation.Apply([.. answers[which]], random);
            using var client = new HttpClient(new Answering(_ => Task.FromResult((mutant, "application/ocsp-response"))));
            ValidationResult? result = null;
            string? fault = Trial.Run(() => result = Seed.Read(signed, Attacked.Options with { OcspClient = client }));
            if (fault is null && result!.Statuses.FirstOrDefault(s => told.Contains(s.Code.Value) && s.Code.Value != told[which]) is { } lie)
            {
                fault = $"{told[which]} became {lie.Code.Value}";
            }

            return fault is null ? null : $"{fault}\n{Convert.ToHexString(mutant)}";
        });
    }

    public static async Task<Func<Random, string?>> RepositoriesAsync()
    {
        const string Algorithm = "com.example.mark.1";
        byte[] value = [1, 2, 3, 4];
        var definition = Attacked.Definition with { Assertions = [.. Attacked.Definition.Assertions, new SoftBindingAssertion(Algorithm, [new SoftBindingBlock(value)])] };
        var signed = await Mp4.SignDetachedAsync(AssetSource.FromMemory(Attacked.Movie()), definition, TestPki.Default.Signer().CreateSigner(), new() { Clock = TestPki.Clock }).ConfigureAwait(false);
        byte[] store = signed.ManifestStore!.Value.ToArray();
        byte[] matches = Encoding.UTF8.GetBytes($$"""{ "matches": [ { "manifestId": "{{signed.ManifestLabel}}", "similarityScore": 100 },{ "manifestId": "urn:c2pa:00000000-0000-4000-8000-000000000009", "endpoint": "https://c2pa.example/v1" } ] }""");
        return random =>
        {
            byte[] list = random.Next(2) == 0 ? matches : TextMutation.Apply(matches, random, MatchWords);
            byte[] manifest = random.Next(2) == 0 ? store : FileMutation.ApplyToStore(store, random, store);
            var asked = new HashSet<string>(StringComparer.Ordinal);
            using var client = new HttpClient(new Answering(request =>
            {
                asked.Add(request.RequestUri!.Host);
                return Task.FromResult(request.RequestUri.AbsolutePath.Contains("/matches/", StringComparison.Ordinal) ? (list, "application/json") : (manifest, "application/c2pa"));
            }));
            var resolver = new SoftBindingResolver(new("https://c2pa.example/v1"), client);
            RecoveredManifest? found = null;
            string? fault = Trial.Run(() => found = resolver.RecoverAsync(Algorithm, value).GetAwaiter().GetResult(), e => e is HttpRequestException);
            if (fault is null && (asked.Count > 1 || (asked.Count == 1 && !asked.Contains("c2pa.example"))))
            {
                fault = "asked " + string.Join(", ", asked);
            }
            else if (fault is null && found is not null && !found.ManifestStore.Span.SequenceEqual(manifest))
            {
                fault = "found something that nobody sent";
            }

            return fault is null ? null : $"{fault}\n{Encoding.Latin1.GetString(list)}\n{Convert.ToHexString(manifest)}";
        };
    }

    private static string List(byte[][] certificates) => $$$"""
        {"LoTE":{"ListAndSchemeInformation":{"LoTEVersionIdentifier":1},"TrustedEntitiesList":[
        {{{string.Join(",\n", certificates.Select(c => $$$"""
            {"TrustedEntityServices":[{"ServiceInformation":{"ServiceName":[{"lang":"en","value":"x"}],"ServiceDigitalIdentity":{"X509Certificates":[{"val":"{{{Convert.ToBase64String(c)}}}"}]},
            "ServiceStatus":"http://c2pa.org/conformance/trust-list/trusted","StatusStartingTime":"2024-01-01T00:00:00Z"}}]}
            """))}}}
        ]}}
        """;

    /// <summary>Answers every request without a network.</summary>
    private sealed class Answering(Func<HttpRequestMessage, Task<(byte[] Body, string Type)>> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (body, type) = await answer(request).ConfigureAwait(false);
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        }
    }
}
