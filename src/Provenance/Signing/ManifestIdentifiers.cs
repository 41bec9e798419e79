namespace Provenance;

/// <summary>Fresh identifiers and salts, all from the injected randomness.</summary>
internal sealed class ManifestIdentifiers(Action<Memory<byte>> randomness)
{
    /// <summary>Bytes of a salt (§8.4.2.3).</summary>
    public const int SaltLength = 16;

    /// <summary>A manifest label (§8.1).</summary>
    public string NewLabel() => "urn:c2pa:" + NewUuid();

    /// <summary>An identifier for this version of the asset (§8.3).</summary>
    public string NewInstanceId() => "xmp:iid:" + NewUuid();

    /// <summary>A salt for an assertion box, so that its hash says nothing about content that may be redacted later.</summary>
    public byte[] NewSalt()
    {
        byte[] salt = new byte[SaltLength];
        randomness(salt);
        return salt;
    }

    // RFC 9562 §5.4: version 4, variant 10.
    private string NewUuid()
    {
        byte[] bytes = new byte[16];
        randomness(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
