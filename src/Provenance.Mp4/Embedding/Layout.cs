namespace Provenance.Bmff;

/// <summary>
/// The whole output, known before a byte of it is written: what is copied from where, what is rewritten, where the manifest goes.
/// Immutable.
/// </summary>
internal sealed class Layout
{
    private Layout(OffsetMap map, IReadOnlyList<Segment> segments, ManifestPlace? manifest)
    {
        Map = map;
        Segments = segments;
        Manifest = manifest;
    }

    /// <summary>Where the bytes of the input stand in the output.</summary>
    public OffsetMap Map { get; }

    /// <summary>The output from its first byte to its last, without gaps; no segment is empty.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    /// <summary>Where the manifest store goes, or null when the output has none.</summary>
    public ManifestPlace? Manifest { get; }

    /// <summary>Length of the output, in bytes.</summary>
    public long Length => Map.OutputLength;

    /// <summary>Puts the segments in order.</summary>
    /// <param name="map">Made from the same edits.</param>
    /// <param name="edits">In ascending order, with the bytes that come in; null bytes for the manifest box, at most one.</param>
    /// <param name="patches">In ascending order, not overlapping, within kept bytes.</param>
    /// <param name="manifestBox">The bytes of the manifest box up to the manifest store, or null when there is no manifest box.</param>
    public static Layout Create(
        OffsetMap map, IReadOnlyList<(Edit Edit, ReadOnlyMemory<byte>? Bytes)> edits, IReadOnlyList<Patch> patches, ReadOnlyMemory<byte>? manifestBox)
    {
        var segments = new List<Segment>((edits.Count * 2) + (patches.Count * 2) + 1);
        ManifestPlace? manifest = null;
        long position = 0;
        long output = 0;
        int nextPatch = 0;
        foreach (var (edit, bytes) in edits)
        {
            Copy(edit.Start);
            position = edit.End;
            if (edit.NewLength == 0)
            {
                continue;
            }

            if (bytes is { } literal)
            {
                Literal(literal, edit.NewLength);
            }
            else
            {
                var head = manifestBox ?? throw new ArgumentException("There is no manifest box to put in.", nameof(manifestBox));
                manifest = new ManifestPlace(output, edit.NewLength, output + head.Length, checked((int)(edit.NewLength - head.Length)));
                Literal(head, head.Length);
                segments.Add(new Segment(output, manifest.StoreCapacity, SegmentKind.Zeros, 0, default));
                output += manifest.StoreCapacity;
            }
        }

        Copy(map.InputLength);
        if (nextPatch != patches.Count || output != map.OutputLength)
        {
            throw new ArgumentException("The patches are out of order, or the edits are not those of the map.", nameof(patches));
        }

        return new Layout(map, segments, manifest);

        void Copy(long end)
        {
            while (nextPatch < patches.Count && patches[nextPatch].End <= end)
            {
                var patch = patches[nextPatch++];
                Range(patch.Start);
                Literal(patch.Bytes, patch.Bytes.Length);
                position = patch.End;
            }

            Range(end);
        }

        void Range(long end)
        {
            if (end < position)
            {
                throw new ArgumentException("The patches overlap one another or an edit.", nameof(patches));
            }

            if (end > position)
            {
                segments.Add(new Segment(output, end - position, SegmentKind.Copy, position, default));
                output += end - position;
                position = end;
            }
        }

        void Literal(ReadOnlyMemory<byte> literal, long expected)
        {
            if (literal.Length != expected)
            {
                throw new ArgumentException("The bytes of an edit are not as long as the edit says.", nameof(edits));
            }

            segments.Add(new Segment(output, literal.Length, SegmentKind.Literal, 0, literal));
            output += literal.Length;
        }
    }
}

/// <summary>Where the bytes of a segment come from.</summary>
internal enum SegmentKind
{
    /// <summary>From the input.</summary>
    Copy,

    /// <summary>From the layout itself: rewritten metadata, box headers.</summary>
    Literal,

    /// <summary>Zeros: the place of the manifest store and its padding.</summary>
    Zeros,
}

/// <summary>A run of output bytes.</summary>
/// <param name="Output">Where it starts in the output.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Kind">Where its bytes come from.</param>
/// <param name="Source">Where it starts in the input, when it is copied.</param>
/// <param name="Bytes">Its bytes, when they are literal.</param>
internal readonly record struct Segment(long Output, long Length, SegmentKind Kind, long Source, ReadOnlyMemory<byte> Bytes);

/// <summary>The place of the manifest in the output.</summary>
/// <param name="BoxOffset">Where the <c>uuid</c> box starts.</param>
/// <param name="BoxLength">Length of the box.</param>
/// <param name="StoreOffset">Where the manifest store starts.</param>
/// <param name="StoreCapacity">Bytes for the store and the padding behind it.</param>
internal sealed record ManifestPlace(long BoxOffset, long BoxLength, long StoreOffset, int StoreCapacity);
