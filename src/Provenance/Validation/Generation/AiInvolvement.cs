namespace Provenance;

/// <summary>What the credentials say about generative models. There is no "no": a signer that declares none may have used one.</summary>
public enum AiInvolvement
{
    /// <summary>Nothing is declared.</summary>
    Unknown,

    /// <summary>A model altered or contributed parts.</summary>
    Partly,

    /// <summary>A model made all of it.</summary>
    Wholly,
}
