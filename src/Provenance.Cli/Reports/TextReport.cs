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
        terminal.WriteVerdict(named ? $"{name}: {report.Verdict.Sentence}" : report.Verdict.Sentence, report.Verdict.Tone);
        if (terminal.IsQuiet)
        {
            return;
        }

        var output = terminal.Output;
        Row(output, "file", name);
        foreach (var range in report.Ranges?.Take(MaxReasons) ?? [])
        {
            Row(output, "range", $"{range.Bytes}: {range.Word}{(range.Fault is { } fault ? ". " + VisibleText.Escape(fault.Sentence) : string.Empty)}");
        }

        if (report.Result.ActiveManifest is { } active)
        {
            WriteFacts(output, report, active);
        }

        if (report.ShowsTimeline)
        {
            TimelineText.Write(output, report.History);
        }
        else if (report.History is { } history)
        {
            output.WriteLine();
            output.WriteLine("History, newest first:");
            WriteHistory(output, history, 1);
        }

        DisclosureText.Write(output, report.Disclosures);
        WriteReasons(output, report.Result, MaxReasons);
    }

    /// <summary>Writes only the verdict, and why when it is not good.</summary>
    public static void WriteShort(Terminal terminal, FileReport report)
    {
        terminal.WriteVerdict("   " + report.Verdict.Sentence, report.Verdict.Tone);
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
        Row(output, "signed at", SigningTime.Describe(active.Signature, report.History));
        Row(output, "generator", Generator(active.Manifest.Claim?.ClaimGenerator));
        Row(output, "AI-made", AiText.Of(report.Generation));
        WriteGeneration(output, report.Generation);
        if (active.Manifest.Claim?.Title is { Length: > 0 } title)
        {
            Row(output, "title", VisibleText.Escape(title));
        }
    }

    // Prompts are personal: that there is one is said, its text is not.
    private static void WriteGeneration(TextWriter output, GenerationReport reading)
    {
        if (reading.Provider is { } provider)
        {
            Row(output, "provider", VisibleText.Escape(provider, 100));
        }

        foreach (var model in reading.Models.Take(8))
        {
            string name = VisibleText.Escape($"{model.Name ?? "unnamed"} {model.Version}".TrimEnd(), 100);
            Row(output, "model", model.Identifier is null ? name : $"{name} ({VisibleText.Escape(model.Identifier, 200)})");
        }

        if (reading.When is { } when)
        {
            Row(output, "made at", $"{ReportText.Time(when)} (as stated)");
        }

        if (reading.Inputs.Count > 0)
        {
            Row(output, "made from", string.Join(", ", reading.Inputs.Take(8).Select(Describe)));
        }

        if (reading.TrainingAndDataMining is { } permissions)
        {
            Row(output, "training", string.Join(", ", permissions.Entries.Take(8).Select(e => $"{VisibleText.Escape(e.Key, 60)} {ReportText.Name(e.Value.Use)}")));
        }
    }

    private static string Describe(GenerationInput input) => input.Kind switch
    {
        GenerationInputKind.Prompt => input.IsEmbedded ? "a prompt (its text is in the manifest)" : "a prompt",
        GenerationInputKind.Seed => "a seed",
        var kind => $"{ReportText.Name(kind)} {VisibleText.Escape(input.Title ?? "untitled", 60)}{(input.ManifestLabel is null ? string.Empty : " (with credentials)")}",
    };

    private static void WriteHistory(TextWriter output, HistoryEntry entry, int depth)
    {
        string indent = new(' ', Math.Min(depth, 20) * 2);
        string relation = entry.Relationship switch
        {
            null => string.Empty,
            Relationship.ParentOf => "made from: ",
            Relationship.ComponentOf => "contains: ",
            _ => "input: ",
        };
        string title = string.IsNullOrEmpty(entry.Title) ? "untitled" : $"\"{VisibleText.Escape(entry.Title, 100)}\"";
        string origin = entry.Manifest is { } report
            ? $"{Generator(report.Manifest.Claim?.ClaimGenerator)}, signed by {Signer(report)}"
            : "no credentials of its own";
        output.WriteLine($"{indent}{relation}{title} — {origin}");
        foreach (var action in entry.Actions.Take(MaxReasons))
        {
            output.WriteLine($"{indent}  {ActionText.Of(action)}");
        }

        foreach (var ingredient in entry.Ingredients)
        {
            WriteHistory(output, ingredient, depth + 1);
        }
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
        return $"{StatusText.Mark(status.Kind),-5}  {VisibleText.Escape(status.Code.Value, 100)}: {VisibleText.Escape(status.Sentence)}";
    }

    internal static string Signer(ManifestReport report) =>
        report.Signature?.SigningCertificate is { } certificate ? VisibleText.Escape(CertificateText.Subject(certificate), 100) : "an unknown signer";

    internal static string Generator(ClaimGeneratorInfo? info) =>
        info is null ? "unknown" : VisibleText.Escape($"{info.Name} {info.Version}".TrimEnd(), 100);

    private static void Row(TextWriter output, string label, string value) => output.WriteLine($"  {label,-10} {value}");
}
