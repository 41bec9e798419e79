using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>Finds and reads the claim of a manifest (§15.6). Leniently: what a rule asks of its members is for validation to say.</summary>
internal static class ClaimReader
{
    /// <summary>The label of a version 2 claim.</summary>
    public const string Label = "c2pa.claim.v2";

    /// <summary>The label of a version 1 claim.</summary>
    public const string LegacyLabel = "c2pa.claim";

    /// <summary>Reads the claim; exactly one of the two results is not null.</summary>
    public static (Claim? Claim, ValidationStatus? Fault) Read(JumbfSuperbox manifest, string manifestLabel, ParserLimits limits)
    {
        // §15.6.1: by label and type. A second box of the type is a second claim, whatever its label.
        var boxes = manifest.Children.Where(c => c.ContentType == JumbfTypes.Claim).ToArray();
        string manifestUrl = JumbfUri.Absolute(manifestLabel).Text;
        if (boxes.Length > 1)
        {
            return (null, new ValidationStatus(ValidationStatusCode.ClaimMultiple, manifestUrl));
        }

        if (boxes is not [var box] || box.Label is not (Label or LegacyLabel) || !box.Description.IsRequestable)
        {
            return (null, new ValidationStatus(ValidationStatusCode.ClaimMissing, manifestUrl));
        }

        string url = JumbfUri.Absolute(manifestLabel, box.Label).Text;
        if (box.Boxes is not [{ Type: "cbor" } content] || box.Children.Count != 0)
        {
            return (null, new ValidationStatus(ValidationStatusCode.ClaimCborInvalid, url, "The claim box does not hold one CBOR box."));
        }

        if (!CborReading.TryParse(content.Payload, limits, out var value, out var fault))
        {
            return (null, ValidationStatus.Of(fault, ValidationStatusCode.ClaimCborInvalid, url));
        }

        if (value.Kind != CborKind.Map)
        {
            return (null, new ValidationStatus(ValidationStatusCode.ClaimMalformed, url, "The claim is not a map."));
        }

        return (Interpret(value, content.Payload, url, box.Label == Label ? 2 : 1), null);
    }

    private static Claim Interpret(CborValue value, ReadOnlyMemory<byte> bytes, string url, int version)
    {
        var generator = value["claim_generator_info"];
        return new Claim
        {
            Version = version,
            Url = url,
            Bytes = bytes,
            Content = value,
            InstanceId = value["instanceID"]?.AsText,
            Title = value["dc:title"]?.AsText,
            Algorithm = value["alg"]?.AsText,
            ClaimGenerator = ClaimGeneratorInfo.FromCbor(generator is { Kind: CborKind.Array } ? generator.Items.FirstOrDefault() : generator)
                ?? (version == 1 && value["claim_generator"]?.AsText is { Length: > 0 } agent ? new ClaimGeneratorInfo(agent) : null),
            SignatureUrl = value["signature"]?.AsText,
            CreatedAssertions = References(value[version == 1 ? "assertions" : "created_assertions"]),
            GatheredAssertions = version == 1 ? [] : References(value["gathered_assertions"]),
            RedactedAssertions = [.. (value["redacted_assertions"]?.Items ?? []).Select(i => i.AsText).OfType<string>()],
        };
    }

    private static List<HashedUri> References(CborValue? list) => [.. (list?.Items ?? []).Select(HashedUri.FromCbor).OfType<HashedUri>()];
}
