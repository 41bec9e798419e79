using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>An asset of the matrix: one file, or an initialization segment with its media segments.</summary>
/// <param name="Main">The file, or the initialization segment.</param>
internal sealed record MatrixAsset(byte[] Main)
{
    /// <summary>The media segments; null for a single file.</summary>
    public byte[][]? Segments { get; init; }

    /// <summary>The other rendition that is signed together with this one.</summary>
    public MatrixAsset? Other { get; init; }

    /// <summary>The manifest store where it is not in the file.</summary>
    public ReadOnlyMemory<byte>? Store { get; init; }

    /// <summary>The asset with another file in its place.</summary>
    public MatrixAsset With(params byte[][] parts) => this with { Main = Bytes.Concat(parts) };

    /// <summary>The asset with other media segments.</summary>
    public MatrixAsset WithSegments(params byte[][] segments) => this with { Segments = segments };

    /// <summary>The root boxes of a file.</summary>
    public static MatrixBox[] Boxes(byte[] file) => [.. MediaProbe.Boxes(file, 0, file.Length).Select(b => MatrixBox.Of(file, b))];

    /// <summary>The root boxes.</summary>
    public MatrixBox[] Roots => Boxes(Main);
}

/// <summary>A root box.</summary>
internal sealed record MatrixBox(byte[] File, string Type, int Start, int Content, int End)
{
    /// <summary>What a C2PA box is for; null when it is none.</summary>
    public string? Purpose { get; init; }

    /// <summary>The bytes of the box.</summary>
    public byte[] All => File[Start..End];

    public static MatrixBox Of(byte[] file, (string Type, long Start, long Content, long End) box)
    {
        int content = (int)box.Content;
        bool isProvenance = box.Type == "uuid" && file.AsSpan(content, 16).SequenceEqual(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true));
        return new(file, box.Type, (int)box.Start, content, (int)Math.Min(box.End, file.Length))
        {
            Purpose = isProvenance ? System.Text.Encoding.Latin1.GetString(file, content + 20, file.AsSpan(content + 20).IndexOf((byte)0)) : null,
        };
    }
}
