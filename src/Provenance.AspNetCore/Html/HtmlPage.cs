using System.Security.Cryptography;
using System.Text;

namespace Provenance.Html;

/// <summary>The frame of every page: one file, no script unless the page brings one of its own, nothing loaded from anywhere.</summary>
internal static class HtmlPage
{
    /// <summary>The style of all pages.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>What a browser may do with a report: show it.</summary>
    public static string ReportPolicy { get; } = $"default-src 'none'; style-src {HashOf(Style)}; base-uri 'none'; form-action 'none'";

    /// <summary>Begins the page, up to the opened <c>main</c>.</summary>
    /// <param name="html">The writer.</param>
    /// <param name="title">The title, which may hold a name from outside.</param>
    /// <param name="policy">The content security policy.</param>
    public static void Begin(HtmlWriter html, string title, string policy)
    {
        html.Markup("<!DOCTYPE html>\n").Open("html", ("lang", "en")).Open("head");
        html.Void("meta", ("charset", "utf-8"));
        html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", policy));
        html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Void("meta", ("name", "referrer"), ("content", "same-origin"));
        html.Void("meta", ("name", "robots"), ("content", "noindex"));
        html.Element("title", title);
        html.Open("style").Markup(Style).Close();
        html.Close().Open("body");
    }

    /// <summary>Ends the page.</summary>
    public static void End(HtmlWriter html) => html.Close().Close();

    /// <summary>A source expression that allows exactly this inline style or script.</summary>
    public static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    /// <summary>Reads a text that is built into the assembly.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("Provenance.Html." + name)
            ?? throw new InvalidOperationException($"{name} is not built in.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // The hash of the policy is over what the browser sees, and browsers see line feeds.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
