using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Names every byte of a signed file after the part of the standard it belongs to, so that a table can speak of parts and not of offsets.</summary>
internal sealed class Anatomy
{
    private readonly byte[] _file;
    private readonly string[] _names;

    public Anatomy(byte[] file)
    {
        _file = file;
        _names = new string[file.Length];
        Array.Fill(_names, "?");
        for (int at = 0; at + 8 <= file.Length;)
        {
            int size = (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            int header = size == 1 ? 16 : 8;
            size = size == 1 ? (int)BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(at + 8)) : size == 0 ? file.Length - at : size;
            string type = System.Text.Encoding.Latin1.GetString(file, at + 4, 4);
            bool isProvenance = type == "uuid" && file.AsSpan(at + 8, 16).SequenceEqual(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true));
            Name(at, at + header, (isProvenance ? "C2PA box" : type) + ", header");
            Name(at + header, at + size, type + ", content");
            if (isProvenance)
            {
                Provenance(at, at + size);
            }

            at += size;
        }
    }

    /// <summary>The part that a byte belongs to.</summary>
    public string this[int at] => _names[at];

    private void Name(int from, int to, string name) => _names.AsSpan(from, to - from).Fill(name);

    private void Provenance(int start, int end)
    {
        int purpose = start + 28;
        int data = purpose + _file.AsSpan(purpose).IndexOf((byte)0) + 1;
        string text = System.Text.Encoding.Latin1.GetString(_file, purpose, data - purpose - 1);
        Name(start + 8, start + 24, "C2PA box, extended type");
        Name(start + 24, purpose, "C2PA box, version and flags");
        Name(purpose, data, "C2PA box, purpose");
        if (text == "merkle")
        {
            Name(data, end, "Merkle box, padding");
            if (CborValue.TryParsePrefix(_file.AsMemory(data, end - data), ParserLimits.Default, out int consumed, out _, out _))
            {
                Name(data, data + consumed, "Merkle box, content");
            }

            return;
        }

        if (text is "manifest" or "original")
        {
            Name(data, data + 8, "C2PA box, offset of the first Merkle box");
            data += 8;
        }

        Name(data, end, "C2PA box, padding behind the store");
        if (JumbfReader.TryRead(_file.AsMemory(data, end - data), ParserLimits.Default, out var store, out _))
        {
            Box(store, "store", 0);
        }
    }

    private void Box(JumbfSuperbox box, string name, int depth)
    {
        int start = OffsetOf(box.Encoded);
        int description = start + 8;
        int descriptionEnd = description + (int)BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(description));
        Name(start, start + box.Encoded.Length, name + ", content");
        Name(start, start + 8, name + ", box header");
        Name(description, description + 8, name + ", description header");
        Name(description + 8, description + 24, name + ", content type");
        Name(description + 24, description + 25, name + ", toggles");
        Name(description + 25, descriptionEnd, name + ", label");
        foreach (var content in box.Boxes)
        {
            int at = OffsetOf(content.Encoded);
            Name(at, at + 8, name + ", content header");
            if (name.EndsWith("signature", StringComparison.Ordinal) && CborValue.TryParse(content.Payload, ParserLimits.Default, out var cose, out _))
            {
                Cose(cose.Untagged, name);
            }
        }

        foreach (var child in box.Children)
        {
            Box(child, Child(depth, child), depth + 1);
        }
    }

    private static string Child(int depth, JumbfSuperbox box) => depth switch
    {
        0 => "manifest",
        1 => box.Label switch { "c2pa.assertions" => "assertion store", "c2pa.signature" => "signature", _ => "claim" },
        _ => "assertion",
    };

    private void Cose(CborValue message, string name)
    {
        Name(message.Encoded, name + ", COSE framing");
        Name(message.Items[0].Encoded, name + ", protected header");
        foreach (var (key, value) in message.Items[1].Entries)
        {
            Name(key.Encoded, name + ", unprotected header, labels");
            Name(value.Encoded, $"{name}, unprotected header, {key.AsText ?? key.AsInt64?.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        }

        Name(message.Items[3].Encoded, name + ", signature value");
    }

    private void Name(ReadOnlyMemory<byte> bytes, string name) => Name(OffsetOf(bytes), OffsetOf(bytes) + bytes.Length, name);

    // Parsed values are slices of the file.
    private int OffsetOf(ReadOnlyMemory<byte> slice) =>
        MemoryMarshal.TryGetArray(slice, out var segment) && ReferenceEquals(segment.Array, _file) ? segment.Offset : throw new InvalidOperationException("Not a slice of the file.");
}
