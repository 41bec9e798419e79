using System.Text.Json;

namespace Provenance;

/// <summary>The files that a definition names.</summary>
/// <param name="text">The definition.</param>
/// <param name="path">Where they are looked for.</param>
/// <param name="limits">The largest that is read.</param>
internal sealed class DefinitionFolder(JsonText text, string path, ParserLimits limits)
{
    private readonly List<string> _taken = [];

    /// <summary>The files that went into the definition.</summary>
    public IReadOnlyList<string> Taken => _taken;

    /// <summary>The path of a file that goes into the definition.</summary>
    /// <param name="item">The text that names it.</param>
    public string Take(JsonItem item)
    {
        string file = Find(item);
        _taken.Add(Path.GetFullPath(file));
        return file;
    }

    /// <summary>The path of a file.</summary>
    /// <param name="item">The text that names it.</param>
    public string Find(JsonItem item)
    {
        string name = DefinitionReader.Text(text, item);
        return name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) ? throw text.Fault(item, "The path is empty or no path.") : Path.Combine(path, name);
    }

    /// <summary>Reads a file that goes into the manifest: <c>{ "format": …, "identifier": … }</c>.</summary>
    /// <exception cref="SigningException">It is not there, or too large.</exception>
    public async Task<(string MediaType, byte[] Bytes)> ReadAsync(JsonItem reference, CancellationToken cancellationToken)
    {
        if (reference.Kind != JsonValueKind.Object || reference["identifier"] is not { } identifier)
        {
            throw text.Fault(reference, "A file that goes into the manifest is an object with 'identifier', its path, and 'format', its media type.");
        }

        DefinitionReader.RequireMembers(text, reference, "format", "identifier");
        string file = Take(identifier);
        try
        {
            if (new FileInfo(file).Length > limits.MaxManifestStoreSize)
            {
                throw text.Fault(identifier, $"The file is larger than {limits.MaxManifestStoreSize} bytes, the most that fits into a manifest store.");
            }

            byte[] bytes = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
            string? mediaType = reference["format"] is { } format ? DefinitionReader.Text(text, format) : MediaSignature.Find(bytes.AsSpan(0, Math.Min(64, bytes.Length)));
            return (mediaType ?? throw text.Fault(reference, "The media type of the file ('format') is missing and cannot be told by its content."), bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SigningException(SigningFault.InvalidDefinition, text.Fault(identifier, e.Message).Message, e);
        }
    }
}
