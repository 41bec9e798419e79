namespace Provenance.Bmff;

/// <summary>The attribute list of an HLS tag (RFC 8216 §4.2): <c>NAME=value,NAME="quoted, value"</c>, with the place of each value in the text.</summary>
internal static class HlsAttributes
{
    /// <summary>Reads a list.</summary>
    /// <param name="line">The list, what follows the colon of the tag.</param>
    /// <param name="start">Where it starts in the text.</param>
    /// <exception cref="PlaylistException">It is not one.</exception>
    public static Dictionary<string, (string Value, int Start)> Read(string line, int start)
    {
        var attributes = new Dictionary<string, (string, int)>(StringComparer.Ordinal);
        for (int at = 0; at < line.Length;)
        {
            int equals = line.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }

            string name = line[at..equals].Trim();
            bool isQuoted = equals + 1 < line.Length && line[equals + 1] == '"';
            int from = equals + (isQuoted ? 2 : 1);
            int end = line.IndexOf(isQuoted ? '"' : ',', from);
            if (end < 0)
            {
                end = isQuoted ? throw new PlaylistException($"An attribute list has a quote without its partner: {line}") : line.Length;
            }

            if (!attributes.TryAdd(name, (line[from..end], start + from)))
            {
                throw new PlaylistException($"An attribute list has {name} twice: {line}");
            }

            at = isQuoted ? line.IndexOf(',', end) + 1 : end + 1;
            if (at == 0)
            {
                break;
            }
        }

        return attributes;
    }
}
