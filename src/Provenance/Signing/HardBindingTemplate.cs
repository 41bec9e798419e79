namespace Provenance;

/// <summary>The hard binding assertion of a manifest under construction: everything final but the digest, which is still zeros.</summary>
/// <param name="Label">For example <c>c2pa.hash.bmff.v3</c>.</param>
/// <param name="Content">The CBOR of the assertion, as long as it will be in the end.</param>
internal sealed record HardBindingTemplate(string Label, ReadOnlyMemory<byte> Content);
