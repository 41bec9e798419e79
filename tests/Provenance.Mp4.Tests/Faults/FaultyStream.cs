namespace Provenance.Tests.Bmff.Faults;

/// <summary>A stream whose calls a plan counts.</summary>
internal sealed class FaultyStream(Stream stream, FaultPlan plan, string name) : Stream
{
    public override bool CanRead => stream.CanRead;

    public override bool CanSeek => stream.CanSeek;

    public override bool CanWrite => stream.CanWrite;

    public override long Length => stream.Length;

    public override long Position { get => stream.Position; set => stream.Position = value; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        plan.Pass(name + " read");
        return await stream.ReadAsync(buffer, CancellationToken.None);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        plan.Pass(name + " write");
        await stream.WriteAsync(buffer, CancellationToken.None);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        plan.Pass(name + " flush");
        await stream.FlushAsync(CancellationToken.None);
    }

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void SetLength(long value) => stream.SetLength(value);

    // What is under test is asynchronous throughout.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await base.DisposeAsync();
    }
}
