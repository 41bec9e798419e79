using System.Text.RegularExpressions;
using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>Which folder of a project each of its top-level types is declared in, read from the source files.</summary>
internal static partial class SourceFolders
{
    /// <summary>Maps <c>Namespace.Name`arity</c> to the first-level folder; the empty string is the project's own folder.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read(string project)
    {
        var folders = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        string root = Repository.PathOf("src", project);
        foreach (string file in SourceFiles(root))
        {
            string relative = Path.GetRelativePath(root, file).Replace('\\', '/');
            string folder = relative.Contains('/', StringComparison.Ordinal) ? relative[..relative.IndexOf('/', StringComparison.Ordinal)] : string.Empty;
            string text = File.ReadAllText(file);
            string space = NamespaceDeclaration().Match(text).Groups[1].Value;
            foreach (Match declaration in TypeDeclaration().Matches(text))
            {
                int arity = declaration.Groups[2].Success ? declaration.Groups[2].Value.Count(c => c == ',') + 1 : 0;
                string name = $"{space}.{declaration.Groups[1].Value}" + (arity == 0 ? string.Empty : $"`{arity}");
                if (!folders.TryGetValue(name, out IReadOnlySet<string>? known))
                {
                    folders[name] = known = new HashSet<string>(StringComparer.Ordinal);
                }

                ((HashSet<string>)known).Add(folder);
            }
        }

        return folders;
    }

    /// <summary>The hand-written source files under a folder.</summary>
    public static IEnumerable<string> SourceFiles(string root) =>
        Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(root, f).Replace('\\', '/').Split('/').Any(p => p is "obj" or "bin"));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    // Top-level declarations start at the first column (file-scoped namespaces), so nested ones are not seen: they live where their outer type does.
    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|abstract|static|partial|readonly|ref|unsafe) )*(?:class|interface|enum|struct|record struct|record class|record|delegate [\w<>?\[\]., ]+?) (\w+)(?:<([^>]*)>)?(?=[\s;({:]|$)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
