namespace Provenance;

/// <summary>What a manifest says about a prompt. Prompts are personal data: whoever sees the video can read the manifest.</summary>
public enum PromptPolicy
{
    /// <summary>Nothing. The default.</summary>
    Omit,

    /// <summary>
    /// Its SHA-256 as a name (<c>ni:</c> URI, RFC 6920), so that somebody who knows the prompt can show that it is this one. A short prompt can be
    /// found by trying.
    /// </summary>
    Hash,

    /// <summary>The whole text.</summary>
    Embed,
}
