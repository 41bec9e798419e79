using System.Net.Http.Headers;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>A time-stamp authority that is asked over HTTP (RFC 3161 §3.4), with one request and no retries; see <see cref="TimestampAuthorities"/> for those.</summary>
/// <param name="address">Where it answers.</param>
/// <param name="client">The client; the caller owns it.</param>
public sealed class HttpTimestampAuthority(Uri address, HttpClient client) : TimestampAuthority
{
    /// <summary>Where it answers.</summary>
    public Uri Address { get; } = address ?? throw new ArgumentNullException(nameof(address));

    /// <inheritdoc/>
    public override string Name => Address.Host;

    /// <summary>How long one request may take. 10 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The policy that is asked for and that the answer must state: an object identifier; null asks for none.</summary>
    public string? Policy { get; init; }

    /// <summary>Whom the answer must lead to at the time it states; null leaves that to who validates the asset.</summary>
    public TrustList? TrustList { get; init; }

    /// <summary>Measures the time-out.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Fills the nonce. The operating system's generator by default.</summary>
    public Action<Memory<byte>> Randomness { get; init; } = buffer => RandomNumberGenerator.Fill(buffer.Span);

    /// <summary>The limits on what is read from the answer.</summary>
    public ParserLimits Limits { get; init; } = ParserLimits.Default;

    /// <inheritdoc/>
    public override async Task<ReadOnlyMemory<byte>> TimestampAsync(ReadOnlyMemory<byte> message, HashAlgorithmName hash, CancellationToken cancellationToken)
    {
        byte[] nonce = new byte[16];
        Randomness(nonce);
        nonce[0] = (byte)((nonce[0] & 0x3F) | 0x40); // positive, and no leading zero that DER would drop
        var request = Rfc3161TimestampRequest.CreateFromHash(ContentHash.Compute(hash, message.Span), hash, Policy is null ? null : new Oid(Policy), nonce, requestSignerCertificates: true);
        byte[] response = await AskAsync(request.Encode(), cancellationToken).ConfigureAwait(false);
        return Check(response, message.Span, nonce);
    }

    private async Task<byte[]> AskAsync(byte[] request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, Clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var content = new ByteArrayContent(request);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var question = new HttpRequestMessage(HttpMethod.Post, Address) { Content = content };
            question.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/timestamp-reply"));
            using var answer = await client.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new TimestampException($"The time-stamp authority {Name} answered with HTTP status {(int)answer.StatusCode}.");
            }

            if (!string.Equals(answer.Content.Headers.ContentType?.MediaType, "application/timestamp-reply", StringComparison.OrdinalIgnoreCase))
            {
                throw new TimestampException($"The time-stamp authority {Name} answered with {answer.Content.Headers.ContentType?.MediaType ?? "something unnamed"}, not with a time-stamp.");
            }

            return await BoundedBody.ReadAsync(answer.Content, Limits.MaxRemoteSize, linked.Token).ConfigureAwait(false)
                ?? throw new TimestampException(ExceededLimit.Sentence($"The answer of the time-stamp authority {Name} is too large", Limits.MaxRemoteSize));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimestampException(FormattableString.Invariant($"The time-stamp authority {Name} did not answer within {Timeout.TotalSeconds:0.#} seconds."), e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TimestampException($"The time-stamp authority {Name} could not be asked: {e.Message}", e);
        }
    }

    // RFC 3161 §2.2: the requester checks what it got against what it asked for.
    private ReadOnlyMemory<byte> Check(byte[] response, ReadOnlySpan<byte> message, byte[] nonce)
    {
        if (!TimestampTokenContent.TryReadResponse(response, out var token, out string? error)
            || !TimestampTokenContent.TryRead(token, Limits, out var content, out error))
        {
            throw new TimestampException($"The time-stamp authority {Name} gave no time-stamp: {error}");
        }

        if (content.Info.Nonce != new BigInteger(nonce, isUnsigned: true, isBigEndian: true))
        {
            throw new TimestampException($"The answer of the time-stamp authority {Name} is not to our request (nonce).");
        }

        using var verifier = new SignatureVerifier(Limits, Ed25519Verifier.Platform);
        if (content.CheckIntact(message, verifier) is { } problem)
        {
            throw new TimestampException($"The time-stamp of {Name} cannot be used: {problem.Sentence}");
        }

        if (Policy is not null && content.Info.Policy != Policy)
        {
            throw new TimestampException($"The time-stamp of {Name} was made under the policy {content.Info.Policy}, not under {Policy}.");
        }

        if (CertificateProfile.Check(content.Cms.Signer!, CertificateRole.TimestampAuthority) is [var violation, ..])
        {
            throw new TimestampException($"The time-stamp of {Name} cannot be used: {violation.Sentence}");
        }

        RequireTrust(content, verifier);
        return token;
    }

    // §15.8.2: what a validator with these anchors would find.
    private void RequireTrust(TimestampTokenContent content, SignatureVerifier verifier)
    {
        if (TrustList is null)
        {
            return;
        }

        var signer = content.Cms.Signer!;
        var others = content.Cms.Certificates.Where(c => !ReferenceEquals(c, signer)).ToArray();
        var path = CertificatePath.Build(signer, others, TrustList, TrustList.TimestampUsages, content.Info.GenTime, verifier);
        if (path.Outcome != PathOutcome.Trusted)
        {
            throw new TimestampException($"The time-stamp authority {Name} is not trusted: {path.Reason}");
        }
    }
}
