namespace Provenance.Testing;

/// <summary>How a generated box states its size.</summary>
public enum BoxForm
{
    /// <summary>32 bits.</summary>
    Compact,

    /// <summary>64 bits.</summary>
    Large,

    /// <summary>0, to the end of the file: only for the last box.</summary>
    ToEnd,
}

/// <summary>
/// Composes ISO base media files for tests: root boxes in any order and any size form, with file offsets that are right wherever the media ends up.
/// <code>new Mp4Builder().Ftyp().Movie(video, sound).Free(64).Media(video, sound).Build()</code>
/// </summary>
public sealed class Mp4Builder
{
    private readonly List<Func<Layout, byte[]>> _parts = [];
    private readonly List<(uint Track, int Part)> _fragments = [];

    /// <summary>The file type box.</summary>
    public Mp4Builder Ftyp(string major = "isom", params string[] compatible) =>
        Add("ftyp", Bytes.Concat(Bytes.Code(major), Bytes.UInt32(0x200), Bytes.Concat([.. (compatible.Length == 0 ? ["isom", "iso6", "mp41"] : compatible).Select(Bytes.Code)])));

    /// <summary>Any root box.</summary>
    public Mp4Builder Add(string type, byte[] content, BoxForm form = BoxForm.Compact)
    {
        byte[] box = Bytes.Box(type, form, content);
        return Add(_ => box);
    }

    /// <summary>Bytes as they are, box or not.</summary>
    public Mp4Builder Raw(byte[] bytes) => Add(_ => bytes);

    /// <summary>A root box whose bytes depend on where things are. Its length must not.</summary>
    public Mp4Builder Add(Func<Layout, byte[]> part)
    {
        _parts.Add(part);
        return this;
    }

    /// <summary>A <c>free</c> box of the given whole size (at least 8).</summary>
    public Mp4Builder Free(int size, byte fill = 0, string type = "free")
    {
        byte[] content = new byte[size - 8];
        content.AsSpan().Fill(fill);
        return Add(type, content);
    }

    /// <summary>A <c>uuid</c> box.</summary>
    public Mp4Builder Uuid(Guid extendedType, byte[] content) => Add("uuid", Bytes.Concat(extendedType.ToByteArray(bigEndian: true), content));

    /// <summary>A C2PA <c>uuid</c> box (C2PA A.5.1) with any purpose, version and flags.</summary>
    /// <param name="purpose">For example <c>manifest</c>.</param>
    /// <param name="data">What follows the purpose; for a manifest the 8 bytes of the Merkle offset come first.</param>
    /// <param name="version">0 in the standard.</param>
    /// <param name="flags">0 in the standard.</param>
    public Mp4Builder ContentProvenance(string purpose, byte[] data, byte version = 0, uint flags = 0) =>
        Uuid(ContentProvenanceType, Bytes.Concat(Bytes.UInt32(((uint)version << 24) | flags), System.Text.Encoding.Latin1.GetBytes(purpose + "\0"), data));

    /// <summary>The extended type of the C2PA box.</summary>
    public static Guid ContentProvenanceType { get; } = new("D8FEC3D6-1B0E-483C-9297-5828877EC481");

    /// <summary>The extended type of XMP.</summary>
    public static Guid XmpType { get; } = new("BE7ACFCB-97A9-42E8-9C71-999491E3AFAC");

    /// <summary>Raw media data that no track refers to.</summary>
    public Mp4Builder Mdat(byte[] content, BoxForm form = BoxForm.Compact) => Add("mdat", content, form);

    /// <summary>A movie whose samples lie in the media boxes of this file, before or behind it.</summary>
    public Mp4Builder Movie(params Mp4Track[] tracks) => Add(layout => Mp4Movie.Moov(tracks, layout, fragmented: false));

    /// <summary>The movie of a fragmented file: no samples, <c>mvex</c> with the defaults.</summary>
    public Mp4Builder FragmentedMovie(params Mp4Track[] tracks) => Add(layout => Mp4Movie.Moov(tracks, layout, fragmented: true));

    /// <summary>An <c>mdat</c> with the chunks of the tracks, interleaved.</summary>
    public Mp4Builder Media(params Mp4Track[] tracks) => Media(BoxForm.Compact, tracks);

    /// <summary>An <c>mdat</c> with the chunks of the tracks, interleaved.</summary>
    public Mp4Builder Media(BoxForm form, params Mp4Track[] tracks) => Add(layout =>
    {
        long position = layout.Here + (form == BoxForm.Large ? 16 : 8);
        var content = new List<byte[]>();
        for (int chunk = 0; tracks.Any(t => chunk < t.ChunkCount); chunk++)
        {
            foreach (var track in tracks.Where(t => chunk < t.ChunkCount))
            {
                layout.ChunkOffsets[(track, chunk)] = position;
                byte[] bytes = track.Chunk(chunk);
                content.Add(bytes);
                position += bytes.Length;
            }
        }

        return Bytes.Box("mdat", form, [.. content]);
    });

    /// <summary>A <c>moof</c> with one <c>traf</c>, and the <c>mdat</c> it refers to.</summary>
    /// <param name="sequence">Number of the fragment.</param>
    /// <param name="track">The track.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="absolute">Whether <c>tfhd</c> holds an absolute file offset; otherwise the base is the <c>moof</c>.</param>
    public Mp4Builder Fragment(uint sequence, Mp4Track track, byte[][] samples, bool absolute = false)
    {
        _fragments.Add((track.Id, _parts.Count));
        Add(layout => Mp4Movie.Moof(sequence, track.Id, samples, absolute, layout.Here));
        return Mdat(Bytes.Concat(samples));
    }

    /// <summary>An <c>mfra</c> with one <c>tfra</c> entry for each fragment so far.</summary>
    public Mp4Builder FragmentIndex(bool large = false)
    {
        var fragments = _fragments.ToArray();
        return Add(layout =>
        {
            byte[][] tables = [.. fragments.GroupBy(f => f.Track).Select(track => Bytes.FullBox("tfra", (byte)(large ? 1 : 0), 0,
                Bytes.UInt32(track.Key), Bytes.UInt32(0), Bytes.UInt32((uint)track.Count()), Bytes.Concat([.. track.Select(f =>
                    Bytes.Concat(Bytes.Offset(0, large), Bytes.Offset(layout.PartOffset(f.Part), large), [1, 1, 1]))])))];
            int size = 8 + tables.Sum(t => t.Length) + 16;
            return Bytes.Box("mfra", BoxForm.Compact, [.. tables, Bytes.FullBox("mfro", 0, 0, Bytes.UInt32((uint)size))]);
        });
    }

    /// <summary>The file.</summary>
    public byte[] Build()
    {
        // Sizes do not depend on offsets, so two rounds settle every offset: one to learn the sizes, one to write. The third only proves it.
        var layout = new Layout();
        byte[][] boxes = [];
        for (int round = 0; round < 3; round++)
        {
            layout.Begin();
            boxes = [.. _parts.Select((part, i) =>
            {
                layout.Place(i);
                byte[] box = part(layout);
                layout.Advance(box.Length);
                return box;
            })];
        }

        return Bytes.Concat(boxes);
    }

    /// <summary>Where things are in the file under construction.</summary>
    public sealed class Layout
    {
        private readonly Dictionary<int, long> _parts = [];

        /// <summary>Offset of the part being written.</summary>
        public long Here { get; private set; }

        internal Dictionary<(Mp4Track Track, int Chunk), long> ChunkOffsets { get; } = [];

        /// <summary>Offset of the n-th part of the builder, from 0; right in the last round.</summary>
        public long PartOffset(int part) => _parts.GetValueOrDefault(part);

        /// <summary>File offset of a chunk; right in the last round.</summary>
        public long ChunkOffset(Mp4Track track, int chunk) => ChunkOffsets.GetValueOrDefault((track, chunk));

        internal void Begin() => Here = 0;

        internal void Place(int part) => _parts[part] = Here;

        internal void Advance(long length) => Here += length;
    }
}

/// <summary>A track of a generated file.</summary>
/// <param name="id">Track ID, from 1.</param>
/// <param name="samples">The samples.</param>
/// <param name="samplesPerChunk">How many make a chunk.</param>
public sealed class Mp4Track(uint id, byte[][] samples, int samplesPerChunk = 2)
{
    /// <summary>Track ID.</summary>
    public uint Id { get; } = id;

    /// <summary>The samples.</summary>
    public IReadOnlyList<byte[]> Samples { get; } = samples;

    /// <summary>How many make a chunk.</summary>
    public int SamplesPerChunk { get; } = samplesPerChunk;

    /// <summary>Whether the offsets stand in <c>co64</c>.</summary>
    public bool LargeOffsets { get; init; }

    /// <summary>The handler: <c>vide</c>, <c>soun</c>, …</summary>
    public string Handler { get; init; } = "vide";

    /// <summary>Moves the offset of a chunk somewhere else, for hostile files: chunk number, right offset, wrong offset.</summary>
    public Func<int, long, long>? BendOffset { get; init; }

    /// <summary>Further boxes for the sample table, from the file layout.</summary>
    public Func<Mp4Builder.Layout, byte[]>? SampleTableExtra { get; init; }

    /// <summary>More boxes of the track, behind its media: an edit list, metadata.</summary>
    public byte[] TrackExtra { get; init; } = [];

    /// <summary>Number of chunks.</summary>
    public int ChunkCount => (Samples.Count + SamplesPerChunk - 1) / SamplesPerChunk;

    /// <summary>The bytes of a chunk.</summary>
    public byte[] Chunk(int index) => Bytes.Concat([.. Samples.Skip(index * SamplesPerChunk).Take(SamplesPerChunk)]);

    /// <summary>A track of samples with recognisable content of varying length.</summary>
    public static Mp4Track Of(uint id, int sampleCount, int sampleSize = 100, int samplesPerChunk = 2) =>
        new(id, [.. Enumerable.Range(0, sampleCount).Select(i => Bytes.Pattern(sampleSize + i, (int)id * 1000 + i))], samplesPerChunk);
}
