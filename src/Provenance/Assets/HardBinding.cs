using Provenance.Cbor;

namespace Provenance;

/// <summary>A hard binding assertion as validation hands it to the asset (§9.2).</summary>
/// <param name="Label">The assertion label without an instance suffix, for example <c>c2pa.hash.bmff.v3</c>.</param>
/// <param name="Content">The parsed assertion.</param>
/// <param name="DefaultAlgorithm">The claim's <c>alg</c>, used where the assertion names none (§15.4), or null.</param>
/// <param name="Url">JUMBF URI of the assertion, for statuses.</param>
public sealed record HardBinding(string Label, CborValue Content, string? DefaultAlgorithm, string Url);
