using System.Formats.Asn1;

namespace Provenance.Cryptography;

/// <summary>The nameConstraints extension (RFC 5280 §4.2.1.10): which names an authority may certify. What cannot be judged is refused.</summary>
internal sealed class NameConstraints
{
    // Real authorities name a few subtrees, real certificates a few names.
    private const int MaxComparisons = 16_384;

    private readonly List<GeneralName> _permitted = [];
    private readonly List<GeneralName> _excluded = [];

    private NameConstraints()
    {
    }

    /// <exception cref="AsnContentException">It cannot be read, or uses minimum or maximum, which RFC 5280 rules out.</exception>
    public static NameConstraints Read(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var constraints = new NameConstraints();
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            var target = (tag.TagClass, tag.TagValue) switch
            {
                (TagClass.ContextSpecific, 0) => constraints._permitted,
                (TagClass.ContextSpecific, 1) => constraints._excluded,
                _ => throw new AsnContentException("The name constraints hold something unknown."),
            };
            var subtrees = sequence.ReadSequence(tag);
            while (subtrees.HasData)
            {
                var subtree = subtrees.ReadSequence();
                target.Add(GeneralName.Read(subtree));
                subtree.ThrowIfNotEmpty();
            }
        }

        return constraints;
    }

    /// <summary>Whether every name of the certificate is allowed (RFC 5280 §6.1.3 (b) and (c)).</summary>
    /// <exception cref="AsnContentException">The names of the certificate cannot be read.</exception>
    public bool Allow(ParsedCertificate certificate)
    {
        var names = new List<GeneralName>();
        var subject = DistinguishedName.Read(certificate.Subject);
        if (!subject.IsEmpty)
        {
            names.Add(new GeneralName(GeneralName.Directory, certificate.Subject));
        }

        names.AddRange(subject.EmailAddresses.Select(e => new GeneralName(GeneralName.Email, System.Text.Encoding.ASCII.GetBytes(e))));
        if (certificate.Find(Oids.SubjectAlternativeName) is { } alternatives)
        {
            names.AddRange(GeneralName.ReadAll(alternatives.Value));
        }

        // Every name is held against every subtree.
        if ((long)names.Count * (_permitted.Count + _excluded.Count) > MaxComparisons)
        {
            throw new AsnContentException("There are too many names and constraints.");
        }

        return names.All(Allow);
    }

    private bool Allow(GeneralName name)
    {
        // A name that cannot be judged counts as excluded and as not permitted.
        if (_excluded.Any(e => e.Kind == name.Kind && Matches(name, e) is null or true))
        {
            return false;
        }

        var permitted = _permitted.Where(p => p.Kind == name.Kind).ToArray();
        return permitted.Length == 0 || permitted.Any(p => Matches(name, p) is true);
    }

    private static bool? Matches(GeneralName name, GeneralName subtree) => name.Kind switch
    {
        GeneralName.Directory => DistinguishedName.Read(name.Content).IsWithin(DistinguishedName.Read(subtree.Content)),
        GeneralName.Email => MatchesEmail(name.Text, subtree.Text),
        GeneralName.Dns => MatchesHost(name.Text, subtree.Text, exactCoversSubdomains: true),
        GeneralName.UniformResourceIdentifier => Uri.TryCreate(name.Text, UriKind.Absolute, out var uri) && uri.HostNameType == UriHostNameType.Dns
            ? MatchesHost(uri.IdnHost, subtree.Text, exactCoversSubdomains: false)
            : null,
        GeneralName.IPAddress => MatchesAddress(name.Content.Span, subtree.Content.Span),
        _ => null,
    };

    private static bool? MatchesEmail(string address, string constraint)
    {
        int at = address.LastIndexOf('@');
        if (at < 0)
        {
            return null;
        }

        return constraint.Contains('@', StringComparison.Ordinal)
            ? string.Equals(address, constraint, StringComparison.OrdinalIgnoreCase)
            : MatchesHost(address[(at + 1)..], constraint, exactCoversSubdomains: false);
    }

    // A leading dot means: only what is below. Without one a DNS constraint covers the domain and what is below, others the host alone.
    private static bool MatchesHost(string host, string constraint, bool exactCoversSubdomains)
    {
        host = host.TrimEnd('.');
        if (constraint.Length == 0)
        {
            return true;
        }

        if (constraint.StartsWith('.'))
        {
            return host.EndsWith(constraint, StringComparison.OrdinalIgnoreCase);
        }

        return string.Equals(host, constraint, StringComparison.OrdinalIgnoreCase)
            || (exactCoversSubdomains && host.EndsWith("." + constraint, StringComparison.OrdinalIgnoreCase));
    }

    private static bool? MatchesAddress(ReadOnlySpan<byte> address, ReadOnlySpan<byte> constraint)
    {
        if (address.Length is not (4 or 16) || constraint.Length is not (8 or 32))
        {
            return null;
        }

        if (constraint.Length != 2 * address.Length)
        {
            return false;
        }

        for (int i = 0; i < address.Length; i++)
        {
            byte mask = constraint[address.Length + i];
            if ((address[i] & mask) != (constraint[i] & mask))
            {
                return false;
            }
        }

        return true;
    }
}
