using System.Text.Json;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <summary>
/// Makes a file from a recipe: <c>manifests</c> (oldest first; <c>steps</c> alone change the only one), <c>store</c> (steps on the bytes of the store),
/// <c>layout</c> (the boxes of the file), <c>bytes</c> (steps on the file before it is hashed) and <c>file</c> (steps on the signed file).
/// </summary>
internal sealed class VectorRecipe
{
    private const int Block = 4096;

    private readonly VectorStep _recipe;
    private readonly string[] _unhashed;
    private Dictionary<string, VectorManifest> _manifests = new(StringComparer.Ordinal);
    private VectorFile? _file;

    public VectorRecipe(JsonElement json)
    {
        _recipe = new VectorStep(json);
        _unhashed = _recipe.Texts("unhashed");
    }

    /// <summary>The flat hash over the file (§18.6.2).</summary>
    public byte[] MediaHash => _file?.FlatHash(_unhashed) ?? new byte[32];

    /// <summary>The hash over everything but the box of the manifest store and the last bytes (§18.5).</summary>
    public byte[] DataHash(int last) => _file?.DataHash(last) ?? new byte[32];

    /// <summary>Where the box of the manifest store is.</summary>
    public (long Start, long Length) StoreBox => _file?.StoreBox ?? (0x1000, 0x1000);

    /// <summary>How long the file is, in bytes.</summary>
    public long FileLength => _file?.Bytes.Length ?? 0x10000;

    /// <summary>Another digest over a part of the file, see <see cref="VectorFile.Digest"/>.</summary>
    public byte[] Digest(string name) => _file?.Digest(name) ?? new byte[32];

    /// <summary>A manifest by its name.</summary>
    public VectorManifest Find(string name) => _manifests.TryGetValue(name, out var manifest) ? manifest : throw _recipe.Bad($"no manifest '{name}'");

    /// <summary>Makes the file.</summary>
    public BuiltVector Build()
    {
        // The first round learns how long the stores are; the second hashes the file around them; both have the same layout.
        var sizes = ComposeStores();
        int reserve = Round(sizes.Main.Length);
        int updateReserve = Round(sizes.Update.Length);
        _file = Lay(new byte[reserve], new byte[updateReserve]);
        var stores = ComposeStores();
        byte[] file = Lay(Pad(stores.Main, reserve), Pad(stores.Update, updateReserve)).Bytes;
        foreach (var step in _recipe.Steps("file"))
        {
            file = VectorBytes.Apply(file, step);
        }

        return new BuiltVector(file, stores.Main, _manifests.Values.Last().Credential);
    }

    private (byte[] Main, byte[] Update) ComposeStores()
    {
        _manifests = new(StringComparer.Ordinal);
        var steps = _recipe.Has("manifests") ? _recipe.Steps("manifests") : [new VectorStep(JsonDocument.Parse("""{"name":"active"}""").RootElement)];
        var updates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            for (int copy = 0; copy < step.Number("times", 1); copy++)
            {
                string name = step.Number("times", 1) == 1 ? step.Name : step.Name + copy;
                _manifests.Add(name, new VectorManifest(this, name, _manifests.Count + 1, _recipe.Has("manifests") ? Steps(step, copy) : _recipe.Steps("steps")));
                if (step.Flag("inUpdate"))
                {
                    updates.Add(name);
                }
            }
        }

        byte[] main = Store(_manifests.Values.Where(m => !updates.Contains(m.Name)));
        byte[] update = updates.Count == 0 ? [] : Store(_manifests.Values.Where(m => updates.Contains(m.Name)));
        foreach (var step in _recipe.Steps("store"))
        {
            main = VectorStore.Apply(main, step);
        }

        return (main, update);
    }

    // A manifest that is repeated refers to the copy before it: {copy} in its steps is its number, {previous} the name of the one before.
    private static VectorStep[] Steps(VectorStep step, int copy)
    {
        if (step.Number("times", 1) == 1)
        {
            return step.Steps("steps");
        }

        string previous = copy == 0 ? step.Text("first") ?? string.Empty : $"{step.Name}{copy - 1}";
        return [.. step.Steps("steps").Select(s => new VectorStep(JsonDocument.Parse(s.Json.GetRawText().Replace("{previous}", previous, StringComparison.Ordinal)).RootElement))];
    }

    private static byte[] Store(IEnumerable<VectorManifest> manifests) =>
        JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], manifests.Select(m => (ReadOnlyMemory<byte>)m.ToBox()).ToArray());

    private VectorFile Lay(byte[] store, byte[] update)
    {
        byte[] file = new VectorLayout(_recipe.Has("layout") ? _recipe.Steps("layout") : VectorLayout.Usual, this, store, update).Build();
        foreach (var step in _recipe.Steps("bytes"))
        {
            file = VectorBytes.Apply(file, step);
        }

        return new VectorFile(file);
    }

    private static int Round(int size) => size == 0 ? 0 : (size + 256 + Block - 1) / Block * Block;

    private static byte[] Pad(byte[] store, int reserve)
    {
        if (store.Length > reserve)
        {
            throw new InvalidDataException("Recipe: the store grew from one round to the next.");
        }

        byte[] padded = new byte[reserve];
        store.CopyTo(padded, 0);
        return padded;
    }
}
