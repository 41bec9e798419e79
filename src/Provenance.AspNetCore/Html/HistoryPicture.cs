using System.Globalization;
using Provenance.Reports;

namespace Provenance.Html;

/// <summary>
/// The history as a picture: one box a manifest (or an ingredient without one), the newest on top, what it was made from below and to the
/// right of it. A filled circle: nothing speaks against it; a filled square: something does; an empty circle: no credentials.
/// </summary>
internal static class HistoryPicture
{
    /// <summary>More than anybody looks at; the text says how many there are.</summary>
    public const int MaxEntries = 60;

    private const int Width = 720;
    private const int RowHeight = 64;
    private const int BoxHeight = 52;
    private const int Indent = 30;
    private const int MaxDepth = 8;

    /// <summary>Writes the picture.</summary>
    public static void Write(HtmlWriter html, HistoryEntry newest, string id)
    {
        var (rows, isCut) = Arrange(newest);
        string size = string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {(rows.Count * RowHeight) - RowHeight + BoxHeight + 4}");
        html.Open("div", ("class", "picture"), ("tabindex", "0"), ("role", "group"), ("aria-label", "History as a picture"));
        html.Open("svg", ("class", "history"), ("viewBox", size), ("role", "img"), ("aria-labelledby", $"{id}-picture {id}-picture-text"), ("focusable", "false"));
        html.Element("title", "History of this video", ("id", id + "-picture"));
        html.Element("desc", Describe(rows), ("id", id + "-picture-text"));
        foreach (var row in rows)
        {
            WriteConnector(html, rows, row);
        }

        foreach (var row in rows)
        {
            WriteRow(html, row);
        }

        html.Close().Close();
        if (isCut)
        {
            html.Element("p", string.Create(CultureInfo.InvariantCulture, $"The picture shows the newest {MaxEntries}; there are more."));
        }
    }

    // Depth first, so that what something was made from stands right below it.
    private static (List<Row> Rows, bool IsCut) Arrange(HistoryEntry newest)
    {
        var rows = new List<Row>();
        var waiting = new Stack<(HistoryEntry Entry, int Depth, int Parent)>([(newest, 0, -1)]);
        while (waiting.TryPop(out var next))
        {
            if (rows.Count == MaxEntries)
            {
                return (rows, true);
            }

            rows.Add(new Row(rows.Count, next.Parent, Math.Min(next.Depth, MaxDepth), next.Entry));
            foreach (var ingredient in next.Entry.Ingredients.Reverse())
            {
                waiting.Push((ingredient, next.Depth + 1, rows.Count - 1));
            }
        }

        return (rows, false);
    }

    private static string Describe(List<Row> rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{rows.Count} {(rows.Count == 1 ? "step" : "steps")}, newest first. The list below says the same in words.");

    private static void WriteConnector(HtmlWriter html, List<Row> rows, Row row)
    {
        if (row.Parent < 0)
        {
            return;
        }

        var parent = rows[row.Parent];
        string path = string.Create(CultureInfo.InvariantCulture, $"M{parent.X + 16} {parent.Y + BoxHeight} V{row.Y + (BoxHeight / 2)} H{row.X}");
        html.Open("path", ("class", "line"), ("d", path)).Close();
    }

    private static void WriteRow(HtmlWriter html, Row row)
    {
        var entry = row.Entry;
        html.Open("rect", ("class", "box"), ("x", Number(row.X)), ("y", Number(row.Y)), ("width", Number(Width - row.X - 2)), ("height", Number(BoxHeight)), ("rx", "6")).Close();
        WriteMark(html, row);
        string title = entry.Title is { Length: > 0 } text ? text : "untitled";
        string role = entry.Relationship switch
        {
            null => "This video",
            Relationship.ParentOf => "Made from",
            Relationship.ComponentOf => "Contains",
            _ => "Input",
        };
        html.Element("text", $"{role}: {Cut(title, 56 - (row.Depth * 3))}", ("x", Number(row.X + 36)), ("y", Number(row.Y + 22)));
        string origin = entry.Manifest is { } manifest
            ? $"{ReportText.Agent(manifest.Manifest.Claim?.ClaimGenerator) ?? "unknown tool"} · {(manifest.Signature?.SigningCertificate is { } certificate ? CertificateText.Subject(certificate) : "unknown signer")}"
              + (SigningTime.Of(manifest.Signature) is { } time ? " · " + ReportText.Time(time.Time) : string.Empty)
            : "no credentials of its own";
        html.Element("text", Cut(origin, 92 - (row.Depth * 5)), ("class", "soft"), ("x", Number(row.X + 36)), ("y", Number(row.Y + 41)));
    }

    private static void WriteMark(HtmlWriter html, Row row)
    {
        int x = row.X + 18;
        int y = row.Y + (BoxHeight / 2);
        if (row.Entry.Manifest is not { } manifest)
        {
            html.Open("circle", ("class", "none"), ("cx", Number(x)), ("cy", Number(y)), ("r", "7")).Close();
        }
        else if (manifest.Statuses.Any(s => s.Kind == ValidationStatusKind.Failure && s.Code != ValidationStatusCode.SigningCredentialUntrusted))
        {
            html.Open("rect", ("class", "fails"), ("x", Number(x - 7)), ("y", Number(y - 7)), ("width", "14"), ("height", "14")).Close();
        }
        else
        {
            html.Open("circle", ("class", "holds"), ("cx", Number(x)), ("cy", Number(y)), ("r", "7")).Close();
        }
    }

    private static string Cut(string text, int length)
    {
        string visible = VisibleText.Escape(text, 2 * length);
        return visible.Length <= length ? visible : string.Concat(visible.AsSpan(0, char.IsHighSurrogate(visible[length - 2]) ? length - 2 : length - 1), "…");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(int Index, int Parent, int Depth, HistoryEntry Entry)
    {
        public int X => (Depth * Indent) + 1;

        public int Y => (Index * RowHeight) + 2;
    }
}
