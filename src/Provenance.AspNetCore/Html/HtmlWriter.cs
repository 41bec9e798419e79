using System.Text;
using Provenance.Reports;

namespace Provenance.Html;

/// <summary>
/// Writes HTML that is well formed and in which nothing from outside can become markup: every text and every value of an attribute is
/// escaped here and nowhere else, and characters that hide or reorder text are shown as what they are.
/// </summary>
/// <param name="output">Where the page goes.</param>
internal sealed class HtmlWriter(TextWriter output)
{
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element. Names are ours, never from a file.</summary>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        WriteTag(tag, attributes);
        _open.Push(tag);
        return this;
    }

    /// <summary>Closes the element that was opened last.</summary>
    public HtmlWriter Close()
    {
        output.Write("</");
        output.Write(_open.Pop());
        output.Write(">\n");
        return this;
    }

    /// <summary>An element without an end tag, such as <c>meta</c>.</summary>
    public HtmlWriter Void(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        WriteTag(tag, attributes);
        return this;
    }

    /// <summary>An element with nothing but text.</summary>
    public HtmlWriter Element(string tag, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(tag, attributes).Text(text).Close();

    /// <summary>Text of any length up to <paramref name="maxLength"/> characters.</summary>
    public HtmlWriter Text(string? text, int maxLength = VisibleText.MaxLength)
    {
        Encode(VisibleText.Escape(text, maxLength));
        return this;
    }

    /// <summary>Text from a file, set apart so that its writing direction cannot disturb what stands beside it.</summary>
    public HtmlWriter Foreign(string? text, int maxLength = VisibleText.MaxLength) => Open("bdi").Text(text, maxLength).Close();

    /// <summary>JSON. What hides or reorders text becomes the escape sequence of JSON, so that it is still the same document.</summary>
    public HtmlWriter Json(string json)
    {
        var visible = new StringBuilder(json.Length);
        foreach (char c in json)
        {
            if (c is '\n' or (>= ' ' and < '\u007f') || (c > '\u009f' && !char.IsSurrogate(c) && VisibleText.IsPrintable(new Rune(c))))
            {
                visible.Append(c);
            }
            else
            {
                visible.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }

        Encode(visible.ToString());
        return this;
    }

    /// <summary>Markup of our own.</summary>
    public HtmlWriter Markup(string trusted)
    {
        output.Write(trusted);
        return this;
    }

    private void WriteTag(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        output.Write('<');
        output.Write(tag);
        foreach (var (name, value) in attributes)
        {
            // Null leaves the attribute out.
            if (value is not null)
            {
                output.Write(' ');
                output.Write(name);
                output.Write("=\"");
                Encode(VisibleText.Escape(value, 2000));
                output.Write('"');
            }
        }

        output.Write('>');
    }

    private void Encode(string text)
    {
        foreach (char c in text)
        {
            switch (c)
            {
                case '<':
                    output.Write("&lt;");
                    break;
                case '>':
                    output.Write("&gt;");
                    break;
                case '&':
                    output.Write("&amp;");
                    break;
                case '"':
                    output.Write("&quot;");
                    break;
                case '\'':
                    output.Write("&#39;");
                    break;
                default:
                    output.Write(c);
                    break;
            }
        }
    }
}
