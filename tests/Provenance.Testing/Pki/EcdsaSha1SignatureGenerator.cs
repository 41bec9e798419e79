using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>Signs certificates with ECDSA and SHA-1, which .NET has given up and C2PA does not allow (§13.1, §14.5.1.1).</summary>
internal sealed class EcdsaSha1SignatureGenerator(TestKey key) : X509SignatureGenerator
{
    /// <inheritdoc/>
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.10045.4.1");
        }

        return writer.Encode();
    }

    /// <inheritdoc/>
#pragma warning disable CA5350 // The weak hash is what the test is about.
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => ((ECDsa)key.Algorithm!).SignData(data, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);
#pragma warning restore CA5350

    /// <inheritdoc/>
    protected override PublicKey BuildPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
}
