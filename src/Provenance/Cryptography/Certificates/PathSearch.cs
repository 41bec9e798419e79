namespace Provenance.Cryptography;

/// <summary>A depth-first search for a certification path from a leaf to an anchor, bounded in steps, depth and signature checks.</summary>
internal sealed class PathSearch
{
    private readonly IReadOnlyList<ParsedCertificate> _intermediates;
    private readonly IReadOnlyList<TrustAnchor> _anchors;
    private readonly DateTimeOffset _time;
    private readonly SignatureVerifier _verifier;
    private readonly List<ParsedCertificate> _path = [];
    private int _steps;
    private CertificatePath? _outsideValidity;
    private string? _problem;

    private PathSearch(IReadOnlyList<ParsedCertificate> intermediates, IReadOnlyList<TrustAnchor> anchors, DateTimeOffset time, SignatureVerifier verifier)
    {
        _intermediates = intermediates;
        _anchors = anchors;
        _time = time;
        _verifier = verifier;
    }

    /// <summary>Searches.</summary>
    /// <param name="leaf">Where the path starts.</param>
    /// <param name="intermediates">Untrusted certificates that may help.</param>
    /// <param name="anchors">The anchors that count for the purpose and the time.</param>
    /// <param name="time">When every certificate must be valid.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public static CertificatePath Find(
        ParsedCertificate leaf, IReadOnlyList<ParsedCertificate> intermediates, IReadOnlyList<TrustAnchor> anchors, DateTimeOffset time, SignatureVerifier verifier)
    {
        var search = new PathSearch(intermediates, anchors, time, verifier);
        search._path.Add(leaf);
        return search.Extend()
            ?? search._outsideValidity
            ?? new CertificatePath { Outcome = PathOutcome.Untrusted, Certificates = search.Reach(leaf), Reason = search._problem ?? search.Explain(leaf) };
    }

    private CertificatePath? Extend()
    {
        var current = _path[^1];
        foreach (var (certificate, anchor) in Ordered(AnchorsFor(current), a => a.Certificate, current))
        {
            if (Issued(current, certificate) && Finish(certificate, anchor) is { } found)
            {
                return found;
            }
        }

        // An anchor comes out of a trust list, not out of the chain that the limit is about.
        if (_path.Count >= _verifier.Limits.MaxCertificatesInChain)
        {
            return null;
        }

        foreach (var issuer in Ordered(_intermediates, i => i, current))
        {
            if (_path.Exists(p => p.IsSameAs(issuer)) || !Issued(current, issuer))
            {
                continue;
            }

            _path.Add(issuer);
            var found = Extend();
            _path.RemoveAt(_path.Count - 1);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    // Lists hold dozens of anchors and one is needed: only those of the right name are taken apart.
    private List<(ParsedCertificate Certificate, TrustAnchor Anchor)> AnchorsFor(ParsedCertificate subject)
    {
        var found = new List<(ParsedCertificate, TrustAnchor)>();
        foreach (var anchor in _anchors)
        {
            if (subject.Issuer.Span.SequenceEqual(anchor.Certificate.SubjectName.RawData) && _verifier.Parse(anchor) is { } certificate)
            {
                found.Add((certificate, anchor));
            }
        }

        return found;
    }

    private CertificatePath? Finish(ParsedCertificate certificate, TrustAnchor anchor)
    {
        ParsedCertificate[] path = [.. _path, certificate];
        if (PathValidation.Check(path) is { } problem)
        {
            _problem ??= problem;
            return null;
        }

        // §15.7, §15.8.2: the validity of the whole chain counts, the leaf's, every authority's and the anchor's.
        if (path.FirstOrDefault(c => !c.IsValidAt(_time)) is { } outside)
        {
            _outsideValidity ??= new CertificatePath
            {
                Outcome = PathOutcome.OutsideValidity,
                Certificates = path,
                Anchor = anchor,
                Reason = FormattableString.Invariant(
                    $"The certificate of {PathValidation.Name(outside)} is valid from {outside.NotBefore.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z to {outside.NotAfter.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, not at {_time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."),
            };
            return null;
        }

        return new CertificatePath
        {
            Outcome = PathOutcome.Trusted,
            Certificates = path,
            Anchor = anchor,
            Reason = $"The certificate chains to the trust anchor {PathValidation.Name(certificate)}.",
        };
    }

    // RFC 5280 §6.1.3 (a)(4): names chain, byte for byte; then the signature, which is what costs.
    private bool Issued(ParsedCertificate subject, ParsedCertificate issuer)
    {
        if (!subject.Issuer.Span.SequenceEqual(issuer.Subject.Span) || !issuer.MayIssue)
        {
            return false;
        }

        if (++_steps > _verifier.Limits.MaxPathSteps)
        {
            _problem = ExceededLimit.Sentence("The certificates allow too many paths; the search was given up", _verifier.Limits.MaxPathSteps);
            return false;
        }

        var verdict = _verifier.VerifyIssued(subject, issuer);
        _problem ??= verdict switch
        {
            SignatureVerdict.Invalid => $"The certificate of {PathValidation.Name(subject)} is not signed by {PathValidation.Name(issuer)}, which it names as its issuer.",
            SignatureVerdict.KeyNotAllowed => $"The certificate of {PathValidation.Name(subject)} is signed in a way the standard does not allow.",
            SignatureVerdict.Unsupported => $"The signature of the certificate of {PathValidation.Name(subject)} cannot be verified on this machine.",
            SignatureVerdict.LimitReached => ExceededLimit.Sentence("The search for a trust anchor needs too many signature verifications", _verifier.Limits.MaxSignatureChecks),
            _ => null,
        };
        return verdict == SignatureVerdict.Valid;
    }

    // Key identifiers are hints (RFC 5280 §4.2.1.1): they decide who is tried first.
    private static IEnumerable<T> Ordered<T>(IReadOnlyList<T> candidates, Func<T, ParsedCertificate> certificate, ParsedCertificate subject) =>
        subject.AuthorityKeyIdentifier is not { } wanted || candidates.Count < 2
            ? candidates
            : candidates.OrderBy(c => certificate(c).SubjectKeyIdentifier is { } identifier && identifier.Span.SequenceEqual(wanted.Span) ? 0 : 1);

    // As far as the given certificates reach: their validity counts even when nobody trusts them.
    private List<ParsedCertificate> Reach(ParsedCertificate leaf)
    {
        var reach = new List<ParsedCertificate> { leaf };
        while (reach.Count < _verifier.Limits.MaxCertificatesInChain
            && Ordered(_intermediates, i => i, reach[^1]).FirstOrDefault(i =>
                !reach.Exists(r => r.IsSameAs(i))
                && reach[^1].Issuer.Span.SequenceEqual(i.Subject.Span)
                && _verifier.VerifyIssued(reach[^1], i) == SignatureVerdict.Valid) is { } next)
        {
            reach.Add(next);
        }

        return reach;
    }

    private string Explain(ParsedCertificate leaf)
    {
        var last = Reach(leaf)[^1];
        string issuer = last.X509.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, forIssuer: true);
        return last.IsSelfIssued
            ? $"The certificate of {PathValidation.Name(last)} is self-signed and not a trust anchor."
            : $"The issuer \"{issuer}\" is not a trust anchor for this purpose and time.";
    }
}
