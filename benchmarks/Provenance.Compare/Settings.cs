using System.Globalization;

namespace Provenance.Compare;

/// <summary>What is measured, with what.</summary>
/// <param name="Cli">The published command line.</param>
/// <param name="Folder">Where the files go.</param>
/// <param name="SizeMegabytes">Size of the large file, in MiB.</param>
/// <param name="Rounds">How often everything is measured.</param>
/// <param name="Only">The parts, or none for all.</param>
/// <param name="Sparse">Whether a file of 10 GiB is measured for its memory.</param>
/// <param name="Keep">Whether the files stay.</param>
internal sealed record Settings(string Cli, string Folder, int SizeMegabytes, int Rounds, IReadOnlyList<string> Only, bool Sparse, bool Keep)
{
    public static Settings Parse(string[] args)
    {
        var settings = new Settings(string.Empty, string.Empty, 1024, 5, [], Sparse: false, Keep: false);
        for (int i = 0; i < args.Length; i++)
        {
            settings = args[i] switch
            {
                "--cli" => settings with { Cli = args[++i] },
                "--folder" => settings with { Folder = args[++i] },
                "--size" => settings with { SizeMegabytes = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--rounds" => settings with { Rounds = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--only" => settings with { Only = args[++i].Split(',') },
                "--sparse" => settings with { Sparse = true },
                "--keep" => settings with { Keep = true },
                _ => throw new ArgumentException($"'{args[i]}' is not an option."),
            };
        }

        return settings;
    }

    public bool Includes(string part) => Only.Count == 0 || Only.Contains(part, StringComparer.Ordinal);
}
