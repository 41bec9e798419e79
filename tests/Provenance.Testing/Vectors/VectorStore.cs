using System.Buffers.Binary;
using System.Globalization;
using Provenance.Jumbf;

namespace Provenance.Testing;

/// <summary>Steps on the bytes of a manifest store (JUMBF, §11.1). A box is named by its label; <c>at</c> counts from the start of its superbox.</summary>
internal static class VectorStore
{
    // Superbox header, description box header, content type, toggles: then the label.
    private const int LabelAt = 8 + 8 + 16 + 1;

    public static byte[] Apply(byte[] store, VectorStep step)
    {
        byte[] bytes = step.Hex("hex");
        switch (step.Name)
        {
            case "store.overwrite":
                bytes.CopyTo(store, Place(store, step));
                return store;
            case "store.flip":
                store[Place(store, step)] ^= (byte)step.Number("bits", 1);
                return store;
            case "store.resize":
                BinaryPrimitives.WriteUInt32BigEndian(store.AsSpan(Place(store, step)), (uint)step.Number("size"));
                return store;
            case "store.grow":
                int place = Place(store, step);
                BinaryPrimitives.WriteInt32BigEndian(store.AsSpan(place), BinaryPrimitives.ReadInt32BigEndian(store.AsSpan(place)) + step.Number("by"));
                return store;
            case "store.longHeader":
                byte[] header = [0, 0, 0, 1, .. "jumb"u8, 0, 0, 0, 0, 0, 0, 0, 0];
                BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(8), step.Text("size") is { } size ? ulong.Parse(size, CultureInfo.InvariantCulture) : (ulong)store.Length + 8);
                return [.. header, .. store.AsSpan(8)];
            case "store.append":
                return [.. store, .. bytes];
            case "store.truncate":
                return store[..^step.Number("by")];
            case "store.replace":
                return bytes;
            case "store.label":
                return JumbfWriter.Superbox(JumbfTypes.ManifestStore, step.Require("label"), [], [store.AsMemory(LabelAt + 5)]);
            case "store.type":
                return JumbfWriter.Superbox(JumbfTypes.Json, "c2pa", [], [store.AsMemory(LabelAt + 5)]);
            case "store.empty":
                return JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", []);
            case "store.add":
                return JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], step.Flag("first") ? [bytes, store.AsMemory(LabelAt + 5)] : [store.AsMemory(LabelAt + 5), bytes]);
            case "store.nest":
                return Enumerable.Range(0, step.Number("times")).Aggregate(store, (inner, _) => JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], [inner]));
            default:
                throw step.Bad("an unknown step on a store");
        }
    }

    private static int Place(byte[] store, VectorStep step)
    {
        if (step.Text("box") is not { } label)
        {
            return step.Number("at");
        }

        byte[] wanted = [.. System.Text.Encoding.UTF8.GetBytes(label), 0];
        for (int at = 0; at + LabelAt < store.Length; at++)
        {
            if (store.AsSpan(at + 4, 4).SequenceEqual("jumb"u8) && store.AsSpan(at + LabelAt).StartsWith(wanted))
            {
                return at + step.Number("at");
            }
        }

        throw step.Bad("no such box");
    }
}
