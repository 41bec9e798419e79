using System.Buffers.Binary;
using System.Text;

namespace Provenance.Cli.Demo;

/// <summary>
/// A small MP4 that every player shows, made without an encoder: two seconds of H.264, 128 × 96, the same bytes every time.
/// </summary>
internal static class DemoVideo
{
    /// <summary>Pixels.</summary>
    public const int Width = 128;

    /// <summary>Pixels.</summary>
    public const int Height = 96;

    /// <summary>Pictures a second.</summary>
    public const int FramesPerSecond = 25;

    private const int TicksPerFrame = 512;
    private const int Timescale = FramesPerSecond * TicksPerFrame;
    private const int MovieTimescale = 1000;

    /// <summary>Makes the file.</summary>
    /// <param name="frames">How many pictures.</param>
    /// <param name="moovFirst">Whether <c>moov</c> stands before <c>mdat</c> (as for streaming) or behind it.</param>
    public static byte[] Create(int frames = 2 * FramesPerSecond, bool moovFirst = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        var stream = new H264Stream(Width / 16, Height / 16);
        byte[][] samples = new byte[frames][];
        for (int i = 0; i < frames; i++)
        {
            var picture = Picture.Draw(Width, Height, (double)i / frames);
            byte[] unit = stream.Encode(picture, isSync: i % FramesPerSecond == 0);
            samples[i] = [.. UInt32(unit.Length), .. unit];
        }

        byte[] fileType = Box("ftyp", Ascii("isom"), UInt32(512), Ascii("isomiso2avc1mp41"));
        byte[] media = Box("mdat", samples);

        // The size of moov does not depend on the offset, so it is built once to be measured and once to be kept.
        int measured = Movie(stream, samples, 0).Length;
        int firstSample = fileType.Length + 8 + (moovFirst ? measured : 0);
        byte[] movie = Movie(stream, samples, (uint)firstSample);
        return moovFirst ? [.. fileType, .. movie, .. media] : [.. fileType, .. media, .. movie];
    }

    private static byte[] Movie(H264Stream stream, byte[][] samples, uint firstSample)
    {
        uint mediaDuration = (uint)(samples.Length * TicksPerFrame);
        uint movieDuration = (uint)((long)samples.Length * MovieTimescale / FramesPerSecond);
        return Box(
            "moov",
            FullBox("mvhd", 0, UInt32(0, 0, MovieTimescale, movieDuration, 0x00010000), UInt16(0x0100, 0), UInt32(0, 0), UnityMatrix(), UInt32(0, 0, 0, 0, 0, 0, 2)),
            Box(
                "trak",
                FullBox("tkhd", 3, UInt32(0, 0, 1, 0, movieDuration, 0, 0), UInt16(0, 0, 0, 0), UnityMatrix(), UInt32(Width << 16, Height << 16)),
                Box(
                    "mdia",
                    FullBox("mdhd", 0, UInt32(0, 0, Timescale, mediaDuration), UInt16(0x55C4, 0)), // language "und"
                    FullBox("hdlr", 0, UInt32(0), Ascii("vide"), UInt32(0, 0, 0), Ascii("VideoHandler\0")),
                    Box(
                        "minf",
                        FullBox("vmhd", 1, UInt16(0, 0, 0, 0)),
                        Box("dinf", FullBox("dref", 0, UInt32(1), FullBox("url ", 1))),
                        SampleTable(stream, samples, firstSample)))));
    }

    private static byte[] SampleTable(H264Stream stream, byte[][] samples, uint firstSample)
    {
        uint count = (uint)samples.Length;
        uint[] syncSamples = [.. Enumerable.Range(0, samples.Length).Where(i => i % FramesPerSecond == 0).Select(i => (uint)i + 1)];
        return Box(
            "stbl",
            FullBox("stsd", 0, UInt32(1), SampleEntry(stream)),
            FullBox("stts", 0, UInt32(1, count, TicksPerFrame)),
            FullBox("stss", 0, UInt32((uint)syncSamples.Length), UInt32(syncSamples)),
            FullBox("stsc", 0, UInt32(1, 1, count, 1)),
            FullBox("stsz", 0, UInt32(0, count), UInt32([.. samples.Select(s => (uint)s.Length)])),
            FullBox("stco", 0, UInt32(1, firstSample)));
    }

    private static byte[] SampleEntry(H264Stream stream)
    {
        byte[] sps = stream.SequenceParameterSet();
        byte[] pps = H264Stream.PictureParameterSet();
        byte[] configuration = Box(
            "avcC",
            [1, H264Stream.ProfileIdc, H264Stream.ConstraintFlags, H264Stream.LevelIdc, 0xFF, 0xE1],
            UInt16((ushort)sps.Length),
            sps,
            [1],
            UInt16((ushort)pps.Length),
            pps);
        return Box(
            "avc1",
            new byte[6],
            UInt16(1), // data_reference_index
            new byte[16],
            UInt16(Width, Height),
            UInt32(0x00480000, 0x00480000, 0), // 72 dpi
            UInt16(1), // one picture in a sample
            new byte[32], // no compressor name
            UInt16(24, 0xFFFF),
            configuration);
    }

    private static byte[] Box(string type, params ReadOnlySpan<byte[]> parts)
    {
        int length = 8;
        foreach (byte[] part in parts)
        {
            length += part.Length;
        }

        byte[] box = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(box, length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        int position = 8;
        foreach (byte[] part in parts)
        {
            part.CopyTo(box, position);
            position += part.Length;
        }

        return box;
    }

    private static byte[] FullBox(string type, uint flags, params ReadOnlySpan<byte[]> parts) => Box(type, [UInt32(flags), .. parts]);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] UnityMatrix() => UInt32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000);

    private static byte[] UInt32(int value) => UInt32((uint)value);

    private static byte[] UInt32(params ReadOnlySpan<uint> values)
    {
        byte[] bytes = new byte[values.Length * 4];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), values[i]);
        }

        return bytes;
    }

    private static byte[] UInt16(params ReadOnlySpan<ushort> values)
    {
        byte[] bytes = new byte[values.Length * 2];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), values[i]);
        }

        return bytes;
    }
}
