using System.Text.Json;

namespace Provenance;

/// <summary>Reads a manifest definition: the outermost object; see <see cref="ManifestDefinitionFile"/>.</summary>
internal sealed class DefinitionReader
{
    // What a claim of version 2 has no place for, and why.
    private static readonly Dictionary<string, string> Ignored = new(StringComparer.Ordinal)
    {
        ["format"] = "the media type is found by content",
        ["instance_id"] = "signing makes a new one",
        ["label"] = "signing makes a new one",
        ["vendor"] = "labels of manifests name no vendor any more (§8.3)",
        ["timestamp_manifest_labels"] = "the claim itself is time-stamped",
    };

    private static readonly string[] Members =
    [
        "title", "claim_generator", "claim_generator_info", "assertions", "actions", "ingredients", "ingredient_paths", "parent", "thumbnail", "base_path", "alg",
        "private_key", "sign_cert", "ta_url", "claim_version", "redactions", "metadata", .. Ignored.Keys,
    ];

    private readonly JsonText _text;
    private readonly Validator _validator;
    private readonly bool _keepUnverified;
    private readonly DefinitionFolder _folder;
    private readonly List<string> _warnings = [];

    public DefinitionReader(JsonText text, string folder, Validator validator, bool keepUnverified)
    {
        _text = text;
        _validator = validator;
        _keepUnverified = keepUnverified;
        if (text.Root.Kind != JsonValueKind.Object)
        {
            throw text.Fault(text.Root, "A manifest definition is a JSON object.");
        }

        RequireMembers(text, text.Root, Members);
        string path = text.Root["base_path"] is { } basePath ? Path.Combine(folder, Text(text, basePath)) : folder;
        _folder = new DefinitionFolder(text, path, validator.Options.Limits);
    }

    /// <summary>Reads it.</summary>
    public async Task<ManifestDefinitionFile> ReadAsync(CancellationToken cancellationToken)
    {
        var root = _text.Root;
        Refuse(root);
        var ingredients = await new DefinitionIngredients(_text, _folder, _validator, _keepUnverified, _warnings).ReadAsync(cancellationToken).ConfigureAwait(false);
        var assertions = new DefinitionAssertions(_text, _validator.Options.Limits);
        assertions.Read(root);
        var redactions = new DefinitionRedactions(_text, [.. assertions.Created.OfType<ActionsAssertion>().SelectMany(a => a.Actions)]).Read(root["redactions"]);
        (ingredients, redactions) = DefinitionRedactions.Apply(redactions, ingredients, _validator.Options.Limits);
        var linked = new DefinitionActions(_text, ingredients, _warnings).Link(assertions);
        if (root["thumbnail"] is { } thumbnail)
        {
            var (mediaType, bytes) = await _folder.ReadAsync(thumbnail, cancellationToken).ConfigureAwait(false);
            linked.Add(EmbeddedDataAssertion.ClaimThumbnail(mediaType, bytes));
        }

        string? title = root["title"] is { } titleItem ? Text(_text, titleItem) : null;
        if (TextRule.Check("title", title, "10.2.2") is { } wrongTitle)
        {
            throw _text.Fault(root["title"]!, wrongTitle);
        }

        var definition = new ManifestDefinition
        {
            ClaimGenerator = await ReadGeneratorAsync(root, cancellationToken).ConfigureAwait(false),
            Title = title,
            Assertions = linked,
            GatheredAssertions = assertions.Gathered,
            Redactions = redactions,
        };
        return new ManifestDefinitionFile(definition, _text.Place(assertions.ActionsItem ?? root))
        {
            CertificatePath = root["sign_cert"] is { } certificate ? _folder.Find(certificate) : null,
            PrivateKeyPath = root["private_key"] is { } key ? _folder.Find(key) : null,
            Algorithm = root["alg"] is { } alg ? ReadAlgorithm(alg) : null,
            TimestampAuthority = root["ta_url"] is { } authority ? ReadAuthority(authority) : null,
            Files = _folder.Taken,
            Warnings = _warnings,
        };
    }

    /// <summary>The text of a value that has to be one.</summary>
    public static string Text(JsonText text, JsonItem item) => item.Text ?? throw text.Fault(item, "This has to be a text.");

    /// <summary>Refuses members that are not among the named.</summary>
    public static void RequireMembers(JsonText text, JsonItem item, params IReadOnlyCollection<string> names)
    {
        foreach (var (name, value) in item.Members)
        {
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                throw text.Fault(value, $"'{TextRule.Shorten(name)}' is not a member that is known here; known are {string.Join(", ", names)}.");
            }
        }
    }

    private void Refuse(JsonItem root)
    {
        foreach (var (name, reason) in Ignored)
        {
            if (root[name] is { } item)
            {
                _warnings.Add($"{_text.Place(item)}: '{name}' is passed over: {reason}.");
            }
        }

        if (root["claim_version"] is { } version && version.Raw.Span is not [(byte)'2'])
        {
            throw _text.Fault(version, "Claims are written in version 2 only; version 1 is deprecated (§10.2).");
        }

        if (root["metadata"] is { } metadata)
        {
            throw _text.Fault(metadata, "Metadata about the claim is not written; metadata of the asset is the assertion c2pa.metadata (§18.17).");
        }
    }

    private async Task<ClaimGeneratorInfo> ReadGeneratorAsync(JsonItem root, CancellationToken cancellationToken)
    {
        var item = root["claim_generator_info"];
        if (item is { Kind: JsonValueKind.Array })
        {
            item = item.Items.Count == 1 ? item.Items[0] : throw _text.Fault(item, "A claim has exactly one claim generator info (§10.2.3).");
        }

        if (item is null)
        {
            // Version 1 had "Name/1.0 other/2.0".
            string[] parts = root["claim_generator"] is { } old ? Text(_text, old).Split(' ', 2)[0].Split('/', 2) : [];
            return parts is [{ Length: > 0 }, ..]
                ? new ClaimGeneratorInfo(parts[0], parts.Length > 1 ? parts[1] : null)
                : throw _text.Fault(root, "The definition does not say which product makes the claim: claim_generator_info with name and version (§10.2.3).");
        }

        if (root["claim_generator"] is { } unused)
        {
            _warnings.Add($"{_text.Place(unused)}: 'claim_generator' is passed over: claim_generator_info takes its place (§10.2.3).");
        }

        if (item.Kind != JsonValueKind.Object)
        {
            throw _text.Fault(item, "A claim generator info is an object with name and version (§10.2.3).");
        }

        var icon = item["icon"];
        var plain = item with { Members = [.. item.Members.Where(m => m.Name != "icon" && m.Value.Kind != JsonValueKind.Null)] };
        var info = ClaimGeneratorInfo.FromCbor(JsonToCbor.Convert(_text, plain)) ?? throw _text.Fault(item, "The claim generator has no name (§10.2.3).");
        foreach (string key in (string[])["version", "operating_system", "specVersion"])
        {
            if (info.AdditionalMembers.ContainsKey(key))
            {
                throw _text.Fault(item[key]!, "This has to be a text.");
            }
        }

        if (icon is not null)
        {
            var (mediaType, bytes) = await _folder.ReadAsync(icon, cancellationToken).ConfigureAwait(false);
            info = info with { Icon = EmbeddedDataAssertion.Icon(mediaType, bytes) };
        }

        return info.Violations("claim generator").FirstOrDefault() is { } violation ? throw _text.Fault(item, violation) : info;
    }

    private SigningAlgorithm ReadAlgorithm(JsonItem item)
    {
        string name = Text(_text, item);
        return SigningAlgorithm.All.FirstOrDefault(a => string.Equals(NameOf(a), name, StringComparison.OrdinalIgnoreCase))
            ?? throw _text.Fault(item, $"'{TextRule.Shorten(name)}' is not a signature algorithm: {string.Join(", ", SigningAlgorithm.All.Select(NameOf))} (§13.2).");
    }

    private static string NameOf(SigningAlgorithm algorithm) => algorithm == SigningAlgorithm.Ed25519 ? "ed25519" : algorithm.Name.ToLowerInvariant();

    private Uri ReadAuthority(JsonItem item) =>
        Uri.TryCreate(Text(_text, item), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? new Uri(item.Text!) : throw _text.Fault(item, "This is not an http or https address.");
}
