namespace Provenance.Tests.Attacks;

/// <summary>
/// A small asset signed in one of the ways of the standard: the file or files, and how the public interface reads them. What an attacker does to
/// the bytes is judged by what comes out there.
/// </summary>
/// <param name="Name">The form.</param>
/// <param name="Files">One file; or an initialization segment and its media segments.</param>
internal sealed record SignedForm(string Name, byte[][] Files)
{
    /// <summary>Whether the files are an initialization segment and media segments.</summary>
    public bool IsSegmented => Files.Length > 1;

    /// <summary>The names of the files.</summary>
    public string NameOf(int file) => !IsSegmented ? "file" : file == 0 ? "init" : "segment";

    /// <summary>Reads the asset as it was signed.</summary>
    public Task<Reading> ReadAsync() => ReadAsync(Files);

    /// <summary>Reads the asset with one file replaced.</summary>
    public Task<Reading> ReadAsync(int file, byte[] bytes)
    {
        byte[][] files = [.. Files];
        files[file] = bytes;
        return ReadAsync(files);
    }

    /// <summary>Reads other files in the same way.</summary>
    public async Task<Reading> ReadAsync(IReadOnlyList<byte[]> files)
    {
        if (!IsSegmented)
        {
            return Reading.Of(await Attacked.Validator.ValidateAsync(AssetSource.FromMemory(files[0])).ConfigureAwait(false));
        }

        var init = await FragmentedMp4.OpenAsync(AssetSource.FromMemory(files[0]), Attacked.Options).ConfigureAwait(false);
        var verdicts = new List<SegmentVerdict>();
        await foreach (var verdict in init.ValidateAsync(files.Skip(1).Select(f => AssetSource.FromMemory(f))).ConfigureAwait(false))
        {
            verdicts.Add(verdict);
        }

        return Reading.Of(init.Validation, verdicts);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
