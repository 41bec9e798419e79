using System.Buffers.Binary;

namespace Provenance.Validation;

/// <summary>What follows a manifest store in its place (§15.12.1.1): nothing but zeros may.</summary>
internal static class StorePadding
{
    /// <summary>Whether the bytes behind the JUMBF superbox are zeros.</summary>
    public static bool IsZero(EmbeddedStore store)
    {
        var bytes = store.Bytes.Span;
        if (bytes.Length < 8)
        {
            return false;
        }

        ulong size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (size == 1 && bytes.Length >= 16)
        {
            size = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        }

        return size >= 8 && size <= (ulong)bytes.Length && bytes[(int)size..].IndexOfAnyExcept((byte)0) < 0;
    }
}
