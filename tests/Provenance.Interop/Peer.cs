using System.Security.Cryptography;
using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>
/// The other implementation: c2pa-rs as WebAssembly and mp4box, driven by the scripts in <c>node/</c>. The packages are installed once per
/// version of the lock file, into a folder of the user's cache. Without node, npm or a registry the running test is skipped with a message.
/// </summary>
internal static class Peer
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<Task<(string? Folder, string? Fault)>> Installation = new(InstallAsync);

    private static string Scripts => Repository.PathOf("tests", "Provenance.Interop", "node");

    /// <summary>Has c2pa-rs validate files, trusting the test root; the answers come in the same order.</summary>
    public static async Task<IReadOnlyList<PeerVerdict>> VerifyAsync(TestPki pki, params IEnumerable<PeerFile> files)
    {
        using var folder = new TempFolder();
        string root = folder.Write("root.pem", pki.Root.ExportCertificatePem());
        return await RunAsync<PeerVerdict>("verify.mjs", folder, new { files, root }).ConfigureAwait(false);
    }

    /// <summary>Has c2pa-rs validate one file, trusting the test root.</summary>
    public static async Task<PeerVerdict> VerifyAsync(TestPki pki, string file) => (await VerifyAsync(pki, new PeerFile(file)).ConfigureAwait(false))[0];

    /// <summary>Has c2pa-rs validate a file that names a remote manifest; in place of the network it gets the given store.</summary>
    public static async Task<PeerRemote> VerifyRemoteAsync(TestPki pki, string file, string store)
    {
        using var folder = new TempFolder();
        string root = folder.Write("root.pem", pki.Root.ExportCertificatePem());
        return (await RunAsync<PeerRemote>("remote.mjs", folder, new { files = new[] { new { file, store } }, root }).ConfigureAwait(false))[0];
    }

    /// <summary>Has c2pa-rs sign files with credentials of the test PKI.</summary>
    public static async Task SignAsync(TestPki pki, params IEnumerable<PeerSigning> jobs)
    {
        using var folder = new TempFolder();
        string root = folder.Write("root.pem", pki.Root.ExportCertificatePem());
        int number = 0;
        var written = jobs.Select(job =>
        {
            (string chain, string key) = job.Credential.WriteTo(folder, $"signer{number++}");
            return new
            {
                job.Input,
                job.Output,
                Algorithm = PeerName(job.Credential.Algorithm),
                Chain = chain,
                Key = key,
                job.ClaimVersion,
                job.Intent,
                job.Parent,
                job.MerkleKilobytes,
            };
        }).ToArray();
        IReadOnlyList<PeerSigned> answers = await RunAsync<PeerSigned>("sign.mjs", folder, new { root, jobs = written }).ConfigureAwait(false);
        Assert.All(answers, a => Assert.True(a.Error is null, $"c2pa-rs could not sign {a.Output}: {a.Error}"));
    }

    /// <summary>Has mp4box find every sample of the files and hash the samples of each track.</summary>
    public static async Task<IReadOnlyList<PeerSamples>> SamplesAsync(params IEnumerable<string> files)
    {
        using var folder = new TempFolder();
        return await RunAsync<PeerSamples>("samples.mjs", folder, new { files }).ConfigureAwait(false);
    }

    /// <summary>Has c2pa-rs write the crJSON of files, trusting the test root.</summary>
    public static async Task<IReadOnlyList<JsonElement>> CrJsonAsync(TestPki pki, params IEnumerable<string> files)
    {
        using var folder = new TempFolder();
        string root = folder.Write("root.pem", pki.Root.ExportCertificatePem());
        return await RunAsync<JsonElement>("crjson.mjs", folder, new { files, root }).ConfigureAwait(false);
    }

    /// <summary>Has ajv validate documents against a schema; what is wrong with each, in the same order.</summary>
    public static async Task<IReadOnlyList<string[]>> SchemaErrorsAsync(string schema, params IEnumerable<string> documents)
    {
        using var folder = new TempFolder();
        return await RunAsync<string[]>("schema.mjs", folder, new { schema, documents }).ConfigureAwait(false);
    }

    /// <summary>Evaluates an official rubric over crJSON documents; the outcomes of each, in the same order.</summary>
    /// <param name="rubric">The rubric (YAML).</param>
    /// <param name="perManifest">Whether it is put to every manifest by itself, as rubrics of signals are.</param>
    /// <param name="documents">The documents.</param>
    public static async Task<IReadOnlyList<RubricOutcome[]>> RubricAsync(string rubric, bool perManifest, params IEnumerable<string> documents)
    {
        using var folder = new TempFolder();
        return await RunAsync<RubricOutcome[]>("rubric.mjs", folder, new { rubric, spec = "2.4", perManifest, documents }).ConfigureAwait(false);
    }

    /// <summary>Has a browser look at pages; what it saw.</summary>
    /// <param name="folder">For the job.</param>
    /// <param name="job">What <c>browser.mjs</c> asks for.</param>
    public static Task<IReadOnlyList<T>> BrowseAsync<T>(TempFolder folder, object job) => RunAsync<T>("browser.mjs", folder, job);

    /// <summary>What c2pa-rs calls the algorithm.</summary>
    public static string PeerName(SigningAlgorithm algorithm) => algorithm == SigningAlgorithm.Ed25519 ? "ed25519" : algorithm.Name.ToLowerInvariant();

    private static async Task<IReadOnlyList<T>> RunAsync<T>(string script, TempFolder folder, object job)
    {
        string node = Tools.Require("node");
        (string? packages, string? fault) = await Installation.Value.ConfigureAwait(false);
        if (packages is null)
        {
            Tools.Missing(fault!);
        }

        string jobPath = folder.Write("job.json", JsonSerializer.Serialize(job, Json));
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PROVENANCE_INTEROP_PACKAGES"] = packages, ["NODE_OPTIONS"] = null };
        ToolRun run = await Tools.RunAsync(node, [Path.Combine(Scripts, script), jobPath], environment: environment).ConfigureAwait(false);
        run.Succeeded();
        return JsonSerializer.Deserialize<T[]>(run.Output, Json)!;
    }

    private static async Task<(string? Folder, string? Fault)> InstallAsync()
    {
        if (Tools.Find("npm") is not { } npm)
        {
            return (null, "npm is not on the PATH.");
        }

        byte[] lockFile = await File.ReadAllBytesAsync(Path.Combine(Scripts, "package-lock.json")).ConfigureAwait(false);
        string cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        string folder = Path.Combine(cache.Length == 0 ? Path.GetTempPath() : cache, "provenance-interop", Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16]);
        string done = Path.Combine(folder, "installed");
        if (File.Exists(done))
        {
            return (folder, null);
        }

        Directory.CreateDirectory(folder);
        foreach (string name in new[] { "package.json", "package-lock.json", ".npmrc" })
        {
            File.Copy(Path.Combine(Scripts, name), Path.Combine(folder, name), overwrite: true);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            ToolRun run = await Tools.RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, cancellationToken: patience.Token).ConfigureAwait(false);
            if (run.ExitCode != 0)
            {
                return (null, $"npm could not install the packages of the interop suite: {run.Error.Trim()}");
            }
        }
        catch (OperationCanceledException)
        {
            return (null, "npm did not install the packages of the interop suite within three minutes.");
        }

        await File.WriteAllTextAsync(done, "done").ConfigureAwait(false);
        return (folder, null);
    }
}

/// <summary>What c2pa-rs says about a file that names a remote manifest, and which addresses it asked.</summary>
internal sealed record PeerRemote(string File, string? Error, string? State, string[]? Failures, string[] Fetched);

/// <summary>A file for c2pa-rs to validate.</summary>
internal sealed record PeerFile(string File, string? Fragment = null);

/// <summary>What c2pa-rs says about a file.</summary>
internal sealed record PeerVerdict(
    string File,
    string? Error,
    string? State,
    string? ActiveManifest,
    int Manifests,
    int ClaimVersion,
    string? Generator,
    string? Algorithm,
    DateTimeOffset? SignedAt,
    string? Title,
    string[]? Assertions,
    PeerIngredient[]? Ingredients,
    string[]? Actions,
    string[]? Successes,
    string[]? Informational,
    string[]? Failures,
    string[]? Explanations,
    string[]? IngredientFailures)
{
    /// <summary>Fails the running test unless c2pa-rs calls the file Trusted with nothing against it.</summary>
    public PeerVerdict IsTrusted()
    {
        Assert.True(
            State == "Trusted" && Failures is [] && IngredientFailures is [],
            $"c2pa-rs calls {Path.GetFileName(File)} {State ?? "unreadable"}: {Error}{string.Join("; ", Explanations ?? [])} {string.Join("; ", IngredientFailures ?? [])}");
        return this;
    }
}

/// <summary>An ingredient as c2pa-rs reports it.</summary>
internal sealed record PeerIngredient(string? Title, string Relationship);

/// <summary>A file for c2pa-rs to sign.</summary>
internal sealed record PeerSigning(string Input, string Output, TestCredential Credential)
{
    /// <summary>1 for a version 1 claim.</summary>
    public int ClaimVersion { get; init; } = 2;

    /// <summary><c>create</c>, <c>edit</c> or <c>update</c>.</summary>
    public string Intent { get; init; } = "create";

    /// <summary>A file that becomes the parent ingredient.</summary>
    public string? Parent { get; init; }

    /// <summary>The block size of a Merkle tree, or null for one hash over the file.</summary>
    public int? MerkleKilobytes { get; init; }
}

/// <summary>What signing gave.</summary>
internal sealed record PeerSigned(string Output, string? Error);

/// <summary>What a statement of a rubric comes to: <c>pass</c>, <c>warn</c> or <c>fail</c>; of a signal, whether it is there.</summary>
internal sealed record RubricOutcome(string Id, string Outcome, string Text, string? Manifest = null);

/// <summary>The samples of a file as mp4box finds them.</summary>
internal sealed record PeerSamples(string File, PeerTrack[] Tracks);

/// <summary>The samples of a track.</summary>
internal sealed record PeerTrack(string Codec, int Samples, string Hash);
