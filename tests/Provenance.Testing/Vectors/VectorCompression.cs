using System.IO.Compression;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <summary>Compressed manifests (§11.1.4.4), right or wrong.</summary>
internal static class VectorCompression
{
    public static byte[] Compress(byte[] manifest, string label, string kind)
    {
        byte[] brob = JumbfWriter.Box("brob", Brotli(manifest));
        return kind switch
        {
            "good" => Wrap(label, brob),
            "corrupt" => Wrap(label, JumbfWriter.Box("brob", [.. Brotli(manifest)[..^20], .. new byte[20]])),
            "two boxes" => Wrap(label, brob, brob),
            "no box" => Wrap(label),
            "other label" => Wrap("urn:c2pa:00000000-0000-4000-8000-0000000000ff", brob),
            "bomb" => Wrap(label, JumbfWriter.Box("brob", Brotli(new byte[64 << 20]))),
            _ => throw new InvalidDataException($"Recipe: unknown compression {kind}"),
        };
    }

    private static byte[] Wrap(string label, params byte[][] boxes) =>
        JumbfWriter.Superbox(JumbfTypes.CompressedManifest, label, [], boxes.Select(b => (ReadOnlyMemory<byte>)b));

    private static byte[] Brotli(byte[] bytes)
    {
        byte[] target = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, target, out int written, quality: 1, window: 22) ? target[..written] : throw new InvalidDataException("Recipe: cannot compress.");
    }
}
