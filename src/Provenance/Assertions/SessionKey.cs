using System.Globalization;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>The public half of a key that signs the segments of a live video (§18.25, <c>session-key</c>). Whoever holds the private half also signed the signer's certificate with it.</summary>
public sealed record SessionKey
{
    /// <summary>The COSE_Key, with a key identifier (<c>kid</c>).</summary>
    public required CborValue Key { get; init; }

    /// <summary>The lowest sequence number of a segment that this key signs.</summary>
    public required ulong MinSequenceNumber { get; init; }

    /// <summary>When the key was made: the beginning of its validity.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long it is valid from then on, in seconds.</summary>
    public required ulong ValidityPeriod { get; init; }

    /// <summary>The COSE_Sign1 over the signer's certificate, made with this key.</summary>
    public required CborValue SignerBinding { get; init; }

    /// <summary>The key identifier, or empty when the key has none.</summary>
    public ReadOnlyMemory<byte> KeyIdentifier => CoseKey.IdentifierOf(Key) ?? default;

    /// <summary>The end of the validity; the last moment that can be expressed when it is later than that.</summary>
    public DateTimeOffset ValidUntil =>
        ValidityPeriod <= (ulong)(DateTimeOffset.MaxValue - CreatedAt).TotalSeconds ? CreatedAt.AddSeconds(ValidityPeriod) : DateTimeOffset.MaxValue;

    /// <summary>Whether the time is within the validity, both ends included.</summary>
    public bool IsValidAt(DateTimeOffset time) => time >= CreatedAt && time <= ValidUntil;

    /// <summary>Reads a key; null, with a plain sentence, when it lacks a field or cannot be used.</summary>
    internal static SessionKey? Read(CborValue value, out string? problem)
    {
        // §18.25.2: the fields, and a key identifier inside the key.
        if (value["key"] is not { Kind: CborKind.Map } key || CoseKey.IdentifierOf(key) is null || CoseKey.Read(key) is null)
        {
            problem = "A session key is not a public key with an identifier, or of a kind that is not supported.";
            return null;
        }

        if (value["minSequenceNumber"]?.AsUInt64 is not { } minimum
            || value["validityPeriod"]?.AsUInt64 is not { } validity
            || value["createdAt"] is not { TagNumber: 0 } created
            || !DateTimeOffset.TryParse(created.TagContent!.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var createdAt))
        {
            problem = "A session key lacks minSequenceNumber, createdAt or validityPeriod.";
            return null;
        }

        if (value["signerBinding"] is not { } binding)
        {
            problem = "A session key is not bound to the signer.";
            return null;
        }

        problem = null;
        return new SessionKey { Key = key, MinSequenceNumber = minimum, CreatedAt = createdAt.ToUniversalTime(), ValidityPeriod = validity, SignerBinding = binding };
    }

    internal CborValue ToCbor() => CborValue.Map(
        ("key", Key),
        ("minSequenceNumber", CborValue.Integer(MinSequenceNumber)),
        ("createdAt", CborValue.DateTime(CreatedAt)),
        ("validityPeriod", CborValue.Integer(ValidityPeriod)),
        ("signerBinding", SignerBinding));
}
