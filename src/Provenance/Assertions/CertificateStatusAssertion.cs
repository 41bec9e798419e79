using Provenance.Cbor;

namespace Provenance;

/// <summary>OCSP responses for certificates of other manifests (§18.19): the assertion <c>c2pa.certificate-status</c>.</summary>
/// <param name="OcspResponses">The DER of each OCSPResponse.</param>
public sealed record CertificateStatusAssertion(IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses) : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.certificate-status";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <exception cref="FormatException">The content has no non-empty array of byte strings.</exception>
    internal static CertificateStatusAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "certificate status");
        var responses = members.List("ocspVals", static v => v.AsBytes is null ? null : v);
        return responses.Count == 0
            ? throw new FormatException("A certificate status assertion holds at least one OCSP response (§18.19).")
            : new CertificateStatusAssertion([.. responses.Select(r => r.AsBytes!.Value)]) { AdditionalMembers = members.Rest };
    }

    internal CborValue ToCbor() => CborMembers.Write(AdditionalMembers, ("ocspVals", CborValue.Array(OcspResponses.Select(CborValue.Bytes))));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations() =>
        OcspResponses.Count == 0 ? ["A certificate status assertion holds at least one OCSP response (§18.19)."] : [];
}
