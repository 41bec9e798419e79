using Provenance.Cbor;

namespace Provenance;

/// <summary>Where a segment of a live video belongs (§19.3.2): the assertion <c>c2pa.livevideo.segment</c>, in the manifest of each segment.</summary>
/// <remarks>A field that is missing or of the wrong type is null when the assertion is read, and refused when one is signed.</remarks>
public sealed record LiveVideoSegmentAssertion : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.livevideo.segment";

    /// <summary>The one continuity method that the standard defines: each segment names the manifest of the one before.</summary>
    public const string ManifestIdMethod = "c2pa.manifestId";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>The number of the segment; each is higher than the one before.</summary>
    public ulong? SequenceNumber { get; init; }

    /// <summary>What identifies the stream: a UUID or a URL, say.</summary>
    public string? StreamId { get; init; }

    /// <summary>How segments are linked to each other: <see cref="ManifestIdMethod"/>, or an entity-specific label.</summary>
    public string? ContinuityMethod { get; init; }

    /// <summary>The label of the previous segment's manifest, with <see cref="ManifestIdMethod"/>.</summary>
    public string? PreviousManifestId { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <exception cref="FormatException">The content is not a map with text keys.</exception>
    internal static LiveVideoSegmentAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "live video segment assertion");
        return new LiveVideoSegmentAssertion
        {
            SequenceNumber = members.TakeStruct("sequenceNumber", static v => v.AsUInt64),
            StreamId = members.Text("streamId"),
            ContinuityMethod = members.Text("continuityMethod"),
            PreviousManifestId = members.Text("previousManifestId"),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("sequenceNumber", SequenceNumber is { } number ? CborValue.Integer(number) : null),
        ("streamId", CborMembers.OfText(StreamId)),
        ("continuityMethod", CborMembers.OfText(ContinuityMethod)),
        ("previousManifestId", CborMembers.OfText(PreviousManifestId)));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        if (SequenceNumber is null || string.IsNullOrEmpty(StreamId))
        {
            yield return "A live video segment assertion has a sequenceNumber and a streamId (§19.3.2).";
        }

        if (ContinuityMethod is null)
        {
            yield return "A live video segment assertion names its continuity method (§19.3.2).";
        }
        else if (ContinuityMethod == ManifestIdMethod)
        {
            if (string.IsNullOrEmpty(PreviousManifestId))
            {
                yield return "With the continuity method c2pa.manifestId a segment names the previous segment's manifest (§19.3.2).";
            }
        }
        else if (!LabelRule.IsEntitySpecific(ContinuityMethod))
        {
            yield return $"'{TextRule.Shorten(ContinuityMethod)}' is not a continuity method of the standard; own ones have entity-specific labels such as com.example.chain (§19.3.2).";
        }
    }
}
