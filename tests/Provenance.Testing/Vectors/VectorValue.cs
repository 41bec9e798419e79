using System.Security.Cryptography;
using System.Text.Json;
using Provenance.Cbor;

namespace Provenance.Testing;

/// <summary>
/// CBOR written as JSON. What JSON lacks is an object with one key that starts with <c>$</c>: <c>{"$bytes": "00ff"}</c>, <c>{"$zeros": 32}</c>,
/// <c>{"$tag": 0, "value": …}</c>, <c>{"$map": [[key, value], …]}</c>, <c>{"$reference": "c2pa.soft-binding"}</c>, <c>{"$mediaHash": true}</c>,
/// <c>{"$timestamp": …}</c>, <c>{"$ocsp": …}</c>.
/// </summary>
internal static class VectorValue
{
    public static CborValue ToCbor(JsonElement json, VectorManifest manifest) => json.ValueKind switch
    {
        JsonValueKind.String => CborValue.Text(json.GetString()!),
        JsonValueKind.True or JsonValueKind.False => CborValue.Boolean(json.GetBoolean()),
        JsonValueKind.Null => CborValue.Null,
        JsonValueKind.Number when json.TryGetInt64(out long integer) => CborValue.Integer(integer),
        JsonValueKind.Number when json.TryGetUInt64(out ulong large) => CborValue.Integer(large),
        JsonValueKind.Number => CborValue.Float(json.GetDouble()),
        JsonValueKind.Array => CborValue.Array(json.EnumerateArray().Select(v => ToCbor(v, manifest)).ToArray()),
        _ when FindSpecial(json) is { } special => Special(special.Name, special.Value, json, manifest),
        _ => CborValue.Map(json.EnumerateObject().Select(p => (p.Name, (CborValue?)ToCbor(p.Value, manifest))).ToArray()),
    };

    private static JsonProperty? FindSpecial(JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            return property.Name.StartsWith('$') ? property : null;
        }

        return null;
    }

    private static CborValue Special(string name, JsonElement value, JsonElement whole, VectorManifest manifest)
    {
        var step = new VectorStep(whole);
        return name switch
        {
            "$bytes" => CborValue.Bytes(Convert.FromHexString(value.GetString()!)),
            "$zeros" => CborValue.Bytes(new byte[value.GetInt32()]),
            "$sha256" => CborValue.Bytes(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(value.GetString()!))),
            "$repeat" => CborValue.Text(string.Concat(Enumerable.Repeat(value.GetString()!, step.Number("times")))),
            "$tag" => CborValue.Tag(value.GetUInt64(), ToCbor(step.Value("value")!.Value, manifest)),
            "$map" => CborValue.Map(value.EnumerateArray().Select(e => new KeyValuePair<CborValue, CborValue>(ToCbor(e[0], manifest), ToCbor(e[1], manifest))).ToArray()),
            "$mediaHash" => CborValue.Bytes(manifest.Recipe.MediaHash),
            "$dataHash" => CborValue.Bytes(manifest.Recipe.DataHash(value.GetInt32())),
            "$storeStart" => CborValue.Integer(manifest.Recipe.StoreBox.Start),
            "$storeLength" => CborValue.Integer(manifest.Recipe.StoreBox.Length),
            "$fileLength" => CborValue.Integer(manifest.Recipe.FileLength + value.GetInt32()),
            "$digest" => CborValue.Bytes(manifest.Recipe.Digest(value.GetString()!)),
            "$reference" => Reference(value.GetString()!, step, manifest),
            "$timestamp" => CborValue.Bytes(VectorTimes.Token(step, manifest.Recipe.Find(value.GetString()!).Signature.TimestampMessageV2())),
            "$ocsp" => CborValue.Bytes(VectorTimes.OcspResponse(step, manifest.Credential)),
            "$sessionKey" => VectorSessionKey.Create(step, manifest),
            _ => throw step.Bad("an unknown value"),
        };
    }

    // To an assertion of this manifest (relative) or of another one (absolute); to a manifest itself when the label is empty.
    private static CborValue Reference(string label, VectorStep step, VectorManifest manifest)
    {
        var other = step.Text("of") is { } of ? manifest.Recipe.Find(of) : null;
        string url = other is null ? "self#jumbf=c2pa.assertions/" + label : label.Length == 0 ? other.Built.Url() : label == "c2pa.signature" ? other.Built.Url(label) : other.Built.AssertionUrl(label);
        byte[] box = other is null ? manifest.Assertion(label).ToBox()
            : label.Length == 0 ? other.Built.ToBox()
            : label == "c2pa.signature" ? other.Built.SignatureBox() : other.Assertion(label).ToBox();
        byte[] hash = TestAssertion.Hash(box);
        CborValue? bytes = step.Text("hash") switch
        {
            null => CborValue.Bytes(hash),
            "wrong" => CborValue.Bytes(new byte[32]),
            "none" => null,
            "empty" => CborValue.Bytes(Array.Empty<byte>()),
            _ => throw step.Bad("an unknown hash"),
        };
        return CborValue.Map(("url", CborValue.Text(step.Text("url") ?? url)), ("alg", step.Text("alg") is { } alg ? CborValue.Text(alg) : null), ("hash", bytes));
    }
}
