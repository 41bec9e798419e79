namespace Provenance.Cryptography.MultiLane;

/// <summary>Truth tables of three-input functions, as the AVX-512 instruction for them takes them: bit number 4x + 2y + z is f(x, y, z).</summary>
internal static class TernaryFunction
{
    /// <summary>x ⊕ y ⊕ z.</summary>
    public const byte Xor = 0x96;

    /// <summary>Ch: y where x is 1, else z.</summary>
    public const byte Choose = 0xCA;

    /// <summary>Maj: what at least two of the three are.</summary>
    public const byte Majority = 0xE8;
}
