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

    /// <summary>Anything else; the payload is the box content as stored.</summary>
    Other,
}

/// <summary>An assertion this version has no type for; its bytes survive untouched.</summary>
/// <param name="Label">The label without an instance suffix.</param>
/// <param name="Kind">How the content is stored.</param>
/// <param name="Content">The payload of the content box.</param>
public sealed record UnknownAssertion(string Label, AssertionContentKind Kind, ReadOnlyMemory<byte> Content) : Assertion
{
    /// <inheritdoc/>
    public override string Label { get; } = Label;
}
