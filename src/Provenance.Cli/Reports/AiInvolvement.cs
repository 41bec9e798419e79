namespace Provenance.Cli.Reports;

/// <summary>What the credentials say about generative models. There is no "no": a signer that declares none may have used one.</summary>
internal enum AiInvolvement
{
    /// <summary>Nothing is declared.</summary>
    Unknown,

    /// <summary>A model altered or contributed parts.</summary>
    Partly,

    /// <summary>A model made all of it.</summary>
    Wholly,
}

/// <summary>Reads off the digital source types whether AI made a video (§18.15.4.5).</summary>
/// <param name="Involvement">The answer.</param>
/// <param name="DigitalSourceTypes">The full URIs found, each once, in the manifest and in what it was made from.</param>
internal sealed record AiReading(AiInvolvement Involvement, IReadOnlyList<string> DigitalSourceTypes)
{
    /// <summary>Reads the history from the newest manifest down.</summary>
    public static AiReading Of(HistoryEntry? newest)
    {
        if (newest is null)
        {
            return new AiReading(AiInvolvement.Unknown, []);
        }

        var types = new List<string>();
        var involvement = Judge(newest, types);
        return new AiReading(involvement, [.. types.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The last part of a digital source type's URI.</summary>
    public static string ShortName(string digitalSourceType) => digitalSourceType[(digitalSourceType.LastIndexOf('/') + 1)..];

    // What a manifest starts from is either its own creation or its parent; edits and components can only make it "partly".
    private static AiInvolvement Judge(HistoryEntry entry, List<string> types)
    {
        AiInvolvement? origin = null;
        bool contributes = false;
        bool dilutes = false;
        foreach (var action in entry.Actions)
        {
            if (action.DigitalSourceType is not { Length: > 0 } type)
            {
                continue;
            }

            types.Add(type);
            var one = Judge(ShortName(type));
            if (action.Name is "c2pa.created")
            {
                origin = one;
            }
            else
            {
                contributes |= one != AiInvolvement.Unknown;
                dilutes |= one != AiInvolvement.Wholly;
            }
        }

        foreach (var child in entry.Ingredients)
        {
            var one = Judge(child, types);
            if (child.Relationship is "parentOf")
            {
                origin ??= one;
            }
            else if (child.Relationship is "componentOf")
            {
                contributes |= one != AiInvolvement.Unknown;
                dilutes |= one != AiInvolvement.Wholly;
            }
        }

        return origin switch
        {
            AiInvolvement.Wholly => dilutes ? AiInvolvement.Partly : AiInvolvement.Wholly,
            AiInvolvement.Partly => AiInvolvement.Partly,
            _ => contributes ? AiInvolvement.Partly : AiInvolvement.Unknown,
        };
    }

    private static AiInvolvement Judge(string shortName) => shortName switch
    {
        "trainedAlgorithmicMedia" => AiInvolvement.Wholly,
        "compositeWithTrainedAlgorithmicMedia" => AiInvolvement.Partly,
        _ => AiInvolvement.Unknown,
    };
}
