namespace Provenance.Bmff;

/// <summary>The part that shares media with the input instead of copying it, and lets the disk begin early.</summary>
internal sealed partial class StagedFile
{
    private IReadOnlyList<SharedRange> _shared = [];
    private long _storing;

    public override IReadOnlyList<SharedRange> Shared => _shared;

    /// <summary>Starts a file of a layout: where the file system can, it shares the media with the input; else the space is reserved.</summary>
    /// <param name="destination">Where it goes in the end.</param>
    /// <param name="layout">What it will be.</param>
    /// <param name="input">What it is made from.</param>
    /// <param name="isStored">Whether it is to be on the disk before it is published.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="files">The file system; the real one when null.</param>
    /// <exception cref="SigningException">The file cannot be made: no permission, no space.</exception>
    public static async ValueTask<StagedFile> CreateAsync(
        Destination destination, Layout layout, FileAssetSource input, bool isStored, CancellationToken cancellationToken, FileSystem? files = null)
    {
        var ranges = OperatingSystem.IsLinux() ? Sharing.Plan(layout) : [];
        if (ranges.Count > 0)
        {
            // Without reserving: what is shared needs no space of its own.
            var file = Create(destination, 0, input.Path, files, isStored);
            bool isKept = false;
            try
            {
                isKept = await file.TryShareAsync(ranges, input, layout.Length, cancellationToken).ConfigureAwait(false);
                if (isKept)
                {
                    return file;
                }
            }
            finally
            {
                if (!isKept)
                {
                    await file.DisposeAsync().ConfigureAwait(false);
                }
            }
        }

        return Create(destination, layout.Length, input.Path, files, isStored);
    }

    // A file system that says it shares, and does not, is found out by looking.
    private async ValueTask<bool> TryShareAsync(IReadOnlyList<SharedRange> ranges, FileAssetSource input, long length, CancellationToken cancellationToken)
    {
        foreach (var range in ranges)
        {
            if (!_files.TryShare(input.Handle, range.Source, _handle, range.Output, range.Length))
            {
                return false;
            }
        }

        _destination.Do(() => RandomAccess.SetLength(_handle, length));
        var written = new WrittenSource(new HandleSource(_files, _handle, Path.GetFileName(_path)), _destination.DoAsync);
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

    // The disk works while the rest is copied and hashed; the flush at the end then waits for the last pieces only.
    private void StoreAhead(long written)
    {
        const long Step = 8 << 20;
        if (_isStored && written - _storing >= Step)
        {
            _files.StartStoring(_handle, _storing, written - _storing);
            _storing = written;
        }
    }
}
