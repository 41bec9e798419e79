using System.Diagnostics;

namespace Provenance.Testing;

/// <summary>The fixed DER wrappings of Ed25519 keys (RFC 8410).</summary>
internal static class Ed25519Encoding
{
    private static ReadOnlySpan<byte> Pkcs8Prefix => [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <summary>The private key as PKCS#8.</summary>
    public static byte[] Pkcs8(ReadOnlySpan<byte> seed) => [.. Pkcs8Prefix, .. seed];

    /// <summary>The public key that belongs to the seed, as a SubjectPublicKeyInfo.</summary>
    public static byte[] SubjectPublicKeyInfo(ReadOnlySpan<byte> seed)
    {
        using var process = Process.Start(new ProcessStartInfo(Tools.Require("openssl"), ["pkey", "-inform", "DER", "-pubout", "-outform", "DER"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.BaseStream.Write(Pkcs8(seed));
        process.StandardInput.Close();
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return output.ToArray();
    }
}
