using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Changed files and segments, validated.</summary>
internal static class FileMutators
{
    public static async Task<Func<Random, string?>> ValidateAsync()
    {
        var seeds = await Seed.AllAsync().ConfigureAwait(false);
        return random =>
        {
            var seed = seeds[random.Next(seeds.Length)];
            byte[] mutant = FileMutation.Apply(seed.File, random, seeds[random.Next(seeds.Length)].File);
            ValidationResult? result = null;
            string? fault = Trial.Run(() => result = seed.Read(mutant));
            if (fault is null && result is { State: ValidationState.Trusted })
            {
                fault = seed.IsTrustworthy && !seed.Says(Essence.Of(mutant)) ? "is trusted, but not the same: " + Reading.Of(result)
                    : seed.State == ValidationState.Valid ? "is trusted, and its original is not: " + Reading.Of(result)
                    : null;
            }

            return seed.Kept(fault, mutant);
        };
    }

    public static async Task<Func<Random, string?>> ResignAsync()
    {
        var seeds = await Seed.AllAsync().ConfigureAwait(false);
        return random =>
        {
            var seed = seeds[random.Next(seeds.Length)];
            return Resigning.Apply(seed.File, random) is { } mutant ? seed.Kept(Trial.Run(() => seed.Read(mutant)), mutant) : null;
        };
    }

    public static async Task<Func<Random, string?>> SegmentsAsync()
    {
        var form = await Attacked.FormAsync("segments").ConfigureAwait(false);
        return random =>
        {
            byte[][] files = [.. form.Files];
            for (int round = random.Next(1, 3); round > 0; round--)
            {
                int file = random.Next(files.Length);
                files[file] = random.Next(6) == 0 ? files[random.Next(files.Length)] : FileMutation.Apply(files[file], random, form.Files[random.Next(form.Files.Length)]);
            }

            Reading? reading = null;
            string? fault = Trial.Run(() => reading = form.ReadAsync(files).GetAwaiter().GetResult());
            bool isSame = form.Files.Zip(files).All(pair => Essence.Of(pair.First) == Essence.Of(pair.Second));
            return fault ?? (reading is { State: ValidationState.Trusted } && !isSame ? "is trusted, but not the same: " + reading : null);
        };
    }

    public static async Task<Func<Random, string?>> PartialAsync()
    {
        string[] names = ["Merkle, leaf row", "Merkle, auxiliary boxes", "fragments in one file"];
        SignedForm[] forms = [.. await Task.WhenAll(names.Select(Attacked.FormAsync)).ConfigureAwait(false)];
        return random =>
        {
            byte[] seed = forms[random.Next(forms.Length)].Files[0];
            byte[] mutant = FileMutation.Apply(seed, random, forms[random.Next(forms.Length)].Files[0]);
            RangeVerdict? verdict = null;
            PartialAsset? asset = null;
            int at = random.Next(mutant.Length + 1);
            var range = new FileRange(at, random.Next(mutant.Length - at + 1));
            string? fault = Trial.Run(() =>
            {
                var file = new PartialFile(AssetSource.FromMemory(mutant), mutant.Length);
                if (mutant.Length > 0)
                {
                    file.Add(new(0, mutant.Length));
                }

                asset = PartialAsset.OpenAsync(file, Attacked.Options).GetAwaiter().GetResult();
                verdict = asset.ValidateAsync(range).AsTask().GetAwaiter().GetResult();
            });

            // A piece that is authentic is, byte for byte, a part of the original that stands in the same place.
            if (fault is null && asset!.Validation.State == ValidationState.Trusted)
            {
                foreach (var piece in verdict!.Pieces.Where(p => p.Status == PieceStatus.Authentic))
                {
                    var (start, length) = ((int)piece.Range.Offset, (int)piece.Range.Length);
                    if (start + length > seed.Length || !mutant.AsSpan(start, length).SequenceEqual(seed.AsSpan(start, length)))
                    {
                        fault = $"calls {start} to {start + length} authentic";
                    }
                }
            }

            return fault is null ? null : $"a piece of {mutant.Length} bytes from {range.Offset}, {range.Length} long: {fault}\n{Convert.ToHexString(mutant)}";
        };
    }

    public static async Task<Func<Random, string?>> SidecarAsync()
    {
        var seeds = new List<(Seed Seed, byte[] Store)>();
        foreach (var seed in await Seed.AllAsync().ConfigureAwait(false))
        {
            if (FileMutation.FindStore(seed.File) is var (_, start, end))
            {
                seeds.Add((seed, seed.File[start..end]));
            }
        }

        // The video that stands beside it has no store of its own.
        byte[] bare = Attacked.Movie();
        byte[] own = (await Mp4.SignDetachedAsync(AssetSource.FromMemory(bare), Attacked.Definition, TestPki.Default.Signer().CreateSigner(), new() { Clock = TestPki.Clock }).ConfigureAwait(false)).ManifestStore!.Value.ToArray();
        string claims = Essence.OfStore(own);
        return random =>
        {
            var (seed, store) = random.Next(3) == 0 ? seeds[random.Next(seeds.Count)] : (null, own);
            byte[] mutant = FileMutation.ApplyToStore(store, random, seeds[random.Next(seeds.Count)].Store);
            ValidationResult? result = null;
            var options = (seed?.Options ?? Attacked.Options) with { DetachedManifestStore = mutant };
            string? fault = Trial.Run(() => result = Seed.Read(seed?.File ?? bare, options));
            if (fault is null && seed is null && result is { State: ValidationState.Trusted } && Essence.OfStore(mutant) != claims)
            {
                fault = "is trusted, but says something else: " + Reading.Of(result);
            }

            return fault is null ? null : $"{seed?.Name ?? "sidecar"} {fault}\n{Convert.ToHexString(mutant)}";
        };
    }
}
