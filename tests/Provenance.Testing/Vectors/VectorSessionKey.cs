using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Testing;

/// <summary>A session key of a live stream (§18.25), bound to the signer's certificate unless <c>flaw</c> says otherwise.</summary>
internal static class VectorSessionKey
{
    public static CborValue Create(VectorStep step, VectorManifest manifest)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var header = CborValue.Map(new KeyValuePair<CborValue, CborValue>(CborValue.Integer(1), CborValue.Integer(-7))).Encoded;
        byte[] certificate = (step.Text("flaw") == "other signer" ? TestPki.Stranger.Signer() : manifest.Credential).Certificate.RawData;
        byte[] signature = key.SignData(CoseStructures.Signature1(header, CborValue.Bytes(certificate).Encoded), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return CborValue.Map(
            ("key", CborValue.Map(
                Entry(1, CborValue.Integer(2)),
                Entry(2, CborValue.Bytes("key 1"u8.ToArray())),
                Entry(-1, CborValue.Integer(1)),
                Entry(-2, CborValue.Bytes(point.X)),
                Entry(-3, CborValue.Bytes(point.Y)))),
            ("minSequenceNumber", step.Text("flaw") == "no sequence" ? null : CborValue.Integer(1)),
            ("createdAt", CborValue.DateTime(TestPki.Now)),
            ("validityPeriod", CborValue.Integer(3600)),
            ("signerBinding", CborValue.Tag(18, CborValue.Array(CborValue.Bytes(header), CborValue.Map(Array.Empty<(string, CborValue?)>()), CborValue.Null, CborValue.Bytes(signature)))));
    }

    private static KeyValuePair<CborValue, CborValue> Entry(long label, CborValue value) => new(CborValue.Integer(label), value);
}
