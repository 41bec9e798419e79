using System.Buffers;

namespace Provenance.Bmff;

/// <summary>
/// URI references of playlists as paths below the folder of the playlist (RFC 3986 §5.2, less everything that is not a file there). A path is written with
/// <c>/</c>, decoded and normalised; a base ends with <c>/</c> or names a file.
/// </summary>
internal static class PlaylistPath
{
    private static readonly SearchValues<char> Refused = SearchValues.Create("\\:?#\0");

    /// <summary>Resolves a reference.</summary>
    /// <param name="origin">The base: a path below the folder; empty for the folder itself.</param>
    /// <param name="reference">As it stands in the playlist.</param>
    /// <returns>The path; it ends with <c>/</c> where the reference names a folder.</returns>
    /// <exception cref="PlaylistException">It is no path below the folder.</exception>
    public static string Resolve(string origin, string reference)
    {
        reference = reference.Trim();
        if (reference.Length == 0)
        {
            return origin;
        }

        int colon = reference.IndexOf(':', StringComparison.Ordinal);
        int slash = reference.IndexOf('/', StringComparison.Ordinal);
        if ((colon >= 0 && (slash < 0 || colon < slash)) || reference[0] is '/' or '\\')
        {
            throw new PlaylistException($"'{reference}' is not a relative path: only files below the folder of the playlist are read.");
        }

        var segments = new List<string>();
        if (origin.Contains('/', StringComparison.Ordinal))
        {
            segments.AddRange(origin[..origin.LastIndexOf('/')].Split('/'));
        }

        string last = string.Empty;
        foreach (string part in reference.Split('/'))
        {
            last = Decode(part, reference);
            if (last.Length == 0 || last is ".")
            {
                last = string.Empty;
            }
            else if (last is "..")
            {
                if (segments.Count == 0)
                {
                    throw new PlaylistException($"'{reference}' leads out of the folder of the playlist.");
                }

                segments.RemoveAt(segments.Count - 1);
                last = string.Empty;
            }
            else
            {
                segments.Add(last);
            }
        }

        string path = string.Join('/', segments);
        return last.Length > 0 || path.Length == 0 ? path : path + "/";
    }

    private static string Decode(string part, string reference)
    {
        if (part.AsSpan().ContainsAny(Refused))
        {
            throw new PlaylistException($"'{reference}' holds a character that no path of a local file has here: a query, a fragment, a drive or a backslash.");
        }

        string decoded = part.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(part) : part;
        return decoded.AsSpan().ContainsAny("/\\:\0") || decoded.Any(char.IsControl) || decoded.AsSpan().Contains('\uFFFD')
            ? throw new PlaylistException($"'{reference}' hides a character that is not part of a name.")
            : decoded;
    }
}
