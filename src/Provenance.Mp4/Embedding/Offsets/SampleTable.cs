namespace Provenance.Bmff;

/// <summary>What of a track's sample table says how long its chunks are and in which file: stsc, stsz or stz2, stsd, dref.</summary>
internal sealed class SampleTable
{
    private readonly StscBox? _runs;
    private readonly IReadOnlyList<bool> _inFile;
    private readonly SampleSizes? _sizes;

    /// <summary>Reads the tables of a track.</summary>
    /// <param name="stbl">The sample table box.</param>
    /// <param name="references">The track's data references.</param>
    /// <exception cref="SigningException">A table is damaged.</exception>
    public SampleTable(Box stbl, DataReferences references)
    {
        _inFile = references.OfSampleDescriptions(stbl.Child(new FourCC("stsd")));
        _sizes = SampleSizes.Find(stbl);
        if (_sizes is null && (stbl.Child(BoxTypes.Stsz) ?? stbl.Child(BoxTypes.Stz2)) is { } unread)
        {
            throw Refusal.Damaged(unread);
        }

        if (stbl.Child(BoxTypes.Stsc) is { } stsc)
        {
            _runs = StscBox.TryParse(stsc, out var runs) ? runs : throw Refusal.Damaged(stsc);
        }
    }

    /// <summary>Walks the chunks from the first on.</summary>
    public ChunkWalk Chunks() => new(this);

    private bool IsInFile(uint description) => description == 0 || description > _inFile.Count ? !_inFile.Contains(false) : _inFile[(int)description - 1];

    // The bytes of samples that follow one another; those that do not exist have none. 1 when the sizes are not known: no box, or the
    // QuickTime habit of stating 1 for sound whose real size follows from its description.
    private long Length(long first, uint count)
    {
        if (_sizes is not { } sizes)
        {
            return Math.Min(count, 1);
        }

        long available = Math.Clamp(sizes.Count - first, 0, count);
        if (sizes.Constant != 0)
        {
            return sizes.Constant == 1 ? Math.Min(available, 1) : long.CreateSaturating((UInt128)available * sizes.Constant);
        }

        long sum = 0;
        for (long i = first; i < first + available; i++)
        {
            sum += sizes[(uint)i];
        }

        return sum;
    }

    /// <summary>A chunk.</summary>
    /// <param name="Length">Its bytes; 1 when the tables do not say, so that at least where it starts is looked at.</param>
    /// <param name="IsInFile">Whether its offset is one of this file.</param>
    internal readonly record struct Chunk(long Length, bool IsInFile);

    /// <summary>The chunks in order, one by one.</summary>
    internal struct ChunkWalk(SampleTable table)
    {
        private long _chunk;
        private long _sample;
        private int _run = -1;
        private (uint FirstChunk, uint Samples, uint Description) _current;

        /// <summary>The next chunk.</summary>
        public Chunk Next()
        {
            _chunk++;
            if (table._runs is not { Count: > 0 } runs)
            {
                return new(1, table.IsInFile(0));
            }

            // The first run holds from the first chunk on whatever it says; the others from the chunk they name.
            while (_run + 1 < runs.Count && (_run < 0 || runs[_run + 1].FirstChunk <= _chunk))
            {
                _run++;
                _current = runs[_run];
            }

            long length = table.Length(_sample, _current.Samples);
            _sample += _current.Samples;
            return new(length, table.IsInFile(_current.Description));
        }
    }
}
