using Microsoft.Extensions.Primitives;

namespace Provenance.Uploads;

/// <summary>What a request brought: files in temporary files, and the other fields of its form. Disposing of it deletes the files.</summary>
internal sealed class Upload : IAsyncDisposable
{
    /// <summary>The files, in the order in which they came.</summary>
    public List<UploadedFile> Files { get; } = [];

    /// <summary>The other fields.</summary>
    public Dictionary<string, StringValues> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it came as a form.</summary>
    public bool IsForm { get; init; }

    /// <summary>The length of all files, in bytes.</summary>
    public long Length => Files.Sum(f => f.Content.Length);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in Files)
        {
            await file.Content.DisposeAsync().ConfigureAwait(false);
        }
    }
}
