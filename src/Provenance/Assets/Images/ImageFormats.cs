namespace Provenance;

/// <summary>
/// Still images whose content credentials can be read (§A.3): what goes into image-to-video models. For <see cref="Validator"/>, beside the format of the
/// video; they are read, never written.
/// </summary>
public static class ImageFormats
{
    /// <summary>PNG: the manifest store in a <c>caBX</c> chunk (§A.3.2).</summary>
    public static AssetFormat Png { get; } = new PngFormat();

    /// <summary>JPEG: the manifest store in APP11 segments (§A.3.1).</summary>
    public static AssetFormat Jpeg { get; } = new JpegFormat();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AssetFormat> All { get; } = [Png, Jpeg];
}
