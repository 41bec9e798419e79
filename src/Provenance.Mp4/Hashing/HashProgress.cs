namespace Provenance.Bmff;

/// <summary>Adds up the progress of several hashes, each of which starts at 0.</summary>
internal sealed class HashProgress(IProgress<long>? progress) : IProgress<long>
{
    private long _before;
    private long _current;

    public void Report(long value)
    {
        _current = value;
        progress?.Report(_before + value);
    }

    /// <summary>The next report belongs to another hash.</summary>
    public void Next() => (_before, _current) = (_before + _current, 0);
}
