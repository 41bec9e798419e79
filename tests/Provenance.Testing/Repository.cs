namespace Provenance.Testing;

/// <summary>Where the checkout is.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Provenance.sln</c>, found by walking up from the test binary.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file of the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Provenance.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Provenance.sln above {AppContext.BaseDirectory}: tests run from inside the checkout.");
    }
}
