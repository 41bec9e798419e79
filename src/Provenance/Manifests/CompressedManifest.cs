using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>Expands a compressed manifest (§11.2.4): a <c>c2cm</c> superbox with one <c>brob</c> box.</summary>
internal static class CompressedManifest
{
    /// <summary>Expands the box.</summary>
    /// <param name="box">The <c>c2cm</c> superbox.</param>
    /// <param name="limits">Limits for the boxes inside.</param>
    /// <param name="budget">How many bytes may still be made; what is made is taken off.</param>
    /// <param name="expanded">The manifest superbox inside.</param>
    /// <param name="fault">Why not.</param>
    public static bool TryExpand(JumbfSuperbox box, ParserLimits limits, ref int budget, [NotNullWhen(true)] out JumbfSuperbox? expanded, [NotNullWhen(false)] out ReadingFault? fault)
    {
        expanded = null;
        if (box.Children.Count != 0 || box.Boxes is not [{ Type: "brob" } content])
        {
            fault = new("A compressed manifest holds one brob box and nothing else.");
            return false;
        }

        if (!TryDecompress(content.Payload.Span, limits, ref budget, out byte[]? bytes, out fault))
        {
            return false;
        }

        if (!JumbfReader.TryParse(bytes, limits, out var inner, out fault))
        {
            return false;
        }

        if (inner.Encoded.Length != bytes.Length)
        {
            fault = new("Bytes follow the compressed manifest.");
            return false;
        }

        if (inner.ContentType != JumbfTypes.StandardManifest && inner.ContentType != JumbfTypes.LegacyStandardManifest && inner.ContentType != JumbfTypes.UpdateManifest)
        {
            fault = new("What was compressed is neither a standard nor an update manifest.");
            return false;
        }

        if (!string.Equals(inner.Label, box.Label, StringComparison.Ordinal))
        {
            fault = new("The compressed manifest has another label than the box around it.");
            return false;
        }

        expanded = inner;
        return true;
    }

    // The output grows with what really comes out: a small input cannot ask for a large allocation, and it stops at the budget.
    private static bool TryDecompress(ReadOnlySpan<byte> source, ParserLimits limits, ref int budget, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out ReadingFault? fault)
    {
        bytes = null;
        var output = new ArrayBufferWriter<byte>(Math.Clamp(source.Length * 2, 256, Math.Max(256, budget)));
        var decoder = default(BrotliDecoder);
        try
        {
            while (true)
            {
                var target = output.GetSpan(4096);
                var status = decoder.Decompress(source, target, out int consumed, out int written);
                output.Advance(written);
                source = source[consumed..];
                if (output.WrittenCount > budget)
                {
                    // §15.5.4: "if the decompression fails" has a code of its own.
                    fault = new(ExceededLimit.Sentence("The compressed manifests expand to too many bytes", limits.MaxDecompressedSize));
                    return false;
                }

                switch (status)
                {
                    case OperationStatus.Done when source.IsEmpty:
                        budget -= output.WrittenCount;
                        bytes = output.WrittenSpan.ToArray();
                        fault = null;
                        return true;
                    case OperationStatus.Done:
                        fault = new("Bytes follow the compressed data.");
                        return false;
                    case OperationStatus.DestinationTooSmall:
                        continue;
                    default:
                        fault = new("The compressed manifest cannot be expanded.");
                        return false;
                }
            }
        }
        finally
        {
            decoder.Dispose();
        }
    }
}
