namespace Provenance;

/// <summary>What signing made.</summary>
public sealed record SigningResult
{
    /// <summary>Whether a manifest was written; false only for <see cref="IfSigned.Skip"/>.</summary>
    public required bool Signed { get; init; }

    /// <summary>The label of the new manifest, or null when none was written.</summary>
    public string? ManifestLabel { get; init; }

    /// <summary>The time of the time-stamp, or null when there is none.</summary>
    public DateTimeOffset? TimestampTime { get; init; }

    /// <summary>What the caller should know, in plain sentences: a preferred time-stamp that could not be had, say.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The manifest store (a <c>.c2pa</c> file), when it was signed apart from the asset (§11.4); null when it is embedded.</summary>
    public ReadOnlyMemory<byte>? ManifestStore { get; init; }

    /// <summary>The validation of what was written, or null when nothing was.</summary>
    public ValidationResult? ReadBack { get; init; }
}
