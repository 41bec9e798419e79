namespace Provenance;

/// <summary>How each segment of a live video is made verifiable by itself (§19.2.2).</summary>
public enum LiveVideoMethod
{
    /// <summary>
    /// Verifiable segment info (§19.4): the initialization segment carries the manifest and a session key, each segment a few hundred bytes in an <c>emsg</c> box,
    /// signed with the session key. The signer's own key is needed once, and for each new session key.
    /// </summary>
    SegmentInfo,

    /// <summary>A manifest in each segment (§19.3), which names that of the segment before. The signer's own key signs every segment.</summary>
    SegmentManifest,
}
