namespace Provenance;

/// <summary>Bytes are needed that have not arrived yet. Add them to the <see cref="PartialFile"/> and ask again.</summary>
public sealed class MissingBytesException : IOException
{
    /// <summary>Says which.</summary>
    public MissingBytesException(FileRange range)
        : base($"The {range.Length} bytes at {range.Offset} have not arrived.") => Range = range;

    /// <summary>Without saying which.</summary>
    public MissingBytesException()
    {
    }

    /// <summary>With a sentence of its own.</summary>
    public MissingBytesException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence of its own and a cause.</summary>
    public MissingBytesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What is to be fetched next. More may follow.</summary>
    public FileRange Range { get; }
}
