namespace Provenance;

/// <summary>
/// An assertion (chapter 6): a label and content. Typed ones derive from it, <see cref="UnknownAssertion"/> holds the rest untouched.
/// Assertions refer to each other by object in a definition; the hashed URIs are made when the manifest is.
/// </summary>
public abstract record Assertion
{
    private protected Assertion()
    {
    }

    /// <summary>The label without an instance suffix, version included, for example <c>c2pa.actions.v2</c>.</summary>
    public abstract string Label { get; }

    /// <summary>The assertions this one refers to by object.</summary>
    internal virtual IEnumerable<Assertion> Targets => [];

    /// <summary>The content boxes; every reference must be resolved.</summary>
    internal abstract AssertionContent ToContent();

    /// <summary>A copy whose references by object are hashed URIs.</summary>
    internal virtual Assertion Resolve(Func<Assertion, HashedUri> resolve) => this;

    /// <summary>What breaks the rules of this assertion's own fields, in plain sentences with the clause.</summary>
    internal virtual IEnumerable<string> Violations() => [];
}
