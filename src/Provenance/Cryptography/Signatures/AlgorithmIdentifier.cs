using System.Formats.Asn1;

namespace Provenance.Cryptography;

/// <summary>An AlgorithmIdentifier (RFC 5280 §4.1.1.2).</summary>
/// <param name="Oid">The algorithm.</param>
/// <param name="Parameters">The DER of the parameters, or empty when absent.</param>
/// <param name="Encoded">The DER of the whole.</param>
internal sealed record AlgorithmIdentifier(string Oid, ReadOnlyMemory<byte> Parameters, ReadOnlyMemory<byte> Encoded)
{
    private static ReadOnlySpan<byte> Null => [5, 0];

    /// <summary>Whether there are no parameters, or ASN.1 NULL.</summary>
    public bool HasNoParameters => Parameters.IsEmpty || Parameters.Span.SequenceEqual(Null);

    /// <summary>Reads one.</summary>
    /// <exception cref="AsnContentException">There is none.</exception>
    public static AlgorithmIdentifier Read(AsnReader reader)
    {
        var encoded = reader.PeekEncodedValue();
        var sequence = reader.ReadSequence();
        string oid = sequence.ReadObjectIdentifier();
        var parameters = sequence.HasData ? sequence.ReadEncodedValue() : default;
        sequence.ThrowIfNotEmpty();
        return new AlgorithmIdentifier(oid, parameters, encoded);
    }

    /// <summary>The parameters when they are an object identifier, else null.</summary>
    public string? ParametersAsOid()
    {
        if (Parameters.IsEmpty || Parameters.Span[0] != 6)
        {
            return null;
        }

        var reader = new AsnReader(Parameters, AsnEncodingRules.DER);
        return reader.ReadObjectIdentifier();
    }
}
