using System.Text.Json;

namespace Provenance.Compare;

/// <summary>c2pa-rs as WebAssembly, driven by the scripts of the interop tests.</summary>
internal static class Peer
{
    // It holds the whole file in memory, several times.
    private const long Size = 195_000_000;

    public static Task Compare(Workbench bench, RatioTable table)
    {
        string scripts = Path.GetFullPath(Path.Combine("tests", "Provenance.Interop", "node"));
        string? modules = Modules(scripts);
        if (Workbench.Find("node") is not { } node || modules is null)
        {
            table.Skip("@contentauth/c2pa-wasm", "node or the package is missing; 'npm ci' in tests/Provenance.Interop/node, or PEER_HOME, provides it");
            return Task.CompletedTask;
        }

        // Where peer.mjs looks for the packages.
        Environment.SetEnvironmentVariable("PROVENANCE_INTEROP_PACKAGES", Path.GetDirectoryName(modules));
        string input = bench.Make("peer.mp4", path => BenchmarkFile.Write(path, Size));
        string signed = bench.Make("peer.signed.mp4", path => bench.Sign(input, path));
        string output = bench["peer.out.mp4"];
        string root = bench["keys/root.pem"];
        string verifyJob = bench["peer.verify.json"];
        string signJob = bench["peer.sign.json"];
        File.WriteAllText(verifyJob, JsonSerializer.Serialize(new { files = new[] { new { file = signed } }, root }));
        File.WriteAllText(signJob, JsonSerializer.Serialize(new
        {
            root,
            jobs = new[] { new { input, output, algorithm = "es256", chain = bench["keys/signer.pem"], key = bench["keys/signer.key"], intent = "create" } },
        }));
        var times = bench.InTurn(
            bench.Command("verify", bench.Settings.Cli, ["verify", signed, .. bench.Trust]),
            bench.Command("peer verify", node, [Path.Combine(scripts, "verify.mjs"), verifyJob]),
            bench.Command("sign", bench.Settings.Cli, ["sign", input, "-o", output, .. bench.Credentials(), "--no-sync"], Workbench.Without(output)),
            bench.Command("peer sign", node, [Path.Combine(scripts, "sign.mjs"), signJob], Workbench.Without(output)));
        table.Add("c2pa-wasm verify of 195 MB, to ours", times["peer verify"] / times["verify"], " ×", $"{times["peer verify"]:F0} ms; ours {times["verify"]:F0} ms");
        table.Add("c2pa-wasm sign of 195 MB, to ours", times["peer sign"] / times["sign"], " ×", $"{times["peer sign"]:F0} ms; ours {times["sign"]:F0} ms");
        return Task.CompletedTask;
    }

    private static string? Modules(string scripts)
    {
        string?[] homes = [scripts, Environment.GetEnvironmentVariable("PEER_HOME") is { } peer ? Path.Combine(peer, "npm") : null];
        return homes.OfType<string>().Select(h => Path.Combine(h, "node_modules")).FirstOrDefault(m => Directory.Exists(Path.Combine(m, "@contentauth", "c2pa-wasm")));
    }
}
