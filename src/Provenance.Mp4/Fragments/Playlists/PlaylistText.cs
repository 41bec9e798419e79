using System.Text;

namespace Provenance.Bmff;

/// <summary>A playlist as text, and the places in it that state how long a file is: they change when the file is signed, nothing else does.</summary>
internal sealed class PlaylistText
{
    private const int MaxSize = 64 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<WholeFileRange> _ranges = [];

    private PlaylistText(string path, string text)
    {
        Path = path;
        Text = text;
    }

    /// <summary>Its path below the folder.</summary>
    public string Path { get; }

    /// <summary>The text; a byte order mark is part of it.</summary>
    public string Text { get; }

    /// <summary>The places that state a length.</summary>
    public IReadOnlyList<WholeFileRange> Ranges => _ranges;

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
    public void Add(WholeFileRange range) => _ranges.Add(range);

    /// <summary>The playlist with the lengths that the files have now.</summary>
    /// <param name="lengthOf">The length of a file, or null when it stayed as it is.</param>
    public byte[] With(Func<string, long?> lengthOf)
    {
        var text = new StringBuilder(Text);
        foreach (var range in _ranges.OrderByDescending(r => r.Start))
        {
            if (lengthOf(range.File) is { } length)
            {
                text.Remove(range.Start, range.Length).Insert(range.Start, range.Write(length));
            }
        }

        return Utf8.GetBytes(text.ToString());
    }
}

/// <summary>A range of bytes in a playlist. What is signed is whole files, so it has to be the whole file.</summary>
/// <param name="Start">Where in the text it stands.</param>
/// <param name="Length">How many characters it has.</param>
/// <param name="File">Path of the file.</param>
/// <param name="First">The first byte.</param>
/// <param name="Count">How many bytes.</param>
/// <param name="Write">The range of a file of a length, in the words of the format.</param>
internal sealed record WholeFileRange(int Start, int Length, string File, long First, long Count, Func<long, string> Write);
