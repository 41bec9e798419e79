namespace Provenance.Jumbf;

/// <summary>A content box inside a JUMBF superbox (ISO 19566-5): a four-character type and its payload.</summary>
/// <param name="Type">The four-character code, for example <c>cbor</c>.</param>
/// <param name="Payload">The bytes after the box header.</param>
/// <param name="Encoded">The whole box, header included.</param>
public sealed record JumbfBox(string Type, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Encoded);
