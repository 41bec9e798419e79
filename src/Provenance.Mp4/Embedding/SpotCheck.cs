using System.Buffers;

namespace Provenance.Bmff;

/// <summary>
/// Holds an output against its layout without reading all of it: every byte of what is not media, and of long ranges the beginning, the end
/// and places in between.
/// </summary>
internal static class SpotCheck
{
    private const int Places = 32;
    private const int PlaceLength = 4096;
    private const int PieceSize = 128 << 10;

    /// <summary>Whether the output is, as far as that can be seen, what was laid out.</summary>
    /// <param name="laidOut">The boxes of the output as they were planned.</param>
    /// <param name="written">The output.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask<bool> HoldsAsync(BoxIndex laidOut, AssetSource written, CancellationToken cancellationToken)
    {
        if (written.Length != laidOut.Length)
        {
            return false;
        }

        foreach (var root in laidOut.Roots)
        {
            // What stands in the boxes of C2PA came later and is validated for itself.
            bool isSame = root.ExtendedType == ExtendedType.ContentProvenance
                || (root.Type == BoxTypes.Mdat
                    ? await HoldsAsync(laidOut.Source, root.Offset, written, root.Offset, root.HeaderSize, cancellationToken).ConfigureAwait(false)
                        && await SampleAsync(laidOut.Source, root.ContentOffset, written, root.ContentOffset, root.ContentSize, cancellationToken).ConfigureAwait(false)
                    : await HoldsAsync(laidOut.Source, root.Offset, written, root.Offset, root.Size, cancellationToken).ConfigureAwait(false));
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two ranges are the same at the beginning, at the end and in places in between.</summary>
    public static async ValueTask<bool> SampleAsync(AssetSource one, long oneOffset, AssetSource other, long otherOffset, long length, CancellationToken cancellationToken)
    {
        if (length <= Places * PlaceLength)
        {
            return await HoldsAsync(one, oneOffset, other, otherOffset, length, cancellationToken).ConfigureAwait(false);
        }

        for (int i = 0; i < Places; i++)
        {
            long at = i == Places - 1 ? length - PlaceLength : (length - PlaceLength) / (Places - 1) * i;
            if (!await HoldsAsync(one, oneOffset + at, other, otherOffset + at, PlaceLength, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private static async ValueTask<bool> HoldsAsync(AssetSource one, long oneOffset, AssetSource other, long otherOffset, long length, CancellationToken cancellationToken)
    {
        int size = (int)Math.Clamp(length, 1, PieceSize);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * size);
        try
        {
            for (long done = 0; done < length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = (int)Math.Min(size, length - done);
                await one.ReadExactlyAsync(oneOffset + done, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                await other.ReadExactlyAsync(otherOffset + done, buffer.AsMemory(size, count), cancellationToken).ConfigureAwait(false);
                if (!buffer.AsSpan(0, count).SequenceEqual(buffer.AsSpan(size, count)))
                {
                    return false;
                }

                done += count;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
