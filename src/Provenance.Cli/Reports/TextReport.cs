namespace Provenance.Cli.Reports;

/// <summary>A report for people: the verdict, who signed, when, with what, whether AI made it, the history, the reasons.</summary>
internal static class TextReport
{
    // A hostile file can produce as many findings as it has boxes.
    private const int MaxReasons = 50;

    /// <summary>Writes the report of one file.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="report">What.</param>
    /// <param name="named">Whether the verdict line names the file, because there are several.</param>
    public static void Write(Terminal terminal, FileReport report, bool named)
    {
        string name = VisibleText.Escape(report.File);
        terminal.WriteColored(named ? $"{name}: {report.Verdict.Sentence}" : report.Verdict.Sentence, report.Verdict.Color);
        if (terminal.IsQuiet)
        {
            return;
        }

        var output = terminal.Output;
        Row(output, "file", name);
        if (report.Result.ActiveManifest is { } active)
        {
            WriteFacts(output, report, active);
        }

        if (report.History is { } history)
        {
            output.WriteLine();
            output.WriteLine("History, newest first:");
            WriteHistory(output, history, 1);
        }

        WriteReasons(output, report.Result, MaxReasons);
    }

    /// <summary>Writes only the verdict, and why when it is not good.</summary>
    public static void WriteShort(Terminal terminal, FileReport report)
    {
        terminal.WriteColored("   " + report.Verdict.Sentence, report.Verdict.Color);
        foreach (var failure in report.Result.Failures.Take(3))
        {
            terminal.Output.WriteLine("   " + Describe(failure));
        }
    }

    private static void WriteFacts(TextWriter output, FileReport report, ManifestReport active)
    {
        if (!report.MayBeBelieved)
        {
            Row(output, "beware", "what follows is what the credentials say; they do not hold, so do not rely on it nor attribute it to whoever signed this video or an earlier version of it");
        }

        var certificate = active.Signature?.SigningCertificate;
        Row(output, "signed by", certificate is null
            ? "unknown: the signature cannot be read"
            : $"{VisibleText.Escape(CertificateText.Subject(certificate))}, certified by {VisibleText.Escape(CertificateText.Issuer(certificate))}");
        Row(output, "signed at", SigningTime.Of(active.Signature)?.ToString() ?? DescribeStatedTime(report.History));
        Row(output, "generator", Generator(active.Manifest.Claim?.ClaimGenerator));
        Row(output, "AI-made", Describe(report.Ai));
        if (active.Manifest.Claim?.Title is { Length: > 0 } title)
        {
            Row(output, "title", VisibleText.Escape(title));
        }
    }

    private static string DescribeStatedTime(HistoryEntry? history) =>
        history?.Actions.Select(a => a.When).FirstOrDefault(w => w is not null) is { } when
            ? $"unknown: there is no time-stamp (the claim generator states {Terminal.Format(when)})"
            : "unknown: there is no time-stamp";

    private static string Describe(AiReading reading)
    {
        string types = string.Join(", ", reading.DigitalSourceTypes.Take(8).Select(t => VisibleText.Escape(AiReading.ShortName(t), 60)));
        return reading.Involvement switch
        {
            AiInvolvement.Wholly => $"wholly: a generative model made it ({types})",
            AiInvolvement.Partly => $"partly: a generative model altered or contributed parts ({types})",
            _ when types.Length > 0 => $"unknown: none is declared ({types})",
            _ => "unknown: nothing is declared",
        };
    }

    private static void WriteHistory(TextWriter output, HistoryEntry entry, int depth)
    {
        string indent = new(' ', Math.Min(depth, 20) * 2);
        string relation = entry.Relationship switch
        {
            null => string.Empty,
            "parentOf" => "made from: ",
            "componentOf" => "contains: ",
            "inputTo" => "input: ",
            { } other => VisibleText.Escape(other, 40) + ": ",
        };
        string title = string.IsNullOrEmpty(entry.Title) ? "untitled" : $"\"{VisibleText.Escape(entry.Title, 100)}\"";
        string origin = entry.Manifest is { } report
            ? $"{Generator(report.Manifest.Claim?.ClaimGenerator)}, signed by {Signer(report)}"
            : "no credentials of its own";
        output.WriteLine($"{indent}{relation}{title} — {origin}");
        foreach (var action in entry.Actions.Take(MaxReasons))
        {
            output.WriteLine($"{indent}  {Describe(action)}");
        }

        foreach (var ingredient in entry.Ingredients)
        {
            WriteHistory(output, ingredient, depth + 1);
        }
    }

    private static string Describe(ActionReading action)
    {
        string name = action.Name.StartsWith("c2pa.", StringComparison.Ordinal) ? action.Name["c2pa.".Length..] : action.Name;
        string line = VisibleText.Escape(name, 60);
        line += action.DigitalSourceType is { Length: > 0 } type ? $" as {VisibleText.Escape(AiReading.ShortName(type), 60)}" : string.Empty;
        line += action.SoftwareAgent is { Length: > 0 } agent ? $" with {VisibleText.Escape(agent, 60)}" : string.Empty;
        line += action.When is { } when ? $" at {Terminal.Format(when)}" : string.Empty;
        return action.Description is { Length: > 0 } description ? $"{line}: {VisibleText.Escape(description, 200)}" : line;
    }

    private static void WriteReasons(TextWriter output, ValidationResult result, int most)
    {
        // Worst first; within a table the order of finding; the same finding about several assertions once.
        var reasons = result.Failures.Concat(result.Informational).Concat(result.Successes)
            .Concat(result.IngredientDeltas.SelectMany(d => d.Statuses))
            .GroupBy(s => (s.Kind, s.Code.Value, s.Sentence))
            .ToList();
        if (reasons.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Reasons:");
        foreach (var same in reasons.Take(most))
        {
            int times = same.Count();
            output.WriteLine($"  {Describe(same.First())}{(times > 1 ? $" ({times} times)" : string.Empty)}");
        }

        if (reasons.Count > most)
        {
            output.WriteLine($"  … and {reasons.Count - most} more (--format json has all)");
        }
    }

    private static string Describe(ValidationStatus status)
    {
        string mark = status.Kind switch
        {
            ValidationStatusKind.Failure => "fails",
            ValidationStatusKind.Informational => "note ",
            _ => "holds",
        };
        return $"{mark}  {VisibleText.Escape(status.Code.Value, 100)}: {VisibleText.Escape(status.Sentence)}";
    }

    private static string Signer(ManifestReport report) =>
        report.Signature?.SigningCertificate is { } certificate ? VisibleText.Escape(CertificateText.Subject(certificate), 100) : "an unknown signer";

    private static string Generator(ClaimGeneratorInfo? info) =>
        info is null ? "unknown" : VisibleText.Escape($"{info.Name} {info.Version}".TrimEnd(), 100);

    private static void Row(TextWriter output, string label, string value) => output.WriteLine($"  {label,-10} {value}");
}
