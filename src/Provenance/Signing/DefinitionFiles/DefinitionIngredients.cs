using System.Text.Json;

namespace Provenance;

/// <summary>An ingredient of a definition: what became of it, and how actions name it.</summary>
/// <param name="Assertion">The assertion.</param>
/// <param name="Item">Where it stands.</param>
/// <param name="Names">Its <c>instance_id</c> and <c>label</c>.</param>
internal sealed record DefinedIngredient(IngredientAssertion Assertion, JsonItem Item, IReadOnlyList<string> Names);

/// <summary>Reads <c>ingredients</c>, <c>ingredient_paths</c> and <c>parent</c> of a definition; the files are validated as every ingredient is (§10.3.2.2).</summary>
internal sealed class DefinitionIngredients(JsonText text, DefinitionFolder folder, Validator validator, bool keepUnverified, List<string> warnings)
{
    private static readonly string[] Members =
    [
        "path", "title", "format", "relationship", "is_parent", "instance_id", "label", "description", "informational_URI", "informationalURI", "digitalSourceType",
        "data", "data_types", "thumbnail", "document_id",
    ];

    // What c2patool keeps of an ingredient that it read before. Its manifests are taken from the file itself, where they can be checked.
    private static readonly string[] Derived = ["active_manifest", "manifest_data", "validation_status", "validation_results", "provenance", "hash", "resources", "metadata"];

    /// <summary>Reads them, in order; the parent first.</summary>
    /// <exception cref="SigningException">One cannot be used.</exception>
    public async Task<IReadOnlyList<DefinedIngredient>> ReadAsync(CancellationToken cancellationToken)
    {
        var root = text.Root;
        var ingredients = new List<DefinedIngredient>();
        if (root["parent"] is { } parent)
        {
            ingredients.Add(await OfFileAsync(parent, parent, Relationship.ParentOf, new IngredientOptions(), cancellationToken).ConfigureAwait(false));
        }

        foreach (var item in List(root["ingredients"]).Concat(List(root["ingredient_paths"])))
        {
            ingredients.Add(item.Kind switch
            {
                JsonValueKind.String => await OfFileAsync(item, item, Relationship.ComponentOf, new IngredientOptions(), cancellationToken).ConfigureAwait(false),
                JsonValueKind.Object => await OfObjectAsync(item, cancellationToken).ConfigureAwait(false),
                _ => throw text.Fault(item, "An ingredient is a path or an object."),
            });
        }

        if (ingredients.Where(i => i.Assertion.Relationship == Relationship.ParentOf).Skip(1).FirstOrDefault() is { } second)
        {
            throw text.Fault(second.Item, "A manifest has at most one parentOf ingredient (§11.2.2).");
        }

        return ingredients;
    }

    private IReadOnlyList<JsonItem> List(JsonItem? item) => item switch
    {
        null => [],
        { Kind: JsonValueKind.Array } => item.Items,
        _ => throw text.Fault(item, "This has to be an array."),
    };

    private async Task<DefinedIngredient> OfObjectAsync(JsonItem item, CancellationToken cancellationToken)
    {
        if (item.Members.FirstOrDefault(m => Derived.Contains(m.Name, StringComparer.Ordinal) && m.Value.Kind != JsonValueKind.Null) is { Name: { } derived } found)
        {
            throw text.Fault(found.Value, $"'{derived}' is not taken from a definition: name the ingredient's file as 'path', and its credentials are read, validated and kept.");
        }

        DefinitionReader.RequireMembers(text, item, Members);
        if (item["document_id"] is { } unused)
        {
            warnings.Add($"{text.Place(unused)}: 'document_id' is passed over: ingredients have no such field any more (§18.16).");
        }

        var relationship = ReadRelationship(item);
        var options = new IngredientOptions
        {
            Title = Text(item["title"]),
            MediaType = Text(item["format"]),
            InformationalUri = Text(item["informational_URI"] ?? item["informationalURI"]),
            DigitalSourceType = item["digitalSourceType"] is { } source ? ReadSource(source) : null,
            DataTypes = [.. List(item["data_types"]).Select(ReadDataType)],
            Thumbnail = item["thumbnail"] is { } thumbnail ? await ReadThumbnailAsync(thumbnail, cancellationToken).ConfigureAwait(false) : null,
        };
        var ingredient = item["path"] is { } path
            ? (await OfFileAsync(path, item, relationship, options, cancellationToken).ConfigureAwait(false)).Assertion
            : new IngredientAssertion(relationship)
            {
                Title = options.Title,
                MediaType = options.MediaType,
                DataTypes = options.DataTypes,
                InformationalUri = options.InformationalUri,
                DigitalSourceType = options.DigitalSourceType,
                Thumbnail = options.Thumbnail is { } picture ? AssertionReference.FromAssertion(picture) : null,
            };
        if (item["data"] is { } data)
        {
            var (mediaType, bytes) = data.Text is { } plain ? ("text/plain", System.Text.Encoding.UTF8.GetBytes(plain)) : await folder.ReadAsync(data, cancellationToken).ConfigureAwait(false);
            ingredient = ingredient with { Data = EmbeddedDataAssertion.File(mediaType, bytes), MediaType = ingredient.MediaType ?? mediaType };
        }

        ingredient = ingredient with { InstanceId = Text(item["instance_id"]), Description = Text(item["description"]) };
        return ingredient.Violations().FirstOrDefault() is { } violation
            ? throw text.Fault(item, violation)
            : new DefinedIngredient(ingredient, item, [.. new[] { ingredient.InstanceId, Text(item["label"]) }.OfType<string>()]);
    }

    private async Task<DefinedIngredient> OfFileAsync(JsonItem path, JsonItem item, Relationship relationship, IngredientOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var assertion = await Ingredient.FromFileAsync(folder.Take(path), relationship, validator, options with { KeepUnverified = keepUnverified }, cancellationToken).ConfigureAwait(false);
            return new DefinedIngredient(assertion, item, []);
        }
        catch (SigningException e) when (!e.Message.StartsWith(text.Place(path), StringComparison.Ordinal))
        {
            throw new SigningException(e.Fault, text.Fault(path, e.Message).Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SigningException(SigningFault.InvalidDefinition, text.Fault(path, e.Message).Message, e);
        }
    }

    private Relationship ReadRelationship(JsonItem item)
    {
        if (item["is_parent"] is { } isParent)
        {
            return isParent.Kind switch
            {
                JsonValueKind.True when item["relationship"] is null or { Text: "parentOf" } => Relationship.ParentOf,
                JsonValueKind.False when item["relationship"] is null => Relationship.ComponentOf,
                _ => throw text.Fault(isParent, "'is_parent' is true or false, and says the same as 'relationship'."),
            };
        }

        return item["relationship"] is not { } relationship ? Relationship.ComponentOf : relationship.Text switch
        {
            "parentOf" => Relationship.ParentOf,
            "componentOf" => Relationship.ComponentOf,
            "inputTo" => Relationship.InputTo,
            _ => throw text.Fault(relationship, "This is not a relationship: parentOf, componentOf and inputTo are (§18.16.3)."),
        };
    }

    private DigitalSourceType ReadSource(JsonItem item)
    {
        var source = new DigitalSourceType(DefinitionReader.Text(text, item));
        return DigitalSourceTypeRule.Check("an ingredient", source) is { } wrong ? throw text.Fault(item, wrong) : source;
    }

    private AssetType ReadDataType(JsonItem item)
    {
        if (item.Text is { } plain)
        {
            return new AssetType(plain);
        }

        DefinitionReader.RequireMembers(text, item, "type", "version");
        return item["type"] is { Text: { } type } ? new AssetType(type, Text(item["version"])) : throw text.Fault(item, "A data type is a text, or an object with 'type' and 'version'.");
    }

    private async Task<EmbeddedDataAssertion> ReadThumbnailAsync(JsonItem item, CancellationToken cancellationToken)
    {
        var (mediaType, bytes) = await folder.ReadAsync(item, cancellationToken).ConfigureAwait(false);
        return EmbeddedDataAssertion.IngredientThumbnail(mediaType, bytes);
    }

    private string? Text(JsonItem? item) => item is null ? null : DefinitionReader.Text(text, item);
}
