using System.Net;

namespace Provenance.Tests.AspNetCore;

/// <summary>Memory is bounded. Counted over the whole process, so nothing else runs at the same time.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_does_not_grow_with_the_upload()
    {
        await using var host = await PipelineHost.StartAsync();
        using var warm = new StreamContent(new Zeros(1_000_000)) { Headers = { ContentType = new("video/mp4") } };
        await host.Client.PostAsync("/provenance/verify", warm, Token);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        using var large = new StreamContent(new Zeros(200_000_000)) { Headers = { ContentType = new("video/mp4") } };
        HttpResponseMessage response = await host.Client.PostAsync("/provenance/verify", large, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 60_000_000);
    }

    /// <summary>So many zeros.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, length - _position);
            Array.Clear(buffer, offset, read);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
