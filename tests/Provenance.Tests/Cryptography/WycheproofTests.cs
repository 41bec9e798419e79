using System.Text.Json;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

/// <summary>Google's and C2SP's vectors through the verifier that claims go through.</summary>
public sealed class WycheproofTests
{
    [Theory]
    [InlineData("ecdsa_secp256r1_sha256_p1363_test.json", "ES256", 262)]
    [InlineData("ecdsa_secp256r1_sha512_p1363_test.json", "ES512", 332)]
    [InlineData("ecdsa_secp384r1_sha384_p1363_test.json", "ES384", 280)]
    [InlineData("ecdsa_secp521r1_sha512_p1363_test.json", "ES512", 318)]
    [InlineData("ed25519_test.json", "EdDSA", 151)]
    [InlineData("rsa_pss_2048_sha256_mgf1_0_test.json", "PS256", 103)]
    [InlineData("rsa_pss_2048_sha256_mgf1_0_params_test.json", "PS256", 103)]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_test.json", "PS256", 108)]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_params_test.json", "PS256", 108)]
    [InlineData("rsa_pss_2048_sha384_mgf1_48_test.json", "PS384", 141)]
    [InlineData("rsa_pss_3072_sha256_mgf1_32_test.json", "PS256", 108)]
    [InlineData("rsa_pss_3072_sha256_mgf1_32_params_test.json", "PS256", 108)]
    [InlineData("rsa_pss_4096_sha256_mgf1_32_test.json", "PS256", 108)]
    [InlineData("rsa_pss_4096_sha384_mgf1_48_test.json", "PS384", 141)]
    [InlineData("rsa_pss_4096_sha512_mgf1_32_test.json", "PS512", 177)]
    [InlineData("rsa_pss_4096_sha512_mgf1_32_params_test.json", "PS512", 177)]
    [InlineData("rsa_pss_4096_sha512_mgf1_64_test.json", "PS512", 177)]
    [InlineData("rsa_pss_4096_sha512_mgf1_64_params_test.json", "PS512", 177)]
    [Clause("13.2-b")]
    public void EveryVectorHasTheRightVerdict(string file, string name, int atLeast)
    {
        using var document = JsonDocument.Parse(Fixtures.Read("wycheproof/" + file));
        var algorithm = SigningAlgorithm.All.Single(a => a.Name == name);
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        int count = 0;
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = PublicKeyInfo.Read(Convert.FromHexString(group.GetProperty("publicKeyDer").GetString()!));

            // COSE allows one length of salt only (RFC 8230 §2): right signatures with another one must not verify.
            int salt = algorithm.IsRsaPss ? ContentHash.Length(algorithm.Hash) : 0;
            bool saltFits = !algorithm.IsRsaPss || group.GetProperty("sLen").GetInt32() == salt;
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                byte[] message = Convert.FromHexString(test.GetProperty("msg").GetString()!);
                byte[] signature = Convert.FromHexString(test.GetProperty("sig").GetString()!);

                // A vector that spoils a short salt by making it COSE's is right for COSE.
                bool valid = saltFits ? test.GetProperty("result").GetString() == "valid" : test.GetProperty("comment").GetString() == $"s_len changed to {salt}";
                var expected = valid ? SignatureVerdict.Valid : SignatureVerdict.Invalid;
                Assert.True(expected == verifier.Verify(algorithm, key, message, signature), $"{file} {test.GetProperty("tcId")}: {test.GetProperty("comment")}");
                count++;
            }
        }

        Assert.True(count >= atLeast, $"Only {count} vectors were run.");
    }
}
