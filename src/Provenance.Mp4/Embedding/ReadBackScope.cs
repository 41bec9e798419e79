namespace Provenance;

/// <summary>
/// How much of a signed output is read again and validated before it is published. Boxes, manifest, signature and whatever the hash does
/// not cover always are.
/// </summary>
public enum ReadBackScope
{
    /// <summary><see cref="Everything"/> of outputs shorter than 16 MiB, <see cref="WithoutMedia"/> of longer ones.</summary>
    Automatic,

    /// <summary>
    /// The media as well. That finds bytes that the operating system took and gives back changed: a fault of memory or of a file system, or
    /// another process writing to the file. It does not find what a disk will forget: bytes written a moment ago come from memory.
    /// </summary>
    Everything,

    /// <summary>
    /// The hash of the media is the one that was taken of its bytes as they were written; it counts only where the file, read again, has the
    /// same ranges and blocks in the same places.
    /// </summary>
    WithoutMedia,
}
