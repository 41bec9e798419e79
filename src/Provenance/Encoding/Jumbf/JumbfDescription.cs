namespace Provenance.Jumbf;

/// <summary>The description box (<c>jumd</c>) that opens every superbox (ISO 19566-5 §A.3; C2PA §11.1.4).</summary>
public sealed record JumbfDescription
{
    /// <summary>The content type UUID, see <see cref="JumbfTypes"/>.</summary>
    public required Guid ContentType { get; init; }

    /// <summary>The toggles byte as stored: bit 0 requestable, 1 label, 2 id, 3 SHA-256, 4 private box.</summary>
    public required byte Toggles { get; init; }

    /// <summary>The label, or null when the box carries none.</summary>
    public string? Label { get; init; }

    /// <summary>The private box (the C2PA salt <c>c2sh</c>) when bit 4 is set.</summary>
    public JumbfBox? Private { get; init; }

    /// <summary>Whether the box may be referenced by a JUMBF URI: requestable and labelled.</summary>
    public bool IsRequestable => (Toggles & 0x03) == 0x03;
}
