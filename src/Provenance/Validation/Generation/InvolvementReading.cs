namespace Provenance.Validation;

/// <summary>Reads off the digital source types whether AI made a video (§18.15.4.5): from the newest manifest down, never more than they say.</summary>
internal static class InvolvementReading
{
    // What takes away or repackages adds nothing to what a model made.
    private static readonly HashSet<string> AddNothing = new(StringComparer.Ordinal)
    {
        ActionName.Trimmed, ActionName.Cropped, ActionName.Deleted, ActionName.ChangedSpeed, ActionName.Orientation, ActionName.Resized,
        ActionName.ResizedProportional, ActionName.Enhanced, ActionName.Transcoded, ActionName.Repackaged, ActionName.Converted, ActionName.EditedMetadata,
    };

    /// <summary>The answer for a history; every digital source type on the way is added to the list.</summary>
    public static AiInvolvement Judge(HistoryEntry entry, List<DigitalSourceType> types)
    {
        // What a manifest starts from is either its own creation or its parent; edits and components can only make it "partly". Components on an
        // empty timeline are all there is.
        AiInvolvement? origin = null;
        bool startsEmpty = false;
        var parts = new List<AiInvolvement>();
        if (entry.Manifest is null && entry.Ingredient?.DigitalSourceType is { } own)
        {
            types.Add(own);
            origin = Judge(own);
        }

        foreach (var action in entry.Actions)
        {
            if (action.DigitalSourceType is not { } type || type.Name.Length == 0)
            {
                continue;
            }

            types.Add(type);
            var one = Judge(type);
            if (action.Name == ActionName.Created)
            {
                startsEmpty = type == DigitalSourceType.Empty;
                origin = one;
            }
            else if (one != AiInvolvement.Unknown || !AddNothing.Contains(action.Name))
            {
                parts.Add(one);
            }
        }

        foreach (var child in entry.Ingredients)
        {
            var one = Judge(child, types);
            if (child.Relationship == Relationship.ParentOf)
            {
                origin ??= one;
            }
            else if (child.Relationship == Relationship.ComponentOf)
            {
                parts.Add(one);
            }
        }

        if (startsEmpty && parts.Count > 0 && parts.TrueForAll(p => p == AiInvolvement.Wholly))
        {
            return AiInvolvement.Wholly;
        }

        return origin switch
        {
            AiInvolvement.Wholly => parts.TrueForAll(p => p == AiInvolvement.Wholly) ? AiInvolvement.Wholly : AiInvolvement.Partly,
            AiInvolvement.Partly => AiInvolvement.Partly,
            _ => parts.Exists(p => p != AiInvolvement.Unknown) ? AiInvolvement.Partly : AiInvolvement.Unknown,
        };
    }

    private static AiInvolvement Judge(DigitalSourceType type) => type.Name switch
    {
        "trainedAlgorithmicMedia" => AiInvolvement.Wholly,
        "compositeWithTrainedAlgorithmicMedia" => AiInvolvement.Partly,
        _ => AiInvolvement.Unknown,
    };
}
