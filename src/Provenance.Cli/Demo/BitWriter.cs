using System.Numerics;

namespace Provenance.Cli.Demo;

/// <summary>Writes the bit fields of an H.264 stream (ITU-T H.264 §7.2, §9.1), most significant bit first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _pending;
    private int _pendingBits;

    /// <summary>u(n).</summary>
    public void Bits(uint value, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            _pending = (_pending << 1) | (int)((value >> i) & 1);
            if (++_pendingBits == 8)
            {
                _bytes.Add((byte)_pending);
                _pending = 0;
                _pendingBits = 0;
            }
        }
    }

    /// <summary>u(1).</summary>
    public void Flag(bool value) => Bits(value ? 1u : 0u, 1);

    /// <summary>ue(v), §9.1.</summary>
    public void UnsignedExpGolomb(uint value)
    {
        int length = 32 - BitOperations.LeadingZeroCount(value + 1);
        Bits(0, length - 1);
        Bits(value + 1, length);
    }

    /// <summary>se(v), §9.1.1.</summary>
    public void SignedExpGolomb(int value) => UnsignedExpGolomb(value > 0 ? (uint)((2 * value) - 1) : (uint)(-2 * value));

    /// <summary>Zeros up to the next byte.</summary>
    public void AlignWithZeros()
    {
        while (_pendingBits != 0)
        {
            Bits(0, 1);
        }
    }

    /// <summary>Whole bytes; the writer must be aligned.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>Ends the payload: a one, then zeros up to the next byte (rbsp_trailing_bits, §7.3.2.11).</summary>
    public byte[] Finish()
    {
        Bits(1, 1);
        AlignWithZeros();
        return [.. _bytes];
    }
}
