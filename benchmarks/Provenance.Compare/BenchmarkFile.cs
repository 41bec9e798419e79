using System.Buffers.Binary;
using System.Text;

namespace Provenance.Compare;

/// <summary>MP4 files of any size whose media is noise, or a hole.</summary>
internal static class BenchmarkFile
{
    private const int SampleSize = 1 << 20;

    /// <summary>Writes a file: <c>ftyp</c>, <c>moov</c>, <c>mdat</c>, as a file for streaming has them.</summary>
    /// <param name="path">Where.</param>
    /// <param name="size">Bytes of media.</param>
    /// <param name="isSparse">Whether the media is a hole.</param>
    public static void Write(string path, long size, bool isSparse = false)
    {
        byte[] ftyp = Box("ftyp", Encoding.ASCII.GetBytes("isom"), U32(512), Encoding.ASCII.GetBytes("isomiso2mp41"));
        int samples = (int)((size + SampleSize - 1) / SampleSize);
        byte[] moov = Movie(samples, size, ftyp.Length + Movie(samples, size, 0).Length + 16);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        byte[] head = [.. ftyp, .. moov, .. U32(1), .. Encoding.ASCII.GetBytes("mdat"), .. U64(size + 16)];
        RandomAccess.Write(file, head, 0);
        long at = head.Length;
        RandomAccess.SetLength(file, at + size);
        var random = new Random(1);
        byte[] noise = new byte[SampleSize];
        for (long left = isSparse ? 0 : size; left > 0;)
        {
            random.NextBytes(noise);
            int count = (int)Math.Min(left, noise.Length);
            RandomAccess.Write(file, noise.AsSpan(0, count), at);
            at += count;
            left -= count;
        }

        RandomAccess.FlushToDisk(file);
    }

    /// <summary>An initialization segment as a live packager writes it: no media, the defaults of one track.</summary>
    public static byte[] Init()
    {
        byte[] ftyp = Box("ftyp", Encoding.ASCII.GetBytes("iso6"), U32(0), Encoding.ASCII.GetBytes("iso6cmfcdash"));
        byte[] trex = FullBox("trex", U32(1), U32(1), U32(40), U32(0), U32(0));
        return [.. ftyp, .. Movie(0, 0, 0, Box("mvex", trex))];
    }

    /// <summary>A media segment of two seconds: 50 samples of noise.</summary>
    /// <param name="size">Bytes of media.</param>
    public static byte[] Segment(int size)
    {
        const int Samples = 50;
        byte[] styp = Box("styp", Encoding.ASCII.GetBytes("msdh"), U32(0), Encoding.ASCII.GetBytes("msdhdash"));
        byte[] sizes = [.. Enumerable.Range(0, Samples).SelectMany(i => U32((uint)(size / Samples + (i == 0 ? size % Samples : 0))))];
        byte[] Moof(int length)
        {
            byte[] tfhd = Box("tfhd", U32(0x020000), U32(1));
            byte[] tfdt = Box("tfdt", U32(1 << 24), U64(0));
            byte[] trun = Box("trun", U32(0x000201), U32(Samples), U32((uint)length + 8), sizes);
            return Box("moof", FullBox("mfhd", U32(1)), Box("traf", tfhd, tfdt, trun));
        }

        byte[] media = new byte[size];
        new Random(1).NextBytes(media);
        return [.. styp, .. Moof(Moof(0).Length), .. Box("mdat", media)];
    }

    private static byte[] Movie(int samples, long size, long mediaAt, params byte[] more)
    {
        byte[] matrix = [.. U32(0x10000), .. new byte[12], .. U32(0x10000), .. new byte[12], .. U32(0x40000000)];
        byte[] mvhd = FullBox("mvhd", U32(0), U32(0), U32(1000), U32((uint)samples), U32(0x10000), U16(0x100), new byte[10], matrix, new byte[24], U32(2));
        byte[] tkhd = FullBox("tkhd", U32(0), U32(0), U32(1), U32(0), U32((uint)samples), new byte[8], new byte[8], matrix, U32(640 << 16), U32(360 << 16));
        byte[] mdhd = FullBox("mdhd", U32(0), U32(0), U32(1000), U32((uint)samples), U32(0x55C40000));
        byte[] hdlr = FullBox("hdlr", U32(0), Encoding.ASCII.GetBytes("vide"), new byte[12], new byte[1]);
        byte[] entry = Box("mp4v", new byte[6], U16(1), new byte[16], U16(640), U16(360), U32(0x480000), U32(0x480000), U32(0), U16(1), new byte[32], U16(24), [0xFF, 0xFF]);
        byte[] sizes = [.. Enumerable.Range(0, samples).SelectMany(i => U32((uint)Math.Min(SampleSize, size - ((long)i * SampleSize))))];
        byte[] offsets = [.. Enumerable.Range(0, samples).SelectMany(i => U64(mediaAt + ((long)i * SampleSize)))];
        byte[] stbl = Box(
            "stbl",
            FullBox("stsd", U32(1), entry),
            FullBox("stts", U32(1), U32((uint)samples), U32(1)),
            FullBox("stsc", U32(1), U32(1), U32(1), U32(1)),
            FullBox("stsz", U32(0), U32((uint)samples), sizes),
            FullBox("co64", U32((uint)samples), offsets));
        byte[] dinf = Box("dinf", FullBox("dref", U32(1), [.. U32(12), .. Encoding.ASCII.GetBytes("url "), .. U32(1)]));
        byte[] minf = Box("minf", FullBox("vmhd", new byte[8]), dinf, stbl);
        return Box("moov", mvhd, Box("trak", tkhd, Box("mdia", mdhd, hdlr, minf)), more);
    }

    private static byte[] FullBox(string type, params byte[][] parts) => Box(type, [new byte[4], .. parts]);

    private static byte[] Box(string type, params byte[][] parts) => [.. U32((uint)(8 + parts.Sum(p => p.Length))), .. Encoding.ASCII.GetBytes(type), .. parts.SelectMany(p => p)];

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
