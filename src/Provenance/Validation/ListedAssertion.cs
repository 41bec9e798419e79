using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>An assertion that the claim lists, as found.</summary>
internal sealed class ListedAssertion
{
    /// <summary>The reference as the claim writes it.</summary>
    public required HashedUri Reference { get; init; }

    /// <summary>The reference after it was followed.</summary>
    public required FollowedReference Followed { get; init; }

    /// <summary>The label without instance suffix, version included.</summary>
    public required string Label { get; init; }

    /// <summary>Whether it stands in <c>created_assertions</c> (or <c>assertions</c> of a version 1 claim).</summary>
    public required bool IsCreated { get; init; }

    /// <summary>Whether some claim of the lineage redacts it (§6.8).</summary>
    public required bool IsRedacted { get; init; }

    /// <summary>The absolute JUMBF URI.</summary>
    public string Url => Followed.Url;

    /// <summary>The box, or null when it is missing, redacted, outside the manifest or listed before: such content is not looked at.</summary>
    public JumbfSuperbox? Box { get; init; }

    /// <summary>Whether the box is there and is what was signed.</summary>
    public bool IsIntact => Box is not null && Followed.Verdict == ReferenceVerdict.Match;

    /// <summary>The content when it is well-formed CBOR, or null.</summary>
    public CborValue? Content { get; private init; }

    /// <summary>Why the content is not well-formed, or null.</summary>
    public ReadingFault? ContentFault { get; private init; }

    /// <summary>Whether the content is stored as JSON.</summary>
    public bool IsJson { get; private init; }

    /// <summary>Makes the assertion and parses its content.</summary>
    public static ListedAssertion Read(HashedUri reference, FollowedReference followed, bool isCreated, bool isRedacted, bool hasContent, ParserLimits limits)
    {
        var box = isRedacted || !hasContent ? null : followed.Box;
        var (content, fault, isJson) = Parse(box, limits);
        return new ListedAssertion
        {
            Reference = reference,
            Followed = followed,
            Label = AssertionLabel.WithoutInstance(reference.Uri?.LastLabel ?? string.Empty),
            IsCreated = isCreated,
            IsRedacted = isRedacted,
            Box = box,
            Content = content,
            ContentFault = fault,
            IsJson = isJson,
        };
    }

    private static (CborValue? Content, ReadingFault? Fault, bool IsJson) Parse(JumbfSuperbox? box, ParserLimits limits)
    {
        if (box is null || (box.ContentType != JumbfTypes.Cbor && box.ContentType != JumbfTypes.Json))
        {
            return default;
        }

        bool isJson = box.ContentType == JumbfTypes.Json;
        if (box.Boxes is not [var payload] || payload.Type != (isJson ? "json" : "cbor") || box.Children.Count != 0)
        {
            return (null, new($"The assertion does not hold exactly one {(isJson ? "json" : "cbor")} box."), isJson);
        }

        if (!isJson)
        {
            return CborReading.TryParse(payload.Payload, limits, out var value, out var fault) ? (value, null, false) : (null, fault, false);
        }

        return (null, JsonRule.Check(payload.Payload, limits), true);
    }
}
