using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>A verifiable segment info as it was read (§19.4.1): the signed map, and what is needed to verify it.</summary>
/// <param name="Message">The COSE_Sign1.</param>
/// <param name="KeyIdentifier">Which session key signed it (<c>kid</c>).</param>
/// <param name="SequenceNumber">The number of the segment.</param>
/// <param name="Hash">What binds the segment.</param>
/// <param name="ManifestId">The label of the manifest that the segment belongs to.</param>
/// <param name="ManifestUri">Where that manifest can be had, or null.</param>
internal sealed record SegmentInfo(CoseSign1 Message, ReadOnlyMemory<byte> KeyIdentifier, ulong SequenceNumber, BmffHashAssertion Hash, string ManifestId, HashedExternalUri? ManifestUri)
{
    /// <summary>The scheme of the <c>emsg</c> boxes that carry it.</summary>
    public static ReadOnlySpan<byte> Scheme => "urn:c2pa:verifiable-segment-info"u8;

    /// <summary>The scheme as text.</summary>
    public const string SchemeText = "urn:c2pa:verifiable-segment-info";

    /// <summary>The value of those boxes.</summary>
    public static ReadOnlySpan<byte> Value => "fseg"u8;

    /// <summary>The value as text.</summary>
    public const string ValueText = "fseg";

    /// <summary>
    /// What the hash leaves out: the mandatory boxes, and the C2PA <c>emsg</c> boxes. §19.4.1 asks for a condition at offset 0, where §18.6.2 has the
    /// size of the box; the entry that finds the scheme stands beside the one that the letter asks for.
    /// </summary>
    public static IReadOnlyList<Exclusion> Exclusions { get; } =
    [
        .. MandatoryExclusions.Basic,
        new(EmsgPath()) { Data = [new(0, Scheme.ToArray())] },
        new(EmsgPath()) { Data = [new(EmsgBox.SchemeOffset, Scheme.ToArray())] },
    ];

    /// <summary>Reads the message of a C2PA <c>emsg</c> box; null, with what is wrong, when it is not a verifiable segment info.</summary>
    public static SegmentInfo? Read(EmsgBox box, ParserLimits limits, out ValidationStatus? fault)
    {
        fault = null;

        // §19.4.2: the fields of the box.
        if (box is not { Version: 0, Value: ValueText, PresentationTimeDelta: 0 })
        {
            return Refuse("The C2PA emsg box of the segment is not of version 0, with the value fseg and no delay.", out fault);
        }

        if (!CoseSign1.TryParse(box.MessageData, limits, out var message, out var unread))
        {
            fault = ValidationStatus.Of(unread, ValidationStatusCode.LivevideoSegmentInvalid, string.Empty);
            return null;
        }

        // §19.4.1: tagged, the payload in the message, the algorithm protected, the key identifier not.
        if (!message.IsTagged || message.Payload.AsBytes is not { } payload || message.CriticalProblem is not null || message.AlgorithmIdentifier is null
            || message.UnprotectedHeader[CoseHeaders.KeyIdentifier]?.AsBytes is not { IsEmpty: false } identifier)
        {
            return Refuse("The verifiable segment info is not a tagged COSE_Sign1 message with its payload, an algorithm and the identifier of a key.", out fault);
        }

        if (!CborReading.TryParse(payload, limits, out var map, out unread))
        {
            fault = ValidationStatus.Of(unread, ValidationStatusCode.LivevideoSegmentInvalid, string.Empty);
            return null;
        }

        if (map["sequenceNumber"]?.AsUInt64 is not { } number || map["manifestId"]?.AsText is not { } manifest || map["bmffHash"] is not { Kind: CborKind.Map } hash)
        {
            return Refuse("The verifiable segment info lacks sequenceNumber, manifestId or bmffHash.", out fault);
        }

        if (!BmffHashAssertion.TryParse(hash, defaultAlgorithm: null, limits, out var assertion, out var unusable))
        {
            fault = new(unusable.Code == ValidationStatusCode.LimitExceeded ? unusable.Code : ValidationStatusCode.LivevideoSegmentInvalid, string.Empty, unusable.Sentence);
            return null;
        }

        if (assertion.Hash is null || hash.Contains("merkle"))
        {
            return Refuse("The hash of the verifiable segment info is not one hash over the segment.", out fault);
        }

        HashedExternalUri? address = null;
        return map["manifestUri"] is { } uri && (address = HashedExternalUri.FromCbor(uri)) is null
            ? Refuse("The verifiable segment info names its manifest with something that is not a hashed external URI.", out fault)
            : new(message, identifier, number, assertion with { Exclusions = [.. assertion.Exclusions.Select(Understand)] }, manifest, address);
    }

    private static SegmentInfo? Refuse(string sentence, out ValidationStatus fault)
    {
        fault = new(ValidationStatusCode.LivevideoSegmentInvalid, string.Empty, sentence);
        return null;
    }

    // The letter of §19.4.1, and writers who follow it: a condition on the scheme, wherever it is said to be.
    private static Exclusion Understand(Exclusion exclusion) =>
        exclusion is { Path.Text: "/emsg", Data: [{ Offset: 0 } data] } && data.Value.Span.SequenceEqual(Scheme)
            ? exclusion with { Data = [new(EmsgBox.SchemeOffset, data.Value)] }
            : exclusion;

    private static BoxPath EmsgPath() => BoxPath.TryParse("/emsg", out var path) ? path : throw new InvalidOperationException();
}
