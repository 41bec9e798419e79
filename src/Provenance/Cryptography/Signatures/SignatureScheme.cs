using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>The arithmetic of a signature.</summary>
internal enum SignatureKind
{
    /// <summary>ECDSA; r‖s in COSE, DER elsewhere.</summary>
    Ecdsa,

    /// <summary>RSASSA-PKCS1-v1_5: never in COSE, but in certificates, OCSP responses and time-stamps (§14.5.1.1).</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS with MGF1 over the same hash.</summary>
    RsaPss,

    /// <summary>Ed25519.</summary>
    Ed25519,
}

/// <summary>A signature algorithm with every parameter it needs.</summary>
/// <param name="Kind">The arithmetic.</param>
/// <param name="Hash">The hash; default for Ed25519.</param>
/// <param name="SaltLength">Length of the salt in bytes, RSASSA-PSS only.</param>
internal sealed record SignatureScheme(SignatureKind Kind, HashAlgorithmName Hash, int SaltLength = 0)
{
    /// <summary>The scheme of a COSE algorithm; RFC 8230 §2: the salt is as long as the hash.</summary>
    public static SignatureScheme Of(SigningAlgorithm algorithm) =>
        algorithm.IsEcdsa ? new(SignatureKind.Ecdsa, algorithm.Hash)
        : algorithm.IsRsaPss ? new(SignatureKind.RsaPss, algorithm.Hash, ContentHash.Length(algorithm.Hash))
        : new(SignatureKind.Ed25519, default);

    /// <summary>The scheme of an X.509 signature algorithm, when the profile allows it (§14.5.1.1, first two rules).</summary>
    public static bool TryRead(AlgorithmIdentifier algorithm, [NotNullWhen(true)] out SignatureScheme? scheme, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        scheme = algorithm.Oid switch
        {
            Oids.EcdsaWithSha256 => new(SignatureKind.Ecdsa, HashAlgorithmName.SHA256),
            Oids.EcdsaWithSha384 => new(SignatureKind.Ecdsa, HashAlgorithmName.SHA384),
            Oids.EcdsaWithSha512 => new(SignatureKind.Ecdsa, HashAlgorithmName.SHA512),
            Oids.Sha256WithRsa => new(SignatureKind.RsaPkcs1, HashAlgorithmName.SHA256),
            Oids.Sha384WithRsa => new(SignatureKind.RsaPkcs1, HashAlgorithmName.SHA384),
            Oids.Sha512WithRsa => new(SignatureKind.RsaPkcs1, HashAlgorithmName.SHA512),
            Oids.Ed25519 => new(SignatureKind.Ed25519, default),
            _ => null,
        };
        if (algorithm.Oid == Oids.RsassaPss)
        {
            return TryReadPss(algorithm.Parameters, out scheme, out problem);
        }

        if (scheme is null)
        {
            problem = $"The signature algorithm {algorithm.Oid} is not allowed.";
            return false;
        }

        if (!algorithm.HasNoParameters)
        {
            problem = $"The signature algorithm {algorithm.Oid} has parameters it must not have.";
            return false;
        }

        return true;
    }

    /// <summary>RSASSA-PSS-params (RFC 8017 A.2.3): hash and mask generation must be written down and agree (§14.5.1.1).</summary>
    public static bool TryReadPss(ReadOnlyMemory<byte> parameters, [NotNullWhen(true)] out SignatureScheme? scheme, [NotNullWhen(false)] out string? problem)
    {
        scheme = null;
        if (parameters.IsEmpty)
        {
            problem = "RSASSA-PSS is used without parameters.";
            return false;
        }

        try
        {
            var reader = new AsnReader(parameters, AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var hash = ReadTagged(sequence, 0) is { } h ? AlgorithmIdentifier.Read(h) : null;
            var mask = ReadTagged(sequence, 1) is { } m ? AlgorithmIdentifier.Read(m) : null;
            int salt = 20;
            if (ReadTagged(sequence, 2) is { } s && !s.TryReadInt32(out salt))
            {
                salt = -1;
            }

            int trailer = 1;
            if (ReadTagged(sequence, 3) is { } t && !t.TryReadInt32(out trailer))
            {
                trailer = -1;
            }

            sequence.ThrowIfNotEmpty();
            if (hash is null || mask is null)
            {
                problem = "RSASSA-PSS is used without its hash or mask generation written down.";
                return false;
            }

            if (FindHash(hash.Oid) is not { } name)
            {
                problem = $"RSASSA-PSS is used with the hash {hash.Oid}, which is not allowed.";
                return false;
            }

            if (mask.Oid != Oids.Mgf1 || AlgorithmIdentifier.Read(new AsnReader(mask.Parameters, AsnEncodingRules.DER)).Oid != hash.Oid)
            {
                problem = "RSASSA-PSS is used with a mask generation of another hash.";
                return false;
            }

            if (salt is < 0 or > 512 || trailer != 1)
            {
                problem = "RSASSA-PSS is used with a salt length or trailer that is not possible.";
                return false;
            }

            scheme = new SignatureScheme(SignatureKind.RsaPss, name, salt);
            problem = null;
            return true;
        }
        catch (AsnContentException)
        {
            problem = "The parameters of RSASSA-PSS cannot be read.";
            return false;
        }
    }

    /// <summary>An allowed hash (§13.1) by its object identifier, or null.</summary>
    public static HashAlgorithmName? FindHash(string oid) => oid switch
    {
        Oids.Sha256 => HashAlgorithmName.SHA256,
        Oids.Sha384 => HashAlgorithmName.SHA384,
        Oids.Sha512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static AsnReader? ReadTagged(AsnReader sequence, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        return sequence.HasData && sequence.PeekTag().HasSameClassAndValue(tag) ? sequence.ReadSequence(tag) : null;
    }
}
