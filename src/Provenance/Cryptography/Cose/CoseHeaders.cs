namespace Provenance.Cryptography;

/// <summary>The COSE header labels C2PA uses (§10.3.2, §13.2, §14.5).</summary>
internal static class CoseHeaders
{
    public const int Algorithm = 1;
    public const int Critical = 2;
    public const int KeyIdentifier = 4;
    public const int X5Chain = 33;
    public const string X5ChainText = "x5chain";
    public const int CwtClaims = 15;

    /// <summary>iat among the CWT claims (RFC 8392 §3.1.6).</summary>
    public const int IssuedAt = 6;
    public const string IssuedAtText = "iat";
    public const string SigTst = "sigTst";
    public const string SigTst2 = "sigTst2";
    public const string RevocationValues = "rVals";
    public const string Pad = "pad";
    public const string Pad2 = "pad2";
}
