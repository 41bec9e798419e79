using System.Diagnostics.CodeAnalysis;

namespace Provenance;

/// <summary>A JUMBF URI (§8.4.1): <c>self#jumbf=/c2pa/&lt;manifest&gt;/&lt;box&gt;/…</c>, or relative to the manifest that contains it.</summary>
public sealed record JumbfUri
{
    private const string Prefix = "self#jumbf=";

    private JumbfUri(string text, string? manifestLabel, IReadOnlyList<string> path)
    {
        Text = text;
        ManifestLabel = manifestLabel;
        Path = path;
    }

    /// <summary>The URI as written.</summary>
    public string Text { get; }

    /// <summary>The manifest the URI names, or null when it is relative to the containing manifest.</summary>
    public string? ManifestLabel { get; }

    /// <summary>The labels from the manifest down, for example <c>c2pa.assertions</c>, <c>c2pa.actions.v2</c>; empty for the manifest itself.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>The last label of the path (the manifest's own label for a URI of a manifest).</summary>
    public string LastLabel => Path.Count > 0 ? Path[^1] : ManifestLabel ?? string.Empty;

    /// <summary>Parses a URI. A path that starts with <c>c2pa/</c> without the slash is read as absolute, as old writers leave it out.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JumbfUri? uri)
    {
        uri = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        string path = text[Prefix.Length..];
        bool absolute = path.StartsWith('/') || path.StartsWith("c2pa/", StringComparison.Ordinal);
        string[] labels = path.TrimStart('/').Split('/');
        if (labels.Any(l => l.Length == 0 || l == ".." || l == "."))
        {
            return false;
        }

        if (!absolute)
        {
            uri = new JumbfUri(text, null, labels);
            return true;
        }

        if (labels.Length < 2 || labels[0] != "c2pa")
        {
            return false;
        }

        uri = new JumbfUri(text, labels[1], labels[2..]);
        return true;
    }

    /// <summary>Makes an absolute URI.</summary>
    /// <param name="manifestLabel">The label of the manifest.</param>
    /// <param name="path">The labels below it.</param>
    public static JumbfUri Absolute(string manifestLabel, params IReadOnlyList<string> path) =>
        new(Prefix + "/c2pa/" + string.Join('/', path.Prepend(manifestLabel)), manifestLabel, path);

    /// <summary>Makes a URI relative to the manifest that will contain it.</summary>
    public static JumbfUri Relative(params IReadOnlyList<string> path) => new(Prefix + string.Join('/', path), null, path);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
