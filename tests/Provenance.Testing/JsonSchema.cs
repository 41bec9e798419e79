using System.Text.Json;
using System.Text.RegularExpressions;

namespace Provenance.Testing;

/// <summary>As much of JSON Schema 2020-12 as the published crJSON schema uses. A keyword it does not know is an error, so nothing passes unchecked.</summary>
public sealed class JsonSchema
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "$schema", "$id", "title", "description", "definitions", "format", "examples", "default" };

    private readonly JsonElement _root;

    private JsonSchema(JsonElement root) => _root = root;

    /// <summary>Reads a schema.</summary>
    public static JsonSchema Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return new JsonSchema(document.RootElement.Clone());
    }

    /// <summary>Every violation, with its place; empty when the document conforms.</summary>
    public IReadOnlyList<string> Validate(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        var errors = new List<string>();
        Check(_root, document.RootElement, "$", errors);
        return errors;
    }

    /// <summary>Every violation against one of the schema's definitions.</summary>
    public IReadOnlyList<string> Validate(string definition, JsonElement value)
    {
        var errors = new List<string>();
        Check(_root.GetProperty("definitions").GetProperty(definition), value, definition, errors);
        return errors;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> errors)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var rule = keyword.Value;
            switch (keyword.Name)
            {
                case "$ref":
                    Check(_root.GetProperty("definitions").GetProperty(rule.GetString()!["#/definitions/".Length..]), value, at, errors);
                    break;
                case "type":
                    Require(HasType(value, rule.GetString()!), at, $"is not of type {rule}", errors);
                    break;
                case "required":
                    if (value.ValueKind == JsonValueKind.Object)
                    {
                        foreach (var name in rule.EnumerateArray())
                        {
                            Require(value.TryGetProperty(name.GetString()!, out _), at, $"lacks {name}", errors);
                        }
                    }

                    break;
                case "properties":
                    CheckProperties(rule, value, at, errors);
                    break;
                case "patternProperties":
                    foreach (var pattern in rule.EnumerateObject().Where(_ => value.ValueKind == JsonValueKind.Object))
                    {
                        foreach (var member in value.EnumerateObject().Where(m => Regex.IsMatch(m.Name, pattern.Name, RegexOptions.ECMAScript)))
                        {
                            Check(pattern.Value, member.Value, at + "." + member.Name, errors);
                        }
                    }

                    break;
                case "additionalProperties":
                    CheckAdditional(schema, rule, value, at, errors);
                    break;
                case "items":
                    if (value.ValueKind == JsonValueKind.Array)
                    {
                        int index = 0;
                        foreach (var item in value.EnumerateArray())
                        {
                            Check(rule, item, $"{at}[{index++}]", errors);
                        }
                    }

                    break;
                case "minItems":
                    Require(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(), at, "has too few items", errors);
                    break;
                case "minimum":
                    Require(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(), at, "is too small", errors);
                    break;
                case "maximum":
                    Require(value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(), at, "is too large", errors);
                    break;
                case "minLength":
                    Require(value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(), at, "is too short", errors);
                    break;
                case "maxLength":
                    Require(value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(), at, "is too long", errors);
                    break;
                case "pattern":
                    Require(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.ECMAScript), at, $"does not match {rule}", errors);
                    break;
                case "enum":
                    Require(rule.EnumerateArray().Any(v => v.ToString() == value.ToString()), at, "is not one of the listed values", errors);
                    break;
                case "oneOf":
                    int matches = rule.EnumerateArray().Count(s => Matches(s, value));
                    Require(matches == 1, at, $"matches {matches} of the alternatives", errors);
                    break;
                case "dependentRequired":
                    foreach (var dependency in rule.EnumerateObject().Where(d => value.TryGetProperty(d.Name, out _)))
                    {
                        Require(dependency.Value.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _)), at, $"has {dependency.Name} without what it needs", errors);
                    }

                    break;
                default:
                    Require(Annotations.Contains(keyword.Name), at, $"is under the unknown keyword {keyword.Name}", errors);
                    break;
            }
        }
    }

    private bool Matches(JsonElement schema, JsonElement value)
    {
        var errors = new List<string>();
        Check(schema, value, string.Empty, errors);
        return errors.Count == 0;
    }

    private void CheckProperties(JsonElement rule, JsonElement value, string at, List<string> errors)
    {
        foreach (var property in rule.EnumerateObject())
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property.Name, out var member))
            {
                Check(property.Value, member, at + "." + property.Name, errors);
            }
        }
    }

    private void CheckAdditional(JsonElement schema, JsonElement rule, JsonElement value, string at, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object || rule.ValueKind == JsonValueKind.True)
        {
            return;
        }

        foreach (var member in value.EnumerateObject().Where(m => !(schema.TryGetProperty("properties", out var known) && known.TryGetProperty(m.Name, out _))))
        {
            if (rule.ValueKind == JsonValueKind.False)
            {
                errors.Add($"{at} has the member {member.Name}, which is not allowed.");
            }
            else
            {
                Check(rule, member.Value, at + "." + member.Name, errors);
            }
        }
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => false,
    };

    private static void Require(bool condition, string at, string sentence, List<string> errors)
    {
        if (!condition)
        {
            errors.Add($"{at} {sentence}.");
        }
    }
}
