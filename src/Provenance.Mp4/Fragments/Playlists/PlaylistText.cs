using System.Text;

namespace Provenance.Bmff;

/// <summary>A playlist as text, and the places in it that state ranges of bytes: they change when the files are signed, nothing else does.</summary>
internal sealed class PlaylistText
{
    private const int MaxSize = 64 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<ListedRange> _ranges = [];

    private PlaylistText(string path, string text)
    {
        Path = path;
        Text = text;
    }

    /// <summary>Its path below the folder.</summary>
    public string Path { get; }

    /// <summary>The text; a byte order mark is part of it.</summary>
    public string Text { get; }

    /// <summary>The places that state a range.</summary>
    public IReadOnlyList<ListedRange> Ranges => _ranges;

    /// <summary>Reads a playlist.</summary>
    /// <exception cref="PlaylistException">It is not text, or more of it than any playlist has.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async ValueTask<PlaylistText> ReadAsync(PlaylistFolder folder, string path, CancellationToken cancellationToken)
    {
        string file = folder[path];
        if (new FileInfo(file) is { Exists: true, Length: > MaxSize })
        {
            throw new PlaylistException($"{path} has more than {MaxSize >> 20} MiB: no playlist is that long.");
        }

        byte[] bytes = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        try
        {
            return new(path, Utf8.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            throw new PlaylistException($"{path} is not UTF-8 text.", e);
        }
    }

    /// <summary>Notes a place that states a range of a file.</summary>
    public void Add(ListedRange range) => _ranges.Add(range);

    /// <summary>The playlist with the ranges as they are now.</summary>
    /// <param name="moved">Where a range is now, or null when it stayed.</param>
    public byte[] With(Func<ListedRange, (long First, long Count)?> moved)
    {
        var text = new StringBuilder(Text);
        foreach (var range in _ranges.OrderByDescending(r => r.Start))
        {
            if (moved(range) is var (first, count))
            {
                text.Remove(range.Start, range.Length).Insert(range.Start, range.Write(first, count));
            }
        }

        return Utf8.GetBytes(text.ToString());
    }
}

/// <summary>A range of bytes in a playlist.</summary>
/// <param name="Start">Where in the text it stands.</param>
/// <param name="Length">How many characters it has.</param>
/// <param name="File">Path of the file.</param>
/// <param name="First">The first byte.</param>
/// <param name="Count">How many bytes.</param>
/// <param name="Write">A range, from its first byte and its length, in the words of the format.</param>
internal sealed record ListedRange(int Start, int Length, string File, long First, long Count, Func<long, long, string> Write)
{
    /// <summary>Whether what stands before its first box does not belong to it: an index, a single picture.</summary>
    public bool IsExact { get; init; }
}
