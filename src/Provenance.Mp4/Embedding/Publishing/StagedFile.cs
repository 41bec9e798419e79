using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// A file that appears under its name complete or not at all. It is written under a hidden name in the same folder, stored, and renamed
/// over the destination. The hidden names of a destination are a fixed few, locked while in use: what a run that was killed left behind is
/// found and removed by the next one without searching the folder.
/// </summary>
internal sealed class StagedFile : Output
{
    /// <summary>How many runs may write to one destination at the same time.</summary>
    public const int Slots = 16;

    private const string Suffix = ".provenance-tmp";

    private readonly Destination _destination;
    private readonly FileStream _stream;
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly bool _isStored;
    private long _stored;
    private IReadOnlyList<SharedRange> _shared = [];
    private bool _published;

    private StagedFile(Destination destination, FileStream stream, string path, bool isStored)
    {
        _destination = destination;
        _stream = stream;
        _handle = stream.SafeFileHandle;
        _path = path;
        _isStored = isStored;
    }

    public override IReadOnlyList<SharedRange> Shared => _shared;

    /// <summary>The hidden path of a destination.</summary>
    public static string HiddenPath(Destination destination, int slot)
    {
        // A name may have 255 bytes on most file systems; ours needs some of them.
        string name = Path.GetFileName(destination.Path);
        while (Encoding.UTF8.GetByteCount(name) > 200)
        {
            name = name[..^1];
        }

        return Path.Combine(destination.Folder, string.Create(CultureInfo.InvariantCulture, $".{name}.{slot}{Suffix}"));
    }

    /// <summary>Starts a file: removes what earlier runs left, takes a free hidden name, reserves the space.</summary>
    /// <param name="destination">Where it goes in the end.</param>
    /// <param name="length">How long it will be, in bytes.</param>
    /// <param name="sourcePath">The file whose permissions a new file gets; one that is replaced hands on its own.</param>
    /// <param name="isStored">Whether it is to be on the disk before it is published.</param>
    /// <exception cref="SigningException">The file cannot be made: no permission, no space.</exception>
    public static StagedFile Create(Destination destination, long length, string? sourcePath, bool isStored = true)
    {
        StagedFile? file = null;
        destination.Do(() =>
        {
            RemoveLeftovers(destination);
            file = CreateFile(destination, length, sourcePath, isStored);
        });
        return file!;
    }

    /// <summary>Starts a file of a layout: where the file system can, it shares the media with the input; else the space is reserved.</summary>
    /// <param name="destination">Where it goes in the end.</param>
    /// <param name="layout">What it will be.</param>
    /// <param name="input">What it is made from.</param>
    /// <param name="isStored">Whether it is to be on the disk before it is published.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The file cannot be made: no permission, no space.</exception>
    public static async ValueTask<StagedFile> CreateAsync(Destination destination, Layout layout, FileAssetSource input, bool isStored, CancellationToken cancellationToken)
    {
        var ranges = OperatingSystem.IsLinux() ? Sharing.Plan(layout) : [];
        if (ranges.Count > 0)
        {
            // Without reserving: what is shared needs no space of its own.
            var file = Create(destination, 0, input.Path, isStored);
            try
            {
                if (await file.TryShareAsync(ranges, input, layout.Length, cancellationToken).ConfigureAwait(false))
                {
                    return file;
                }
            }
            catch
            {
                await file.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            await file.DisposeAsync().ConfigureAwait(false);
        }

        return Create(destination, layout.Length, input.Path, isStored);
    }

    // As with reading: only Windows writes files without a thread that waits.
    public override ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return _destination.DoAsync(() => RandomAccess.WriteAsync(_handle, bytes, offset, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            RandomAccess.Write(_handle, bytes.Span, offset);
            StoreAhead(offset + bytes.Length);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Destination.Fault(_destination.Path, e.Message, e);
        }
    }

    public override ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isStored)
        {
            _destination.Do(() => RandomAccess.FlushToDisk(_handle));
        }

        return new(new HandleSource(_handle, Path.GetFileName(_destination.Path)));
    }

    public override async ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _destination.Do(() =>
        {
            if (_destination.Exists)
            {
                HandOnPermissions();
            }

            File.Move(_path, _destination.Path, overwrite: true);
            _published = true;
        });
        if (_isStored)
        {
            UnixFiles.FlushFolder(_destination.Folder);
        }

        // With the handle goes the lock: from here on everybody may read.
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_published && !OperatingSystem.IsWindows())
        {
            // Deleted while still locked, so that no other run can take the name for a leftover in between.
            TryDelete(_path);
        }

        await _stream.DisposeAsync().ConfigureAwait(false);
        if (!_published && OperatingSystem.IsWindows())
        {
            TryDelete(_path);
        }
    }

    // The disk works while the rest is copied and hashed; the flush at the end then waits for the last pieces only.
    private void StoreAhead(long written)
    {
        const long Step = 8 << 20;
        if (_isStored && written - _stored >= Step)
        {
            UnixFiles.StartStoring(_handle, _stored, written - _stored);
            _stored = written;
        }
    }

    // A file system that says it shares, and does not, is found out by looking.
    private async ValueTask<bool> TryShareAsync(IReadOnlyList<SharedRange> ranges, FileAssetSource input, long length, CancellationToken cancellationToken)
    {
        foreach (var range in ranges)
        {
            if (!UnixFiles.TryShare(input.Handle, range.Source, _handle, range.Output, range.Length))
            {
                return false;
            }
        }

        _destination.Do(() => RandomAccess.SetLength(_handle, length));
        var written = new HandleSource(_handle, Path.GetFileName(_path));
        foreach (var range in ranges)
        {
            if (!await SpotCheck.SampleAsync(input, range.Source, written, range.Output, range.Length, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        _shared = ranges;
        return true;
    }

    private static StagedFile CreateFile(Destination destination, long length, string? sourcePath, bool isStored)
    {
        IOException? taken = null;
        for (int slot = 0; slot < Slots; slot++)
        {
            string path = HiddenPath(destination, slot);
            if (File.Exists(path))
            {
                continue;
            }

            try
            {
                return new StagedFile(destination, Open(path, length, sourcePath), path, isStored);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
            {
                // Another run took the name at the same moment.
                taken = e;
            }
        }

        throw new IOException($"{Slots} other runs are writing to it.", taken);
    }

    private static FileStream Open(string path, long length, string? sourcePath)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = LockedShare,
            Options = OperatingSystem.IsWindows() ? FileOptions.Asynchronous : FileOptions.None,
            PreallocationSize = length,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && sourcePath is not null)
        {
            // As cp does: the permissions of the source, less what the user's mask takes away.
            const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;
            options.UnixCreateMode = File.GetUnixFileMode(sourcePath) & Permissions;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException)
        {
            // There may be a file without the space that was to be reserved for it.
            TryRemoveLeftover(path);
            throw;
        }
    }

    // Unix locks a file that is shared with nobody; Windows must allow the rename.
    private static FileShare LockedShare => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static void RemoveLeftovers(Destination destination)
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            string path = HiddenPath(destination, slot);
            if (File.Exists(path))
            {
                TryRemoveLeftover(path);
            }
        }
    }

    private static void TryRemoveLeftover(string path)
    {
        try
        {
            // Opens only when no run holds it.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        TryDelete(path);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way, and the next run tries again.
        }
    }

    private void HandOnPermissions()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (_destination.Identity is { } owner)
        {
            UnixFiles.TryChangeOwner(_handle, owner);
        }

        File.SetUnixFileMode(_handle, File.GetUnixFileMode(_destination.Path));
    }

    /// <summary>Reads the file through the handle that wrote it: the lock keeps everybody else out, ourselves included.</summary>
    private sealed class HandleSource(SafeFileHandle handle, string name) : AssetSource
    {
        public override long Length { get; } = RandomAccess.GetLength(handle);

        public override string? Name => name;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            OperatingSystem.IsWindows() ? RandomAccess.ReadAsync(handle, buffer, offset, cancellationToken) : new(RandomAccess.Read(handle, buffer.Span, offset));
    }
}
