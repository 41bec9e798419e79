using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>Makes the claim signature of exactly the reserved size (§10.3.2.4, §10.3.2.5, §10.4, §13.2): signs, checks, time-stamps, pads.</summary>
internal sealed class ClaimSignatureWriter
{
    // Room for a token with the authority's chain; commercial ones run from 4 to 9 kB.
    private const int TimestampRoom = 12 * 1024;

    // CBOR headers and the smallest padding.
    private const int StructureRoom = 64;

    // CBOR headers of a stored OCSP response, and its share of those around all of them.
    private const int StatusRoom = 32;

    // Tokens of one authority differ by a few bytes: serial numbers, DER integers, fractions of a second.
    private const int TimestampVariance = 256;

    private readonly ClaimSigner _signer;
    private readonly IReadOnlyList<X509Certificate2> _chain;
    private readonly SigningOptions _options;
    private readonly TimestampPolicy _policy;
    private readonly byte[] _protectedHeader;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _status;

    private ClaimSignatureWriter(
        ClaimSigner signer, IReadOnlyList<X509Certificate2> chain, SigningOptions options, TimestampPolicy policy, IReadOnlyList<ReadOnlyMemory<byte>> status, int reserve)
    {
        _status = status;
        _signer = signer;
        _chain = chain;
        _options = options;
        _policy = policy;
        _protectedHeader = CoseSign1Builder.ProtectedHeader(signer.Algorithm, chain);
        Size = reserve > 0 ? reserve : _protectedHeader.Length + SignatureLength(signer.Algorithm, chain[0]) + StructureRoom + (policy == TimestampPolicy.None ? 0 : TimestampRoom) + status.Sum(s => s.Length + StatusRoom);
    }

    /// <summary>The size of the COSE_Sign1, in bytes.</summary>
    public int Size { get; }

    /// <summary>Checks the credential and the policy.</summary>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How.</param>
    /// <param name="status">OCSP responses to store with the signature.</param>
    /// <param name="reserve">The size in bytes, or 0 for the usual one.</param>
    /// <exception cref="SigningException">The credential cannot sign now, or a time-stamp is required and there is no authority.</exception>
    public static ClaimSignatureWriter Create(ClaimSigner signer, SigningOptions options, IReadOnlyList<ReadOnlyMemory<byte>> status, int reserve)
    {
        var chain = Chain(signer);
        if (SignerCredential.Check(chain, signer.Algorithm, options.Clock.GetUtcNow()) is { } problem)
        {
            throw new SigningException(SigningFault.InvalidCredential, problem);
        }

        var policy = PolicyOf(signer, options);
        if (policy == TimestampPolicy.Required && signer.TimestampAuthority is null)
        {
            throw new SigningException(SigningFault.TimestampFailed, "A time-stamp is required, but the signer has no time-stamp authority.");
        }

        return new ClaimSignatureWriter(signer, chain, options, policy, status, reserve);
    }

    /// <summary>What is done about a time-stamp.</summary>
    public static TimestampPolicy PolicyOf(ClaimSigner signer, SigningOptions options) =>
        options.Timestamp ?? (signer.TimestampAuthority is null ? TimestampPolicy.None : TimestampPolicy.Required);

    /// <summary>Signs.</summary>
    /// <param name="claim">The CBOR of the claim.</param>
    /// <param name="url">JUMBF URI of the signature, for messages.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The signer or the authority failed.</exception>
    /// <exception cref="ReserveExceededException">The size is not enough.</exception>
    public async Task<ClaimSignature> SignAsync(ReadOnlyMemory<byte> claim, string url, CancellationToken cancellationToken)
    {
        byte[] message = CoseStructures.Signature1(_protectedHeader, claim);
        var signature = await CallSignerAsync(message, cancellationToken).ConfigureAwait(false);
        Verify(message, signature.Span);

        var (token, time, warning) = await TimestampAsync(claim, signature, url, cancellationToken).ConfigureAwait(false);
        if (!CoseSign1Builder.TryWritePadded(_protectedHeader, signature, token, token.IsEmpty ? [] : _status, Size, out byte[]? encoded, out int needed))
        {
            throw new ReserveExceededException(needed + (token.IsEmpty ? 0 : TimestampVariance));
        }

        return new ClaimSignature(encoded, time, warning);
    }

    private static X509Certificate2[] Chain(ClaimSigner signer)
    {
        // §14.6: the root is left out; it proves nothing that the validator's own anchors do not.
        var chain = signer.CertificateChain;
        int count = chain.Count;
        while (count > 1 && chain[count - 1].SubjectName.RawData.AsSpan().SequenceEqual(chain[count - 1].IssuerName.RawData))
        {
            count--;
        }

        return count == 0 ? throw new SigningException(SigningFault.InvalidCredential, "The signer has no certificate.") : [.. chain.Take(count)];
    }

    private static int SignatureLength(SigningAlgorithm algorithm, X509Certificate2 certificate)
    {
        if (algorithm.IsEcdsa)
        {
            using var key = certificate.GetECDsaPublicKey();
            return key is null ? 132 : (key.KeySize + 7) / 8 * 2;
        }

        if (!algorithm.IsRsaPss)
        {
            return 64;
        }

        // id-RSASSA-PSS keys are not known to GetRSAPublicKey; the modulus is never longer than the encoded key.
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is null ? certificate.PublicKey.EncodedKeyValue.RawData.Length : (rsa.KeySize + 7) / 8;
    }

    private async Task<ReadOnlyMemory<byte>> CallSignerAsync(byte[] message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.SignerTimeout, _options.Clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // A signer that does not look at its token is not waited for either.
            return await _signer.SignAsync(message, linked.Token).AsTask().WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new SigningException(SigningFault.SignerFailed, FormattableString.Invariant($"The signer did not answer within {_options.SignerTimeout.TotalSeconds:0.#} seconds."), e);
        }
        catch (SigningException)
        {
            throw;
        }
        catch (Exception e)
        {
            throw new SigningException(SigningFault.SignerFailed, "The signer failed: " + e.Message, e);
        }
    }

    // §10.3.2.5.3: "where possible" that of the signature; Ed25519 hashes inside, with SHA-512, which authorities take as well.
    private HashAlgorithmName ImprintHash => _signer.Algorithm.Hash.Name is null ? HashAlgorithmName.SHA512 : _signer.Algorithm.Hash;

    // A signature that is not the certificate's is never embedded, whatever made it.
    private void Verify(byte[] message, ReadOnlySpan<byte> signature)
    {
        using var verifier = NewVerifier();
        switch (verifier.Verify(_signer.Algorithm, _chain[0], message, signature))
        {
            case SignatureVerdict.Valid:
                return;
            case SignatureVerdict.KeyNotAllowed:
                throw new SigningException(SigningFault.InvalidCredential, $"The key of the certificate is not allowed for {_signer.Algorithm} (§13.2.1).");
            case SignatureVerdict.Unsupported:
                throw new SigningException(
                    SigningFault.SignerFailed, $"The signature cannot be checked: no implementation of {_signer.Algorithm} was found on this machine. Nothing unchecked is written.");
            default:
                throw new SigningException(
                    SigningFault.SignerFailed, "The signer's answer is not a signature of the claim by the certificate's key: the key does not match the certificate, or the signer answered in another form.");
        }
    }

    private async Task<(ReadOnlyMemory<byte> Token, DateTimeOffset? Time, string? Warning)> TimestampAsync(
        ReadOnlyMemory<byte> claim, ReadOnlyMemory<byte> signature, string url, CancellationToken cancellationToken)
    {
        if (_policy == TimestampPolicy.None)
        {
            return default;
        }

        if (_signer.TimestampAuthority is not { } authority)
        {
            return (default, null, "There is no time-stamp: the signer has no time-stamp authority.");
        }

        string problem;
        Exception? cause = null;
        try
        {
            var token = await authority.TimestampAsync(CoseStructures.TimestampV2(_protectedHeader, signature), ImprintHash, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            (problem, var time) = Examine(token, claim, signature, url);
            if (problem.Length == 0)
            {
                return (token, time, null);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            problem = e.Message;
            cause = e;
        }

        return _policy == TimestampPolicy.Required
            ? throw new SigningException(SigningFault.TimestampFailed, $"The time-stamp of {authority.Name} could not be had: {problem}", cause)
            : (default, null, $"There is no time-stamp: {authority.Name} gave none that can be used ({problem})");
    }

    // The token is read back like a validator would: intact, over this signature, and within the validity of the signer's certificates (§15.8.2).
    private (string Problem, DateTimeOffset? Time) Examine(ReadOnlyMemory<byte> token, ReadOnlyMemory<byte> claim, ReadOnlyMemory<byte> signature, string url)
    {
        if (token.IsEmpty)
        {
            return ("The answer holds no token.", null);
        }

        byte[] encoded = CoseSign1Builder.Write(_protectedHeader, signature, token, []);
        if (!CoseSign1.TryParse(encoded, ParserLimits.Default, out var message, out var unread))
        {
            return (unread.Sentence, null);
        }

        using var verifier = NewVerifier();
        var evaluation = TimestampToken.EvaluateHeader(message, claim, url, TrustList.None, verifier);
        var fault = evaluation?.Statuses.FirstOrDefault(s => s.Code == ValidationStatusCode.TimeStampMalformed || s.Code == ValidationStatusCode.TimeStampMismatch);
        if (fault is not null)
        {
            return (fault.Sentence, null);
        }

        if (evaluation?.StatedTime is not { } time)
        {
            return ("The token states no time.", null);
        }

        return _chain.FirstOrDefault(c => time.UtcDateTime < c.NotBefore.ToUniversalTime() || time.UtcDateTime > c.NotAfter.ToUniversalTime()) is { } outside
            ? ($"Its time, {time:u}, is outside the validity of the certificate {outside.Subject}.", null)
            : (string.Empty, time);
    }

    private static SignatureVerifier NewVerifier() => new(ParserLimits.Default, Ed25519Verifier.Platform);
}

/// <summary>A finished claim signature.</summary>
/// <param name="Encoded">The COSE_Sign1.</param>
/// <param name="TimestampTime">The time of the time-stamp, or null when there is none.</param>
/// <param name="Warning">Why a preferred time-stamp is missing, or null.</param>
internal sealed record ClaimSignature(ReadOnlyMemory<byte> Encoded, DateTimeOffset? TimestampTime, string? Warning);
