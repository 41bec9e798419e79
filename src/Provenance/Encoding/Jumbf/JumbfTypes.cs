namespace Provenance.Jumbf;

/// <summary>The JUMBF content type UUIDs that C2PA uses (§11.1.4): a four-character code in front of a fixed tail.</summary>
public static class JumbfTypes
{
    /// <summary>The manifest store, <c>c2pa</c>.</summary>
    public static Guid ManifestStore { get; } = FromCode("c2pa");

    /// <summary>A standard manifest, <c>c2ma</c>.</summary>
    public static Guid StandardManifest { get; } = FromCode("c2ma");

    /// <summary>A standard manifest of old writers, <c>c2md</c>; read, never written.</summary>
    public static Guid LegacyStandardManifest { get; } = FromCode("c2md");

    /// <summary>An update manifest, <c>c2um</c>.</summary>
    public static Guid UpdateManifest { get; } = FromCode("c2um");

    /// <summary>A compressed manifest, <c>c2cm</c>.</summary>
    public static Guid CompressedManifest { get; } = FromCode("c2cm");

    /// <summary>The assertion store, <c>c2as</c>.</summary>
    public static Guid AssertionStore { get; } = FromCode("c2as");

    /// <summary>The claim, <c>c2cl</c>.</summary>
    public static Guid Claim { get; } = FromCode("c2cl");

    /// <summary>The claim signature, <c>c2cs</c>.</summary>
    public static Guid ClaimSignature { get; } = FromCode("c2cs");

    /// <summary>The credential store of C2PA 1.x, <c>c2vc</c>.</summary>
    public static Guid CredentialStore { get; } = FromCode("c2vc");

    /// <summary>The data box store of C2PA 1.x and 2.0, <c>c2db</c>.</summary>
    public static Guid DataBoxStore { get; } = FromCode("c2db");

    /// <summary>CBOR content, <c>cbor</c>.</summary>
    public static Guid Cbor { get; } = FromCode("cbor");

    /// <summary>JSON content, <c>json</c>.</summary>
    public static Guid Json { get; } = FromCode("json");

    /// <summary>UUID content, <c>uuid</c>; the redaction marker is one.</summary>
    public static Guid Uuid { get; } = FromCode("uuid");

    /// <summary>An embedded file: a <c>bfdb</c> and a <c>bidb</c> box.</summary>
    public static Guid EmbeddedFile { get; } = new("40CB0C32-BB8A-489D-A70B-2AD6F47F4369");

    private static Guid FromCode(string code) =>
        new(string.Concat(code.Select(c => ((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture))) + "-0011-0010-8000-00AA00389B71");
}
