using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>Signs certificates with an Ed25519 key.</summary>
internal sealed class Ed25519SignatureGenerator(TestKey key) : X509SignatureGenerator
{
    /// <inheritdoc/>
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];

    /// <inheritdoc/>
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
    {
        using var folder = new TempFolder();
        string keyPath = folder.Write("key.der", key.Pkcs8.Span);
        string dataPath = folder.Write("data", data);
        using var process = Process.Start(new ProcessStartInfo(Tools.Require("openssl"), ["pkeyutl", "-sign", "-keyform", "DER", "-inkey", keyPath, "-rawin", "-in", dataPath, "-out", folder["signature"]]))!;
        process.WaitForExit();
        return File.ReadAllBytes(folder["signature"]);
    }

    /// <inheritdoc/>
    protected override PublicKey BuildPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
}
