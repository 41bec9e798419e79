using System.Globalization;
using System.Text;
using System.Text.Json;
using Provenance.Cbor;

namespace Provenance;

/// <summary>
/// JSON as CBOR, the way crJSON 2.4 turns CBOR into JSON: whole numbers are integers, others floats, and a text <c>b64'…'</c> is a byte string.
/// </summary>
internal static class JsonToCbor
{
    /// <summary>The value as CBOR.</summary>
    /// <param name="text">The text it stands in.</param>
    /// <param name="item">The value.</param>
    /// <exception cref="SigningException">A number or a byte string cannot be written.</exception>
    public static CborValue Convert(JsonText text, JsonItem item) => item.Kind switch
    {
        JsonValueKind.Object => CborValue.Map(item.Members.Select(m => (m.Name, (CborValue?)Convert(text, m.Value)))),
        JsonValueKind.Array => CborValue.Array(item.Items.Select(i => Convert(text, i))),
        JsonValueKind.String when item.Text is ['b', '6', '4', '\'', .. var encoded, '\''] => CborValue.Bytes(Bytes(text, item, encoded)),
        JsonValueKind.String => CborValue.Text(item.Text!),
        JsonValueKind.Number => Number(text, item),
        JsonValueKind.True => CborValue.Boolean(true),
        JsonValueKind.False => CborValue.Boolean(false),
        _ => CborValue.Null,
    };

    /// <summary>Base64 as bytes.</summary>
    /// <exception cref="SigningException">It is not base64.</exception>
    public static byte[] Bytes(JsonText text, JsonItem item, string encoded)
    {
        byte[] bytes = new byte[(encoded.Length / 4 * 3) + 3];
        return System.Convert.TryFromBase64String(encoded, bytes, out int written) ? bytes[..written] : throw text.Fault(item, "The bytes are not base64.");
    }

    private static CborValue Number(JsonText text, JsonItem item)
    {
        string digits = Encoding.ASCII.GetString(item.Raw.Span);
        if (Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole <= ulong.MaxValue && whole >= -1 - (Int128)ulong.MaxValue ? CborValue.Integer(whole) : throw text.Fault(item, "The number is larger than 64 bits.");
        }

        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? CborValue.Float(value)
            : throw text.Fault(item, "The number is not finite.");
    }
}
