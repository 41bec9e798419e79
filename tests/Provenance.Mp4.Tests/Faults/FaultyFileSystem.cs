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

    public override SafeFileHandle OpenForChange(string path, FileOptions options = FileOptions.None)
    {
        plan.Pass("change open");
        return base.OpenForChange(path, options);
    }

    public override AssetSource Content(string path, SafeFileHandle file) => new FaultySource(base.Content(path, file), plan);

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        // A device that gives up does so anywhere in a write.
        try
        {
            plan.Pass("change write");
        }
        catch (InjectedFault)
        {
            base.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw;
        }

        base.Write(file, bytes, offset);
    }

    public override int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        plan.Pass("change read");
        return base.Read(file, buffer, offset);
    }

    public override void SetLength(SafeFileHandle file, long length)
    {
        plan.Pass("change length");
        base.SetLength(file, length);
    }

    public override bool TryInsert(SafeFileHandle file, long offset, long length)
    {
        plan.Pass("change insert");
        return base.TryInsert(file, offset, length);
    }

    public override bool TryCollapse(SafeFileHandle file, long offset, long length)
    {
        plan.Pass("change collapse");
        return base.TryCollapse(file, offset, length);
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
