using System.Security.Cryptography;
using System.Text.Json;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Testing;

/// <content>Steps that change the COSE_Sign1 message of the claim signature (§13.2, §15.7).</content>
internal sealed partial class VectorManifest
{
    private readonly List<Func<CborValue, KeyValuePair<CborValue, CborValue>>> _unprotected = [];
    private readonly List<Func<CborValue, ReadOnlyMemory<byte>>> _finish = [];
    private Func<CborValue>? _protectedHeader;
    private CborValue? _message;
    private bool _hasNoSignature;

    private CborValue Unprotected(CborValue message)
    {
        _message = message;
        return CborValue.Map(_unprotected.Select(u => u(message)).ToArray());
    }

    private ReadOnlyMemory<byte> Finish(CborValue message)
    {
        ReadOnlyMemory<byte> bytes = message.Encoded;
        foreach (var step in _finish)
        {
            bytes = step(CborValue.TryParsePrefix(bytes, ParserLimits.Default, out _, out var value, out _) ? value : throw new InvalidDataException("Recipe: no CBOR any more."));
        }

        return bytes;
    }

    private bool ApplyCose(VectorStep step)
    {
        switch (step.Name)
        {
            case "signature.none":
                _hasNoSignature = true;
                return true;
            case "cose.protected":
                _protectedHeader = () => Protected(step);
                return true;
            case "cose.unprotected":
                foreach (var entry in step.Value("entries")!.Value.EnumerateArray())
                {
                    _unprotected.Add(_ => new(VectorValue.ToCbor(entry[0], this), VectorValue.ToCbor(entry[1], this)));
                }

                return true;
            case "cose.unprotectedChain":
                _unprotected.Add(_ => new(CborValue.Integer(33), ChainValue(step)));
                return true;
            case "cose.tag":
                _finish.Add(m => step.Number("tag") == 0 ? m.TagContent!.Encoded : CborValue.Tag((ulong)step.Number("tag"), m.TagContent!).Encoded);
                return true;
            case "cose.payload":
                _finish.Add(m => With(m, 2, step.Text("is") == "claim" ? CborValue.Bytes(_claim) : CborValue.Bytes(step.Hex("hex"))));
                return true;
            case "cose.append":
                _finish.Add(m => (byte[])[.. m.Encoded.Span, .. step.Hex("hex")]);
                return true;
            case "cose.replace":
                _finish.Add(_ => step.Hex("hex"));
                return true;
            case "cose.exponentOne":
                _finish.Add(m => With(m, 3, CborValue.Bytes(RsaForgery.ForExponentOne((RSA)Credential.Key.Algorithm!, m.TagContent!.Items[3].AsBytes!.Value.Span))));
                return true;
            case "cose.salt":
                _finish.Add(m => With(m, 3, CborValue.Bytes(RsaForgery.SignPss(
                    (RSA)Credential.Key.Algorithm!, Credential.Algorithm.Hash, step.Number("length"), CoseStructures.Signature1(m.TagContent!.Items[0].AsBytes!.Value, _claim)))));
                return true;
            case "cose.signature":
                _finish.Add(m => With(m, 3, CborValue.Bytes(Spoil(m.TagContent!.Items[3].AsBytes!.Value.ToArray(), step))));
                return true;
            default:
                return false;
        }
    }

    private static ReadOnlyMemory<byte> With(CborValue message, int index, CborValue value)
    {
        var items = message.TagContent!.Items.ToArray();
        items[index] = value;
        return CborValue.Tag(18, CborValue.Array(items)).Encoded;
    }

    private CborValue Protected(VectorStep step)
    {
        var entries = new List<KeyValuePair<CborValue, CborValue>>();
        var algorithm = step.Value("alg");
        if (algorithm?.ValueKind != JsonValueKind.Null)
        {
            entries.Add(new(CborValue.Integer(1), algorithm is { } json ? VectorValue.ToCbor(json, this) : CborValue.Integer(Credential.Algorithm.CoseIdentifier)));
        }

        if (step.Text("chain") != "none")
        {
            entries.Add(new(step.Text("chain") == "text" ? CborValue.Text("x5chain") : CborValue.Integer(33), ChainValue(step)));
        }

        foreach (var entry in step.Value("more")?.EnumerateArray().ToArray() ?? [])
        {
            entries.Add(new(VectorValue.ToCbor(entry[0], this), VectorValue.ToCbor(entry[1], this)));
        }

        return CborValue.Map(entries);
    }

    private CborValue ChainValue(VectorStep step)
    {
        byte[][] chain = [.. Credential.Chain.Select(c => c.RawData)];
        return step.Text("order") switch
        {
            "reversed" => List([.. chain.Reverse()]),
            "leaf" => CborValue.Bytes(chain[0]),
            "extra" => List([chain[0], TestPki.Stranger.Intermediate.RawData, .. chain[1..]]),
            "empty" => CborValue.Array(),
            "garbage" => CborValue.Bytes(new byte[] { 0x30, 0 }),
            "many" => List([.. Enumerable.Repeat(chain[0], step.Number("times"))]),
            _ => chain.Length == 1 ? CborValue.Bytes(chain[0]) : List(chain),
        };

        static CborValue List(byte[][] chain) => CborValue.Array(chain.Select(c => CborValue.Bytes(c)).ToArray());
    }

    private static byte[] Spoil(byte[] signature, VectorStep step)
    {
        int half = signature.Length / 2;
        switch (step.Require("is"))
        {
            case "flipped":
                signature[^1] ^= 1;
                return signature;
            case "short":
                return signature[..^1];
            case "long":
                return [.. signature, 0];
            case "empty":
                return [];
            case "r zero":
                signature.AsSpan(0, half).Clear();
                return signature;
            case "s zero":
                signature.AsSpan(half).Clear();
                return signature;
            case "r too large":
                signature.AsSpan(0, half).Fill(0xFF);
                return signature;
            case "der":
                return EcdsaDer(signature.AsSpan(0, half), signature.AsSpan(half));
            default:
                throw step.Bad("an unknown signature");
        }
    }

    private static byte[] EcdsaDer(ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(r.TrimStart((byte)0));
            writer.WriteIntegerUnsigned(s.TrimStart((byte)0));
        }

        return writer.Encode();
    }
}
