using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Provenance.Testing;

/// <summary>RSA signatures that no honest signer makes, for tests that a verifier refuses them.</summary>
internal static class RsaForgery
{
    /// <summary>
    /// What passes for a signature under the same modulus and the exponent 1, which anybody can compute without a private key: the encoded message itself,
    /// here taken out of a right signature.
    /// </summary>
    public static byte[] ForExponentOne(RSA key, ReadOnlySpan<byte> signature)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return Power(signature, parameters.Exponent!, parameters.Modulus!);
    }

    /// <summary>RSASSA-PSS (RFC 8017 §8.1.1) with a salt of the given length, which .NET cannot choose.</summary>
    public static byte[] SignPss(RSA key, HashAlgorithmName hash, int saltLength, ReadOnlySpan<byte> message)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        int length = parameters.Modulus!.Length;
        byte[] salt = RandomNumberGenerator.GetBytes(saltLength);
        byte[] digest = CryptographicOperations.HashData(hash, message);
        byte[] h = CryptographicOperations.HashData(hash, [.. new byte[8], .. digest, .. salt]);
        byte[] block = new byte[length - h.Length - 1];
        block[^(saltLength + 1)] = 1;
        salt.CopyTo(block, block.Length - saltLength);
        byte[] mask = Mask(hash, h, block.Length);
        for (int i = 0; i < block.Length; i++)
        {
            block[i] ^= mask[i];
        }

        // A modulus of whole bytes: the top bit stays free.
        block[0] &= 0x7f;
        return Power([.. block, .. h, 0xbc], parameters.D!, parameters.Modulus);
    }

    private static byte[] Power(ReadOnlySpan<byte> value, byte[] exponent, byte[] modulus)
    {
        byte[] result = new byte[modulus.Length];
        byte[] number = BigInteger.ModPow(Number(value), Number(exponent), Number(modulus)).ToByteArray(isUnsigned: true, isBigEndian: true);
        number.CopyTo(result, result.Length - number.Length);
        return result;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Mask(HashAlgorithmName hash, byte[] seed, int length)
    {
        var mask = new List<byte>();
        for (uint counter = 0; mask.Count < length; counter++)
        {
            byte[] input = [.. seed, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(seed.Length), counter);
            mask.AddRange(CryptographicOperations.HashData(hash, input));
        }

        return [.. mask.Take(length)];
    }
}
