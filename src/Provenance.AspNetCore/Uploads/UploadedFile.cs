using Microsoft.AspNetCore.Http;
using Provenance.Reports;

namespace Provenance.Uploads;

/// <summary>One file of an upload, in a temporary file without a name.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Field">The field of the form, or empty for a body that is the video.</param>
/// <param name="ClientName">The name the client gave, as it came; a label, never a path.</param>
/// <param name="Headers">The headers of its part.</param>
internal sealed record UploadedFile(FileStream Content, string Field, string? ClientName, IHeaderDictionary Headers)
{
    private const int MaxNameLength = 120;

    /// <summary>The name for people: the last step of what the client gave, without anything invisible.</summary>
    public string Name
    {
        get
        {
            string name = ClientName ?? string.Empty;
            name = name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
            return name.Length == 0 ? "upload" : VisibleText.Escape(name, MaxNameLength);
        }
    }

    /// <summary>The bytes as an asset; disposing of it leaves them.</summary>
    public AssetSource OpenSource()
    {
        Content.Position = 0;
        return AssetSource.FromStream(Content, leaveOpen: true);
    }
}
