using System.Buffers.Binary;
using Provenance.Jumbf;

namespace Provenance.Bmff;

/// <summary>Makes one manifest store of what stands in a file (§15.12.2): without padding, and with the manifests of an update behind those of the original.</summary>
internal static class StoreJoin
{
    /// <summary>The JUMBF superbox at the start, or null when there is none.</summary>
    public static ReadOnlyMemory<byte>? Trim(ReadOnlyMemory<byte> bytes)
    {
        var header = BoxHeader.Read(bytes.Span[..Math.Min(bytes.Length, BoxHeader.MaxSize)], bytes.Length);
        return header.Problem == BoxHeaderProblem.None && header.Form != BoxSizeForm.ToEnd && header.Type == new FourCC("jumb") ? bytes[..(int)header.Size] : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Both stores as one, or null when one of them cannot be read. The manifests are copied as they are.</summary>
    public static ReadOnlyMemory<byte>? Join(ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> update, ParserLimits limits)
    {
        if (!JumbfReader.TryRead(original, limits, out var first, out _) || !JumbfReader.TryRead(update, limits, out var second, out _))
        {
            return null;
        }

        int size = first.Encoded.Length + second.Children.Sum(c => c.Encoded.Length);
        int header = first.Encoded.Length - first.HashedContent.Length;
        byte[] joined = new byte[size];
        first.Encoded.CopyTo(joined);
        int at = first.Encoded.Length;
        foreach (var manifest in second.Children)
        {
            manifest.Encoded.CopyTo(joined.AsMemory(at));
            at += manifest.Encoded.Length;
        }

        if (header == 8)
        {
            BinaryPrimitives.WriteUInt32BigEndian(joined, (uint)size);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(joined.AsSpan(8), (ulong)size);
        }

        return joined;
    }
}
