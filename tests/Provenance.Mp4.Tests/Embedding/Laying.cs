using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Lays out files in memory, with a manifest store that is not one.</summary>
internal static class Laying
{
    /// <summary>The size of the store in most tests: with the rest of the box, two blocks.</summary>
    public const int StoreLength = 5000;

    /// <summary>The file with room for a manifest.</summary>
    public static async Task<byte[]> WithManifestAsync(byte[] file, int storeLength = StoreLength)
    {
        var source = AssetSource.FromMemory(file);
        var layout = (await PlanAsync(source)).WithManifest(storeLength);
        return await ReadAsync(new LayoutSource(layout, source));
    }

    /// <summary>The file without C2PA boxes.</summary>
    public static async Task<byte[]> WithoutManifestAsync(byte[] file)
    {
        var source = AssetSource.FromMemory(file);
        var index = await BoxIndex.ReadAsync(source, ParserLimits.Default);
        return await ReadAsync(new LayoutSource(LayoutPlan.ForStripping(index).WithoutManifest(), source));
    }

    public static async Task<LayoutPlan> PlanAsync(AssetSource source) =>
        LayoutPlan.ForSigning(await BoxIndex.ReadAsync(source, ParserLimits.Default));

    public static async Task<SigningException> RefusedAsync(byte[] file) =>
        await Assert.ThrowsAsync<SigningException>(() => WithManifestAsync(file));

    public static async Task<byte[]> ReadAsync(AssetSource source)
    {
        byte[] bytes = new byte[source.Length];
        await source.ReadExactlyAsync(0, bytes);
        return bytes;
    }

    /// <summary>The root boxes, as <c>ftyp uuid moov mdat</c>.</summary>
    public static string Order(byte[] file) => string.Join(' ', MediaProbe.Boxes(file, 0, file.Length).Select(b => b.Type));

    /// <summary>The bytes of the root boxes of a type.</summary>
    public static IReadOnlyList<byte[]> Roots(byte[] file, string type) =>
        [.. MediaProbe.Boxes(file, 0, file.Length).Where(b => b.Type == type).Select(b => file[(int)b.Start..(int)b.End])];

    /// <summary>A C2PA box with a store of the given size that is not one.</summary>
    public static byte[] C2pa(string purpose, int size) => new Mp4Builder().ContentProvenance(purpose, new byte[size]).Build();
}
