namespace Provenance;

/// <summary>What disclosure laws ask for.</summary>
public enum DisclosureField
{
    /// <summary>That AI generated or altered it, machine-readable: the digital source type.</summary>
    AiMarking,

    /// <summary>Who provides the system.</summary>
    Provider,

    /// <summary>The name of the system.</summary>
    System,

    /// <summary>The version of the system.</summary>
    SystemVersion,

    /// <summary>When it was created or altered.</summary>
    Time,

    /// <summary>What identifies this content: the label of the manifest.</summary>
    Identifier,

    /// <summary>A watermark: a soft binding.</summary>
    Watermark,

    /// <summary>The <c>AIGC</c> key in the metadata of the file itself: its <c>Label</c>.</summary>
    MetadataLabel,

    /// <summary>In the same place, <c>ContentProducer</c>.</summary>
    MetadataProducer,

    /// <summary>In the same place, <c>ProduceID</c>.</summary>
    MetadataIdentifier,
}

/// <summary>How well a requirement is answered.</summary>
public enum DisclosureAnswer
{
    /// <summary>The credentials do not say it, or they do not hold.</summary>
    Missing,

    /// <summary>It is said, but not by a trusted signer over unchanged media: the signer is on no trust list, the media was not hashed, or only the file's own metadata says it.</summary>
    Stated,

    /// <summary>A trusted signer says it, and nothing was changed since.</summary>
    Proven,
}

/// <summary>One thing a disclosure profile asks for.</summary>
/// <param name="Field">What.</param>
/// <param name="Duty">The duty in plain words.</param>
/// <param name="Source">Where it comes from: an article, a section, a key.</param>
public sealed record DisclosureRequirement(DisclosureField Field, string Duty, string Source)
{
    /// <summary>Whether the profile is not met without it.</summary>
    public bool IsRequired { get; init; } = true;
}

/// <summary>The answer to one requirement.</summary>
/// <param name="Requirement">The requirement.</param>
/// <param name="Answer">How well it is answered.</param>
/// <param name="Value">What the credentials say, or null.</param>
public sealed record DisclosureItem(DisclosureRequirement Requirement, DisclosureAnswer Answer, string? Value);

/// <summary>What a file proves of a disclosure profile.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Items">The answers, in the order of the requirements.</param>
public sealed record DisclosureReport(DisclosureProfile Profile, IReadOnlyList<DisclosureItem> Items)
{
    /// <summary>Whether every required item is proven.</summary>
    public bool IsMet => Items.Where(i => i.Requirement.IsRequired).All(i => i.Answer == DisclosureAnswer.Proven);
}
