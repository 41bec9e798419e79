using Xunit;

namespace Provenance.Testing;

/// <summary>
/// Files published by others, kept beside the checkout in <c>../shared/fixtures</c> and never in it.
/// A test that needs one is skipped, with a message, where the folder is absent.
/// </summary>
public static class Fixtures
{
    /// <summary>The folder, whether or not it exists.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "fixtures"));

    /// <summary>Whether the folder is there.</summary>
    public static bool Present => Directory.Exists(Folder);

    /// <summary>
    /// The path of a fixture, for example <c>Fixtures.Require("c2pa-rs/video1.mp4")</c>; skips the running test when the whole folder is absent,
    /// and fails it when the folder is there and the file is not.
    /// </summary>
    public static string Require(string relativePath)
    {
        Assert.SkipUnless(Present, $"The external fixtures are not beside the checkout (../shared/fixtures), and this test needs {relativePath}.");
        string path = Path.Combine(Folder, relativePath.Replace('/', Path.DirectorySeparatorChar));
        Assert.True(File.Exists(path) || Directory.Exists(path), $"../shared/fixtures is there but holds no {relativePath}.");
        return path;
    }

    /// <summary>The content of a fixture, see <see cref="Require"/>.</summary>
    public static byte[] Read(string relativePath) => File.ReadAllBytes(Require(relativePath));
}
