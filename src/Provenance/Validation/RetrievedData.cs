namespace Provenance;

/// <summary>External data that a validation fetched and found to be what was signed (§15.10.4). Nothing else of what was fetched is given out.</summary>
/// <param name="AssertionUrl">The JUMBF URI of the cloud data or external reference assertion that names it.</param>
/// <param name="Location">Where it was fetched.</param>
/// <param name="Content">The data: for a cloud data assertion the JUMBF box of the remote assertion.</param>
/// <param name="MediaType">The media type as the server states it, or null.</param>
public sealed record RetrievedData(string AssertionUrl, Uri Location, ReadOnlyMemory<byte> Content, string? MediaType);
