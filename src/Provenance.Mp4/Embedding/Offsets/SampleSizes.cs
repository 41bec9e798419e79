using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary><c>stsz</c> and <c>stz2</c> (ISO/IEC 14496-12 §8.7.3): how long the samples of a track are.</summary>
internal sealed class SampleSizes
{
    private readonly Box? _box;
    private readonly uint _constant;
    private readonly long _count;
    private readonly int _bits;
    private readonly int _first;

    /// <summary>Reads the box of a sample table.</summary>
    public SampleSizes(Box stbl)
    {
        if (stbl.Child(BoxTypes.Stsz) is { } stsz)
        {
            var reader = new FieldReader(stsz);
            reader.VersionAndFlags();
            _constant = reader.UInt32();
            _count = reader.UInt32();
            _bits = 32;
            _first = reader.Position;
            _box = stsz;
            reader.Require(_constant == 0 ? _count * 4 : 0);
        }
        else if (stbl.Child(BoxTypes.Stz2) is { } stz2)
        {
            var reader = new FieldReader(stz2);
            reader.VersionAndFlags();
            _bits = (int)(reader.UInt32() & 0xFF);
            _count = reader.UInt32();
            _first = reader.Position;
            _box = stz2;
            if (_bits is not (4 or 8 or 16))
            {
                throw Refusal.Damaged(stz2, $"its field size is {_bits} bits, not 4, 8 or 16.");
            }

            reader.Require(((_count * _bits) + 7) / 8);
        }
    }

    /// <summary>
    /// The bytes of a run of samples; samples that do not exist have none. 1 when the sizes are not known: no box, or the QuickTime habit
    /// of stating 1 for sound whose real size follows from its description.
    /// </summary>
    public long Sum(long first, uint count)
    {
        if (_box is not { } box)
        {
            return count > 0 ? 1 : 0;
        }

        long available = Math.Clamp(_count - first, 0, count);
        if (_constant != 0)
        {
            return _constant == 1 ? Math.Min(available, 1) : long.CreateSaturating((UInt128)available * _constant);
        }

        var bytes = box.Bytes.Span[_first..];
        long sum = 0;
        for (long i = first; i < first + available; i++)
        {
            sum += _bits switch
            {
                32 => BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)(i * 4)..]),
                16 => BinaryPrimitives.ReadUInt16BigEndian(bytes[(int)(i * 2)..]),
                8 => bytes[(int)i],
                _ => (i & 1) == 0 ? bytes[(int)(i / 2)] >> 4 : bytes[(int)(i / 2)] & 0xF,
            };
        }

        return sum;
    }
}
