namespace Provenance;

/// <summary>
/// Media bound piece by piece (§A.5.4): a reader can check a part of a file without the rest. The hashes of the pieces are the leaves of one
/// Merkle tree for each <c>mdat</c> box, or for each track of a fragmented file.
/// </summary>
public sealed record MerkleOptions
{
    /// <summary>The smallest block, in bytes: smaller ones would make the hashes a noticeable part of the file.</summary>
    public const int MinBlockSize = 1024;

    /// <summary>
    /// Bytes per leaf, at least <see cref="MinBlockSize"/>; null chooses by the size of the file: 256 KiB, doubled until a tree has at most
    /// 8192 leaves. The leaves of a fragmented file are its fragments whatever this says.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is smaller than <see cref="MinBlockSize"/>.</exception>
    public long? BlockSize
    {
        get;
        init
        {
            if (value is { } size)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(size, MinBlockSize, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>
    /// Whether leaves begin at sync samples, where a player can start: each leaf is at least <see cref="BlockSize"/> long and ends before the
    /// next sync sample (<c>variableBlockSizes</c>). Otherwise all leaves but the last have the same size (<c>fixedBlockSize</c>).
    /// </summary>
    public bool AlignToSyncSamples { get; init; }

    /// <summary>
    /// Which row of each tree the manifest holds, in levels above the leaves: 0 is the leaves themselves, which needs no boxes in the file;
    /// more than the tree has is its root. Null: the first row of at most 8192 hashes, of at most 256 where the leaves are fragments, which have their
    /// boxes whatever the row is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? StoredRow
    {
        get;
        init
        {
            if (value is { } row)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(row, nameof(value));
            }

            field = value;
        }
    }
}
