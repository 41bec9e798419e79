using System.Formats.Asn1;
using System.Numerics;

namespace Provenance.Cryptography;

/// <summary>What a time-stamp token states (RFC 3161 §2.4.2).</summary>
internal sealed record TstInfo
{
    /// <summary>Object identifier of the policy under which the time-stamp was made.</summary>
    public required string Policy { get; init; }

    /// <summary>Object identifier of the imprint's hash.</summary>
    public required string ImprintAlgorithm { get; init; }

    /// <summary>The imprint.</summary>
    public required ReadOnlyMemory<byte> Imprint { get; init; }

    /// <summary>The attested time.</summary>
    public required DateTimeOffset GenTime { get; init; }

    /// <summary>The nonce of the request, or null.</summary>
    public BigInteger? Nonce { get; init; }

    /// <summary>Reads one.</summary>
    /// <exception cref="AsnContentException">It is not one.</exception>
    public static TstInfo Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new AsnReader(encoded, AsnEncodingRules.BER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        if (!sequence.TryReadInt32(out int version) || version != 1)
        {
            throw new AsnContentException("The time-stamp is of an unknown version.");
        }

        string policy = sequence.ReadObjectIdentifier();
        var imprint = sequence.ReadSequence();
        string algorithm = AlgorithmIdentifier.Read(imprint).Oid;
        byte[] digest = imprint.ReadOctetString();
        imprint.ThrowIfNotEmpty();
        sequence.ReadIntegerBytes();

        // RFC 3161 §2.4.2: genTime is in UTC and says so. Without the Z it would be local time, of whichever machine looks.
        if (sequence.PeekContentBytes().Span is not [.., (byte)'Z'])
        {
            throw new AsnContentException("The time of the time-stamp is not in UTC.");
        }

        var genTime = sequence.ReadGeneralizedTime();
        BigInteger? nonce = null;
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            if (tag.HasSameClassAndValue(Asn1Tag.Integer))
            {
                nonce = sequence.ReadInteger();
            }
            else if (tag is { TagClass: TagClass.ContextSpecific, TagValue: 1 })
            {
                RefuseCriticalExtensions(sequence.ReadSequence(tag));
            }
            else
            {
                // accuracy, ordering and the name of the authority decide nothing here.
                sequence.ReadEncodedValue();
            }
        }

        return new TstInfo { Policy = policy, ImprintAlgorithm = algorithm, Imprint = digest, GenTime = genTime, Nonce = nonce };
    }

    private static void RefuseCriticalExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
            {
                throw new AsnContentException("The time-stamp has a critical extension that is not understood.");
            }
        }
    }
}
