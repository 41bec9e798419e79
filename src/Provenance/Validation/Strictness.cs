namespace Provenance;

/// <summary>What our own failure codes (<c>provenance.*</c>), which the standard does not know, do to the verdict.</summary>
public enum Strictness
{
    /// <summary>They are failures: a file that hides something in unprotected bytes is not <see cref="ValidationState.Trusted"/>. The default.</summary>
    Strict,

    /// <summary>They are reported as informational: only the standard's own codes decide.</summary>
    StandardOnly,
}
