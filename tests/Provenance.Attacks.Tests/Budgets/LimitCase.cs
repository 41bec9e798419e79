using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>An input that needs a known number of what a limit counts: with that number as the limit it is read, with one less it is refused.</summary>
/// <param name="Limit">The property of <see cref="ParserLimits"/>.</param>
/// <param name="Needs">How many the input needs, counted by other means than the reader's.</param>
/// <param name="Refusal">What is said of one too many.</param>
/// <param name="Read">Reads it: the words of the verdict.</param>
internal sealed record LimitCase(string Limit, int Needs, string Refusal, Func<ParserLimits, string> Read)
{
    private const string Exceeded = "provenance.limit.exceeded";
    private const string Untrusted = "signingCredential.untrusted";

    private static readonly TestCredential Responding = TestPki.Default.Signer(null, TestProfile.Signer with { MoreExtensions = [new X509AuthorityInformationAccessExtension(["http://ocsp.example/"], [])] });

    /// <summary>All there are: one for each property.</summary>
    public static IReadOnlyList<LimitCase> All { get; } = Make();

    /// <summary>The usual limits with another value for this one.</summary>
    public ParserLimits With(int value)
    {
        var limits = ParserLimits.Default with { MaxRemoteSize = ParserLimits.Default.MaxRemoteSize };
        typeof(ParserLimits).GetProperty(Limit, BindingFlags.Public | BindingFlags.Instance)!.SetValue(limits, value);
        return limits;
    }

    /// <inheritdoc/>
    public override string ToString() => Limit;

    private static LimitCase[] Make()
    {
        byte[] flat = File("flat");
        byte[] merkle = File("Merkle, leaf row");
        var boxes = BoxIndex.ReadAsync(AssetSource.FromMemory(flat), ParserLimits.Default).AsTask().GetAwaiter().GetResult();
        var roots = BoxMutation.Find(flat, 0, flat.Length).Where(b => b.Parents.Length == 0).ToDictionary(b => System.Text.Encoding.Latin1.GetString(flat, b.At + 4, 4), b => b.Size, StringComparer.Ordinal);
        byte[] store = TestManifest.Store(new TestManifest());
        byte[] inner = new TestManifest().ToBox();
        var (liveInit, liveSegment) = Live();
        var chain = Chain(6);
        byte[] answer = Answer(OcspStatus.Good);
        return
        [
            new(nameof(ParserLimits.MaxManifestStoreSize), store.Length, Exceeded, l => Words(store, l)),
            new(nameof(ParserLimits.MaxBoxDepth), 6, Exceeded, l => Words(flat, l, isFile: true)), // moov/trak/mdia/minf/stbl/stco
            new(nameof(ParserLimits.MaxBoxes), boxes.Count, Exceeded, l => Words(flat, l, isFile: true)),
            new(nameof(ParserLimits.MaxMetadataBoxSize), roots["ftyp"] + roots["uuid"] + roots["moov"], Exceeded, l => Words(flat, l, isFile: true)),
            new(nameof(ParserLimits.MaxJumbfDepth), 4, Exceeded, l => Words(store, l)), // store, manifest, assertion store, assertion
            // Three of claim, signature and each of two assertions; two of the store, the manifest and the assertion store: description and content count.
            new(nameof(ParserLimits.MaxJumbfBoxes), 18, Exceeded, l => Words(store, l)),
            new(nameof(ParserLimits.MaxCborDepth), 21, Exceeded, l => Words(Nested(20), l)), // the claim and twenty arrays in it
            new(nameof(ParserLimits.MaxJumbfLabelLength), new TestManifest().Label.Length, Exceeded, l => Words(store, l)),
            // The claim with three references, actions, hard binding, the array and its items, the message, its protected header with two certificates.
            new(nameof(ParserLimits.MaxCborItems), 30 + 10 + 10 + 301 + 6 + 7, Exceeded, l => Words(Many(300), l)),
            new(nameof(ParserLimits.MaxManifests), 6, Exceeded, l => Words(TestManifest.Store(chain), l)),
            new(nameof(ParserLimits.MaxIngredientDepth), 5, Exceeded, l => Words(TestManifest.Store(chain), l)),
            new(nameof(ParserLimits.MaxIngredientVisits), 5, Exceeded, l => Words(TestManifest.Store(chain), l)),
            new(nameof(ParserLimits.MaxSignatureChecks), 3, Exceeded, l => Words(store, l)), // claim, leaf, intermediate
            new(nameof(ParserLimits.MaxCertificatesInChain), 2, Exceeded, l => Words(store, l)), // leaf, intermediate; the anchor is not of the chain
            new(nameof(ParserLimits.MaxCertificateSize), TestPki.Default.Signer().Chain.Max(c => c.RawData.Length), Exceeded, l => Words(store, l)),
            new(nameof(ParserLimits.MaxOcspResponses), 2, "signingCredential.ocsp.skipped", l => Words(Stapled([.. Answers(2)]), l)),
            new(nameof(ParserLimits.MaxTimestampTokens), 2, Exceeded, l => Words(Stamped(2), l)),
            new(nameof(ParserLimits.MaxPathSteps), 2, Untrusted, l => Words(store, l)),
            new(nameof(ParserLimits.MaxDecompressedSize), inner.Length, "manifest.compressed.invalid", l => Words(TestManifest.Store(new TestManifest { IsCompressed = true }), l)),
            new(nameof(ParserLimits.MaxRemoteSize), answer.Length, "signingCredential.ocsp.inaccessible", l => Words(TestManifest.Store(new TestManifest { Credential = Responding }), l, o => o with { OcspClient = Client(answer) })),
            new(nameof(ParserLimits.MaxRemoteRequests), 2, "provenance.externalData.inaccessible", l => Words(References(2), l, o => o with { ExternalDataClient = Client([1, 2, 3]) })),
            new(nameof(ParserLimits.MaxMerkleLeaves), 3, Exceeded, l => Words(merkle, l, isFile: true)), // 3,000 bytes in blocks of 1,024
            new(nameof(ParserLimits.MaxSegmentInfoSize), BoxMutation.Find(liveSegment, 0, liveSegment.Length).First(b => b.Parents.Length == 0 && liveSegment.AsSpan(b.At + 4, 4).SequenceEqual("emsg"u8)).Size, Exceeded, l => LiveWords(liveInit, liveSegment, l)),
            new(nameof(ParserLimits.MaxSessionKeys), 1, "livevideo.segment.invalid", l => LiveWords(liveInit, liveSegment, l)),
            new(nameof(ParserLimits.MaxStatusesPerManifest), Validate(store, ParserLimits.Default).ActiveManifest!.Statuses.Count, Exceeded, l => Words(store, l)),
            // Each reference, and what was found about the manifest it leads to.
            new(nameof(ParserLimits.MaxIngredientFindings), chain.Count - 1 + Validate(TestManifest.Store(chain), ParserLimits.Default).Manifests.Skip(1).Sum(m => m.Statuses.Count), Exceeded, l => Words(TestManifest.Store(chain), l)),
            new(nameof(ParserLimits.MaxExclusions), 3, Exceeded, l => Words(flat, l, isFile: true)), // ftyp, mfra, C2PA
            new(nameof(ParserLimits.MaxExclusionPathLength), "/uuid".Length, Exceeded, l => Words(flat, l, isFile: true)),
            // One for each root box, one more for a path that leads to it, four for the bytes that the C2PA box must hold.
            new(nameof(ParserLimits.MaxExclusionTests), roots.Count + roots.Keys.Count(k => k is "ftyp" or "mfra" or "uuid") + 4, Exceeded, l => Words(flat, l, isFile: true)),
        ];
    }

    private static byte[] File(string form) => Attacked.FormAsync(form).GetAwaiter().GetResult().Files[0];

    private static ValidationResult Validate(byte[] bytes, ParserLimits limits, Func<ValidationOptions, ValidationOptions>? more = null, bool isFile = false)
    {
        var options = (more ?? (o => o))(Attacked.Options with { Limits = limits });
        return new Validator(isFile ? Mp4.Format : new TestFormat(bytes)) { Options = options }.ValidateAsync(isFile ? AssetSource.FromMemory(bytes) : TestFormat.Asset).GetAwaiter().GetResult();
    }

    // The verdict first: an input that is read is trusted.
    private static string Words(byte[] bytes, ParserLimits limits, Func<ValidationOptions, ValidationOptions>? more = null, bool isFile = false)
    {
        var result = Validate(bytes, limits, more, isFile);
        var statuses = result.Statuses.Concat(result.Manifests.SelectMany(m => m.Statuses)).ToList();
        return $"{result.State} " + string.Join(' ', statuses.Select(s => s.Code.Value).Concat(statuses.Select(s => s.Sentence)).Distinct(StringComparer.Ordinal));
    }

    private static (byte[] Init, byte[] Segment) Live()
    {
        byte[][] plain = Attacked.Segments();
        using var signer = LiveSigner.CreateAsync(AssetSource.FromMemory(plain[0]), Attacked.Definition, TestPki.Default.Signer().CreateSigner(), new() { Clock = TestPki.Clock }).GetAwaiter().GetResult();
        return (signer.InitSegment.ToArray(), signer.SignSegmentAsync(plain[1]).AsTask().GetAwaiter().GetResult().ToArray());
    }

    private static string LiveWords(byte[] init, byte[] segment, ParserLimits limits)
    {
        var session = new LiveSession(Attacked.Options with { Limits = limits });
        session.NextAsync(AssetSource.FromMemory(init)).AsTask().GetAwaiter().GetResult();
        var verdict = session.NextAsync(AssetSource.FromMemory(segment)).AsTask().GetAwaiter().GetResult();
        var faults = verdict.Fault is { } fault ? verdict.FurtherFaults.Prepend(fault).ToList() : [];
        return $"{session.Init!.State} {verdict.Finding} " + string.Join(' ', faults.Select(f => f.Code.Value).Concat(faults.Select(f => f.Sentence)));
    }

    private static byte[] Nested(int depth)
    {
        var value = Enumerable.Range(0, depth).Aggregate(CborValue.Integer(1), (v, _) => CborValue.Array([v]));
        return TestManifest.Store(new TestManifest { ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { ["com.example.nested"] = value } });
    }

    private static byte[] Many(int items) => TestManifest.Store(new TestManifest
    {
        Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestAssertion.Cbor("com.example.many", CborValue.Array(Enumerable.Repeat(CborValue.Integer(1), items)))],
    });

    private static List<TestManifest> Chain(int count)
    {
        var manifests = new List<TestManifest> { new() { Label = "urn:c2pa:m0" } };
        for (int i = 1; i < count; i++)
        {
            manifests.Add(new TestManifest { Label = $"urn:c2pa:m{i}", Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(manifests[^1], "inputTo")] });
        }

        return manifests;
    }

    private static byte[] Answer(OcspStatus status, X509Certificate2? about = null) =>
        new TestOcspResponder(TestPki.Default.OcspResponder(), TestPki.Default.Intermediate) { Status = status }.Create(about ?? Responding.Certificate);

    // All but the last are about somebody else.
    private static IEnumerable<byte[]> Answers(int count) => Enumerable.Range(1, count).Select(i => Answer(OcspStatus.Good, i == count ? null : TestPki.Default.Signer().Certificate));

    private static byte[] Stapled(byte[][] answers) => TestManifest.Store(new TestManifest
    {
        Credential = Responding,
        UnprotectedHeader = m => CborValue.Map(("rVals", CborValue.Map(("ocspVals", CborValue.Array(answers.Select(a => CborValue.Bytes(a)))))), ("sigTst2", Tokens(Token(m)))),
    });

    // The tokens of an update are about the signature of the manifest before it.
    private static byte[] Stamped(int count)
    {
        var parent = new TestManifest { Label = "urn:c2pa:m0" };
        CborValue.TryParse(SignatureOf(parent), ParserLimits.Default, out var message, out _);
        byte[] token = Token(message!);
        var stamps = Enumerable.Range(0, count).Select(i => TestAssertion.Cbor("c2pa.time-stamp" + (i == 0 ? string.Empty : $"__{i}"), CborValue.Map((parent.Label, (CborValue?)CborValue.Bytes(token)))));
        return TestManifest.Store(parent, new TestManifest { Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(parent, "inputTo"), .. stamps] });
    }

    private static ReadOnlyMemory<byte> SignatureOf(TestManifest manifest) => JumbfReader.TryRead(manifest.SignatureBox(), ParserLimits.Default, out var box, out _) ? box.Boxes[0].Payload : default;

    private static byte[] Token(CborValue message) =>
        TestTimestampAuthority.Default.CreateToken(CoseStructures.TimestampV2(message.Untagged.Items[0].AsBytes!.Value, message.Untagged.Items[3].AsBytes!.Value));

    private static CborValue Tokens(byte[] token) => CborValue.Map(("tstTokens", CborValue.Array(CborValue.Map(("val", CborValue.Bytes(token))))));

    private static byte[] References(int count) => TestManifest.Store(new TestManifest
    {
        Assertions =
        [
            TestManifest.Created(), TestManifest.HardBinding(),
            .. Enumerable.Range(0, count).Select(i => TestAssertion.Cbor(
                "c2pa.external-reference" + (i == 0 ? string.Empty : $"__{i}"),
                CborValue.Map(("location", CborValue.Map(("url", CborValue.Text($"https://example.com/{i}")), ("alg", CborValue.Text("sha256")), ("hash", CborValue.Bytes(SHA256.HashData([1, 2, 3])))))))),
        ],
    });

    private static HttpClient Client(byte[] answer) => new(new Answering(answer));

    private sealed class Answering(byte[] answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(answer) });
    }
}
