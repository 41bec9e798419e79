namespace Provenance;

/// <summary>What became of one asset of a batch: either a report or what kept it from being read.</summary>
/// <typeparam name="T">What the caller calls an asset: its path, say.</typeparam>
/// <param name="Asset">The asset.</param>
/// <param name="Result">The report, or null when there is none.</param>
/// <param name="Fault">Why it could not be opened or read, or null.</param>
public sealed record BatchVerdict<T>(T Asset, ValidationResult? Result, Exception? Fault);
