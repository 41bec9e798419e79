using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>§15.12.1 Validating a data hash: byte ranges of any kind of asset.</summary>
internal static class DataHash
{
    private const int BufferSize = 1 << 20;

    // The box around an embedded store starts a little before it: box header, user type, purpose and offset (§A.5.1).
    private const int MaxBoxHeader = 64;

    /// <summary>Checks the hash.</summary>
    /// <param name="source">The asset, or one part of it.</param>
    /// <param name="stores">Where the manifest stores are in <paramref name="source"/>.</param>
    /// <param name="binding">The assertion.</param>
    /// <param name="bytesHashed">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask<IReadOnlyList<ValidationStatus>> CheckAsync(
        AssetSource source, IReadOnlyList<EmbeddedStore> stores, HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken)
    {
        if (!TryReadExclusions(binding.Content["exclusions"], out var exclusions))
        {
            return [new(ValidationStatusCode.AssertionDataHashMalformed, binding.Url, "The exclusions are not ordered ranges that do not overlap.")];
        }

        if (ContentHash.Find(binding.Content["alg"]?.AsText ?? binding.DefaultAlgorithm) is not { } algorithm)
        {
            return [new(ValidationStatusCode.AlgorithmUnsupported, binding.Url)];
        }

        if (binding.Content["hash"]?.AsBytes is not { } expected || exclusions.Exists(e => e.End > (ulong)source.Length))
        {
            return [Mismatch(binding, "The hash is missing, or an exclusion reaches beyond the end of the asset.")];
        }

        bool hasOthers = false;
        foreach (var exclusion in exclusions)
        {
            var store = stores.FirstOrDefault(s => s.Place is { } place
                ? exclusion.Start < (ulong)place.End && exclusion.End > (ulong)place.Start
                : (ulong)s.Offset >= exclusion.Start && (ulong)s.Offset < exclusion.End);
            if (store is null)
            {
                hasOthers = true;
            }
            else if (!HoldsTheStoreOnly(exclusion, store))
            {
                return [Mismatch(binding, "The exclusion around the manifest store leaves out more than the store and its padding.")];
            }
        }

        byte[] actual = await HashAsync(source, exclusions, algorithm, bytesHashed, cancellationToken).ConfigureAwait(false);
        if (!expected.Span.SequenceEqual(actual))
        {
            return [Mismatch(binding, null)];
        }

        var match = new ValidationStatus(ValidationStatusCode.AssertionDataHashMatch, binding.Url);
        return hasOthers ? [match, new(ValidationStatusCode.AssertionDataHashAdditionalExclusionsPresent, binding.Url)] : [match];
    }

    private static bool HoldsTheStoreOnly((ulong Start, ulong End) exclusion, EmbeddedStore store) => store.Place switch
    {
        null => (ulong)store.Offset <= exclusion.Start + MaxBoxHeader && exclusion.End <= (ulong)store.Offset + (ulong)store.Bytes.Length,

        // §15.12.1.2: "match the total length of the exclusion range with that of the total length of all APP11 segments".
        { IsExcludedWhole: true } place => exclusion.Start == (ulong)place.Start && exclusion.End == (ulong)place.End && StorePadding.IsZero(store),
        var place => exclusion.Start >= (ulong)place.Start && exclusion.End <= (ulong)place.End && StorePadding.IsZero(store),
    };

    private static bool TryReadExclusions(CborValue? value, out List<(ulong Start, ulong End)> exclusions)
    {
        exclusions = [];
        if (value is null)
        {
            return true;
        }

        if (value.Kind != CborKind.Array)
        {
            return false;
        }

        ulong last = 0;
        foreach (var item in value.Items)
        {
            if (item["start"]?.AsUInt64 is not { } start || item["length"]?.AsUInt64 is not { } length || start < last || start > ulong.MaxValue - length)
            {
                return false;
            }

            last = start + length;
            exclusions.Add((start, last));
        }

        return true;
    }

    private static async ValueTask<byte[]> HashAsync(
        AssetSource source, List<(ulong Start, ulong End)> exclusions, HashAlgorithmName algorithm, IProgress<long>? bytesHashed, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        using var buffer = new ReadBuffer((int)Math.Clamp(source.Length, 1, BufferSize));
        long total = 0;
        long position = 0;
        foreach (var (start, end) in exclusions.Append(((ulong)source.Length, (ulong)source.Length)))
        {
            while (position < (long)start)
            {
                var bytes = buffer.For(position, (int)Math.Min(buffer.Size, (long)start - position));
                await source.ReadExactlyAsync(position, bytes, cancellationToken).ConfigureAwait(false);
                hash.AppendData(bytes.Span);
                position += bytes.Length;
                total += bytes.Length;
                bytesHashed?.Report(total);
            }

            position = (long)end;
        }

        return hash.GetHashAndReset();
    }

    private static ValidationStatus Mismatch(HardBinding binding, string? sentence) => new(ValidationStatusCode.AssertionDataHashMismatch, binding.Url, sentence);
}
