namespace Provenance;

/// <summary>An assertion (chapter 6): a label and content. Typed ones derive from it, <see cref="UnknownAssertion"/> holds the rest untouched.</summary>
public abstract record Assertion
{
    /// <summary>The label without an instance suffix, version included, for example <c>c2pa.actions.v2</c>.</summary>
    public abstract string Label { get; }
}
