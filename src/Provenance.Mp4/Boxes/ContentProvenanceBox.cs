using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary>What a ContentProvenanceBox is for (§A.5.2).</summary>
internal enum ContentProvenancePurpose
{
    /// <summary>None of the four the standard names.</summary>
    Unknown,

    /// <summary>The manifest store.</summary>
    Manifest,

    /// <summary>The manifest store, with an <see cref="Update"/> at the end of the file.</summary>
    Original,

    /// <summary>Update manifests only.</summary>
    Update,

    /// <summary>How to check a part of the media.</summary>
    Merkle,
}

/// <summary><c>uuid</c> with the C2PA extended type, ContentProvenanceBox (§A.5.1).</summary>
/// <param name="Box">The box.</param>
/// <param name="Version">Version of the FullBox; 0 is the only one defined.</param>
/// <param name="Flags">Flags of the FullBox; none are defined.</param>
/// <param name="PurposeText">The purpose as written.</param>
/// <param name="DataOffset">Offset of <see cref="Data"/> from the start of the file.</param>
/// <param name="Data">What follows the purpose.</param>
internal sealed record ContentProvenanceBox(Box Box, byte Version, uint Flags, string PurposeText, long DataOffset, ReadOnlyMemory<byte> Data)
{
    // The longest purpose the standard names has eight characters; more than this is not one.
    private const int MaxPurposeLength = 32;

    /// <summary>The purpose.</summary>
    public ContentProvenancePurpose Purpose => PurposeText switch
    {
        "manifest" => ContentProvenancePurpose.Manifest,
        "original" => ContentProvenancePurpose.Original,
        "update" => ContentProvenancePurpose.Update,
        "merkle" => ContentProvenancePurpose.Merkle,
        _ => ContentProvenancePurpose.Unknown,
    };

    /// <summary>Offset of the purpose text from the start of the file: there <c>manifest</c> becomes <c>original</c> when an update is added.</summary>
    public long PurposeOffset => DataOffset - PurposeText.Length - 1;

    /// <summary>
    /// Where the file offset of the first Merkle box stands, in the boxes that have it. The standard does not say whether an update has it:
    /// c2pa-rs writes it, so it is taken to be there unless the store starts at once.
    /// </summary>
    public OffsetField? MerkleOffset =>
        HasMerkleOffset ? new(DataOffset, 8, BinaryPrimitives.ReadUInt64BigEndian(Data.Span)) : null;

    /// <summary>The manifest store with the padding behind it; empty in a Merkle box and where it is missing.</summary>
    public ReadOnlyMemory<byte> Store => Purpose is ContentProvenancePurpose.Merkle or ContentProvenancePurpose.Unknown ? default
        : HasMerkleOffset ? Data[8..]
        : Purpose == ContentProvenancePurpose.Update ? Data : default;

    /// <summary>Offset of <see cref="Store"/> from the start of the file.</summary>
    public long StoreOffset => DataOffset + (HasMerkleOffset ? 8 : 0);

    /// <summary>Whether a CBOR map stands where a Merkle box has one (§A.5.4.2).</summary>
    public bool HoldsMap => !Data.IsEmpty && Data.Span[0] >> 5 == 5;

    private bool HasMerkleOffset => Data.Length >= 8 && Purpose switch
    {
        ContentProvenancePurpose.Manifest or ContentProvenancePurpose.Original => true,
        ContentProvenancePurpose.Update => !Data.Span[4..8].SequenceEqual("jumb"u8),
        _ => false,
    };

    /// <summary>Reads the box; fails when it is too short or the purpose has no end.</summary>
    public static bool TryParse(Box box, [NotNullWhen(true)] out ContentProvenanceBox? parsed)
    {
        parsed = null;
        var reader = new BoxReader(box);
        var (version, flags) = reader.VersionAndFlags();
        if (!reader.IsGood || box.ExtendedType != ExtendedType.ContentProvenance)
        {
            return false;
        }

        var rest = box.Bytes[reader.Position..];
        int length = rest.Span[..Math.Min(rest.Length, MaxPurposeLength + 1)].IndexOf((byte)0);
        if (length < 0)
        {
            return false;
        }

        string purpose = System.Text.Encoding.Latin1.GetString(rest.Span[..length]);
        parsed = new(box, version, flags, purpose, box.Offset + reader.Position + length + 1, rest[(length + 1)..]);
        return true;
    }
}
