using System.Text.Json;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <content>Steps that change the claim (§10.2, §15.6).</content>
internal sealed partial class VectorManifest
{
    private readonly Dictionary<string, JsonElement?> _claimMembers = new(StringComparer.Ordinal);
    private int _claimVersion = 2;
    private string? _claimLabel;
    private bool _hasNoClaim;
    private byte[] _claim = [];
    private Func<byte[], byte[]>? _editClaim;
    private Func<byte[], byte[]>? _tamperClaim;

    private byte[] EditClaim(byte[] claim) => _claim = _editClaim?.Invoke(claim) ?? claim;

    private bool ApplyClaim(VectorStep step)
    {
        switch (step.Name)
        {
            case "claim.set":
                _claimMembers[step.Require("member")] = step.Value("value") ?? throw step.Bad("no 'value'");
                return true;
            case "claim.remove":
                _claimMembers[step.Require("member")] = null;
                return true;
            case "claim.version":
                _claimVersion = step.Number("version");
                return true;
            case "claim.label":
                _claimLabel = step.Require("label");
                return true;
            case "claim.none":
                _hasNoClaim = true;
                return true;
            case "claim.another":
                _extraBoxes.Add(JumbfWriter.Superbox(JumbfTypes.Claim, step.Text("label") ?? "c2pa.claim", [], [JumbfWriter.Box("cbor", [0xA0])]));
                return true;
            case "claim.bytes":
                byte[] bytes = step.Hex("hex");
                _editClaim = step.Require("edit") switch
                {
                    "replace" => _ => bytes,
                    "append" => b => [.. b, .. bytes],
                    "truncate" => b => b[..^1],
                    "repeatKey" => b => [(byte)(b[0] + 1), .. b[1..], 0x63, .. "alg"u8, 0xF6],
                    "nest" => _ => [.. Enumerable.Repeat((byte)0x81, step.Number("times")), 0x80],
                    _ => throw step.Bad("an unknown edit"),
                };
                return true;
            case "claim.flip":
                _tamperClaim = b =>
                {
                    b[^1] ^= 1;
                    return b;
                };
                return true;
            default:
                return false;
        }
    }
}
