namespace Provenance.Bmff;

/// <summary>A four-character code (ISO/IEC 14496-12 §4.2): the type of a box, a brand, a handler.</summary>
/// <param name="Code">The four bytes, big-endian.</param>
internal readonly record struct FourCC(uint Code)
{
    /// <summary>Makes a code from four Latin-1 characters.</summary>
    /// <exception cref="ArgumentException">The text is not four Latin-1 characters.</exception>
    public FourCC(string text)
        : this(FromText(text))
    {
    }

    /// <summary>Writes the code in four Latin-1 characters; what is not printable ASCII becomes a dot, so that it can stand in a message.</summary>
    public override string ToString() => string.Create(4, Code, static (characters, code) =>
    {
        for (int i = 0; i < 4; i++)
        {
            byte b = (byte)(code >> (24 - (8 * i)));
            characters[i] = b is >= 0x20 and <= 0x7E ? (char)b : '.';
        }
    });

    private static uint FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != 4 || text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF'))
        {
            throw new ArgumentException("A four-character code has four Latin-1 characters.", nameof(text));
        }

        return ((uint)text[0] << 24) | ((uint)text[1] << 16) | ((uint)text[2] << 8) | text[3];
    }
}
