using Provenance.Cbor;

namespace Provenance;

/// <summary>
/// A reference from one assertion to another of the same manifest. A definition refers by object, and the hashed URI (§8.4.2) is made when the
/// manifest is; what was read from a manifest refers by hashed URI.
/// </summary>
public sealed record AssertionReference
{
    private AssertionReference(HashedUri? uri, Assertion? target)
    {
        Uri = uri;
        Target = target;
    }

    /// <summary>The hashed URI, or null for a reference by object.</summary>
    public HashedUri? Uri { get; }

    /// <summary>The assertion referred to, or null for what was read. One that the definition does not list is added to the manifest beside the one that refers to it.</summary>
    public Assertion? Target { get; }

    /// <summary>Refers by hashed URI.</summary>
    public static AssertionReference FromHashedUri(HashedUri uri) => new(uri ?? throw new ArgumentNullException(nameof(uri)), null);

    /// <summary>Refers by object.</summary>
    public static AssertionReference FromAssertion(Assertion target) => new(null, target ?? throw new ArgumentNullException(nameof(target)));

    /// <summary>Refers by hashed URI.</summary>
    public static implicit operator AssertionReference(HashedUri uri) => FromHashedUri(uri);

    /// <summary>Refers by object.</summary>
    public static implicit operator AssertionReference(Assertion target) => FromAssertion(target);

    /// <summary>Reads a <c>hashed-uri-map</c> with no members beside its own; null when it is something else.</summary>
    internal static AssertionReference? FromCbor(CborValue value) =>
        value.Entries.All(e => e.Key.AsText is "url" or "alg" or "hash") && HashedUri.FromCbor(value) is { } uri ? FromHashedUri(uri) : null;

    internal CborValue ToCbor() => Uri?.ToCbor() ?? throw new InvalidOperationException("The reference has not been resolved to a hashed URI yet.");

    internal AssertionReference Resolve(Func<Assertion, HashedUri> resolve) => Target is null ? this : FromHashedUri(resolve(Target));
}
