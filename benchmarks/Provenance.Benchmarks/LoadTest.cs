using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Provenance.Testing;

namespace Provenance.Benchmarks;

/// <summary>
/// The upload pipeline under load: <c>provenance serve</c> in a process of its own, clients in this one, over the loopback interface. Says requests
/// per second, the median and the 99th percentile, and the most memory the server ever had resident. Every answer is checked: a fast wrong one counts for nothing.
/// </summary>
internal static class LoadTest
{
    private const string Verdict = "\"state\":\"Trusted\"";

    /// <summary>Runs all loads.</summary>
    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        Console.WriteLine("| Upload | Clients | Requests | Requests/s | MB/s | p50 | p99 | Peak memory |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((int megabytes, int clients, int requests) in ((int, int, int)[])[(2, 1, 200), (2, 8, 1000), (2, 100, 1000), (200, 1, 10), (200, 8, 32)])
        {
            string video = await SignAsync(folder, megabytes);

            // A server of its own for each, so that each has a peak of its own.
            using Process server = Start(root, out Uri address);
            try
            {
                await LoadAsync(server, address, video, clients, requests);
            }
            finally
            {
                server.Kill();
                await server.WaitForExitAsync();
            }
        }
    }

    private static async Task<string> SignAsync(TempFolder folder, int megabytes)
    {
        string signed = folder[$"{megabytes}.mp4"];
        if (!File.Exists(signed))
        {
            Mp4Track track = Mp4Track.Of(1, sampleCount: 1000, sampleSize: (megabytes * 1000) - 500);
            string plain = folder.Write("plain.mp4", new Mp4Builder().Ftyp().Movie(track).Media(track).Build());
            var definition = new ManifestDefinition { ClaimGenerator = new("Load", "1.0"), Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)] };
            await Mp4.SignAsync(plain, signed, definition, TestPki.Default.Signer().CreateSigner());
        }

        return signed;
    }

    private static Process Start(string root, out Uri address)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Provenance.Cli.dll"), "serve", "-q", "--port", "0", "--trust", root])
        {
            start.ArgumentList.Add(argument);
        }

        Process server = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        address = new Uri(server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server says no address."));
        return server;
    }

    private static async Task LoadAsync(Process server, Uri address, string video, int clients, int requests)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        await PostAsync(client, video);
        var times = new ConcurrentBag<double>();
        int left = requests;
        int refused = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                // Who is turned away comes back, as a client should.
                long began = Stopwatch.GetTimestamp();
                while (!await PostAsync(client, video))
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(500);
                    began = Stopwatch.GetTimestamp();
                }

                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        double[] sorted = [.. times.Order()];
        double rate = sorted.Length / elapsed.TotalSeconds;
        double megabytes = new FileInfo(video).Length / 1e6;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {megabytes:0} MB | {clients} | {sorted.Length}{(refused > 0 ? $", {refused} × 429" : string.Empty)} | {rate:0.0} | {rate * megabytes:0} | {At(sorted, 0.5):0} ms | {At(sorted, 0.99):0} ms | {PeakMemory(server) / 1e6:0} MB |"));
    }

    private static async Task<bool> PostAsync(HttpClient client, string video)
    {
        using var content = new StreamContent(File.OpenRead(video), 128 << 10) { Headers = { ContentType = new MediaTypeHeaderValue("video/mp4") } };
        using HttpResponseMessage response = await client.PostAsync("/provenance/verify", content);
        string answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? answer.Contains(Verdict, StringComparison.Ordinal) ? true : throw new InvalidOperationException("A wrong verdict: " + answer)
            : response.StatusCode == System.Net.HttpStatusCode.TooManyRequests ? false : throw new InvalidOperationException($"{response.StatusCode}: {answer}");
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private static long PeakMemory(Process server)
    {
        server.Refresh();
        return server.PeakWorkingSet64;
    }
}
