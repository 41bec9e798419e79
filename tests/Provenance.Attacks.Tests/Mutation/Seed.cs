using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>A signed file that mutants are made of.</summary>
internal sealed class Seed(string name, byte[] file, ValidationOptions options)
{
    private static readonly Lazy<Task<Seed[]>> LazyAll = new(MakeAsync);

    private HashSet<string>? _essences;
    private IReadOnlyList<(string, byte[])>? _pieces;

    /// <summary>The forms, and the vectors that are files of some size.</summary>
    public static Task<Seed[]> AllAsync() => LazyAll.Value;

    /// <summary>The name of the form or vector.</summary>
    public string Name { get; } = name;

    /// <summary>Its bytes.</summary>
    public byte[] File { get; } = file;

    /// <summary>How it is read.</summary>
    public ValidationOptions Options { get; } = options;

    /// <summary>What it is found to be.</summary>
    public ValidationState State { get; set; }

    /// <summary>Whether it is trusted, and covers everything that the standard lets a signer cover.</summary>
    public bool IsTrustworthy { get; set; }

    /// <summary>
    /// Whether this is what the file promises, or what it promised before its newest manifests were added. Whoever takes those away leaves a file that
    /// was trusted in its time; nothing in a file can show that there was more (the standard has no answer to that either).
    /// </summary>
    public bool Says(string essence) => (_essences ??= [.. Attacks.Essence.OfEveryVersion(File)]).Contains(essence);

    /// <summary>The CBOR contents of the store, and what of them looks like DER.</summary>
    public IReadOnlyList<(string Kind, byte[] Bytes)> Pieces => _pieces ??= Take();

    /// <summary>Reads a mutant as this file is read, and asks for everything that can be asked of the result.</summary>
    public ValidationResult Read(byte[] file) => Read(file, Options);

    /// <summary>Reads a file, and asks for everything that can be asked of the result.</summary>
    public static ValidationResult Read(byte[] file, ValidationOptions options)
    {
        var result = new Validator([Mp4.Format, .. ImageFormats.All]) { Options = options }.ValidateAsync(AssetSource.FromMemory(file)).GetAwaiter().GetResult();
        _ = result.Generation.Edits.Count;
        result.WriteCrJson(Stream.Null);
        _ = result.ToValidationResultsMap().ToCbor().Encoded;
        return result;
    }

    /// <summary>Keeps a mutant that shows a fault.</summary>
    public string? Kept(string? fault, byte[] mutant)
    {
        if (fault is null)
        {
            return null;
        }

        string path = Path.Combine(Path.GetTempPath(), $"mutant-{Convert.ToHexStringLower(SHA256.HashData(mutant))[..12]}.bin");
        System.IO.File.WriteAllBytes(path, mutant);
        return $"a mutant of {Name}, kept as {path}, {fault}";
    }

    private static async Task<Seed[]> MakeAsync()
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
            var result = seed.Read(seed.File);
            seed.State = result.State;

            // What the signer himself left open (free boxes, say) is no part of the promise.
            seed.IsTrustworthy = result.State == ValidationState.Trusted && result.Statuses.All(s => s.Code != ValidationStatusCode.ContainerUnprotectedBytes) && !seed.Name.StartsWith("data-hash", StringComparison.Ordinal) && !seed.Name.StartsWith("multi-asset", StringComparison.Ordinal);
        }

        return [.. seeds];
    }

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
