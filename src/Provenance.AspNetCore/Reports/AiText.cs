namespace Provenance.Reports;

/// <summary>Whether a model made the video, in words.</summary>
internal static class AiText
{
    /// <summary>What the credentials say, whether they hold or not.</summary>
    public static string Of(GenerationReport reading)
    {
        string types = string.Join(", ", reading.DigitalSourceTypes.Take(8).Select(t => VisibleText.Escape(t.Name, 60)));
        return reading.ClaimedInvolvement switch
        {
            AiInvolvement.Wholly => $"wholly: a generative model made it ({types})",
            AiInvolvement.Partly => $"partly: a generative model altered or contributed parts ({types})",
            _ when types.Length > 0 => $"unknown: none is declared ({types})",
            _ => "unknown: nothing is declared",
        };
    }
}
