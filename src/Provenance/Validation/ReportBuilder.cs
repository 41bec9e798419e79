namespace Provenance.Validation;

/// <summary>Puts the findings of one validation together into its result.</summary>
internal sealed class ReportBuilder(Asset asset, ValidationOptions options, DateTimeOffset now)
{
    private readonly List<ValidationStatus> _statuses = [.. asset.Findings];

    /// <summary>Adds findings that belong to no manifest.</summary>
    public void Add(IEnumerable<ValidationStatus> statuses) => _statuses.AddRange(statuses);

    /// <summary>Says that a store was found without anything to validate in it.</summary>
    public void AddMissingManifest(bool storeIsReadable)
    {
        if (storeIsReadable)
        {
            _statuses.Add(new ValidationStatus(ValidationStatusCode.ClaimMissing, "", "The manifest store holds no manifest."));
        }
    }

    /// <summary>The result when there is no manifest to validate.</summary>
    public ValidationResult WithoutManifest()
    {
        var statuses = Apply(_statuses);
        bool isReadable = !IsDamaged;
        return new ValidationResult
        {
            // Something to hold against the file: credentials that cannot be used or reached, or damage that may hide them.
            State = statuses.Any(s => s.Kind == ValidationStatusKind.Failure) || !isReadable ? ValidationState.Invalid : ValidationState.NoCredentials,
            Statuses = statuses,
            MediaType = asset.MediaType,
            AigcLabel = asset.AigcLabel,
            IsReadable = isReadable,
            ValidationTime = now,
        };
    }

    /// <summary>The result of a validation.</summary>
    public ValidationResult WithManifest(ValidationContext context, IReadOnlyList<IngredientDelta> deltas, bool mediaWasHashed)
    {
        var active = context.For(context.Store.Active!);
        var reached = new HashSet<Manifest>(context.Lineage.Manifests, ReferenceEqualityComparer.Instance);
        var recorded = IngredientResults.FindRecordedOnly(context);
        var reports = context.Store.Manifests.Reverse().Select(m => Report(context, m, reached.Contains(m), recorded.GetValueOrDefault(m, []))).ToArray();
        var statuses = Apply([.. _statuses, .. context.Statuses, .. active.Statuses]);
        var appliedDeltas = deltas.Select(d => d with { Statuses = Apply(d.Statuses) }).ToArray();
        return new ValidationResult
        {
            State = StateDecision.Decide(statuses, appliedDeltas, mediaWasHashed),
            ActiveManifest = reports[0],
            Manifests = reports,
            Statuses = statuses,
            IngredientDeltas = appliedDeltas,
            RetrievedData = context.RetrievedData,
            MediaType = asset.MediaType,
            AigcLabel = asset.AigcLabel,
            IsReadable = !IsDamaged,
            ValidationTime = now,
            MediaWasHashed = mediaWasHashed,
        };
    }

    private bool IsDamaged => asset.Findings.Any(f => f.Code == ValidationStatusCode.ContainerMalformed);

    private ManifestReport Report(ValidationContext context, Manifest manifest, bool isReached, IReadOnlyList<ValidationStatus> recorded)
    {
        var current = context.For(manifest);
        if (!isReached)
        {
            // §15.11.3.3: "validators should ignore any additional manifests".
            current.Add(ValidationStatusCode.ManifestUnreferenced, manifest.Url);
        }

        return new ManifestReport { Manifest = manifest, Signature = Report(current.Signature), Statuses = Apply(current.Statuses), Recorded = recorded };
    }

    private static SignatureReport? Report(SignatureFacts? facts) => facts is null ? null : new SignatureReport
    {
        Algorithm = facts.Message.Algorithm,
        Certificates = [.. facts.Certificates.Select(c => c.ToX509())],
        TrustedTime = facts.TrustedTime,
        StatedTime = facts.Timestamp?.StatedTime,
        TimestampCertificates = facts.Timestamp?.Certificates ?? [],
        ClaimedTime = facts.Message.ClaimedTime,
    };

    // Strictness: our own failures become informational when only the standard's codes shall decide. A limit stays a failure: behind it
    // nothing was checked.
    private ValidationStatus[] Apply(IReadOnlyList<ValidationStatus> statuses) =>
        options.Strictness == Strictness.Strict
            ? [.. statuses]
            : [.. statuses.Select(s => IsOurs(s.Code) ? s with { Code = s.Code with { Kind = ValidationStatusKind.Informational } } : s)];

    private static bool IsOurs(ValidationStatusCode code) =>
        code.Kind == ValidationStatusKind.Failure && code != ValidationStatusCode.LimitExceeded && code.Value.StartsWith("provenance.", StringComparison.Ordinal);
}
