using System.Formats.Asn1;

namespace Provenance.Cryptography;

/// <summary>One attribute of a name.</summary>
/// <param name="Type">The object identifier.</param>
/// <param name="Text">The value, or null when it is not text.</param>
internal sealed record NameAttribute(string Type, string? Text);

/// <summary>A distinguished name taken apart so that names can be compared as RFC 5280 §7.1 asks: without regard to case, string type and repeated spaces.</summary>
internal sealed class DistinguishedName
{
    private readonly List<string> _relativeNames;

    private DistinguishedName(List<string> relativeNames, List<NameAttribute> attributes)
    {
        _relativeNames = relativeNames;
        Attributes = attributes;
        EmailAddresses = [.. attributes.Where(a => a.Type == Oids.EmailAddress).Select(a => a.Text).OfType<string>()];
    }

    /// <summary>Every attribute, in the order of the name.</summary>
    public IReadOnlyList<NameAttribute> Attributes { get; }

    public bool IsEmpty => _relativeNames.Count == 0;

    /// <summary>The emailAddress attributes, which name constraints treat as e-mail names too (RFC 5280 §4.2.1.10).</summary>
    public IReadOnlyList<string> EmailAddresses { get; }

    /// <summary>Whether this name lies in the subtree: its first parts are the subtree's.</summary>
    public bool IsWithin(DistinguishedName subtree) =>
        subtree._relativeNames.Count <= _relativeNames.Count
        && subtree._relativeNames.Select((part, i) => string.Equals(part, _relativeNames[i], StringComparison.Ordinal)).All(same => same);

    /// <exception cref="AsnContentException">It is not a name.</exception>
    public static DistinguishedName Read(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var parts = new List<string>();
        var all = new List<NameAttribute>();
        while (sequence.HasData)
        {
            var set = sequence.ReadSetOf();
            var attributes = new List<string>();
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                string type = attribute.ReadObjectIdentifier();
                string? text = TryReadText(attribute.PeekEncodedValue());
                attributes.Add(type + "=" + (text is null ? "#" + Convert.ToHexString(attribute.PeekEncodedValue().Span) : Normalise(text)));
                all.Add(new NameAttribute(type, text));
                attribute.ReadEncodedValue();
                attribute.ThrowIfNotEmpty();
            }

            attributes.Sort(StringComparer.Ordinal);
            parts.Add(string.Join('\u0001', attributes));
        }

        return new DistinguishedName(parts, all);
    }

    private static string? TryReadText(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var tag = reader.PeekTag();
        if (tag.TagClass != TagClass.Universal)
        {
            return null;
        }

        var type = (UniversalTagNumber)tag.TagValue;
        return type is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or UniversalTagNumber.BMPString or UniversalTagNumber.T61String
            ? reader.ReadCharacterString(type)
            : null;
    }

    private static string Normalise(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
