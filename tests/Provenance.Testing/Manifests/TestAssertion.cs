using System.Buffers.Binary;
using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <summary>Where a claim lists an assertion.</summary>
public enum Listing
{
    /// <summary>In <c>created_assertions</c>, or <c>assertions</c> of a version 1 claim.</summary>
    Created,

    /// <summary>In <c>gathered_assertions</c>.</summary>
    Gathered,

    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>An assertion as a test wants it, right or wrong.</summary>
/// <param name="Label">The label, instance suffix included.</param>
/// <param name="Boxes">The content boxes, encoded.</param>
/// <param name="ContentType">The content type UUID.</param>
/// <param name="Listing">Where the claim lists it.</param>
public sealed record TestAssertion(string Label, IReadOnlyList<ReadOnlyMemory<byte>> Boxes, Guid ContentType, Listing Listing = Listing.Created)
{
    /// <summary>Changes the box after its hash went into the claim.</summary>
    public Func<byte[], byte[]>? Tamper { get; init; }

    /// <summary>Whether the box is left out of the store.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>The reference that the claim writes; by default the right one, relative.</summary>
    public Func<CborValue, CborValue>? EditReference { get; init; }

    /// <summary>An assertion of CBOR content.</summary>
    public static TestAssertion Cbor(string label, CborValue content, Listing listing = Listing.Created) => Cbor(label, content.Encoded, listing);

    /// <summary>An assertion that says it is CBOR.</summary>
    public static TestAssertion Cbor(string label, ReadOnlyMemory<byte> content, Listing listing = Listing.Created) =>
        new(label, [JumbfWriter.Box("cbor", content.Span)], JumbfTypes.Cbor, listing);

    /// <summary>An assertion that says it is JSON.</summary>
    public static TestAssertion Json(string label, string content, Listing listing = Listing.Created) =>
        new(label, [JumbfWriter.Box("json", System.Text.Encoding.UTF8.GetBytes(content))], JumbfTypes.Json, listing);

    /// <summary>An embedded file.</summary>
    public static TestAssertion File(string label, string mediaType, ReadOnlySpan<byte> content, Listing listing = Listing.Created) =>
        new(label, [JumbfWriter.Box("bfdb", [0, .. System.Text.Encoding.ASCII.GetBytes(mediaType), 0]), JumbfWriter.Box("bidb", content)], JumbfTypes.EmbeddedFile, listing);

    /// <summary>The slot of a redacted assertion (§6.8).</summary>
    public TestAssertion Redacted() => this with
    {
        Tamper = _ => JumbfWriter.Superbox(ContentType, Label, [], [JumbfWriter.Box("uuid", new Guid("CAA98EEE-9D4D-F80E-86AD-4DFFCA263973").ToByteArray(bigEndian: true))]),
    };

    /// <summary>A private box at the end of the description box, header included: a salt, right or wrong (§8.4.2.3).</summary>
    public ReadOnlyMemory<byte> Private { get; init; }

    /// <summary>The box as signed.</summary>
    public byte[] ToBox()
    {
        byte[] box = JumbfWriter.Superbox(ContentType, Label, [], Boxes);
        if (Private.IsEmpty)
        {
            return box;
        }

        const byte PrivateToggle = 0x10;
        int description = BinaryPrimitives.ReadInt32BigEndian(box.AsSpan(8));
        byte[] salted = [.. box.AsSpan(0, 8 + description), .. Private.Span, .. box.AsSpan(8 + description)];
        BinaryPrimitives.WriteInt32BigEndian(salted, salted.Length);
        BinaryPrimitives.WriteInt32BigEndian(salted.AsSpan(8), description + Private.Length);
        salted[8 + 8 + 16] |= PrivateToggle;
        return salted;
    }

    /// <summary>The hash of a box: everything but its own header.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> box) => SHA256.HashData(box[8..]);
}
