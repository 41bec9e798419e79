using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§15.10.3.2.5: session keys count only when they are bound to the signer.</summary>
[Clause("15.10.3.2.5")]
[Clause("18.25.2")]
public sealed class SessionKeysTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    private static CborValue Text(string text) => CborValue.Text(text);

    private CborValue CoseKey(bool hasIdentifier = true)
    {
        var point = _key.ExportParameters(false).Q;
        var entries = new List<KeyValuePair<CborValue, CborValue>>
        {
            new(CborValue.Integer(1), CborValue.Integer(2)),
            new(CborValue.Integer(-1), CborValue.Integer(1)),
            new(CborValue.Integer(-2), CborValue.Bytes(point.X)),
            new(CborValue.Integer(-3), CborValue.Bytes(point.Y)),
        };
        if (hasIdentifier)
        {
            entries.Add(new(CborValue.Integer(2), CborValue.Bytes("key_001"u8.ToArray())));
        }

        return CborValue.Map(entries);
    }

    private CborValue Binding(ReadOnlyMemory<byte> certificate, CborValue? payload = null)
    {
        byte[] header = CborValue.Map((KeyValuePair<CborValue, CborValue>[])[new(CborValue.Integer(1), CborValue.Integer(-7))]).Encoded.ToArray();
        byte[] message = CoseStructures.Signature1(header, CborValue.Bytes(certificate).Encoded);
        byte[] signature = _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return CborValue.Tag(18, CborValue.Array(
            CborValue.Bytes(header), CborValue.Map(Array.Empty<(string, CborValue?)>()), payload ?? CborValue.Null, CborValue.Bytes(signature)));
    }

    private CborValue SessionKey(CborValue? binding = null, CborValue? key = null, CborValue? createdAt = null) => CborValue.Map(
        ("key", key ?? CoseKey()),
        ("minSequenceNumber", CborValue.Integer(1)),
        ("createdAt", createdAt ?? CborValue.DateTime(TestPki.Now)),
        ("validityPeriod", CborValue.Integer(3600)),
        ("signerBinding", binding ?? Binding(TestPki.Default.Signer().Certificate.RawData)));

    private static async Task<IReadOnlyList<string>> FailuresAsync(params CborValue[] keys)
    {
        var assertion = TestAssertion.Cbor("c2pa.session-keys", CborValue.Map(("keys", CborValue.Array(keys))));
        return (await Verdict.OfAsync(new TestManifest { Assertions = [TestManifest.Created(), TestManifest.HardBinding(), assertion] })).FailureCodes();
    }

    [Fact]
    [Clause("15.10.3.2.5-a")]
    public async Task A_key_bound_to_the_signer_is_in_order()
    {
        Assert.Empty(await FailuresAsync(SessionKey()));
        Assert.Empty(await FailuresAsync(SessionKey(), SessionKey()));
    }

    [Fact]
    public async Task An_empty_payload_is_read_as_the_standards_example_has_it() =>
        Assert.Empty(await FailuresAsync(SessionKey(Binding(TestPki.Default.Signer().Certificate.RawData, CborValue.Bytes(ReadOnlyMemory<byte>.Empty)))));

    [Fact]
    [Clause("15.10.3.2.5-a")]
    public async Task A_key_bound_to_somebody_else_is_not()
    {
        string[] invalid = ["livevideo.sessionkey.invalid"];
        Assert.Equal(invalid, await FailuresAsync(SessionKey(Binding(TestPki.Stranger.Signer().Certificate.RawData))));
        Assert.Equal(invalid, await FailuresAsync(SessionKey(Text("x"))));
        Assert.Equal(invalid, await FailuresAsync(SessionKey(key: CoseKey(hasIdentifier: false))));
        Assert.Equal(invalid, await FailuresAsync(SessionKey(createdAt: Text("2026-01-01T00:00:00Z"))));
        Assert.Equal(invalid, await FailuresAsync());
    }
}
