using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>Whether a credential may sign claims now, asked before a byte is written (§13.2.5).</summary>
internal static class SignerCredential
{
    /// <summary>Checks the chain: not empty, validity of every certificate at the time, usage, profile, each certificate issued by the next.</summary>
    /// <param name="chain">The signer's certificate first.</param>
    /// <param name="algorithm">The algorithm to sign with.</param>
    /// <param name="time">When the signature will be made.</param>
    /// <returns>A plain sentence that says why not, or null when it may.</returns>
    public static string? Check(IReadOnlyList<X509Certificate2> chain, SigningAlgorithm algorithm, DateTimeOffset time) => throw new NotImplementedException();
}
