using System.Buffers;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>Whether a file of a container that cannot be read here holds a manifest store somewhere: its history must not get lost in silence.</summary>
internal static class ManifestStoreTrace
{
    // 'jumd' and the type UUID of a manifest store (§11.1.4.2) stand together in every container that embeds one.
    private static readonly byte[] Mark = [.. "jumd"u8, .. JumbfTypes.ManifestStore.ToByteArray(bigEndian: true)];

    /// <summary>Searches the whole asset.</summary>
    /// <exception cref="IOException">The asset cannot be read.</exception>
    public static async ValueTask<bool> IsPresentAsync(AssetSource source, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
        try
        {
            int kept = 0;
            for (long offset = 0; offset < source.Length;)
            {
                int read = await source.ReadAsync(offset, buffer.AsMemory(kept), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return false;
                }

                offset += read;
                var bytes = buffer.AsSpan(0, kept + read);
                if (bytes.IndexOf(Mark) >= 0)
                {
                    return true;
                }

                kept = Math.Min(Mark.Length - 1, bytes.Length);
                bytes[^kept..].CopyTo(buffer);
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
