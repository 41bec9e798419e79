using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Composes live segments field by field, right or wrong, with an encoder of its own that shares nothing with the signer's.</summary>
internal sealed class LiveForge : IDisposable
{
    public const string Label = "urn:c2pa:00000000-0000-4000-8000-000000000001";

    private static readonly byte[] Scheme = "urn:c2pa:verifiable-segment-info"u8.ToArray();

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] KeyIdentifier { get; init; } = "key_001"u8.ToArray();

    public ulong MinSequenceNumber { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; } = TestPki.Now;

    public ulong ValidityPeriod { get; init; } = 3600;

    public TestCredential Credential { get; init; } = TestPki.Default.Signer();

    /// <summary>The certificate that the session key signs; that of the signer when null.</summary>
    public byte[]? Bound { get; init; }

    public void Dispose() => _key.Dispose();

    public static (byte[] Init, byte[][] Segments) Stream(int count) => Segmented.Rendition(1, count);

    /// <summary>The session keys assertion.</summary>
    public TestAssertion SessionKeys()
    {
        var point = _key.ExportParameters(false).Q;
        var key = Map((1, CborValue.Integer(2)), (2, CborValue.Bytes(KeyIdentifier)), (-1, CborValue.Integer(1)), (-2, CborValue.Bytes(point.X)), (-3, CborValue.Bytes(point.Y)));
        byte[] header = Map((1, CborValue.Integer(-7))).Encoded.ToArray();
        byte[] binding = _key.SignData(CoseStructures.Signature1(header, CborValue.Bytes(Bound ?? Credential.Certificate.RawData).Encoded), HashAlgorithmName.SHA256);
        return TestAssertion.Cbor("c2pa.session-keys", CborValue.Map(("keys", CborValue.Array(CborValue.Map(
            ("key", key),
            ("minSequenceNumber", CborValue.Integer(MinSequenceNumber)),
            ("createdAt", CborValue.DateTime(CreatedAt)),
            ("validityPeriod", CborValue.Integer(ValidityPeriod)),
            ("signerBinding", CborValue.Tag(18, CborValue.Array(CborValue.Bytes(header), Map(), CborValue.Null, CborValue.Bytes(binding)))))))));
    }

    /// <summary>An initialization segment with a manifest.</summary>
    public byte[] Init(byte[] plain, string label = Label) => Embed(plain, label, Credential, SessionKeys());

    /// <summary>A file with a manifest of any assertions behind its first box, its hash right.</summary>
    public static byte[] Embed(byte[] plain, string label, TestCredential credential, params TestAssertion[] more) => Embed(plain, BinaryPrimitives.ReadInt32BigEndian(plain), label, credential, more);

    /// <summary>The same, where it is wanted.</summary>
    public static byte[] Embed(byte[] plain, int at, string label, TestCredential credential, params TestAssertion[] more)
    {
        byte[] File(BmffHashAssertion binding)
        {
            var manifest = new TestManifest { Label = label, Credential = credential, Assertions = [TestManifest.Created(), TestAssertion.Cbor(BmffHashAssertion.Label, binding.ToCbor()), .. more] };
            byte[] box = new Mp4Builder().ContentProvenance("manifest", [.. new byte[8], .. TestManifest.Store(manifest)]).Build();
            return [.. plain.AsSpan(0, at), .. box, .. plain.AsSpan(at)];
        }

        return File(SignedFile.Sign(File(BmffHashAssertion.Flat(HashAlgorithmName.SHA256))));
    }

    /// <summary>A segment with a manifest of its own.</summary>
    public byte[] WithManifest(byte[] plain, string label, CborValue? place, params TestAssertion[] more) =>
        Embed(plain, label, Credential, [.. place is null ? Array.Empty<TestAssertion>() : [TestAssertion.Cbor("c2pa.livevideo.segment", place)], .. more]);

    /// <summary>A segment with a segment info and, behind it, a manifest: the one leaves the other out of its hash, the other covers the one.</summary>
    public byte[] WithBoth(byte[] plain, InfoForm form, string label, params TestAssertion[] more)
    {
        int first = BinaryPrimitives.ReadInt32BigEndian(plain);
        int length = Embed(plain, label, Credential, more).Length - plain.Length;
        byte[] room = new Mp4Builder().ContentProvenance("manifest", new byte[length - (8 + 16 + 4 + 9)]).Build();
        byte[] withInfo = WithInfo([.. plain.AsSpan(0, first), .. room, .. plain.AsSpan(first)], form);
        int at = withInfo.Length - (plain.Length - first) - length;
        return Embed([.. withInfo.AsSpan(0, at), .. withInfo.AsSpan(at + length)], at, label, Credential, more);
    }

    /// <summary>A live video segment assertion.</summary>
    public static CborValue Place(ulong? number, string? stream, string? method, string? previous) => CborValue.Map(
        ("sequenceNumber", number is { } n ? CborValue.Integer(n) : null),
        ("streamId", stream is null ? null : CborValue.Text(stream)),
        ("continuityMethod", method is null ? null : CborValue.Text(method)),
        ("previousManifestId", previous is null ? null : CborValue.Text(previous)));

    /// <summary>A segment with a segment info.</summary>
    public byte[] WithInfo(byte[] plain, InfoForm form)
    {
        int at = BinaryPrimitives.ReadInt32BigEndian(plain);
        byte[] File(byte[] digest)
        {
            byte[] box = Emsg(form, digest);
            return [.. plain.AsSpan(0, at), .. Repeat(box, form.Boxes), .. plain.AsSpan(at)];
        }

        return File(Digest(File(new byte[32])));
    }

    private static IEnumerable<byte> Repeat(byte[] box, int count) => Enumerable.Repeat(box, count).SelectMany(b => b);

    // Every root box that is not excluded, each behind its offset (§18.6.2).
    private static byte[] Digest(byte[] file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (type, start, _, end) in MediaProbe.Boxes(file, 0, file.Length))
        {
            bool isInfo = type == "emsg" && file.AsSpan((int)start + 12).StartsWith(Scheme);
            bool isManifest = type == "uuid" && file.AsSpan((int)start + 8, 16).SequenceEqual(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true));
            if (!isInfo && !isManifest && type != "ftyp")
            {
                hash.AppendData(Bytes.UInt64((ulong)start));
                hash.AppendData(file.AsSpan((int)start, (int)(end - start)));
            }
        }

        return hash.GetHashAndReset();
    }

    private byte[] Emsg(InfoForm form, byte[] digest)
    {
        byte[] message = Message(form, digest);
        byte[] texts = [.. form.Scheme ?? Scheme, 0, .. Encoding.ASCII.GetBytes(form.Value), 0];
        return form.Version == 0
            ? Bytes.FullBox("emsg", 0, 0, texts, Bytes.UInt32(1000), Bytes.UInt32(form.Delay), Bytes.UInt32(1000), Bytes.UInt32(1), message)
            : Bytes.FullBox("emsg", 1, 0, Bytes.UInt32(1000), Bytes.UInt64(0), Bytes.UInt32(1000), Bytes.UInt32(1), texts, message);
    }

    private byte[] Message(InfoForm form, byte[] digest)
    {
        CborValue Exclude(string path, params (int Offset, byte[] Value)[] data) => CborValue.Map(
            ("xpath", CborValue.Text(path)),
            ("data", data.Length == 0 ? null : CborValue.Array(data.Select(d => CborValue.Map(("offset", CborValue.Integer(d.Offset)), ("value", CborValue.Bytes(d.Value)))))));
        var hash = CborValue.Map(
            ("exclusions", CborValue.Array(
            [
                Exclude("/uuid", (8, Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true))),
                Exclude("/ftyp"),
                .. form.EmsgOffset is { } offset ? [Exclude("/emsg", (offset, Scheme))] : Array.Empty<CborValue>(),
                .. form.MoreExclusions.Select(p => Exclude(p)),
            ])),
            ("alg", CborValue.Text("sha256")),
            ("hash", CborValue.Bytes(form.Digest?.Invoke(digest) ?? digest)),
            ("merkle", form.Merkle));
        byte[] payload = CborValue.Map(
            ("sequenceNumber", form.SequenceNumber is { } n ? CborValue.Integer(n) : null),
            ("bmffHash", hash),
            ("manifestId", form.ManifestId is null ? null : CborValue.Text(form.ManifestId)),
            ("manifestUri", form.ManifestUri)).Encoded.ToArray();
        byte[] header = form.ClaimedTime is { } time
            ? Map((1, CborValue.Integer(form.Algorithm)), (15, Map((6, CborValue.Integer(time.ToUnixTimeSeconds()))))).Encoded.ToArray()
            : Map((1, CborValue.Integer(form.Algorithm))).Encoded.ToArray();
        byte[] signature = (form.Key ?? _key).SignData(CoseStructures.Signature1(header, payload), HashAlgorithmName.SHA256);
        byte[] identifier = form.KeyIdentifier ?? KeyIdentifier;
        var array = CborValue.Array(
            CborValue.Bytes(header), identifier.Length == 0 ? Map() : Map((4, CborValue.Bytes(identifier))), form.IsDetached ? CborValue.Null : CborValue.Bytes(payload), CborValue.Bytes(signature));
        return (form.IsTagged ? CborValue.Tag(18, array) : array).Encoded.ToArray();
    }

    private static CborValue Map(params (int Key, CborValue Value)[] entries) => CborValue.Map(entries.Select(e => KeyValuePair.Create(CborValue.Integer(e.Key), e.Value)));
}

/// <summary>What a segment info looks like; all that is not set is right.</summary>
internal sealed record InfoForm
{
    public ulong? SequenceNumber { get; init; } = 1;

    public string? ManifestId { get; init; } = LiveForge.Label;

    public CborValue? ManifestUri { get; init; }

    public byte[]? KeyIdentifier { get; init; }

    public ECDsa? Key { get; init; }

    public int Algorithm { get; init; } = -7;

    public DateTimeOffset? ClaimedTime { get; init; }

    public bool IsTagged { get; init; } = true;

    public bool IsDetached { get; init; }

    public byte Version { get; init; }

    public byte[]? Scheme { get; init; }

    public string Value { get; init; } = "fseg";

    public uint Delay { get; init; }

    public int Boxes { get; init; } = 1;

    public int? EmsgOffset { get; init; } = 12;

    public IReadOnlyList<string> MoreExclusions { get; init; } = [];

    public Func<byte[], byte[]>? Digest { get; init; }

    public CborValue? Merkle { get; init; }
}
