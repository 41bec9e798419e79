using System.Xml;
using System.Xml.Linq;

namespace Provenance.Bmff;

/// <summary>Where attributes stand in the text of an XML document, so that a value is replaced and everything else stays as it was written.</summary>
internal sealed class XmlPositions
{
    private readonly string _text;
    private readonly List<int> _lines = [0];

    /// <param name="text">The text that was parsed with line information, without a byte order mark in front.</param>
    /// <param name="skipped">Characters before it: the byte order mark.</param>
    public XmlPositions(string text, int skipped)
    {
        _text = text;
        _lines[0] = skipped;
        for (int i = skipped; i < text.Length; i++)
        {
            // As XML counts lines: CR LF is one end.
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _lines.Add(i + 1);
            }
        }
    }

    /// <summary>Where the value of an attribute stands, without its quotes.</summary>
    /// <exception cref="PlaylistException">It is not where the parser says, or written with character references.</exception>
    public (int Start, int Length) Value(XAttribute attribute)
    {
        IXmlLineInfo info = attribute;
        if (info.HasLineInfo() && info.LineNumber <= _lines.Count)
        {
            int name = _lines[info.LineNumber - 1] + info.LinePosition - 1;
            int open = _text.AsSpan(name).IndexOfAny('"', '\'');
            if (open >= 0)
            {
                int start = name + open + 1;
                int length = _text.AsSpan(start).IndexOf(_text[start - 1]);
                if (length >= 0 && string.Equals(_text.Substring(start, length), attribute.Value, StringComparison.Ordinal))
                {
                    return (start, length);
                }
            }
        }

        throw new PlaylistException($"The range '{attribute.Value}' is not written in plain digits.");
    }
}
