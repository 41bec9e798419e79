namespace Provenance;

/// <summary>A piece of a container as a general box hash names it (§18.7): a chunk, a segment, the manifest store.</summary>
/// <param name="Name">The name, for example <c>IDAT</c>, <c>APP1</c>, or <see cref="ManifestStoreName"/>.</param>
/// <param name="Start">Its first byte, header included.</param>
/// <param name="End">The byte after its last one.</param>
internal readonly record struct AssetBox(string Name, long Start, long End)
{
    /// <summary>The name of whatever holds the manifest store, in every container.</summary>
    public const string ManifestStoreName = "C2PA";
}
