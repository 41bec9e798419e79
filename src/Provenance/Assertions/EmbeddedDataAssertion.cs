using Provenance.Jumbf;

namespace Provenance;

/// <summary>A file inside the manifest (§18.12): data of an ingredient, a thumbnail (§18.13), an icon (§10.2.3.2).</summary>
/// <param name="Label">One of the labels below, or for reading a deprecated one with a format suffix.</param>
/// <param name="MediaType">The IANA media type.</param>
/// <param name="Data">The bytes of the file.</param>
public sealed record EmbeddedDataAssertion(string Label, string MediaType, ReadOnlyMemory<byte> Data) : Assertion
{
    /// <summary>The label of plain embedded data.</summary>
    public const string DataLabel = "c2pa.embedded-data";

    /// <summary>The label of the asset's thumbnail.</summary>
    public const string ClaimThumbnailLabel = "c2pa.thumbnail.claim";

    /// <summary>The label of an ingredient's thumbnail.</summary>
    public const string IngredientThumbnailLabel = "c2pa.thumbnail.ingredient";

    /// <summary>The label of an icon.</summary>
    public const string IconLabel = "c2pa.icon";

    /// <inheritdoc/>
    public override string Label { get; } = Label;

    /// <summary>A file name, or null.</summary>
    public string? FileName { get; init; }

    /// <summary>Plain embedded data.</summary>
    public static EmbeddedDataAssertion File(string mediaType, ReadOnlyMemory<byte> data, string? fileName = null) => new(DataLabel, mediaType, data) { FileName = fileName };

    /// <summary>Embedded text, a prompt say, as <c>text/plain</c> in UTF-8.</summary>
    public static EmbeddedDataAssertion Text(string text) => new(DataLabel, "text/plain", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A thumbnail of the asset; a manifest has at most one.</summary>
    public static EmbeddedDataAssertion ClaimThumbnail(string mediaType, ReadOnlyMemory<byte> data) => new(ClaimThumbnailLabel, mediaType, data);

    /// <summary>A thumbnail of an ingredient, referred to by <see cref="IngredientAssertion.Thumbnail"/>.</summary>
    public static EmbeddedDataAssertion IngredientThumbnail(string mediaType, ReadOnlyMemory<byte> data) => new(IngredientThumbnailLabel, mediaType, data);

    /// <summary>An icon, referred to by <see cref="ClaimGeneratorInfo.Icon"/>.</summary>
    public static EmbeddedDataAssertion Icon(string mediaType, ReadOnlyMemory<byte> data) => new(IconLabel, mediaType, data);

    /// <summary>Whether a label is one of embedded data.</summary>
    internal static bool IsLabelOfOne(string label) =>
        label is DataLabel or ClaimThumbnailLabel or IngredientThumbnailLabel or IconLabel || IsDeprecated(label);

    /// <summary>Whether a label has the format suffix or numbering of old writers (§18.13.1).</summary>
    internal static bool IsDeprecated(string label) =>
        label.StartsWith(ClaimThumbnailLabel + ".", StringComparison.Ordinal)
        || label.StartsWith(IngredientThumbnailLabel + ".", StringComparison.Ordinal)
        || label.StartsWith(IngredientThumbnailLabel + "_", StringComparison.Ordinal);

    /// <exception cref="FormatException">The boxes are not those of an embedded file.</exception>
    internal static EmbeddedDataAssertion FromBox(string label, JumbfSuperbox box)
    {
        if (box.Content("bfdb") is not { } description || box.Content("bidb") is not { } data || description.Length < 2)
        {
            throw new FormatException("An embedded file has a description box (bfdb) and a data box (bidb) (§18.12.2).");
        }

        var span = description.Span;
        byte toggles = span[0];
        int end = span[1..].IndexOf((byte)0) + 1;
        if (end == 0 || (toggles & ~1) != 0)
        {
            throw new FormatException("The description of an embedded file names a media type and nothing external (§18.12.2).");
        }

        string mediaType = Decode(span[1..end]);
        string? fileName = null;
        if ((toggles & 1) != 0)
        {
            var name = span[(end + 1)..];
            int nameEnd = name.IndexOf((byte)0);
            fileName = Decode(nameEnd < 0 ? name : name[..nameEnd]);
        }

        return new EmbeddedDataAssertion(label, mediaType, data) { FileName = fileName };
    }

    internal override AssertionContent ToContent()
    {
        string text = FileName is null ? MediaType + "\0" : MediaType + "\0" + FileName + "\0";
        byte[] description = [(byte)(FileName is null ? 0 : 1), .. System.Text.Encoding.UTF8.GetBytes(text)];
        return new AssertionContent(JumbfTypes.EmbeddedFile, [JumbfWriter.Box("bfdb", description), JumbfWriter.Box("bidb", Data.Span)]);
    }

    internal override IEnumerable<string> Violations()
    {
        if (Label is not (DataLabel or ClaimThumbnailLabel or IngredientThumbnailLabel or IconLabel))
        {
            yield return $"The label {TextRule.Shorten(Label)} is not one for embedded data, or deprecated since the media type left the label (§18.12, §18.13).";
        }

        if (MediaTypeRule.Check("media type of embedded data", MediaType, "18.12.2") is { } wrongType)
        {
            yield return wrongType;
        }

        if (FileName is { } name && (name.Length is 0 or > 4096 || name.Any(char.IsControl)))
        {
            yield return "The file name of embedded data is empty, too long or holds control characters (§18.12.2).";
        }
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (ArgumentException)
        {
            throw new FormatException("The description of an embedded file is not UTF-8.");
        }
    }

    private static readonly System.Text.UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
