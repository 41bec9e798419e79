using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// The room for a manifest box where it belongs, right behind <c>ftyp</c> (§A.5.3): the box that is there already, or padding. What is written
/// into it moves nothing.
/// </summary>
/// <param name="Start">Where it starts in the file.</param>
/// <param name="Length">In bytes.</param>
/// <param name="IsPadding">Whether part of it is <c>free</c> or <c>skip</c> boxes, which a hash of the file covers.</param>
internal sealed record Room(long Start, long Length, bool IsPadding)
{
    // More padding than this stays padding: a reader loads the whole manifest box.
    private const long MaxPadding = 1 << 20;

    /// <summary>Finds it.</summary>
    /// <param name="index">The file.</param>
    /// <param name="manifest">The box with the manifest store, or null when there is none.</param>
    /// <param name="mayUsePadding">Whether padding may become part of the box; not when a hash that covers it goes on to count.</param>
    /// <exception cref="SigningException">There is none.</exception>
    public static Room Find(BoxIndex index, ContentProvenanceBox? manifest, bool mayUsePadding)
    {
        long start = InputCheck.ManifestPosition(index);
        long end = start;
        bool isPadding = false;
        foreach (var box in index.Roots)
        {
            if (box.Offset < end)
            {
                continue;
            }

            bool isOwn = manifest is not null && box == manifest.Box;
            bool isFree = mayUsePadding && (box.Type == BoxTypes.Free || box.Type == BoxTypes.Skip) && box.SizeForm != BoxSizeForm.ToEnd;
            if (!isOwn && !isFree)
            {
                break;
            }

            isPadding |= isFree;
            end = box.End;
        }

        if (manifest is not null && (manifest.Box.Offset < start || manifest.Box.End > end))
        {
            throw Refusal.Unsupported($"The manifest store at byte {manifest.Box.Offset} does not stand right behind the file type box, so it cannot be replaced where it is. Sign to another file.");
        }

        return end > start
            ? new Room(start, end - start, isPadding)
            : throw Refusal.Unsupported("There is no room for a manifest right behind the file type box, neither one that is there already nor padding. Sign to another file, with a reserve if it is to be signed in place later.");
    }

    /// <summary>Lays the manifest box into it.</summary>
    /// <param name="storeLength">Length of the manifest store, in bytes.</param>
    /// <param name="reserve">Bytes to keep free behind the store, if there is padding for it.</param>
    /// <exception cref="SigningException">The store does not fit.</exception>
    public long BoxLength(long storeLength, int reserve)
    {
        long needed = ManifestBox.HeadLength + storeLength;
        if (needed > Length)
        {
            throw new SigningException(
                SigningFault.Limit,
                $"The manifest box would be {needed} bytes long, and where it belongs there is room for {Length}. Sign to another file, with a reserve if it is to be signed in place later.");
        }

        // What stays of the padding has to be a box of its own.
        long wished = Math.Min(Length, ManifestBox.LengthFor(storeLength + reserve));
        return !IsPadding || Length <= MaxPadding || Length - wished < 8 ? Length : wished;
    }

    /// <summary>All bytes of the room: the box, the store, zeros, and a <c>free</c> box for what is left.</summary>
    /// <param name="boxLength">See <see cref="BoxLength"/>.</param>
    /// <param name="store">The store, or what is known of it.</param>
    /// <param name="merkleOffset">Where the first Merkle box is in the file, or 0 when there is none.</param>
    public IReadOnlyList<Patch> Write(long boxLength, ReadOnlyMemory<byte> store, long merkleOffset)
    {
        byte[] box = new byte[boxLength];
        ManifestBox.Head(boxLength, merkleOffset).CopyTo(box, 0);
        store.CopyTo(box.AsMemory(ManifestBox.HeadLength));
        long rest = Length - boxLength;
        if (rest == 0)
        {
            return [new Patch(Start, box)];
        }

        byte[] free = new byte[rest > uint.MaxValue ? 16 : 8];
        BinaryPrimitives.WriteUInt32BigEndian(free, free.Length == 16 ? 1 : (uint)rest);
        BinaryPrimitives.WriteUInt32BigEndian(free.AsSpan(4), BoxTypes.Free.Code);
        if (free.Length == 16)
        {
            BinaryPrimitives.WriteInt64BigEndian(free.AsSpan(8), rest);
        }

        return [new Patch(Start, box), new Patch(Start + boxLength, free)];
    }
}
