using System.Buffers.Binary;
using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// Writes verifiable segment infos (§19.4.1) in their <c>emsg</c> boxes. All but the number, the hash, the time and the signature is the same in every segment
/// and was encoded once; a box has a length that is known before the segment is hashed, because it moves what is hashed.
/// </summary>
internal sealed class SegmentInfoWriter
{
    private const int TagAndArray = 2;

    // Seconds since 1970 until 2106; what comes later needs a longer form of the number.
    private const int ClaimedTimeLength = 4;

    private readonly SessionKeySigner _key;
    private readonly byte[] _protected;
    private readonly byte[] _unprotected;
    private readonly byte[] _payload;
    private readonly int _hashAt;
    private readonly int _hashLength;
    private readonly int _signatureLength;
    private readonly byte[] _structure;

    /// <summary>Encodes what does not change.</summary>
    /// <param name="key">Signs.</param>
    /// <param name="identifier">Its identifier.</param>
    /// <param name="algorithm">The hash of segments.</param>
    /// <param name="manifestLabel">The manifest that the segments belong to.</param>
    /// <param name="manifest">Where it can be had, or null.</param>
    public SegmentInfoWriter(SessionKeySigner key, ReadOnlyMemory<byte> identifier, HashAlgorithmName algorithm, string manifestLabel, HashedExternalUri? manifest)
    {
        _key = key;
        _signatureLength = SessionKeyMaking.SignatureLength(key);
        _protected = CborValue.Map(
            KeyValuePair.Create(CborValue.Integer(CoseHeaders.Algorithm), CborValue.Integer(key.Algorithm.CoseIdentifier)),
            KeyValuePair.Create(CborValue.Integer(CoseHeaders.CwtClaims), CborValue.Map(KeyValuePair.Create(CborValue.Integer(CoseHeaders.IssuedAt), CborValue.Integer(uint.MaxValue)))))
            .Encoded.ToArray();
        _unprotected = CborValue.Map(KeyValuePair.Create(CborValue.Integer(CoseHeaders.KeyIdentifier), CborValue.Bytes(identifier))).Encoded.ToArray();

        // In the order of deterministic encoding: bmffHash with alg and hash first, and last of all the number, of one byte here.
        _hashLength = ContentHash.Length(algorithm);
        byte[] marker = new byte[_hashLength];
        marker.AsSpan().Fill(0xA5);
        var hash = BmffHashAssertion.Flat(algorithm, marker) with { Exclusions = SegmentInfo.Exclusions };
        _payload = CborValue.Map(
            ("bmffHash", hash.ToCbor()),
            ("manifestId", CborValue.Text(manifestLabel)),
            ("manifestUri", manifest?.ToCbor()),
            ("sequenceNumber", CborValue.Integer(0))).Encoded.ToArray()[..^1];
        _hashAt = _payload.AsSpan().IndexOf(marker);
        _structure = new byte[Start.Length + Bytes(_protected.Length) + 1 + Bytes(_payload.Length + CborHead.Length(ulong.MaxValue))];
    }

    // RFC 9052 §4.4: an array of four, the context first.
    private static ReadOnlySpan<byte> Start => [0x84, 0x6A, (byte)'S', (byte)'i', (byte)'g', (byte)'n', (byte)'a', (byte)'t', (byte)'u', (byte)'r', (byte)'e', (byte)'1'];

    /// <summary>Length of the box of a segment, in bytes.</summary>
    public int LengthFor(ulong sequenceNumber) => EmsgBox.LengthOf(SegmentInfo.Scheme, SegmentInfo.Value, MessageLength(sequenceNumber));

    /// <summary>Writes and signs the box of a segment.</summary>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="digest">Its hash with the box in its place.</param>
    /// <param name="segment">How long it lasts.</param>
    /// <param name="claimedTime">When it is signed, for the <c>iat</c> header.</param>
    /// <param name="cancellationToken">Ends the wait for the signature.</param>
    /// <exception cref="SigningException">The session key failed.</exception>
    public async ValueTask<byte[]> WriteAsync(ulong sequenceNumber, ReadOnlyMemory<byte> digest, LiveMediaSegment segment, DateTimeOffset claimedTime, CancellationToken cancellationToken)
    {
        byte[] box = new byte[LengthFor(sequenceNumber)];
        BinaryPrimitives.WriteUInt32BigEndian(_protected.AsSpan(_protected.Length - ClaimedTimeLength), checked((uint)claimedTime.ToUnixTimeSeconds()));
        int toBeSigned = Compose(box, sequenceNumber, digest.Span, segment);
        var signature = await _key.SignAsync(_structure.AsMemory(0, toBeSigned), cancellationToken).ConfigureAwait(false);
        if (signature.Length != _signatureLength)
        {
            throw new SigningException(SigningFault.SignerFailed, $"The session key answered with {signature.Length} bytes, which is not a signature of {_key.Algorithm}.");
        }

        signature.CopyTo(box.AsMemory(box.Length - _signatureLength));
        return box;
    }

    private static int Bytes(int length) => CborHead.Length((ulong)length) + length;

    private static int WriteBytes(Span<byte> destination, ReadOnlySpan<byte> bytes)
    {
        int head = CborHead.Write(destination, CborHead.ByteString, (ulong)bytes.Length);
        bytes.CopyTo(destination[head..]);
        return head + bytes.Length;
    }

    private int MessageLength(ulong sequenceNumber) =>
        TagAndArray + Bytes(_protected.Length) + _unprotected.Length + Bytes(_payload.Length + CborHead.Length(sequenceNumber)) + Bytes(_signatureLength);

    private int Compose(Span<byte> box, ulong sequenceNumber, ReadOnlySpan<byte> digest, LiveMediaSegment segment)
    {
        int at = EmsgBox.Write(box, SegmentInfo.Scheme, SegmentInfo.Value, segment.Timescale, segment.Duration, (uint)sequenceNumber);
        box[at++] = 0xD2;
        box[at++] = 0x84;
        at += WriteBytes(box[at..], _protected);
        _unprotected.CopyTo(box[at..]);
        at += _unprotected.Length;
        int payloadLength = _payload.Length + CborHead.Length(sequenceNumber);
        int start = at;
        at += CborHead.Write(box[at..], CborHead.ByteString, (ulong)payloadLength);
        _payload.CopyTo(box[at..]);
        digest.CopyTo(box[(at + _hashAt)..]);
        CborHead.Write(box[(at + _payload.Length)..], CborHead.UnsignedInteger, sequenceNumber);
        at += payloadLength;
        CborHead.Write(box[at..], CborHead.ByteString, (ulong)_signatureLength);

        // What is signed ends with the payload as it stands in the box.
        Span<byte> structure = _structure;
        Start.CopyTo(structure);
        int length = Start.Length;
        length += WriteBytes(structure[length..], _protected);
        structure[length++] = 0x40;
        box[start..at].CopyTo(structure[length..]);
        return length + (at - start);
    }
}
