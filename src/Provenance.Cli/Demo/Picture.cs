namespace Provenance.Cli.Demo;

/// <summary>One YCbCr 4:2:0 picture of the demonstration: a sun that goes round over a landscape of soft bands.</summary>
internal sealed class Picture
{
    /// <summary>Bytes of a macroblock: 16 × 16 luma, two times 8 × 8 chroma.</summary>
    public const int MacroblockSize = 256 + 64 + 64;

    private readonly int _width;
    private readonly byte[] _luma;
    private readonly byte[] _blue;
    private readonly byte[] _red;

    private Picture(int width, int height)
    {
        _width = width;
        _luma = new byte[width * height];
        _blue = new byte[width * height / 4];
        _red = new byte[width * height / 4];
    }

    /// <summary>Draws the picture at a moment between 0 (start) and 1 (end of the round).</summary>
    public static Picture Draw(int width, int height, double moment)
    {
        var picture = new Picture(width, height);
        double angle = 2 * Math.PI * moment;
        double sunX = (width / 2.0) + (width * 0.33 * Math.Cos(angle));
        double sunY = (height / 2.0) + (height * 0.30 * Math.Sin(angle));
        double radius = height / 7.0;

        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool sun = IsInside(x, y, sunX, sunY, radius);
                picture._luma[(y * width) + x] = sun ? (byte)220 : (byte)(60 + (90 * y / height) + (x / 16 % 2 * 6));
                if (x % 2 == 0 && y % 2 == 0)
                {
                    int chroma = (y / 2 * (width / 2)) + (x / 2);
                    picture._blue[chroma] = sun ? (byte)40 : (byte)(170 - (70 * y / height));
                    picture._red[chroma] = sun ? (byte)160 : (byte)(90 + (40 * x / width));
                }
            }
        }

        return picture;
    }

    /// <summary>Copies the samples of a macroblock in the order of I_PCM (H.264 §7.3.5): luma, Cb, Cr, each row by row.</summary>
    public void CopyMacroblock(int column, int row, Span<byte> samples)
    {
        for (int y = 0; y < 16; y++)
        {
            _luma.AsSpan((((row * 16) + y) * _width) + (column * 16), 16).CopyTo(samples[(y * 16)..]);
        }

        for (int y = 0; y < 8; y++)
        {
            int start = (((row * 8) + y) * (_width / 2)) + (column * 8);
            _blue.AsSpan(start, 8).CopyTo(samples[(256 + (y * 8))..]);
            _red.AsSpan(start, 8).CopyTo(samples[(320 + (y * 8))..]);
        }
    }

    private static bool IsInside(int x, int y, double centreX, double centreY, double radius) =>
        ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)) <= radius * radius;
}
