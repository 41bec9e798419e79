namespace Provenance.Testing;

/// <summary>The boxes inside generated <c>moov</c> and <c>moof</c> boxes.</summary>
internal static class Mp4Movie
{
    private static readonly byte[] Matrix = Bytes.Concat([.. new uint[] { 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000 }.Select(Bytes.UInt32)]);

    public static byte[] Moov(IReadOnlyList<Mp4Track> tracks, Mp4Builder.Layout layout, bool fragmented)
    {
        byte[] mvhd = Bytes.FullBox("mvhd", 0, 0, new byte[8], Bytes.UInt32(1000), Bytes.UInt32(1000), Bytes.UInt32(0x10000), [1, 0], new byte[10], Matrix, new byte[24], Bytes.UInt32((uint)tracks.Count + 1));
        byte[][] traks = [.. tracks.Select(t => Trak(t, layout, fragmented))];
        byte[] mvex = fragmented
            ? Bytes.Box("mvex", [.. tracks.Select(t => Bytes.FullBox("trex", 0, 0, Bytes.UInt32(t.Id), Bytes.UInt32(1), Bytes.UInt32(40), Bytes.UInt32(0), Bytes.UInt32(0)))])
            : [];
        return Bytes.Box("moov", [mvhd, .. traks, mvex]);
    }

    public static byte[] Moof(uint sequence, uint track, byte[][] samples, bool absolute, long moofOffset)
    {
        byte[] Build(int size)
        {
            byte[] tfhd = absolute
                ? Bytes.FullBox("tfhd", 0, 0x000001, Bytes.UInt32(track), Bytes.UInt64((ulong)moofOffset))
                : Bytes.FullBox("tfhd", 0, 0x020000, Bytes.UInt32(track));
            byte[] tfdt = Bytes.FullBox("tfdt", 1, 0, Bytes.UInt64(sequence * 1000UL));
            byte[] trun = Bytes.FullBox("trun", 0, 0x000201, Bytes.UInt32((uint)samples.Length), Bytes.UInt32((uint)size + 8), Bytes.Concat([.. samples.Select(s => Bytes.UInt32((uint)s.Length))]));
            return Bytes.Box("moof", Bytes.FullBox("mfhd", 0, 0, Bytes.UInt32(sequence)), Bytes.Box("traf", tfhd, tfdt, trun));
        }

        return Build(Build(0).Length);
    }

    private static byte[] Trak(Mp4Track track, Mp4Builder.Layout layout, bool fragmented)
    {
        byte[] tkhd = Bytes.FullBox("tkhd", 0, 7, new byte[8], Bytes.UInt32(track.Id), new byte[4], Bytes.UInt32(1000), new byte[16], Matrix, Bytes.UInt32(16 << 16), Bytes.UInt32(16 << 16));
        byte[] mdhd = Bytes.FullBox("mdhd", 0, 0, new byte[8], Bytes.UInt32(1000), Bytes.UInt32(1000), [0x55, 0xC4, 0, 0]);
        byte[] hdlr = Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code(track.Handler), new byte[12], "generated\0"u8.ToArray());
        byte[] header = track.Handler == "soun" ? Bytes.FullBox("smhd", 0, 0, new byte[4]) : Bytes.FullBox("vmhd", 0, 1, new byte[8]);
        byte[] dinf = Bytes.Box("dinf", Bytes.FullBox("dref", 0, 0, Bytes.UInt32(1), Bytes.FullBox("url ", 0, 1)));
        byte[] minf = Bytes.Box("minf", header, dinf, SampleTable(track, layout, fragmented));
        return Bytes.Box("trak", tkhd, Bytes.Box("mdia", mdhd, hdlr, minf), track.TrackExtra);
    }

    private static byte[] SampleTable(Mp4Track track, Mp4Builder.Layout layout, bool fragmented)
    {
        int samples = fragmented ? 0 : track.Samples.Count;
        int chunks = fragmented ? 0 : track.ChunkCount;
        byte[] stsd = Bytes.FullBox("stsd", 0, 0, Bytes.UInt32(1), SampleEntry(track));
        byte[] stts = Bytes.FullBox("stts", 0, 0, samples == 0 ? Bytes.UInt32(0) : Bytes.Concat(Bytes.UInt32(1), Bytes.UInt32((uint)samples), Bytes.UInt32(40)));
        byte[] stsz = Bytes.FullBox("stsz", 0, 0, Bytes.UInt32(0), Bytes.UInt32((uint)samples), Bytes.Concat([.. track.Samples.Take(samples).Select(s => Bytes.UInt32((uint)s.Length))]));
        byte[] offsets = Bytes.FullBox(track.LargeOffsets ? "co64" : "stco", 0, 0, Bytes.UInt32((uint)chunks), Bytes.Concat([.. Enumerable.Range(0, chunks).Select(i =>
        {
            long offset = layout.ChunkOffset(track, i);
            return Bytes.Offset(track.BendOffset?.Invoke(i, offset) ?? offset, track.LargeOffsets);
        })]));
        return Bytes.Box("stbl", stsd, stts, Runs(track, samples, chunks), stsz, offsets, track.SampleTableExtra?.Invoke(layout) ?? []);
    }

    private static byte[] Runs(Mp4Track track, int samples, int chunks)
    {
        byte[] Run(int first, int count) => Bytes.Concat(Bytes.UInt32((uint)first), Bytes.UInt32((uint)count), Bytes.UInt32(1));
        int rest = samples % track.SamplesPerChunk;
        byte[][] runs = chunks == 0 ? []
            : rest == 0 ? [Run(1, track.SamplesPerChunk)]
            : chunks == 1 ? [Run(1, rest)]
            : [Run(1, track.SamplesPerChunk), Run(chunks, rest)];
        return Bytes.FullBox("stsc", 0, 0, Bytes.UInt32((uint)runs.Length), Bytes.Concat(runs));
    }

    private static byte[] SampleEntry(Mp4Track track) => track.Handler == "soun"
        ? Bytes.Box("sowt", new byte[6], Bytes.UInt16(1), new byte[8], Bytes.UInt16(1), Bytes.UInt16(16), new byte[4], Bytes.UInt32(8000u << 16))
        : Bytes.Box("raw ", new byte[6], Bytes.UInt16(1), new byte[16], Bytes.UInt16(16), Bytes.UInt16(16), Bytes.UInt32(0x480000), Bytes.UInt32(0x480000), new byte[4], Bytes.UInt16(1), new byte[32], Bytes.UInt16(24), [0xFF, 0xFF]);
}
