using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>Turns an assertion box into a typed assertion. Never throws: what cannot be read as its type is an <see cref="UnknownAssertion"/>.</summary>
public static class AssertionReader
{
    /// <summary>Reads an assertion box.</summary>
    /// <param name="box">A superbox of an assertion store.</param>
    /// <param name="limits">Limits of the content.</param>
    public static Assertion Read(JumbfSuperbox box, ParserLimits limits)
    {
        ArgumentNullException.ThrowIfNull(box);
        ArgumentNullException.ThrowIfNull(limits);
        string label = BaseLabel(box.Label);
        string? problem = null;
        try
        {
            if (ReadTyped(label, box, limits) is { } typed)
            {
                return typed;
            }
        }
        catch (FormatException e)
        {
            problem = e.Message;
        }

        return ReadUnknown(label, box) with { Problem = problem };
    }

    /// <summary>The label without the instance suffix <c>__n</c> (§6.4).</summary>
    public static string BaseLabel(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        int mark = label.LastIndexOf("__", StringComparison.Ordinal);
        return mark > 0 && mark + 2 < label.Length && label.AsSpan(mark + 2).IndexOfAnyExceptInRange('0', '9') < 0 ? label[..mark] : label;
    }

    /// <summary>What was built by hand as unknown content, as its type where there is one; the same object otherwise.</summary>
    internal static Assertion Typed(Assertion assertion, ParserLimits limits)
    {
        if (assertion is not UnknownAssertion { Kind: AssertionContentKind.Cbor or AssertionContentKind.Json, Problem: null } unknown)
        {
            return assertion;
        }

        try
        {
            return unknown.Kind == AssertionContentKind.Cbor
                ? ReadCbor(unknown.Label, unknown.Content, limits) ?? assertion
                : ReadJson(unknown.Label, unknown.Content, limits) ?? assertion;
        }
        catch (FormatException e)
        {
            return unknown with { Problem = e.Message };
        }
    }

    private static Assertion? ReadTyped(string label, JumbfSuperbox box, ParserLimits limits)
    {
        if (box.ContentType == JumbfTypes.Cbor && box.Content("cbor") is { } cbor)
        {
            return box.Boxes.Count == 1 ? ReadCbor(label, cbor, limits) : null;
        }

        if (box.ContentType == JumbfTypes.Json && box.Content("json") is { } json)
        {
            return box.Boxes.Count == 1 ? ReadJson(label, json, limits) : null;
        }

        return box.ContentType == JumbfTypes.EmbeddedFile && EmbeddedDataAssertion.IsLabelOfOne(label) && box.Boxes.Count == 2
            ? EmbeddedDataAssertion.FromBox(label, box)
            : null;
    }

    private static Assertion? ReadCbor(string label, ReadOnlyMemory<byte> content, ParserLimits limits)
    {
        Func<CborValue, Assertion>? read = label switch
        {
            ActionsAssertion.CurrentLabel => static v => ActionsAssertion.FromCbor(v, 2),
            ActionsAssertion.DeprecatedLabel => static v => ActionsAssertion.FromCbor(v, 1),
            IngredientAssertion.CurrentLabel => static v => IngredientAssertion.FromCbor(v, 3),
            "c2pa.ingredient.v2" => static v => IngredientAssertion.FromCbor(v, 2),
            "c2pa.ingredient" => static v => IngredientAssertion.FromCbor(v, 1),
            AiDisclosureAssertion.CurrentLabel => AiDisclosureAssertion.FromCbor,
            SoftBindingAssertion.CurrentLabel => SoftBindingAssertion.FromCbor,
            AssetTypeAssertion.CurrentLabel => AssetTypeAssertion.FromCbor,
            ExternalReferenceAssertion.CurrentLabel => ExternalReferenceAssertion.FromCbor,
            TimestampAssertion.CurrentLabel => TimestampAssertion.FromCbor,
            CertificateStatusAssertion.CurrentLabel => CertificateStatusAssertion.FromCbor,
            EnvironmentalSustainabilityAssertion.CurrentLabel => EnvironmentalSustainabilityAssertion.FromCbor,
            TrainingMiningAssertion.CurrentLabel => TrainingMiningAssertion.FromCbor,
            SessionKeysAssertion.CurrentLabel => SessionKeysAssertion.FromCbor,
            LiveVideoSegmentAssertion.CurrentLabel => LiveVideoSegmentAssertion.FromCbor,
            _ => null,
        };
        return read is null ? null : CborValue.TryParse(content, limits, out var value, out string? error) ? read(value) : throw new FormatException(error);
    }

    private static MetadataAssertion? ReadJson(string label, ReadOnlyMemory<byte> content, ParserLimits limits) => label switch
    {
        MetadataAssertion.StandardLabel or MetadataAssertion.CawgLabel => MetadataAssertion.FromJson(label, content, limits),
        _ => null,
    };

    private static UnknownAssertion ReadUnknown(string label, JumbfSuperbox box)
    {
        if (box.Boxes.Count == 1 && box.Children.Count == 0)
        {
            if (box.ContentType == JumbfTypes.Cbor && box.Boxes[0].Type == "cbor")
            {
                return new UnknownAssertion(label, AssertionContentKind.Cbor, box.Boxes[0].Payload);
            }

            if (box.ContentType == JumbfTypes.Json && box.Boxes[0].Type == "json")
            {
                return new UnknownAssertion(label, AssertionContentKind.Json, box.Boxes[0].Payload);
            }
        }

        var kind = box.ContentType == JumbfTypes.EmbeddedFile ? AssertionContentKind.EmbeddedFile : AssertionContentKind.Other;
        return new UnknownAssertion(label, kind, ContentBytes(box)) { ContentType = box.ContentType };
    }

    // Everything behind the description box, nested superboxes included, as it was stored.
    private static ReadOnlyMemory<byte> ContentBytes(JumbfSuperbox box)
    {
        int description = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(box.HashedContent.Span);
        return description == 1
            ? box.HashedContent[checked((int)System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(box.HashedContent.Span[8..]))..]
            : box.HashedContent[description..];
    }
}
