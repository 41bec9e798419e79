using System.Diagnostics.CodeAnalysis;
using Provenance.Cbor;

namespace Provenance.Cryptography;

/// <summary>A COSE_Sign1 message (RFC 9052 §4.2, §13.2.2) that keeps the slices it was parsed from.</summary>
internal sealed partial class CoseSign1
{
    private const ulong Tag = 18;

    // A store can hold many tokens for one signature.
    private byte[]? _timestampMessage;

    private CoseSign1(CborValue message, bool isTagged, ReadOnlyMemory<byte> protectedBytes, CborValue protectedHeader, CborValue unprotectedHeader, CborValue payload, CborValue signature)
    {
        Message = message;
        IsTagged = isTagged;
        ProtectedBytes = protectedBytes;
        ProtectedHeader = protectedHeader;
        UnprotectedHeader = unprotectedHeader;
        Payload = payload;
        Signature = signature.AsBytes!.Value;
        EncodedSignature = signature.Encoded;
    }

    /// <summary>The message as it was read.</summary>
    public CborValue Message { get; }

    /// <summary>Whether the message carries tag 18, as C2PA demands (§13.2.3).</summary>
    public bool IsTagged { get; }

    /// <summary>The content of the protected header's byte string, as stored.</summary>
    public ReadOnlyMemory<byte> ProtectedBytes { get; }

    /// <summary>The protected header as a map.</summary>
    public CborValue ProtectedHeader { get; }

    /// <summary>The unprotected header as a map.</summary>
    public CborValue UnprotectedHeader { get; }

    /// <summary>The payload: a byte string, or null when detached.</summary>
    public CborValue Payload { get; }

    /// <summary>Whether the payload is nil; an empty byte string is not (§13.2.3).</summary>
    public bool IsDetached => Payload.IsNull;

    /// <summary>The signature.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>The signature as a CBOR byte string with its header, as stored: what <c>sigTst2</c> stamps.</summary>
    public ReadOnlyMemory<byte> EncodedSignature { get; }

    /// <summary>The COSE algorithm identifier from the protected header, or null when there is none there or it is not an integer.</summary>
    public long? AlgorithmIdentifier => ProtectedHeader[CoseHeaders.Algorithm]?.AsInt64;

    /// <summary>The algorithm, or null when C2PA does not allow it (<c>algorithm.unsupported</c>).</summary>
    public SigningAlgorithm? Algorithm => AlgorithmIdentifier is { } id ? SigningAlgorithm.Find(id) : null;

    /// <summary>Parses a message. Header values are not judged here, only structure.</summary>
    /// <param name="encoded">The content of the signature box.</param>
    /// <param name="limits">Nesting limit.</param>
    /// <param name="message">The message.</param>
    /// <param name="fault">Why not.</param>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, ParserLimits limits, [NotNullWhen(true)] out CoseSign1? message, [NotNullWhen(false)] out ReadingFault? fault)
    {
        message = null;
        if (!CborReading.TryParse(encoded, limits, out var root, out fault))
        {
            return false;
        }

        // RFC 9052 §4.2: tag 18 around an array of four. Another tag, or a tag around the tag, is another kind of message.
        bool tagged = root.TagNumber == Tag;
        var array = tagged ? root.TagContent! : root;
        if (array.Kind != CborKind.Array || array.Items.Count != 4)
        {
            fault = new("The signature is not a COSE_Sign1 array of four items.");
            return false;
        }

        if (array.Items[0].AsBytes is not { } protectedBytes)
        {
            fault = new("The protected header of the signature is not a byte string.");
            return false;
        }

        // RFC 9052 §3: an empty protected header is a zero-length byte string; an encoded empty map is accepted too.
        CborValue protectedHeader;
        if (protectedBytes.IsEmpty)
        {
            protectedHeader = CborValue.Map(Array.Empty<KeyValuePair<CborValue, CborValue>>());
        }
        else if (!CborReading.TryParse(protectedBytes, limits with { CborItemsRead = limits.CborItemsRead + root.ItemCount }, out protectedHeader!, out fault))
        {
            fault = fault with { Sentence = "The protected header of the signature cannot be read: " + fault.Sentence };
            return false;
        }

        if (protectedHeader.Kind != CborKind.Map || array.Items[1].Kind != CborKind.Map)
        {
            fault = new("A header of the signature is not a map.");
            return false;
        }

        if (FindRepeatedLabel(protectedHeader) is { } repeated || (repeated = FindRepeatedLabel(array.Items[1])!) is not null)
        {
            fault = new($"The header label {repeated} is not an integer or text, or occurs twice in one header of the signature.");
            return false;
        }

        if (array.Items[2] is { IsNull: false, Kind: not CborKind.ByteString })
        {
            fault = new("The payload of the signature is neither nil nor a byte string.");
            return false;
        }

        if (array.Items[3].Kind != CborKind.ByteString)
        {
            fault = new("The signature value is not a byte string.");
            return false;
        }

        message = new CoseSign1(root, tagged, protectedBytes, protectedHeader, array.Items[1], array.Items[2], array.Items[3]);
        fault = null;
        return true;
    }

    /// <summary>What is signed (RFC 9052 §4.4, §13.2.3): no external data, the payload as bytes.</summary>
    /// <param name="payload">The payload, for a claim signature the claim's bytes.</param>
    public byte[] SigStructure(ReadOnlyMemory<byte> payload) => CoseStructures.Signature1(ProtectedBytes, payload);

    /// <summary>What a <c>sigTst</c> time-stamp stamps (§10.3.2.5.2, version 1).</summary>
    /// <param name="claim">The claim's bytes.</param>
    public byte[] TimestampMessageV1(ReadOnlyMemory<byte> claim) => CoseStructures.CounterSignature(ProtectedBytes, claim);

    /// <summary>What a <c>sigTst2</c> time-stamp and a time-stamp assertion stamp (§10.3.2.5.2, version 2).</summary>
    public byte[] TimestampMessageV2() => _timestampMessage ??= CoseStructures.CounterSignature(ProtectedBytes, EncodedSignature);

    // The reader compares keys by their bytes; a label in a longer encoding would slip past it.
    private static string? FindRepeatedLabel(CborValue map)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, _) in map.Entries)
        {
            string? label = key.AsText is { } text ? "\"" + text + "\"" : key.Number?.ToString();
            if (label is null || !seen.Add(label))
            {
                return label ?? "of another kind";
            }
        }

        return null;
    }
}
