using System.Text.Json;

namespace Provenance.Testing;

/// <summary>
/// One vector: <c>tests/Vectors/&lt;name&gt;/case.json</c>. A recipe, whom to trust and when, and the findings it must lead to. The file itself is built
/// from the recipe when a test asks for it, because keys are made at run time.
/// </summary>
public sealed class VectorCase
{
    private VectorCase(string name, JsonElement root)
    {
        Name = name;
        Title = root.GetProperty("title").GetString()!;
        Clauses = Strings(root, "clauses");
        Cases = Strings(root, "cases");
        Reason = Text(root, "reason");
        Recipe = root.TryGetProperty("recipe", out var recipe) ? recipe : JsonDocument.Parse("{}").RootElement;
        Trust = new(root.TryGetProperty("trust", out var trust) ? trust : JsonDocument.Parse("{}").RootElement);
        var expect = root.GetProperty("expect");
        State = expect.GetProperty("state").GetString()!;
        Codes = Strings(expect, "codes");
        Without = Strings(expect, "without");
        IngredientCodes = Strings(expect, "ingredientCodes");
        ManifestCodes = Strings(expect, "manifestCodes");
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>What the vector is about.</summary>
    public string Title { get; }

    /// <summary>Clauses of the standard.</summary>
    public IReadOnlyList<string> Clauses { get; }

    /// <summary>Bad-input cases (V1 to V70) that it stands for.</summary>
    public IReadOnlyList<string> Cases { get; }

    /// <summary>Why our verdict is not the one of the list of bad input, or null.</summary>
    public string? Reason { get; }

    /// <summary>How to make the file.</summary>
    public JsonElement Recipe { get; }

    /// <summary>Whom to trust, and when.</summary>
    public VectorTrust Trust { get; }

    /// <summary>The verdict: a <see cref="ValidationState"/>, or <c>Unreadable</c>.</summary>
    public string State { get; }

    /// <summary>Codes that must be found about the asset; the failures among them must be all the failures there are.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>Codes that must not be found.</summary>
    public IReadOnlyList<string> Without { get; }

    /// <summary>The same for what is new about ingredients.</summary>
    public IReadOnlyList<string> IngredientCodes { get; }

    /// <summary>Codes that must be found about some manifest of the store.</summary>
    public IReadOnlyList<string> ManifestCodes { get; }

    /// <summary>Every vector, by name.</summary>
    public static IReadOnlyDictionary<string, VectorCase> All => LazyAll.Value;

    private static readonly Lazy<IReadOnlyDictionary<string, VectorCase>> LazyAll = new(Load);

    /// <summary>Makes the file, the same from the same recipe apart from keys and signatures.</summary>
    public BuiltVector Build() => new VectorRecipe(Recipe).Build();

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static SortedDictionary<string, VectorCase> Load()
    {
        var all = new SortedDictionary<string, VectorCase>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(Repository.PathOf("tests", "Vectors"), "case.json", SearchOption.AllDirectories))
        {
            string name = Path.GetFileName(Path.GetDirectoryName(path)!);
            try
            {
                all.Add(name, new VectorCase(name, JsonDocument.Parse(File.ReadAllBytes(path)).RootElement));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path}: {e.Message}", e);
            }
        }

        return all;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string[] Strings(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : [];
}

/// <summary>What a recipe makes.</summary>
/// <param name="File">The file.</param>
/// <param name="Store">The manifest store alone.</param>
/// <param name="Signer">Who signed the active manifest.</param>
public sealed record BuiltVector(byte[] File, byte[] Store, TestCredential Signer);
