using System.Text.Json;
using Provenance.Cryptography;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <summary>
/// A manifest of a recipe: a right one (created by a model, bound to the file, signed by the default signer), changed step by step. Each area of steps
/// is a part of this type in a file of its own.
/// </summary>
internal sealed partial class VectorManifest
{
    private readonly VectorStep[] _steps;
    private string _label;
    private Guid _contentType = JumbfTypes.StandardManifest;
    private string? _compression;
    private readonly List<byte[]> _extraBoxes = [];
    private TestManifest? _built;

    public VectorManifest(VectorRecipe recipe, string name, int number, VectorStep[] steps)
    {
        Recipe = recipe;
        Name = name;
        _steps = steps;
        _label = $"urn:c2pa:00000000-0000-4000-8000-{number:x12}";
        _assertions =
        [
            new("c2pa.actions.v2", Cbor("c2pa.actions.v2", """{"actions":[{"action":"c2pa.created","digitalSourceType":"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"}]}""")),
            new("c2pa.hash.bmff.v3", Cbor("c2pa.hash.bmff.v3", """
                {"alg":"sha256","name":"vector","hash":{"$mediaHash":true},"exclusions":[
                  {"xpath":"/uuid","data":[{"offset":8,"value":{"$bytes":"d8fec3d61b0e483c92975828877ec481"}}]},{"xpath":"/ftyp"},{"xpath":"/mfra"}]}
                """)),
        ];
    }

    public VectorRecipe Recipe { get; }

    public string Name { get; }

    /// <summary>The manifest as it stands in the store.</summary>
    public TestManifest Built => _built ??= Build();

    /// <summary>The claim signature, parsed; only where it can be.</summary>
    public CoseSign1 Signature
    {
        get
        {
            _ = Built.ToBox();
            return CoseSign1.TryParse(_message!.Encoded, ParserLimits.Default, out var message, out var fault) ? message : throw new InvalidDataException(fault.Sentence);
        }
    }

    private TestManifest Build()
    {
        foreach (var step in _steps)
        {
            Apply(step);
        }

        return new TestManifest
        {
            Label = _label,
            ContentType = _contentType,
            ClaimVersion = _claimVersion,
            ClaimLabel = _claimLabel,
            Assertions = [.. _assertions.Where(a => !a.IsRemoved).Select(a => a.Built(this))],
            ClaimMembers = _claimMembers.ToDictionary(m => m.Key, m => m.Value is { } json ? VectorValue.ToCbor(json, this) : null, StringComparer.Ordinal),
            EditClaimBytes = EditClaim,
            TamperClaimBytes = _tamperClaim,
            Credential = Credential,
            ProtectedHeader = _protectedHeader?.Invoke(),
            UnprotectedHeader = Unprotected,
            EditSignature = Finish,
            HasNoSignature = _hasNoSignature,
            HasNoClaim = _hasNoClaim,
            ExtraBoxes = _extraBoxes,
        };
    }

    /// <summary>The manifest box as it goes into the store.</summary>
    public byte[] ToBox()
    {
        byte[] box = Built.ToBox();
        return _compression is { } kind ? VectorCompression.Compress(box, _label, kind) : box;
    }

    private void Apply(VectorStep step)
    {
        string area = step.Name.Split('.')[0];
        bool known = area switch
        {
            "manifest" => ApplyManifest(step),
            "claim" => ApplyClaim(step),
            "assertion" or "actions" or "ingredient" => ApplyAssertion(step),
            "cose" or "signature" => ApplyCose(step),
            "signer" => ApplySigner(step),
            "time" or "ocsp" => ApplyTime(step),
            _ => false,
        };
        if (!known)
        {
            throw step.Bad("an unknown step");
        }
    }

    private bool ApplyManifest(VectorStep step)
    {
        switch (step.Name)
        {
            case "manifest.label":
                _label = step.Require("label");
                return true;
            case "manifest.type":
                _contentType = step.Require("type") switch
                {
                    "update" => JumbfTypes.UpdateManifest,
                    "legacy" => JumbfTypes.LegacyStandardManifest,
                    "json" => JumbfTypes.Json,
                    _ => throw step.Bad("an unknown type"),
                };
                return true;
            case "manifest.compress":
                _compression = step.Text("kind") ?? "good";
                return true;
            case "manifest.box":
                _extraBoxes.Add(step.Has("hex") ? step.Hex("hex") : JumbfWriter.Superbox(JumbfTypes.Json, step.Require("label"), [], [JumbfWriter.Box("json", "{}"u8)]));
                return true;
            default:
                return false;
        }
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
