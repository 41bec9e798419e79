using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Testing;

/// <content>Steps that add time-stamps, a claimed time and revocation information (§10.3.2.5, §14.5.2, §15.8, §15.9).</content>
internal sealed partial class VectorManifest
{
    private bool ApplyTime(VectorStep step)
    {
        switch (step.Name)
        {
            case "time.stamp":
                string header = step.Text("header") ?? "sigTst2";
                _unprotected.Add(message => new(CborValue.Text(header), Container(step, message, header)));
                return true;
            case "time.claimed":
                _protectedHeader = () => CborValue.TryParse(
                    CoseSign1Builder.ProtectedHeader(Credential.Algorithm, Credential.Chain, step.Time("at")), ParserLimits.Default, out var header, out string? error)
                    ? header : throw new InvalidDataException(error);
                return true;
            case "ocsp":
                _unprotected.Add(_ => new(CborValue.Text("rVals"), CborValue.Map(("ocspVals", CborValue.Array(CborValue.Bytes(VectorTimes.OcspResponse(step, Credential)))))));
                return true;
            default:
                return false;
        }
    }

    private CborValue Container(VectorStep step, CborValue message, string header)
    {
        if (!CoseSign1.TryParse(message.Encoded, ParserLimits.Default, out var parsed, out var fault))
        {
            throw new InvalidDataException(fault.Sentence);
        }

        byte[] stamped = header == "sigTst" ? parsed.TimestampMessageV1(_claim) : parsed.TimestampMessageV2();
        var value = CborValue.Map(("val", CborValue.Bytes(VectorTimes.Token(step, stamped))));
        return CborValue.Map(("tstTokens", CborValue.Array(Enumerable.Repeat(value, step.Number("count", 1)).ToArray())));
    }
}
