using Microsoft.Win32.SafeHandles;
using Provenance.Bmff;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>The real file system, whose calls a plan counts.</summary>
internal sealed class FaultyFileSystem(FaultPlan plan) : FileSystem
{
    public override FileStream Open(string path, FileStreamOptions options)
    {
        plan.Pass("output open");
        return base.Open(path, options);
    }

    public override ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        plan.Pass("output write");
        return base.WriteAsync(file, bytes, offset, CancellationToken.None);
    }

    public override ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        plan.Pass("output read");
        return base.ReadAsync(file, buffer, offset, CancellationToken.None);
    }

    public override void Flush(SafeFileHandle file)
    {
        // No test can see whether the disk has it, only that it was asked; waiting for the disk thousands of times is what takes long.
        plan.Pass("output flush");
    }

    public override void FlushFolder(string folder)
    {
    }

    public override void HandOn(SafeFileHandle file, string from, FileIdentity? owner)
    {
        plan.Pass("output permissions");
        base.HandOn(file, from, owner);
    }

    public override void Replace(string path, string destination)
    {
        plan.Pass("output rename");
        base.Replace(path, destination);
    }

    public override void Delete(string path)
    {
        plan.Pass("output delete");
        base.Delete(path);
    }
}
