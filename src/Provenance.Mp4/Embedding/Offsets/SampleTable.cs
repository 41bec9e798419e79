namespace Provenance.Bmff;

/// <summary>What of a track's sample table says how long its chunks are and in which file: stsc, stsz or stz2, stsd, dref.</summary>
internal sealed class SampleTable
{
    private readonly Box? _stsc;
    private readonly IReadOnlyList<bool> _inFile;
    private readonly SampleSizes _sizes;
    private readonly int _runs;

    /// <summary>Reads the tables of a track.</summary>
    /// <param name="stbl">The sample table box.</param>
    /// <param name="references">The track's data references.</param>
    public SampleTable(Box stbl, DataReferences references)
    {
        _inFile = references.OfSampleDescriptions(stbl.Child(new FourCC("stsd")));
        _sizes = new SampleSizes(stbl);
        _stsc = stbl.Child(BoxTypes.Stsc);
        if (_stsc is { } stsc)
        {
            var reader = new FieldReader(stsc);
            reader.VersionAndFlags();
            uint count = reader.UInt32();
            reader.Require(count * 12L);
            _runs = (int)count;
        }
    }

    /// <summary>Whether any chunk is in this file.</summary>
    public bool IsInFile => _inFile.Count == 0 || _inFile.Contains(true);

    /// <summary>Walks the chunks from the first on.</summary>
    public ChunkWalk Chunks() => new(this);

    /// <summary>A chunk.</summary>
    /// <param name="Length">Its bytes; 1 when the tables do not say, so that at least where it starts is looked at.</param>
    /// <param name="IsInFile">Whether its offset is one of this file.</param>
    internal readonly record struct Chunk(long Length, bool IsInFile);

    /// <summary>The chunks in order.</summary>
    internal struct ChunkWalk(SampleTable table)
    {
        private int _chunk;
        private int _run = -1;
        private uint _nextRunStart;
        private uint _samplesPerChunk;
        private uint _description;
        private long _sample;

        /// <summary>The next chunk.</summary>
        public Chunk Next()
        {
            _chunk++;
            if (table._runs == 0)
            {
                return new(1, table.IsInFile);
            }

            while (_run + 1 < table._runs && (_run < 0 || _chunk >= _nextRunStart))
            {
                _run++;
                var reader = new FieldReader(table._stsc!.Value);
                reader.Skip(8 + (_run * 12L));
                reader.UInt32();
                _samplesPerChunk = reader.UInt32();
                _description = reader.UInt32();
                _nextRunStart = _run + 1 < table._runs ? reader.UInt32() : uint.MaxValue;
            }

            bool inFile = _description == 0 || _description > table._inFile.Count || table._inFile[(int)_description - 1];
            long length = table._sizes.Sum(_sample, _samplesPerChunk);
            _sample += _samplesPerChunk;
            return new(length, inFile);
        }
    }
}
