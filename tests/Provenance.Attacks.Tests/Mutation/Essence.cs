using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>
/// What a trusted verdict promises about a file: the boxes outside of <c>ftyp</c>, <c>mfra</c> and C2PA, where they are, and what the active manifest
/// claims. Two files with the same essence differ in what the standard leaves open, and in nothing else.
/// </summary>
internal static class Essence
{
    /// <summary>A digest of the essence.</summary>
    public static string Of(byte[] file) => Of(file, 1);

    /// <summary>A digest of what the active manifest of a store claims.</summary>
    public static string OfStore(byte[] store)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, store, 1);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The same, and those with one, two, … of the newest manifests taken away.</summary>
    public static IEnumerable<string> OfEveryVersion(byte[] file) =>
        Enumerable.Range(1, FileMutation.FindStore(file) is var (_, start, end) && JumbfReader.TryRead(file.AsMemory(start, end - start), ParserLimits.Default, out var store, out _) ? Math.Max(1, store.Children.Count) : 1)
            .Select(last => Of(file, last));

    private static string Of(byte[] file, int last)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var box in BoxMutation.Find(file, 0, file.Length).Where(b => b.Parents.Length == 0))
        {
            string type = System.Text.Encoding.Latin1.GetString(file, box.At + 4, 4);
            if (type is "ftyp" or "mfra" || (box.Size >= 24 && file.AsSpan(box.At + 8, 16).SequenceEqual(BoxHeader.ContentProvenanceType)))
            {
                continue;
            }

            hash.AppendData(Bytes.UInt32((uint)box.At));
            hash.AppendData(file.AsSpan(box.At, box.Size));
        }

        if (FileMutation.FindStore(file) is var (_, start, end))
        {
            Append(hash, file.AsMemory(start, end - start), last);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // What hashed URIs and the signature bind: the contents of assertions and claim, and the signature itself.
    private static void Append(IncrementalHash hash, ReadOnlyMemory<byte> bytes, int last)
    {
        if (!JumbfReader.TryRead(bytes, ParserLimits.Default, out var store, out _) || store.Children.Count < last || store.Children[^last] is not { } active)
        {
            return;
        }

        foreach (var part in active.Children.Where(c => c.Label is "c2pa.claim.v2" or "c2pa.claim"))
        {
            hash.AppendData((part.Content("cbor") ?? default(ReadOnlyMemory<byte>)).Span);
        }

        foreach (var assertion in active.Child("c2pa.assertions")?.Children ?? [])
        {
            hash.AppendData(assertion.HashedContent.Span);
        }
    }
}
