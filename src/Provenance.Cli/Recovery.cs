namespace Provenance.Cli;

/// <summary>Before a command reads a video: what a run that was killed left half done is undone.</summary>
internal static class Recovery
{
    /// <summary>Undoes it.</summary>
    /// <param name="path">The video.</param>
    /// <param name="terminal">Told when there was something, or null.</param>
    /// <exception cref="IOException">It cannot be undone.</exception>
    public static void Run(string path, Terminal? terminal = null)
    {
        try
        {
            if (Mp4.Recover(path))
            {
                terminal?.WriteWarning($"{path}: an earlier run was interrupted while it changed the video in place; it was put back to what it was before");
            }
        }
        catch (SigningException e)
        {
            // The video may be half of one and half of another: no verdict about it would be about what anybody made.
            throw new IOException(e.Message, e);
        }
    }
}
