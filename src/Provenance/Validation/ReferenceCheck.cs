using Provenance.Cryptography;
using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>How a hashed URI fares.</summary>
internal enum ReferenceVerdict
{
    /// <summary>The box is there and its hash is the one stated.</summary>
    Match,

    /// <summary>There is no such box, or more than one.</summary>
    Missing,

    /// <summary>The box is there with another hash.</summary>
    Mismatch,

    /// <summary>The hash algorithm is missing or not allowed (§15.4).</summary>
    UnsupportedAlgorithm,
}

/// <summary>A hashed URI after it was followed.</summary>
/// <param name="Verdict">How it fares.</param>
/// <param name="Box">The box it names, or null when there is none.</param>
/// <param name="Url">The absolute form of the URI, or the text as written when it is no JUMBF URI.</param>
/// <param name="ManifestLabel">The manifest it names, or null when it is no JUMBF URI.</param>
internal sealed record FollowedReference(ReferenceVerdict Verdict, JumbfSuperbox? Box, string Url, string? ManifestLabel)
{
    /// <summary>Follows a hashed URI (§8.4.2, §15.4.2).</summary>
    /// <param name="context">The validation.</param>
    /// <param name="from">The manifest that contains the reference.</param>
    /// <param name="url">The URI as written.</param>
    /// <param name="hash">The hash as written; null (absent) never matches.</param>
    /// <param name="algorithms">Where <c>alg</c> may stand, the nearest first; the claim's comes last by itself.</param>
    public static FollowedReference Follow(ValidationContext context, Manifest from, string? url, ReadOnlyMemory<byte>? hash, params ReadOnlySpan<string?> algorithms)
    {
        if (!JumbfUri.TryParse(url, out var uri))
        {
            return new(ReferenceVerdict.Missing, null, url ?? string.Empty, null);
        }

        string label = uri.ManifestLabel ?? from.Label;
        string absolute = JumbfUri.Absolute(label, uri.Path).Text;
        if (context.Store.Resolve(uri, from) is not { } box)
        {
            return new(ReferenceVerdict.Missing, null, absolute, label);
        }

        // §15.4.2: the structure itself, the nearest enclosing one, the claim; no default.
        string? name = from.Claim?.Algorithm;
        foreach (string? candidate in algorithms)
        {
            if (candidate is not null)
            {
                name = candidate;
                break;
            }
        }

        if (ContentHash.Find(name) is not { } algorithm)
        {
            return new(ReferenceVerdict.UnsupportedAlgorithm, box, absolute, label);
        }

        bool match = hash is { } stated && context.Digests.Digest(box, algorithm).SequenceEqual(stated.Span);
        return new(match ? ReferenceVerdict.Match : ReferenceVerdict.Mismatch, box, absolute, label);
    }
}
