using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>
/// What is done inside the manifest store of the matrix's assets, by somebody without a key: the media stays as it is, and so does every byte that a hash
/// or the signature covers. Of a file with an update, inside the store of the update.
/// </summary>
internal static class MatrixStoreTampers
{
    private const string Signature = "c2pa.signature";

    /// <summary>By name.</summary>
    public static IEnumerable<(string Name, Func<byte[], byte[]?> Change)> All { get; } =
    [
        // Places to carry something that nobody signed.
        ("store, the padding behind it holds something", f => Padding(f, "carried along"u8)),
        ("signature, its padding holds something", InSignature(m => Unprotected(m, "pad", v => v.AsBytes is { Length: > 3 } pad ? CborValue.Bytes(Filled(pad)) : null))),
        ("signature, its padding made shorter and the room used", f => InSignature(m => Unprotected(m, "pad", v => v.AsBytes is { Length: > 40 } pad ? CborValue.Bytes(pad[..^40]) : null))(f) is { } shorter ? Padding(shorter, "carried along"u8) : null),
        ("signature, an unknown unprotected header", InSignature(m => Rebuilt(m, 1, CborValue.Map(m.Items[1].Entries.Append(new(CborValue.Text("extra"), CborValue.Text("carried along"))))))),
        ("signature box, a second one", In(Manifest, s => Wrapped(s, [.. Contents(s), JumbfWriter.Superbox(JumbfTypes.ClaimSignature, Signature + "__2", [], [JumbfWriter.Box("cbor", [0xF6])])]))),
        ("signature box, a private box in its description", In(b => b.Label == Signature, s => JumbfWriter.Superbox(s.ContentType, s.Label, new byte[16], s.Boxes.Select(b => b.Encoded)))),
        ("claim box, a private box in its description", In(b => b.ContentType == JumbfTypes.Claim, s => JumbfWriter.Superbox(s.ContentType, s.Label, new byte[16], s.Boxes.Select(b => b.Encoded)))),
        ("manifest, a box of an unknown kind", In(Manifest, s => Wrapped(s, [.. Contents(s), JumbfWriter.Superbox(JumbfTypes.Json, "com.example.carried", [], [JumbfWriter.Box("json", "{}"u8)])]))),
        ("manifest, a free box with content", In(Manifest, s => Wrapped(s, [.. Contents(s), JumbfWriter.Box("free", "carried along"u8)]))),
        ("assertion store, a free box with content", In(b => b.Label == "c2pa.assertions", s => Wrapped(s, [.. Contents(s), JumbfWriter.Box("free", "carried along"u8)]))),
        ("manifest, a credential store", In(Manifest, s => Wrapped(s, [.. Contents(s), JumbfWriter.Superbox(JumbfTypes.CredentialStore, "c2pa.credentials", [], [JumbfWriter.Box("json", "{}"u8)])]))),

        // Labels, kinds and order.
        ("store, another label", InStore(s => JumbfWriter.Superbox(s.ContentType, "c2pb", [], Contents(s)))),
        ("store, its active manifest of an unknown kind", InStore(s => Wrapped(s, [.. Contents(s)[..^1], JumbfWriter.Superbox(JumbfTypes.Json, s.Children[^1].Label, [], Contents(s.Children[^1]))]))),
        ("store, something behind the active manifest", InStore(s => Wrapped(s, [.. Contents(s), JumbfWriter.Box("xxxx", "carried along"u8)]))),
        ("manifest, another label", In(Manifest, s => JumbfWriter.Superbox(s.ContentType, "urn:c2pa:00000000-0000-4000-8000-00000000beef", [], Contents(s)))),
        ("claim box, another label", In(b => b.ContentType == JumbfTypes.Claim, s => JumbfWriter.Superbox(s.ContentType, "c2pa.claim.v9", [], Contents(s)))),
        ("signature box, another label", In(b => b.Label == Signature, s => JumbfWriter.Superbox(s.ContentType, "c2pa.signaturf", [], Contents(s)))),
        ("assertion store, another label", In(b => b.Label == "c2pa.assertions", s => JumbfWriter.Superbox(s.ContentType, "c2pa.assertiont", [], Contents(s)))),
        ("assertion store, another kind", In(b => b.Label == "c2pa.assertions", s => JumbfWriter.Superbox(JumbfTypes.Json, s.Label, [], Contents(s)))),
        ("assertion store, an assertion nobody listed", In(b => b.Label == "c2pa.assertions", s => Wrapped(s, [.. Contents(s), JumbfWriter.Superbox(JumbfTypes.Cbor, "com.example.added", [], [JumbfWriter.Box("cbor", [0xF6])])]))),
        ("assertion store, an assertion twice", In(b => b.Label == "c2pa.assertions", s => Wrapped(s, [.. Contents(s), s.Children[0].Encoded]))),
        ("assertion store, an assertion missing", In(b => b.Label == "c2pa.assertions", s => Wrapped(s, Contents(s)[1..]))),
        ("assertion, a reserved toggle", In(b => b.Label.StartsWith("c2pa.actions", StringComparison.Ordinal), s => Toggled(s, 0x80))),
        ("assertion, a bit", In(b => b.Label.StartsWith("c2pa.actions", StringComparison.Ordinal), s => Flipped(s, s.Encoded.Length - 1))),

        // The claim and its signature.
        ("claim, a bit", In(b => b.ContentType == JumbfTypes.Claim, s => Flipped(s, s.Encoded.Length - 1))),
        ("signature value, a bit", InSignature(m => Rebuilt(m, 3, CborValue.Bytes(Flipped(m.Items[3].AsBytes!.Value))))),
        ("signature, the claim attached as its payload", f => ClaimOf(f) is { } claim ? InSignature(m => Rebuilt(m, 2, CborValue.Bytes(claim)))(f) : null),
        ("signature, an empty payload attached", InSignature(m => Rebuilt(m, 2, CborValue.Bytes(ReadOnlyMemory<byte>.Empty)))),
        ("signature, its certificates in both headers", InSignature(m => CborValue.TryParse(m.Items[0].AsBytes!.Value, ParserLimits.Default, out var header, out _) ? Rebuilt(m, 1, CborValue.Map(m.Items[1].Entries.Append(new(CborValue.Integer(33), header[33]!)))) : null)),
        ("signature without its tag", f => Edited(f, b => b.Label == Signature && Message(b) is { } m ? JumbfWriter.Superbox(b.ContentType, b.Label, [], [JumbfWriter.Box("cbor", m.Encoded.Span)]) : null)),
        ("signature with something behind it", f => Edited(f, b => b.Label == Signature ? JumbfWriter.Superbox(b.ContentType, b.Label, [], [JumbfWriter.Box("cbor", [.. b.Boxes[0].Payload.Span, 0x00])]) : null)),
        ("signature of another manifest", In(b => b.Label == Signature, _ => new TestManifest().SignatureBox())),
    ];

    /// <summary>Whether the manifest store is in the file.</summary>
    public static bool HasStore(byte[] file) => file.AsSpan(4).StartsWith("ftyp"u8) && Place(file) is not null;

    /// <summary>The file, or the store alone, with this in place of the OCSP answers of the active manifest.</summary>
    public static byte[]? WithOcspAnswer(byte[] file, byte[] answer) =>
        InSignature(m => Unprotected(m, "rVals", _ => CborValue.Map(("ocspVals", CborValue.Array(CborValue.Bytes(answer))))))(file);

    /// <summary>The same without the time-stamp of the active manifest.</summary>
    public static byte[]? WithoutTimestamp(byte[] file) =>
        InSignature(m => m.Items[1]["sigTst2"] is null ? null : Rebuilt(m, 1, CborValue.Map(m.Items[1].Entries.Where(e => e.Key.AsText != "sigTst2"))))(file);

    /// <summary>Where the store of a purpose is.</summary>
    public static (int Start, int End)? Place(byte[] file, string purpose)
    {
        var box = MatrixAsset.Boxes(file).LastOrDefault(b => b.Purpose == purpose);
        return box is not null && box.All.AsSpan().IndexOf("jumb"u8) is var at and >= 4 ? (box.Start + at - 4, box.End) : null;
    }

    private static bool Manifest(JumbfSuperbox box) => box.ContentType == JumbfTypes.StandardManifest || box.ContentType == JumbfTypes.UpdateManifest;

    private static ReadOnlyMemory<byte>[] Contents(JumbfSuperbox box) => [.. box.Boxes.Select(b => b.Encoded), .. box.Children.Select(c => c.Encoded)];

    private static byte[] Wrapped(JumbfSuperbox box, ReadOnlyMemory<byte>[] contents) => JumbfWriter.Superbox(box.ContentType, box.Label, [], contents);

    // Every box of the last manifest that is meant.
    private static Func<byte[], byte[]?> In(Func<JumbfSuperbox, bool> which, Func<JumbfSuperbox, byte[]> change) => f => Edited(f, b => which(b) ? change(b) : null);

    private static Func<byte[], byte[]?> InSignature(Func<CborValue, CborValue?> change) => f => Edited(f, b => b.Label == Signature && Message(b) is { } message && change(message) is { } changed
        ? JumbfWriter.Superbox(b.ContentType, b.Label, [], [JumbfWriter.Box("cbor", CborValue.Tag(18, changed).Encoded.Span)])
        : null);

    private static Func<byte[], byte[]?> InStore(Func<JumbfSuperbox, byte[]> change) => f => Replaced(f, change);

    private static CborValue? Message(JumbfSuperbox box) => CborValue.TryParse(box.Boxes[0].Payload, ParserLimits.Default, out var message, out _) ? message.Untagged : null;

    private static CborValue Rebuilt(CborValue message, int item, CborValue value) => CborValue.Array(message.Items.Select((v, i) => i == item ? value : v));

    private static CborValue? Unprotected(CborValue message, string label, Func<CborValue, CborValue?> change) => message.Items[1][label] is { } value && change(value) is { } changed
        ? Rebuilt(message, 1, CborValue.Map(message.Items[1].Entries.Select(e => e.Key.AsText == label ? new(e.Key, changed) : e)))
        : null;

    private static byte[]? Edited(byte[] file, Func<JumbfSuperbox, byte[]?> change) => Replaced(file, store =>
    {
        var active = store.Children[^1];
        byte[]? changed = change(active) ?? Rebuild(active, change);
        return changed is null ? null : Wrapped(store, [.. Contents(store)[..^1], changed]);
    });

    private static byte[]? Rebuild(JumbfSuperbox box, Func<JumbfSuperbox, byte[]?> change)
    {
        bool any = false;
        var children = box.Children.Select(c =>
        {
            byte[]? changed = change(c) ?? Rebuild(c, change);
            any |= changed is not null;
            return changed ?? c.Encoded;
        }).ToList();
        return any ? Wrapped(box, [.. box.Boxes.Select(b => b.Encoded), .. children]) : null;
    }

    // The store of the update where there is one. What grows takes the room of the padding; an update, being last, has all the room there is.
    private static byte[]? Replaced(byte[] file, Func<JumbfSuperbox, byte[]?> change)
    {
        if (Place(file) is not var (start, end) || !JumbfReader.TryRead(file.AsMemory(start, end - start), ParserLimits.Default, out var store, out _) || change(store) is not { } changed)
        {
            return null;
        }

        if (changed.Length > end - start)
        {
            Assert.Equal(file.Length, end);
            file = start == 0 ? new byte[changed.Length] : Grown(file, changed.Length - (end - start));
            end = file.Length;
        }

        byte[] result = [.. file];
        result.AsSpan(start, end - start).Clear();
        changed.CopyTo(result, start);
        return result;
    }

    private static byte[]? Padding(byte[] file, ReadOnlySpan<byte> content)
    {
        if (Place(file) is not var (_, end))
        {
            return null;
        }

        byte[] result = end == file.Length && MatrixAsset.Boxes(file)[^1].Purpose == "update" ? Grown(file, content.Length) : [.. file];
        var last = result.AsSpan(result.Length - file.Length + end - content.Length, content.Length);
        Assert.False(last.ContainsAnyExcept((byte)0));
        content.CopyTo(last);
        return result;
    }

    private static byte[] Grown(byte[] file, int by)
    {
        var box = MatrixAsset.Boxes(file)[^1];
        return Bytes.Concat(file[..box.Start], Bytes.UInt32((uint)(box.All.Length + by)), box.All[4..], new byte[by]);
    }

    // A file, or a store alone.
    private static (int Start, int End)? Place(byte[] file) =>
        file.AsSpan(4).StartsWith("jumb"u8) ? (0, file.Length) : Place(file, "update") ?? Place(file, "manifest");

    private static ReadOnlyMemory<byte>? ClaimOf(byte[] file) =>
        Place(file) is var (start, end) && JumbfReader.TryRead(file.AsMemory(start, end - start), ParserLimits.Default, out var store, out _)
            ? store.Children[^1].Children.First(c => c.ContentType == JumbfTypes.Claim).Content("cbor")
            : null;

    private static byte[] Filled(ReadOnlyMemory<byte> padding)
    {
        byte[] filled = padding.ToArray();
        filled[^1] = (byte)'A';
        return filled;
    }

    private static byte[] Flipped(ReadOnlyMemory<byte> bytes)
    {
        byte[] flipped = bytes.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }

    private static byte[] Flipped(JumbfSuperbox box, int at)
    {
        byte[] flipped = box.Encoded.ToArray();
        flipped[at] ^= 1;
        return flipped;
    }

    private static byte[] Toggled(JumbfSuperbox box, byte toggle)
    {
        byte[] toggled = box.Encoded.ToArray();
        toggled[8 + 8 + 16] ^= toggle;
        return toggled;
    }
}
