using System.Text.Json;

namespace Provenance.Testing;

/// <summary>The boxes of a vector's file, in order. A part is a name, or an object with <c>do</c> and parameters.</summary>
internal sealed class VectorLayout(VectorStep[] parts, VectorRecipe recipe, byte[] store, byte[] update)
{
    public static VectorStep[] Usual { get; } =
        [.. JsonDocument.Parse("""["ftyp", "manifest", "movie", "media"]""").RootElement.EnumerateArray().Select(v => new VectorStep(v))];

    private readonly Mp4Builder _builder = new();

    public byte[] Build()
    {
        int bend = parts.Select(p => p.Number("bend")).FirstOrDefault(b => b != 0);
        var track = new Mp4Track(1, [.. Enumerable.Range(0, 6).Select(i => Bytes.Pattern(100 + i, 1000 + i))])
        {
            BendOffset = bend == 0 ? null : (chunk, right) => chunk == 0 ? bend : right,
            SampleTableExtra = _ => Bytes.Concat([.. parts.Select(p => p.Hex("sampleTable"))]),
        };
        foreach (var part in parts)
        {
            for (int i = 0; i < part.Number("times", 1); i++)
            {
                Add(part, track);
            }
        }

        return _builder.Build();
    }

    private void Add(VectorStep part, Mp4Track track)
    {
        switch (part.Name)
        {
            case "ftyp":
                _builder.Ftyp(part.Text("major") ?? "isom", part.Texts("compatible"));
                break;
            case "manifest" or "original":
                AddStore(part, part.Text("purpose") ?? part.Name, store, hasOffset: true);
                break;
            case "update":
                AddStore(part, "update", update, hasOffset: false);
                break;
            case "movie":
                _builder.Movie(track);
                break;
            case "media":
                _builder.Media(part.Choice("form", BoxForm.Compact), track);
                break;
            case "fragmentedMovie":
                _builder.FragmentedMovie(track);
                break;
            case "fragment":
                int number = part.Number("sequence");
                _builder.Fragment((uint)number, track, [Bytes.Pattern(80, number), Bytes.Pattern(90, number + 50)]);
                break;
            case "fragmentIndex":
                _builder.FragmentIndex();
                break;
            case "merkle":
                var content = VectorValue.ToCbor(part.Value("content")!.Value, new VectorManifest(recipe, "layout", 0, []));
                _builder.ContentProvenance("merkle", [.. content.Encoded.Span, .. part.Hex("padding")]);
                break;
            case "box":
                _builder.Add(part.Require("type"), part.Has("hex") ? part.Hex("hex") : Bytes.Pattern(part.Number("size"), part.Number("seed", 7)), part.Choice("form", BoxForm.Compact));
                break;
            case "uuid":
                _builder.Uuid(Guid.Parse(part.Require("type")), part.Hex("hex"));
                break;
            case "xmp":
                _builder.Uuid(Mp4Builder.XmpType, System.Text.Encoding.UTF8.GetBytes(
                    $"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" xmlns:dcterms=\"http://purl.org/dc/terms/\" dcterms:provenance=\"{part.Require("url")}\"/></rdf:RDF></x:xmpmeta>"));
                break;
            case "provenance":
                _builder.ContentProvenance(string.Concat(Enumerable.Repeat(part.Require("purpose"), part.Number("length", 1))), part.Hex("hex"));
                break;
            case "raw":
                _builder.Raw(part.Hex("hex"));
                break;
            case "nested":
                _builder.Raw(Nested(part.Number("depth")));
                break;
            case "many":
                _builder.Raw(Bytes.Concat([.. Enumerable.Repeat(Bytes.Box("free"), part.Number("count"))]));
                break;
            default:
                throw part.Bad("an unknown part");
        }
    }

    private void AddStore(VectorStep part, string purpose, byte[] content, bool hasOffset)
    {
        byte[] padded = [.. content, .. part.Hex("padding")];
        byte[] offset = hasOffset ? Bytes.UInt64((ulong)part.Number("merkleOffset")) : [];
        _builder.ContentProvenance(purpose, [.. offset, .. padded], (byte)part.Number("version"), (uint)part.Number("flags"));
    }

    private static byte[] Nested(int depth)
    {
        byte[] boxes = new byte[depth * 8];
        for (int i = 0; i < depth; i++)
        {
            Bytes.UInt32((uint)((depth - i) * 8)).CopyTo(boxes, i * 8);
            Bytes.Code(i == 0 ? "moov" : "trak").CopyTo(boxes, (i * 8) + 4);
        }

        return boxes;
    }
}
