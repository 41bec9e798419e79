using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>§15.12.3 Validating a general box hash: the boxes of a container that is not ISO BMFF, by name and in order.</summary>
internal static class BoxesHash
{
    private const int BufferSize = 256 << 10;

    // §18.7.2: what lies behind the last box.
    private const string AfterName = "c2pa.after";

    /// <summary>Checks the hash.</summary>
    /// <param name="source">The asset.</param>
    /// <param name="asset">The same, opened.</param>
    /// <param name="binding">The assertion.</param>
    /// <param name="bytesHashed">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask<IReadOnlyList<ValidationStatus>> CheckAsync(
        AssetSource source, Asset asset, HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken)
    {
        if (binding.Content["boxes"] is not { Kind: CborKind.Array } list || list.Items.Any(i => i["names"] is not { Kind: CborKind.Array, Items.Count: > 0 } names || names.Items.Any(n => n.AsText is null)))
        {
            return [new(ValidationStatusCode.AssertionBoxesHashMalformed, binding.Url, "The hash lists no boxes, or boxes without names.")];
        }

        List<AssetBox> present = [.. asset.HashedBoxes];
        long end = present.Count == 0 ? 0 : present[^1].End;
        if (end < source.Length)
        {
            present.Add(new AssetBox(AfterName, end, source.Length));
        }

        int next = 0;
        long total = 0;
        bool hasOthers = false;
        foreach (var entry in list.Items)
        {
            string[] names = [.. entry["names"]!.Items.Select(n => n.AsText!)];
            if (next + names.Length > present.Count || !names.SequenceEqual(present.Skip(next).Take(names.Length).Select(b => b.Name), StringComparer.Ordinal))
            {
                bool isKnown = next < present.Count && list.Items.Any(i => i["names"]!.Items.Any(n => n.AsText == present[next].Name));
                return [isKnown || next >= present.Count
                    ? Mismatch(binding, "The boxes are not those that were signed, or in another order.")
                    : new(ValidationStatusCode.AssertionBoxesHashUnknownBox, binding.Url)];
            }

            var boxes = present.GetRange(next, names.Length);
            next += names.Length;
            if (names.Contains(AssetBox.ManifestStoreName, StringComparer.Ordinal))
            {
                if (names.Length > 1 || asset.Stores.Any(s => !StorePadding.IsZero(s)))
                {
                    return [Mismatch(binding, "The entry of the manifest store leaves out more than the store and its padding.")];
                }

                continue;
            }

            if (entry["excluded"]?.AsBoolean == true)
            {
                hasOthers = true;
                continue;
            }

            if (!TryReadExclusions(entry["exclusions"], boxes, out var exclusions, out bool isBeyond))
            {
                return [isBeyond
                    ? Mismatch(binding, "An exclusion reaches beyond the end of its box.")
                    : new(ValidationStatusCode.AssertionBoxesHashMalformed, binding.Url, "The exclusions of a box are not ordered ranges that do not overlap.")];
            }

            hasOthers |= exclusions.Count > 0;
            if (ContentHash.Find(entry["alg"]?.AsText ?? binding.Content["alg"]?.AsText ?? binding.DefaultAlgorithm) is not { } algorithm)
            {
                return [new(ValidationStatusCode.AlgorithmUnsupported, binding.Url)];
            }

            byte[] actual = await HashAsync(source, boxes[0].Start, boxes[^1].End, exclusions, algorithm, cancellationToken).ConfigureAwait(false);
            if (entry["hash"]?.AsBytes is not { } expected || !expected.Span.SequenceEqual(actual))
            {
                return [Mismatch(binding, $"The boxes {TextRule.Shorten(string.Join(", ", names))} were changed.")];
            }

            total += boxes[^1].End - boxes[0].Start;
            bytesHashed?.Report(total);
        }

        if (next < present.Count)
        {
            return [new(ValidationStatusCode.AssertionBoxesHashUnknownBox, binding.Url)];
        }

        // A hash of nothing but the manifest store protects nothing.
        var match = new ValidationStatus(ValidationStatusCode.AssertionBoxesHashMatch, binding.Url);
        return total == 0 ? [Mismatch(binding, "No box of the asset is hashed.")]
            : hasOthers ? [match, new(ValidationStatusCode.AssertionBoxesHashAdditionalExclusionsPresent, binding.Url)] : [match];
    }

    private static bool TryReadExclusions(CborValue? value, List<AssetBox> boxes, out List<(long Start, long End)> exclusions, out bool isBeyond)
    {
        exclusions = [];
        isBeyond = false;
        if (value is null)
        {
            return true;
        }

        if (value.Kind != CborKind.Array)
        {
            return false;
        }

        long last = 0;
        foreach (var item in value.Items)
        {
            long index = item["boxIndex"] is { } given ? given.AsInt64 ?? -1 : 0;
            if (item["start"]?.AsInt64 is not (>= 0 and var start) || item["length"]?.AsInt64 is not (>= 0 and var length) || index < 0 || index >= boxes.Count)
            {
                return false;
            }

            var box = boxes[(int)index];
            if (start > box.End - box.Start || length > box.End - box.Start - start)
            {
                isBeyond = true;
                return false;
            }

            if (box.Start + start < last)
            {
                return false;
            }

            last = box.Start + start + length;
            exclusions.Add((box.Start + start, last));
        }

        return true;
    }

    private static async ValueTask<byte[]> HashAsync(
        AssetSource source, long start, long end, List<(long Start, long End)> exclusions, HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        using var buffer = new ReadBuffer((int)Math.Clamp(end - start, 1, BufferSize));
        long position = start;
        foreach (var (from, to) in exclusions.Append((end, end)))
        {
            while (position < from)
            {
                var bytes = buffer.For(position, (int)Math.Min(buffer.Size, from - position));
                await source.ReadExactlyAsync(position, bytes, cancellationToken).ConfigureAwait(false);
                hash.AppendData(bytes.Span);
                position += bytes.Length;
            }

            position = to;
        }

        return hash.GetHashAndReset();
    }

    private static ValidationStatus Mismatch(HardBinding binding, string sentence) => new(ValidationStatusCode.AssertionBoxesHashMismatch, binding.Url, sentence);
}
