using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Reads hash assertions out of stores, and makes generated files that carry one, without a claim around it.</summary>
internal static class SignedFile
{
    public const string Url = "self#jumbf=c2pa.assertions/c2pa.hash.bmff.v3";

    public static async Task<Mp4Asset> OpenAsync(byte[] file, ParserLimits? limits = null) =>
        (Mp4Asset)await new Mp4Format().OpenAsync(AssetSource.FromMemory(file), limits ?? ParserLimits.Default);

    /// <summary>The hash assertion of the active manifest.</summary>
    public static HardBinding BindingOf(ReadOnlyMemory<byte> store)
    {
        Assert.True(JumbfReader.TryRead(store, ParserLimits.Default, out var superbox, out string? error), error);
        var assertions = superbox.Children[^1].Child("c2pa.assertions")!;
        var assertion = assertions.Children.Single(c => c.Label.StartsWith("c2pa.hash.bmff", StringComparison.Ordinal));
        Assert.True(CborValue.TryParse(assertion.Content("cbor")!.Value, ParserLimits.Default, out var content, out error), error);
        return new(assertion.Label, content, "sha256", Url);
    }

    public static HardBinding Binding(BmffHashAssertion assertion) => Binding(assertion.ToCbor());

    public static HardBinding Binding(CborValue content) => new(BmffHashAssertion.Label, content, "sha256", Url);

    /// <summary>An assertion whose hash is that of the file, computed here and not by the code under test: every root box that is not mandatorily excluded.</summary>
    public static BmffHashAssertion Sign(byte[] file)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        for (int at = 0; at + 8 <= file.Length;)
        {
            long size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            size = size == 1 ? System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(at + 8)) : size == 0 ? file.Length - at : size;
            string type = System.Text.Encoding.Latin1.GetString(file.AsSpan(at + 4, 4));
            bool excluded = type is "ftyp" or "mfra" || (type == "uuid" && size >= 24 && file.AsSpan(at + 8, 16).SequenceEqual(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true)));
            if (!excluded)
            {
                hash.AppendData(Bytes.UInt64((ulong)at));
                hash.AppendData(file.AsSpan(at, (int)size));
            }

            at += (int)size;
        }

        return BmffHashAssertion.Flat(System.Security.Cryptography.HashAlgorithmName.SHA256, hash.GetHashAndReset());
    }

    public static async Task<string[]> CodesAsync(byte[] file, HardBinding binding) =>
        [.. (await (await OpenAsync(file)).ValidateAsync(binding, null)).Select(s => s.Code.Value)];
}
