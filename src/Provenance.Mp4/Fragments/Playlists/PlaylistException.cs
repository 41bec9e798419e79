namespace Provenance;

/// <summary>A playlist cannot be followed: it is malformed, leads out of its folder, or asks for something that does not go with signing. The message says which.</summary>
public sealed class PlaylistException : Exception
{
    /// <summary>A sentence for a person.</summary>
    public PlaylistException(string message)
        : base(message)
    {
    }

    /// <summary>A sentence for a person and what went wrong underneath.</summary>
    public PlaylistException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a sentence of its own.</summary>
    public PlaylistException()
    {
    }
}
