namespace Provenance.Uploads;

/// <summary>An upload that cannot be taken, with the status that says so.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="reason">One word for metrics: it names no person and no file.</param>
/// <param name="detail">One sentence for the client.</param>
/// <param name="inner">What happened.</param>
internal sealed class UploadException(int status, string reason, string detail, Exception? inner = null) : Exception(detail, inner)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>One word for metrics.</summary>
    public string Reason { get; } = reason;
}
