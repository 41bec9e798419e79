namespace Provenance.Tests.Cli.Samples;

/// <summary>The sample of the README on a file that is still on its way, compiled: the lines between the marks are the lines there.</summary>
internal static class PieceSample
{
    public static async Task<RangeVerdict> RunAsync(AssetSource arrived, long length, ValidationOptions options, Func<FileRange, Task> fetchAsync)
    {
        // Pieces begins
        var file = new PartialFile(arrived, length);         // bytes that have arrived, each at its offset
        PartialAsset? clip = null;
        while (clip is null)
        {
            try
            {
                clip = await PartialAsset.OpenAsync(file, options);
            }
            catch (MissingBytesException e)                  // what is not media is needed first: some kilobytes
            {
                await fetchAsync(e.Range);
                file.Add(e.Range);
            }
        }

        var middle = new FileRange(length / 2, 1);
        foreach (var piece in (await clip.ValidateAsync(middle)).Pieces)
        {
            await fetchAsync(piece.Range);                   // the block around the byte: here 64 KiB
            file.Add(piece.Range);
        }

        var verdict = await clip.ValidateAsync(middle);
        Console.WriteLine(verdict.Status); // Authentic, Altered, Missing, Unprotected or Unverifiable
        // Pieces ends
        return verdict;
    }
}
