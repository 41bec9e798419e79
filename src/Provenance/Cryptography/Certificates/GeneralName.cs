using System.Formats.Asn1;

namespace Provenance.Cryptography;

/// <summary>A GeneralName (RFC 5280 §4.2.1.6).</summary>
/// <param name="Kind">The tag number of the choice.</param>
/// <param name="Content">For a directory name the DER of the Name; for the others the content octets.</param>
internal sealed record GeneralName(int Kind, ReadOnlyMemory<byte> Content)
{
    public const int Email = 1;
    public const int Dns = 2;
    public const int Directory = 4;
    public const int UniformResourceIdentifier = 6;
    public const int IPAddress = 7;

    public string Text => System.Text.Encoding.ASCII.GetString(Content.Span);

    /// <exception cref="AsnContentException">There is none.</exception>
    public static GeneralName Read(AsnReader reader)
    {
        var tag = reader.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific)
        {
            throw new AsnContentException("A general name was expected.");
        }

        if (tag.TagValue == Directory)
        {
            // Name is a CHOICE, so its tag is explicit.
            var inner = reader.ReadSequence(tag);
            var name = inner.ReadEncodedValue();
            inner.ThrowIfNotEmpty();
            return new GeneralName(Directory, name);
        }

        return new GeneralName(tag.TagValue, tag.IsConstructed ? reader.ReadEncodedValue() : reader.ReadOctetString(tag));
    }

    /// <summary>A SEQUENCE OF GeneralName.</summary>
    /// <exception cref="AsnContentException">It is not one.</exception>
    public static IReadOnlyList<GeneralName> ReadAll(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var names = new List<GeneralName>();
        while (sequence.HasData)
        {
            names.Add(Read(sequence));
        }

        return names;
    }
}
