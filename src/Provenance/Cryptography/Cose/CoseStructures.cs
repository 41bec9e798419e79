using Provenance.Cbor;

namespace Provenance.Cryptography;

/// <summary>The in-memory structures that are signed and time-stamped (RFC 9052 §4.4, §13.2.3, §10.3.2.5.2).</summary>
internal static class CoseStructures
{
    /// <summary>The Sig_structure of a COSE_Sign1.</summary>
    public static byte[] Signature1(ReadOnlyMemory<byte> protectedBytes, ReadOnlyMemory<byte> payload) => Structure("Signature1", protectedBytes, payload);

    /// <summary>The structure of a counter signature, as time-stamps use it.</summary>
    public static byte[] CounterSignature(ReadOnlyMemory<byte> protectedBytes, ReadOnlyMemory<byte> payload) => Structure("CounterSignature", protectedBytes, payload);

    /// <summary>The message of a <c>sigTst2</c> time-stamp: a counter signature over the signature's own CBOR byte string.</summary>
    public static byte[] TimestampV2(ReadOnlyMemory<byte> protectedBytes, ReadOnlyMemory<byte> signature) =>
        CounterSignature(protectedBytes, CborValue.Bytes(signature).Encoded);

    private static byte[] Structure(string context, ReadOnlyMemory<byte> protectedBytes, ReadOnlyMemory<byte> payload) =>
        CborValue.Array(CborValue.Text(context), CborValue.Bytes(protectedBytes), CborValue.Bytes(default), CborValue.Bytes(payload)).Encoded.ToArray();
}
