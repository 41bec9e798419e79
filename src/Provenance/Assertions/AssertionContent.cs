using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>The content of an assertion superbox: everything behind its description box.</summary>
/// <param name="ContentType">The JUMBF content type UUID.</param>
/// <param name="Boxes">The encoded content boxes, in order.</param>
internal sealed record AssertionContent(Guid ContentType, IReadOnlyList<ReadOnlyMemory<byte>> Boxes)
{
    public static AssertionContent Cbor(CborValue value) => Cbor(value.Encoded);

    public static AssertionContent Cbor(ReadOnlyMemory<byte> encoded) => new(JumbfTypes.Cbor, [JumbfWriter.Box("cbor", encoded.Span)]);

    public static AssertionContent Json(ReadOnlyMemory<byte> utf8) => new(JumbfTypes.Json, [JumbfWriter.Box("json", utf8.Span)]);
}
