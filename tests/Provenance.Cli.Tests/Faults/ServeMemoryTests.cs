using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Provenance.Tests.Cli.Faults;

/// <summary>The memory of <c>serve</c>, a process of its own as other tests would be counted else, does not grow with what is uploaded.</summary>
public sealed class ServeMemoryTests
{
    private const int Large = 300_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_of_300_MB_takes_no_more_memory_than_one_of_1_MB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what memory a process had at most.");
        using Process server = Start();
        try
        {
            string? address = await server.StandardOutput.ReadLineAsync(Token);
            Assert.NotNull(address);
            using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };

            // As the body and as a file of a form.
            await PostAsync(client, Video(1_000_000));
            await PostAsync(client, new MultipartFormDataContent { { Video(1_000_000), "video", "small.mp4" } });
            long before = PeakOf(server);
            await PostAsync(client, Video(Large));
            await PostAsync(client, new MultipartFormDataContent { { Video(Large), "video", "large.mp4" } });

            // A third of the upload: a server that kept it would need three times as much, and the collector has its moods.
            Assert.InRange(PeakOf(server) - before, 0, Large / 3);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Tools.Require("dotnet")) { RedirectStandardOutput = true };
        foreach (string argument in (string[])[CliProcess.Assembly, "serve", "-q", "--port", "0"])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private static async Task PostAsync(HttpClient client, HttpContent content)
    {
        using (content)
        {
            using HttpResponseMessage response = await client.PostAsync("/provenance/verify", content, Token);
            string answer = await response.Content.ReadAsStringAsync(Token);
            Assert.True(answer.Contains("\"state\":\"NoCredentials\"", StringComparison.Ordinal), answer);
        }
    }

    private static StreamContent Video(int length) => new(new Padded(length)) { Headers = { ContentType = new MediaTypeHeaderValue("video/mp4") } };

    private static long PeakOf(Process process)
    {
        string line = File.ReadAllLines($"/proc/{process.Id}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>A movie whose last box is so long that the whole is; it is made as it is read.</summary>
    private sealed class Padded(int length) : Stream
    {
        private readonly byte[] _head = Head(length);
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var into = buffer.AsSpan(offset, Math.Min(count, length - _position));
            into.Clear();
            if (_position < _head.Length)
            {
                var head = _head.AsSpan(_position);
                head[..Math.Min(head.Length, into.Length)].CopyTo(into);
            }

            _position += into.Length;
            return into.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static byte[] Head(int length)
        {
            Mp4Track track = Mp4Track.Of(1, sampleCount: 8);
            byte[] movie = new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
            return Bytes.Concat(movie, Bytes.UInt32((uint)(length - movie.Length)), Bytes.Code("free"));
        }
    }
}
