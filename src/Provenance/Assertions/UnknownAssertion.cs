using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>How the content of an assertion is stored (§6.1).</summary>
public enum AssertionContentKind
{
    /// <summary>One <c>cbor</c> box.</summary>
    Cbor,

    /// <summary>One <c>json</c> box.</summary>
    Json,

    /// <summary>An embedded file: <c>bfdb</c> and <c>bidb</c>.</summary>
    EmbeddedFile,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>
/// An assertion this version has no type for, or one whose content cannot be read as its type; its bytes survive untouched. Entity-specific assertions
/// are made with <see cref="FromCbor"/> and <see cref="FromJson"/>.
/// </summary>
/// <param name="Label">The label without an instance suffix.</param>
/// <param name="Kind">How the content is stored.</param>
/// <param name="Content">The payload of the <c>cbor</c> or <c>json</c> box; of other kinds the content boxes with their headers.</param>
public sealed record UnknownAssertion(string Label, AssertionContentKind Kind, ReadOnlyMemory<byte> Content) : Assertion
{
    /// <inheritdoc/>
    public override string Label { get; } = Label;

    /// <summary>Why an assertion whose label is known could not be read as its type, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>The JUMBF content type UUID as it was read.</summary>
    internal Guid ContentType { get; init; } = Kind switch
    {
        AssertionContentKind.Cbor => JumbfTypes.Cbor,
        AssertionContentKind.Json => JumbfTypes.Json,
        AssertionContentKind.EmbeddedFile => JumbfTypes.EmbeddedFile,
        _ => JumbfTypes.Uuid,
    };

    /// <summary>Makes an assertion with CBOR content.</summary>
    /// <param name="label">An entity-specific label, for example <c>com.example.render</c>, or one of the standard's.</param>
    /// <param name="content">The content.</param>
    public static UnknownAssertion FromCbor(string label, CborValue content) => new(label, AssertionContentKind.Cbor, content.Encoded);

    /// <summary>Makes an assertion with JSON content.</summary>
    /// <param name="label">An entity-specific label, for example <c>com.example.render</c>, or one of the standard's.</param>
    /// <param name="json">The JSON text.</param>
    public static UnknownAssertion FromJson(string label, string json) => new(label, AssertionContentKind.Json, System.Text.Encoding.UTF8.GetBytes(json));

    internal override AssertionContent ToContent() => Kind switch
    {
        AssertionContentKind.Cbor => AssertionContent.Cbor(Content),
        AssertionContentKind.Json => AssertionContent.Json(Content),
        _ => new AssertionContent(ContentType, [Content]),
    };

    internal override IEnumerable<string> Violations()
    {
        if (Problem is not null)
        {
            yield return $"The assertion {TextRule.Shorten(Label)}: {Problem}";
        }

        switch (Kind)
        {
            case AssertionContentKind.Cbor when !CborValue.TryParse(Content, ParserLimits.Default, out _, out string? error):
                yield return $"The assertion {TextRule.Shorten(Label)}: {error}";
                break;
            case AssertionContentKind.Json when JsonRule.Check(Content, ParserLimits.Default) is { } problem:
                yield return $"The assertion {TextRule.Shorten(Label)}: {problem.Sentence}";
                break;
        }
    }
}
