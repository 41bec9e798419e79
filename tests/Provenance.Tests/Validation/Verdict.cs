using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Validates composed manifests the way most tests want it: the test root trusted, the pinned clock.</summary>
internal static class Verdict
{
    public static ValidationOptions Options => new()
    {
        TrustList = TestPki.Default.SignerTrust,
        TimestampTrustList = TestPki.Default.TimestampTrust,
        Clock = TestPki.Clock,
    };

    public static Task<ValidationResult> OfAsync(params TestManifest[] manifests) => OfStoreAsync(TestManifest.Store(manifests));

    public static Task<ValidationResult> OfStoreAsync(params byte[][] stores) => OfAsync(new TestFormat(stores));

    public static Task<ValidationResult> OfAsync(TestFormat format, ValidationOptions? options = null) =>
        new Validator(format) { Options = options ?? Options }.ValidateAsync(TestFormat.Asset, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The codes of the failures, each once, deltas included.</summary>
    public static IReadOnlyList<string> FailureCodes(this ValidationResult result) =>
        [.. result.Failures.Concat(result.IngredientDeltas.SelectMany(d => d.Statuses).Where(s => s.Kind == ValidationStatusKind.Failure)).Select(s => s.Code.Value).Distinct().Order(StringComparer.Ordinal)];

    public static bool Has(this ValidationResult result, ValidationStatusCode code) => result.Statuses.Any(s => s.Code.Value == code.Value);
}
