namespace Provenance;

/// <summary>What signing does with an input that carries content credentials already.</summary>
public enum IfSigned
{
    /// <summary>Refuse. The default: history is never lost by accident.</summary>
    Fail,

    /// <summary>Drop the old credentials and sign as if there had been none.</summary>
    Replace,

    /// <summary>Keep them: the input becomes the <c>parentOf</c> ingredient of the new manifest, validated, with its results recorded.</summary>
    Ingredient,

    /// <summary>Leave the input as it is; nothing is written.</summary>
    Skip,
}
