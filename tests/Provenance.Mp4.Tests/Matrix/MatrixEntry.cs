using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>One entry of the data of the matrix.</summary>
/// <param name="Name">Which row.</param>
/// <param name="Clause">What decides.</param>
/// <param name="Where">In which cells, see <see cref="MatrixScope"/>.</param>
/// <param name="Expect">What is found: under <c>*</c>, or a mode, or a container, or <c>container / mode</c>; the narrowest counts.</param>
internal sealed record MatrixEntry(string Name, string Clause, string Where, Dictionary<string, string[]> Expect)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>In which cells.</summary>
    public MatrixScope Scope => MatrixScope.All[Where];

    /// <summary>Reads a file of <c>tests/Matrix</c>.</summary>
    public static MatrixEntry[] Read(string file) => JsonSerializer.Deserialize<MatrixEntry[]>(File.ReadAllText(Repository.PathOf("tests", "Matrix", file)), Json)!;

    /// <summary>What is found in a cell, or null.</summary>
    public string[]? Expected(string container, string mode) =>
        Expect.GetValueOrDefault($"{container} / {mode}") ?? Expect.GetValueOrDefault(container) ?? Expect.GetValueOrDefault(mode) ?? Expect.GetValueOrDefault("*");
}
