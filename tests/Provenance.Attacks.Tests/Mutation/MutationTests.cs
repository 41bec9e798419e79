using System.Collections.Concurrent;
using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>
/// Seeded mutants of every vector and every form. Whatever the bytes are: a report and no exception, within two seconds and 256 MB; and no mutant of a
/// trusted file is trusted unless it says and shows the same. The long run is a million mutants:
/// <c>dotnet test tests/Provenance.Attacks.Tests --filter Category=Long -- xUnit.Explicit=on</c>.
/// </summary>
public sealed class MutationTests
{
    private static readonly Lazy<Task<Seed[]>> LazySeeds = new(MakeSeedsAsync);

    [Theory]
    [InlineData(nameof(Validate), 6000)]
    [InlineData(nameof(Resign), 3000)]
    [InlineData(nameof(Segments), 1500)]
    [InlineData(nameof(SignAgain), 1500)]
    [InlineData(nameof(MakeIngredient), 1000)]
    [InlineData(nameof(Parsers), 20_000)]
    [InlineData(nameof(TrustLists), 1000)]
    public Task Mutants_in_every_run(string what, int count) => RunAsync(what, 1, count);

    [Theory(Explicit = true)]
    [Trait("Category", "Long")]
    [InlineData(nameof(Validate), 500_000)]
    [InlineData(nameof(Resign), 150_000)]
    [InlineData(nameof(Segments), 50_000)]
    [InlineData(nameof(SignAgain), 50_000)]
    [InlineData(nameof(MakeIngredient), 50_000)]
    [InlineData(nameof(Parsers), 1_000_000)]
    [InlineData(nameof(TrustLists), 20_000)]
    public Task A_million_mutants(string what, int count) => RunAsync(what, 1_000_000, count);

    [Fact]
    public async Task Mutants_get_past_the_first_check()
    {
        // A mutator that breaks everything at the door would find nothing. Most codes that a file can lead to are reached by mutants.
        var seeds = await LazySeeds.Value;
        var codes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        int resigned = 0;
        int verified = 0;
        Parallel.For(0, 1500, number =>
        {
            var random = new Random(number);
            var seed = seeds[random.Next(seeds.Length)];
            byte[]? mutant = number % 2 == 0 ? FileMutation.Apply(seed.File, random, seeds[0].File) : Resigning.Apply(seed.File, random);
            if (mutant is null)
            {
                return;
            }

            var result = Read(mutant, seed.Options);
            foreach (var status in result.Statuses)
            {
                codes.AddOrUpdate(status.Code.Value, 1, static (_, n) => n + 1);
            }

            Interlocked.Add(ref resigned, number % 2);
            Interlocked.Add(ref verified, number % 2 == 1 && result.Statuses.Any(s => s.Code == ValidationStatusCode.ClaimSignatureValidated) ? 1 : 0);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{codes.Count} codes, {resigned} signed again, {verified} of them verified\n" + string.Join('\n', codes.OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}")));
        Assert.True(codes.Count > 60 && verified > 250, $"{codes.Count} codes, {verified} of {resigned} signed again verified");
    }

    private static async Task RunAsync(string what, int first, int count)
    {
        var seeds = await LazySeeds.Value;
        var segments = await Attacked.FormAsync("segments");
        Func<Random, string?> trial = what switch
        {
            nameof(Validate) => random => Validate(random, seeds),
            nameof(Resign) => random => Resign(random, seeds),
            nameof(Segments) => random => Segments(random, segments),
            nameof(SignAgain) => random => SignAgain(random, seeds),
            nameof(MakeIngredient) => random => MakeIngredient(random, seeds),
            nameof(Parsers) => random => Parsers(random, seeds),
            _ => TrustLists,
        };
        // Trials block the threads they run on; whatever they wait for needs one too.
        ThreadPool.SetMinThreads(Environment.ProcessorCount + 16, Environment.ProcessorCount + 16);
        var faults = new ConcurrentDictionary<int, string>();
        Parallel.For(first, first + count, (number, loop) =>
        {
            // The number is the seed of all chance: a fault can be looked at again, though keys are others in every run.
            if (trial(new Random(number)) is { } fault)
            {
                faults[number] = fault;
                if (faults.Count >= 10)
                {
                    loop.Stop();
                }
            }
        });
        Assert.True(faults.IsEmpty, string.Join("\n\n", faults.OrderBy(f => f.Key).Select(f => $"{what} {f.Key}: {f.Value}")));
    }

    private static string? Validate(Random random, Seed[] seeds)
    {
        var seed = seeds[random.Next(seeds.Length)];
        byte[] mutant = FileMutation.Apply(seed.File, random, seeds[random.Next(seeds.Length)].File);
        ValidationResult? result = null;
        string? fault = Trial.Run(() => result = Read(mutant, seed.Options));
        if (fault is null && result is { State: ValidationState.Trusted } && seed.IsTrustworthy && !seed.Says(Essence.Of(mutant)))
        {
            fault = "is trusted, but not the same: " + Reading.Of(result);
        }
        else if (fault is null && result is { State: ValidationState.Trusted } && seed.State == ValidationState.Valid)
        {
            fault = "is trusted, and its original is not: " + Reading.Of(result);
        }

        return Kept(fault, seed, mutant);
    }

    private static string? Resign(Random random, Seed[] seeds)
    {
        var seed = seeds[random.Next(seeds.Length)];
        return Resigning.Apply(seed.File, random) is { } mutant ? Kept(Trial.Run(() => Read(mutant, seed.Options)), seed, mutant) : null;
    }

    private static string? Segments(Random random, SignedForm form)
    {
        byte[][] files = [.. form.Files];
        for (int round = random.Next(1, 3); round > 0; round--)
        {
            int file = random.Next(files.Length);
            files[file] = random.Next(6) == 0 ? files[random.Next(files.Length)] : FileMutation.Apply(files[file], random, form.Files[random.Next(form.Files.Length)]);
        }

        Reading? reading = null;
        string? fault = Trial.Run(() => reading = form.ReadAsync(files).GetAwaiter().GetResult());
        bool isSame = form.Files.Zip(files).All(pair => Essence.Of(pair.First) == Essence.Of(pair.Second));
        return fault ?? (reading is { State: ValidationState.Trusted } && !isSame ? "is trusted, but not the same: " + reading : null);
    }

    private static string? SignAgain(Random random, Seed[] seeds)
    {
        var seed = seeds[random.Next(seeds.Length)];
        byte[] mutant = FileMutation.Apply(seed.File, random, seeds[random.Next(seeds.Length)].File);
        var options = new SigningOptions { Clock = TestPki.Clock, IfSigned = random.Next(2) == 0 ? IfSigned.Replace : IfSigned.Ingredient, IngredientValidation = seed.Options };
        var merkle = random.Next(3) == 0 ? new MerkleOptions { BlockSize = 1024, StoredRow = random.Next(3) } : null;
        string? fault = Trial.Run(
            () => Mp4.SignAsync(AssetSource.FromMemory(mutant), new MemoryStream(), Attacked.Definition, TestPki.Default.Signer().CreateSigner(), options, new() { Merkle = merkle }).GetAwaiter().GetResult(),
            e => e is SigningException);
        return Kept(fault, seed, mutant);
    }

    private static string? MakeIngredient(Random random, Seed[] seeds)
    {
        var seed = seeds[random.Next(seeds.Length)];
        byte[] mutant = FileMutation.Apply(seed.File, random, seeds[random.Next(seeds.Length)].File);
        var options = new IngredientOptions { KeepUnverified = random.Next(2) == 0 };
        string? fault = Trial.Run(
            () => Ingredient.FromAssetAsync(AssetSource.FromMemory(mutant), Relationship.ComponentOf, new Validator(Mp4.Format) { Options = seed.Options }, options).GetAwaiter().GetResult(),
            e => e is SigningException);
        return Kept(fault, seed, mutant);
    }

    private static string? Parsers(Random random, Seed[] seeds)
    {
        var seed = seeds[random.Next(seeds.Length)];
        var (kind, bytes) = seed.Pieces[random.Next(seed.Pieces.Count)];
        byte[] mutant = kind is "cbor" ? CborMutation.Apply([.. bytes], random) : DerMutation.Apply([.. bytes], random);
        return Trial.Run(() =>
        {
            _ = CborValue.TryParse(mutant, ParserLimits.Default, out var value, out _);
            _ = CoseSign1.TryParse(mutant, ParserLimits.Default, out _, out _);
            _ = ValidationResultsMap.FromCbor(value);
            _ = ParsedCertificate.TryParse(mutant, out _, out _);
            _ = OcspResponse.TryParse(mutant, ParserLimits.Default, out _, out _);
            _ = TimestampTokenContent.TryRead(mutant, ParserLimits.Default, out _, out _);
            _ = TimestampTokenContent.TryReadResponse(mutant, out _, out _);
            _ = JumbfReader.TryRead(mutant, ParserLimits.Default, out _, out _);
            foreach (string label in Labels)
            {
                byte[] box = JumbfWriter.Superbox(JumbfTypes.Cbor, label, [], [JumbfWriter.Box("cbor", mutant)]);
                if (JumbfReader.TryRead(box, ParserLimits.Default, out var superbox, out _))
                {
                    _ = AssertionReader.Read(superbox, ParserLimits.Default);
                }
            }
        }) is { } fault ? $"{fault}\n{Convert.ToHexString(mutant)}" : null;
    }

    private static string? TrustLists(Random random)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(random.Next(2) == 0 ? TestPki.Default.Root.ExportCertificatePem() : Json());
        for (int round = random.Next(1, 4); round > 0; round--)
        {
            text = ByteMutation.Apply(text, random, 0, text.Length, text);
        }

        string mutant = System.Text.Encoding.UTF8.GetString(text);
        return Trial.Run(() => TrustList.Parse(mutant, TrustList.SignerUsages), e => e is ArgumentException) is { } fault ? $"{fault}\n{mutant}" : null;

        static string Json() => $$$"""
            {"LoTE":{"ListAndSchemeInformation":{"LoTEVersionIdentifier":1},"TrustedEntitiesList":[{"TrustedEntityServices":[{"ServiceInformation":{"ServiceName":[{"lang":"en","value":"x"}],
            "ServiceDigitalIdentity":{"X509Certificates":[{"val":"{{{Convert.ToBase64String(TestPki.Default.Root.RawData)}}}"}]},"ServiceStatus":"granted","StatusStartingTime":"2024-01-01T00:00:00Z"}}]}]}}
            """;
    }

    private static readonly string[] Labels =
    [
        "c2pa.actions", "c2pa.actions.v2", "c2pa.ingredient", "c2pa.ingredient.v2", "c2pa.ingredient.v3", "c2pa.hash.bmff.v3", "c2pa.ai-disclosure", "c2pa.soft-binding", "c2pa.asset-type", "c2pa.external-reference",
        "c2pa.time-stamp", "c2pa.certificate-status", "c2pa.training-mining", "cawg.training-mining", "c2pa.environmental-sustainability", "c2pa.metadata", "c2pa.session-keys",
    ];

    private static ValidationResult Read(byte[] file, ValidationOptions options)
    {
        var result = new Validator(Mp4.Format) { Options = options }.ValidateAsync(AssetSource.FromMemory(file)).GetAwaiter().GetResult();
        _ = result.Generation.Edits.Count;
        result.WriteCrJson(Stream.Null);
        _ = result.ToValidationResultsMap().ToCbor().Encoded;
        return result;
    }

    private static string? Kept(string? fault, Seed seed, byte[] mutant)
    {
        if (fault is null)
        {
            return null;
        }

        string path = Path.Combine(Path.GetTempPath(), $"mutant-{Convert.ToHexStringLower(SHA256.HashData(mutant))[..12]}.mp4");
        File.WriteAllBytes(path, mutant);
        return $"a mutant of {seed.Name}, kept as {path}, {fault}";
    }

    private static async Task<Seed[]> MakeSeedsAsync()
    {
        var seeds = new List<Seed>();
        foreach (string name in Attacked.Names.Where(n => n != "segments"))
        {
            var form = await Attacked.FormAsync(name);
            seeds.Add(new(name, form.Files[0], Attacked.Options));
        }

        foreach (var vector in VectorCase.All.Values)
        {
            var built = vector.Build();
            if (built.File.Length is > 64 and < 100_000 && vector.Trust.Ocsp is null)
            {
                seeds.Add(new(vector.Name, built.File, vector.Trust.ToOptions(built) with { DetachedManifestStore = null }));
            }
        }

        foreach (var seed in seeds)
        {
            var result = Read(seed.File, seed.Options);
            seed.State = result.State;

            // What the signer himself left open (free boxes, say) is no part of the promise.
            seed.IsTrustworthy = result.State == ValidationState.Trusted && result.Statuses.All(s => s.Code != ValidationStatusCode.ContainerUnprotectedBytes) && !seed.Name.StartsWith("data-hash", StringComparison.Ordinal) && !seed.Name.StartsWith("multi-asset", StringComparison.Ordinal);
        }

        return [.. seeds];
    }

    private sealed class Seed(string name, byte[] file, ValidationOptions options)
    {
        private HashSet<string>? _essences;
        private IReadOnlyList<(string, byte[])>? _pieces;

        public string Name { get; } = name;

        public byte[] File { get; } = file;

        public ValidationOptions Options { get; } = options;

        public ValidationState State { get; set; }

        public bool IsTrustworthy { get; set; }

        /// <summary>
        /// Whether this is what the file promises, or what it promised before its newest manifests were added. Whoever takes those away leaves a file that
        /// was trusted in its time; nothing in a file can show that there was more (the standard has no answer to that either).
        /// </summary>
        public bool Says(string essence) => (_essences ??= [.. Attacks.Essence.OfEveryVersion(File)]).Contains(essence);

        /// <summary>The CBOR contents of the store, and what of them looks like DER.</summary>
        public IReadOnlyList<(string Kind, byte[] Bytes)> Pieces => _pieces ??= Take();

        private List<(string, byte[])> Take()
        {
            var pieces = new List<(string, byte[])> { ("cbor", [0xA0]) };
            foreach (var box in BoxMutation.Find(File, FileMutation.FindStore(File)?.Start ?? File.Length, File.Length).Where(b => b.Size > 8 && File.AsSpan(b.At + 4, 4).SequenceEqual("cbor"u8)))
            {
                byte[] content = File[(box.At + 8)..(box.At + box.Size)];
                pieces.Add(("cbor", content));
                if (CborValue.TryParse(content, ParserLimits.Default, out var value, out _))
                {
                    Strings(value, pieces);
                }
            }

            return pieces;
        }

        private static void Strings(CborValue value, List<(string, byte[])> pieces)
        {
            if (value.AsBytes is { Length: > 16 } bytes)
            {
                if (bytes.Span[0] == 0x30)
                {
                    pieces.Add(("der", bytes.ToArray()));
                }
                else if (CborValue.TryParse(bytes, ParserLimits.Default, out var inner, out _))
                {
                    Strings(inner, pieces);
                }
            }

            foreach (var item in value.Items.Concat(value.Entries.Select(e => e.Value)))
            {
                Strings(item, pieces);
            }

            if (value.TagContent is { } content)
            {
                Strings(content, pieces);
            }
        }
    }
}
