namespace Provenance;

/// <summary>A finished manifest store.</summary>
/// <param name="Store">The bytes.</param>
/// <param name="TimestampTime">The time of the time-stamp, or null when there is none.</param>
/// <param name="Warnings">What the caller should know, in plain sentences.</param>
internal sealed record SignedManifest(ReadOnlyMemory<byte> Store, DateTimeOffset? TimestampTime, IReadOnlyList<string> Warnings);
