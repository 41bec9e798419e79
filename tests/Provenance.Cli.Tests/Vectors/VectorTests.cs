using System.Globalization;
using System.Net;
using System.Text.Json;
using Provenance.Reports;

namespace Provenance.Tests.Cli;

/// <summary>
/// Every vector of <c>tests/Vectors</c> through the library, the command line and HTTP: the verdict and the codes that its folder names, the same through all.
/// </summary>
public sealed class VectorTests
{
    public static TheoryData<string> Cases => [.. VectorCase.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_entry_point_gives_the_verdict_and_the_codes(string name)
    {
        var vector = VectorCase.All[name];
        using var folder = new TempFolder();
        var built = vector.Build();
        string file = folder.Write("vector.mp4", built.File);

        var validator = new Validator(Mp4.Format) { Options = vector.Trust.ToOptions(built) };
        var library = Findings.Of(await validator.ValidateAsync(file, cancellationToken: TestContext.Current.CancellationToken));
        library.Check(vector);

        // And again, when the validator knows the certificates.
        Assert.Equal(library, Findings.Of(await validator.ValidateAsync(file, cancellationToken: TestContext.Current.CancellationToken)));

        if (!vector.Trust.IsLibraryOnly)
        {
            var (printed, exitCode) = await RunAsync(vector, built, folder, file);
            Assert.Equal(library, printed);
            Assert.Equal(ExitCodeOf(vector.State), exitCode);
        }

        await CheckOverHttpAsync(vector, built, library);
    }

    // What is no video at all has no report over HTTP: it is 415. Everything else has the same one.
    private static async Task CheckOverHttpAsync(VectorCase vector, BuiltVector built, Findings library)
    {
        byte[] file = built.File;
        await using var server = await VectorServer.StartAsync(vector.Trust.ToOptions(built));
        var (status, answer) = await server.VerifyAsync(file);
        using (answer)
        {
            if (status == HttpStatusCode.UnsupportedMediaType)
            {
                Assert.Equal("Unreadable", library.State);
                Assert.Equal("Unreadable", answer.RootElement.GetProperty("state").GetString());
            }
            else
            {
                Assert.Equal(HttpStatusCode.OK, status);
                Assert.Equal(library, Findings.Of(answer.RootElement));
            }
        }

        // The gate opens for what is trusted, and for nothing else.
        Assert.Equal(vector.State == "Trusted" ? HttpStatusCode.OK : library.State == "Unreadable" && status != HttpStatusCode.OK ? status : HttpStatusCode.UnprocessableEntity, await server.KnockAsync(file));
    }

    private static async Task<(Findings Findings, int ExitCode)> RunAsync(VectorCase vector, BuiltVector built, TempFolder folder, string file)
    {
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        string[] signers = vector.Trust.Signers ? ["--trust", root] : [];
        string[] timestamps = vector.Trust.Timestamps ? ["--tsa-trust", root] : [];
        string at = vector.Trust.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string[] online = [.. vector.Trust.Online.SelectMany(what => (string[])["--online", what])];
        var run = await CliRun.RunAsync(
            ["verify", file, "--format", "json", "--at", at, .. signers, .. timestamps, .. online],
            environment: null,
            openHttpClient: vector.Trust.IsOnline ? () => vector.Trust.ToClient(built)! : null);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(run.ExitCode, document.RootElement.GetProperty("exitCode").GetInt32());
        return (Findings.Of(document.RootElement), run.ExitCode);
    }

    private static int ExitCodeOf(string state) => state switch
    {
        "Trusted" => 0,
        "Valid" => 3,
        "NoCredentials" => 4,
        "Unreadable" => 5,
        _ => 1,
    };

    /// <summary>What one entry point found.</summary>
    private sealed record Findings(string State, string Codes, string IngredientCodes, string ManifestCodes)
    {
        public override string ToString() => $"{State}\n{Codes}\ningredients:\n{IngredientCodes}";

        public static Findings Of(ValidationResult result) => new(
            Verdict.IsUnreadable(result) ? "Unreadable" : result.State.ToString(),
            Join(result.Statuses.Select(s => (s.Code.Value, s.Kind))),
            Join(result.IngredientDeltas.SelectMany(d => d.Statuses).Select(s => (s.Code.Value, s.Kind))),
            Join(result.Manifests.SelectMany(m => m.Statuses).Select(s => (s.Code.Value, s.Kind))));

        public static Findings Of(JsonElement report) => new(
            report.GetProperty("state").GetString()!,
            Join(Statuses(report)),
            Join(report.TryGetProperty("ingredientDeltas", out var deltas) ? deltas.EnumerateArray().SelectMany(Statuses) : []),
            Join(report.TryGetProperty("manifests", out var manifests) ? manifests.EnumerateArray().SelectMany(Statuses) : []));

        public void Check(VectorCase vector)
        {
            Check(vector.Codes, Codes);
            Check(vector.IngredientCodes, IngredientCodes);
            Assert.All(vector.Without, code => Assert.DoesNotContain(code + " ", Codes, StringComparison.Ordinal));
            Assert.All(vector.ManifestCodes, code => Assert.Contains(code + " ", ManifestCodes, StringComparison.Ordinal));
            Assert.True(vector.State == State, $"State {State} instead of {vector.State}\n{this}");
        }

        // Every code asked for is there, and there is no failure that was not asked for.
        private void Check(IReadOnlyList<string> expected, string found)
        {
            string[] lines = found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var codes = lines.Select(l => l.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
            var missing = expected.Where(c => !codes.Contains(c)).ToArray();
            var unexpected = lines.Where(l => l.EndsWith(" Failure", StringComparison.Ordinal)).Select(l => l.Split(' ')[0]).Except(expected, StringComparer.Ordinal).ToArray();
            Assert.True(missing.Length == 0 && unexpected.Length == 0, $"missing: {string.Join(", ", missing)}\nunexpected: {string.Join(", ", unexpected)}\n{this}");
        }

        private static IEnumerable<(string Code, ValidationStatusKind Kind)> Statuses(JsonElement element) =>
            element.TryGetProperty("statuses", out var list)
                ? list.EnumerateArray().Select(s => (s.GetProperty("code").GetString()!, Enum.Parse<ValidationStatusKind>(s.GetProperty("kind").GetString()!, ignoreCase: true)))
                : [];

        private static string Join(IEnumerable<(string Code, ValidationStatusKind Kind)> statuses) =>
            string.Join('\n', statuses.Select(s => $"{s.Code} {s.Kind}").Order(StringComparer.Ordinal));
    }
}
