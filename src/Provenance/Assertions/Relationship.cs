namespace Provenance;

/// <summary>What an ingredient is to the asset (§18.16.3).</summary>
public enum Relationship
{
    /// <summary>The asset was derived from it, or is a rendition of it.</summary>
    ParentOf,

    /// <summary>It is a part of the asset.</summary>
    ComponentOf,

    /// <summary>It was input to a process that made or changed the asset: a prompt, a reference image, a model.</summary>
    InputTo,
}
