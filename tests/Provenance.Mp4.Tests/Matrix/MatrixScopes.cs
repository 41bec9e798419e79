namespace Provenance.Tests.Bmff;

/// <summary>Where a row of the matrix makes sense, and why it makes none elsewhere. A test asserts both.</summary>
/// <param name="Why">Why not elsewhere.</param>
/// <param name="Holds">Whether a signed asset is meant.</param>
internal sealed record MatrixScope(string Why, Func<MatrixAsset, bool> Holds)
{
    /// <summary>By name, as in the data.</summary>
    public static IReadOnlyDictionary<string, MatrixScope> All { get; } = new Dictionary<string, MatrixScope>(StringComparer.Ordinal)
    {
        ["everywhere"] = new("", _ => true),
        ["stores in the file"] = new("A sidecar has rows of its own.", a => Has(a, "manifest") || Has(a, "original")),
        ["standard manifests in the file"] = new("An update manifest has no such assertion; its own are attacked by the other rows.", a => Has(a, "manifest")),
        ["files"] = new("Segments have rows of their own.", IsFile),
        ["files without an update"] = new("With an update the store is called that already.", a => IsFile(a) && Has(a, "manifest")),
        ["files with an update"] = new("There is no update elsewhere.", a => IsFile(a) && Has(a, "update")),
        ["files of a movie"] = new("Items have no such box.", a => IsFile(a) && Has(a.Main, "moov")),
        ["files of a movie without fragments"] = new("Items have no such box; of fragments it is empty, their runs have rows of their own.", a => IsFile(a) && Has(a.Main, "moov") && !Has(a.Main, "moof")),
        ["files without fragments"] = new("A leaf would have to be hashed again; segments and fragments are attacked by their own rows.", a => IsFile(a) && !Has(a.Main, "moof")),
        ["files with fragments"] = new("There is no such box elsewhere.", a => IsFile(a) && Has(a.Main, "moof")),
        ["files with items"] = new("Nothing else locates media by items.", a => IsFile(a) && a.Main.AsSpan().IndexOf("iloc"u8) > 0),
        ["files with an edit list, user data and XMP"] = new("One container has them; what holds them is hashed in the same way everywhere.", a => IsFile(a) && a.Main.AsSpan().IndexOf("elst"u8) > 0),
        ["files with a free box"] = new("There is none elsewhere.", a => IsFile(a) && Free(a) > 0),
        ["files with a free box of 16 bytes"] = new("The others have no room for it.", a => IsFile(a) && Free(a) >= 16),
        ["files that end with media"] = new("Size 0 is for the last box, and for one that has not got it already.", a => IsFile(a) && a.Roots[^1] is { Type: "mdat" } last && last.All.AsSpan(0, 4).ContainsAnyExcept((byte)0)),
        ["files with Merkle boxes"] = new("There are none elsewhere.", a => IsFile(a) && Has(a, "merkle")),
        ["files with Merkle boxes that hold a proof"] = new("A tree of one leaf, or whose leaves are in the manifest, needs none.", a => IsFile(a) && HasProof(a.Roots.FirstOrDefault(b => b.Purpose == "merkle"))),
        ["files with padded Merkle boxes"] = new("The others end with what they hold.", a => IsFile(a) && a.Roots.Any(b => b.Purpose == "merkle" && b.All[^1] == 0)),
        ["files without fragments with Merkle boxes"] = new("Fragments and their boxes change places in a row of their own.", a => IsFile(a) && Has(a, "merkle") && !Has(a.Main, "moof")),
        ["segments"] = new("Files have rows of their own.", a => !IsFile(a)),
        ["segments with a proof"] = new("Leaves that are in the manifest need none.", a => !IsFile(a) && HasProof(MatrixAsset.Boxes(a.Segments![2]).First(b => b.Purpose == "merkle"))),
        ["segments with a store"] = new("The store of a sidecar is not in the initialization segment.", a => !IsFile(a) && (Has(a, "manifest") || Has(a, "original"))),
        ["segments with an update"] = new("There is no update elsewhere.", a => !IsFile(a) && Has(a, "update")),
        ["segments with a sidecar"] = new("There is no sidecar elsewhere.", a => !IsFile(a) && !Has(a, "manifest") && !Has(a, "original")),
    };

    private static bool IsFile(MatrixAsset asset) => asset.Segments is null;

    private static bool Has(MatrixAsset asset, string purpose) => asset.Roots.Any(b => b.Purpose == purpose);

    private static bool Has(byte[] file, string type) => MatrixAsset.Boxes(file).Any(b => b.Type == type);

    private static int Free(MatrixAsset asset) => asset.Roots.FirstOrDefault(b => b.Type == "free" && b.End > b.Content) is { } free ? free.End - free.Content : 0;

    private static bool HasProof(MatrixBox? box) => box is not null && box.All.AsSpan().IndexOf("hashes"u8) > 0;
}
