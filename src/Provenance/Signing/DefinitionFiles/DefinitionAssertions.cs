using System.Text.Json;
using Provenance.Cbor;

namespace Provenance;

/// <summary>Reads the <c>assertions</c> and <c>actions</c> of a definition. Known labels become typed assertions, others survive as they are.</summary>
internal sealed class DefinitionAssertions(JsonText text, ParserLimits limits)
{
    private static readonly HashSet<string> JsonLabels = new(StringComparer.Ordinal) { MetadataAssertion.StandardLabel, MetadataAssertion.CawgLabel };

    /// <summary>What the signer vouches for, in order; the actions are among them.</summary>
    public List<Assertion> Created { get; } = [];

    /// <summary>What the signer passes on.</summary>
    public List<Assertion> Gathered { get; } = [];

    /// <summary>The JSON of the first actions, or null when there are none.</summary>
    public JsonItem? ActionsItem { get; private set; }

    /// <summary>The JSON of each action of <see cref="Created"/>, by the position of the assertion.</summary>
    public Dictionary<int, IReadOnlyList<JsonItem>> ActionItems { get; } = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="SigningException">An assertion cannot be used.</exception>
    public void Read(JsonItem root)
    {
        if (root["actions"] is { } actions)
        {
            if (actions.Kind != JsonValueKind.Array)
            {
                throw text.Fault(actions, "The actions are an array of objects (§18.15).");
            }

            ActionsItem = actions;
            var content = CborValue.Map(("actions", Convert(actions)), ("allActionsIncluded", CborValue.Boolean(true)));
            Add(ActionsAssertion.CurrentLabel, content, actions, actions.Items, isGathered: false);
        }

        if (root["assertions"] is not { } list)
        {
            return;
        }

        if (list.Kind != JsonValueKind.Array)
        {
            throw text.Fault(list, "The assertions are an array of objects with label and data.");
        }

        foreach (var item in list.Items)
        {
            Read(item, root["actions"] is not null);
        }
    }

    private void Read(JsonItem item, bool hasActions)
    {
        if (item.Kind != JsonValueKind.Object || item["label"] is not { } labelItem || item["data"] is not { } data)
        {
            throw text.Fault(item, "An assertion is an object with 'label' and 'data'.");
        }

        DefinitionReader.RequireMembers(text, item, "label", "data", "kind", "created", "instance");
        string label = AssertionReader.BaseLabel(DefinitionReader.Text(text, labelItem));
        bool isGathered = item["created"] is { } created
            ? created.Kind switch { JsonValueKind.False => true, JsonValueKind.True => false, _ => throw text.Fault(created, "This has to be true or false.") }
            : label == ExternalReferenceAssertion.CurrentLabel;

        // The label is judged before the content: that it is deprecated says more than what is wrong with it.
        if (LabelRules.Check(new PlacedAssertion(new UnknownAssertion(label, AssertionContentKind.Cbor, default), label, isGathered), isUpdate: false) is { } wrongLabel)
        {
            throw text.Fault(labelItem, wrongLabel);
        }

        string kind = item["kind"] is { } kindItem ? DefinitionReader.Text(text, kindItem) : JsonLabels.Contains(label) ? "Json" : "Cbor";
        switch (kind)
        {
            case "Json":
                Add(new UnknownAssertion(label, AssertionContentKind.Json, data.Raw), data, isGathered);
                break;
            case "Cbor" when label == ActionsAssertion.CurrentLabel:
                if (hasActions)
                {
                    throw text.Fault(item, "The actions are there twice: as 'actions' and as an assertion.");
                }

                ActionsItem ??= data["actions"] ?? data;
                Add(label, Convert(data), data, data["actions"]?.Items ?? [], isGathered);
                break;
            case "Cbor":
                Add(label, label == SoftBindingAssertion.CurrentLabel ? SoftBinding(data) : Convert(data), data, [], isGathered);
                break;
            default:
                throw text.Fault(item["kind"]!, $"The kind '{TextRule.Shorten(kind)}' cannot be written: Cbor and Json can.");
        }
    }

    private void Add(string label, CborValue content, JsonItem data, IReadOnlyList<JsonItem> actions, bool isGathered)
    {
        if (!isGathered && label == ActionsAssertion.CurrentLabel)
        {
            ActionItems[Created.Count] = actions;
        }

        // Parsed again, so that what is checked is what is written.
        Add(UnknownAssertion.FromCbor(label, content), data, isGathered);
    }

    private void Add(UnknownAssertion raw, JsonItem data, bool isGathered)
    {
        var assertion = AssertionReader.Typed(raw, limits);
        if (assertion is ActionsAssertion actions)
        {
            CheckActions(actions, data);
        }

        // References to ingredients are resolved later; what remains of the rules is checked when everything is known.
        if (assertion is not ActionsAssertion && assertion.Violations().FirstOrDefault() is { } violation)
        {
            throw text.Fault(data, violation);
        }

        (isGathered ? Gathered : Created).Add(assertion);
    }

    // A member that is known but not of its kind would otherwise be carried along as if it were somebody else's.
    private void CheckActions(ActionsAssertion assertion, JsonItem data)
    {
        Refuse(data, assertion.AdditionalMembers, "templates", "softwareAgents", "metadata", "allActionsIncluded");
        var items = data.Kind == JsonValueKind.Array ? data.Items : data["actions"]?.Items ?? [];
        foreach (var (action, item) in assertion.Actions.Zip(items))
        {
            Refuse(
                item, action.AdditionalMembers, "softwareAgent", "softwareAgentIndex", "description", "digitalSourceType", "when", "changes", "related", "reason", "parameters");
            if (action.Parameters is { } parameters)
            {
                Refuse(item["parameters"]!, parameters.AdditionalMembers, "redacted", "sourceLanguage", "targetLanguage", "multipleInstances");
            }
        }
    }

    private void Refuse(JsonItem item, IReadOnlyDictionary<string, CborValue> additional, params string[] known)
    {
        if (known.FirstOrDefault(k => additional.TryGetValue(k, out var value) && !value.IsNull) is { } name)
        {
            throw text.Fault(item[name] ?? item, $"The member '{name}' is not what the standard says it is (§18.15).");
        }
    }

    // The values of soft bindings are bytes, which JSON has not: base64, as in the resolution API.
    private CborValue SoftBinding(JsonItem data)
    {
        CborValue Bytes(JsonItem item) => item.Text is { } encoded && !encoded.StartsWith("b64'", StringComparison.Ordinal) ? CborValue.Bytes(JsonToCbor.Bytes(text, item, encoded)) : Convert(item);

        return CborValue.Map(data.Members.Select(m => (m.Name, (CborValue?)(m.Name switch
        {
            "alg-params" => Bytes(m.Value),
            "blocks" => CborValue.Array(m.Value.Items.Select(b => CborValue.Map(b.Members.Select(v => (v.Name, (CborValue?)(v.Name == "value" ? Bytes(v.Value) : Convert(v.Value))))))),
            _ => Convert(m.Value),
        }))));
    }

    private CborValue Convert(JsonItem item) => JsonToCbor.Convert(text, item);
}
