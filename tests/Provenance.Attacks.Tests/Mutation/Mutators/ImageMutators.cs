using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Changed images: the other containers whose credentials are read.</summary>
internal static class ImageMutators
{
    private static readonly Validator Validator = new([Mp4.Format, .. ImageFormats.All]) { Options = Attacked.Options };

    public static Task<Func<Random, string?>> ImagesAsync()
    {
        Original[] originals = [new(TestImage.Png, i => i.SignedByData()), new(TestImage.Jpeg, i => i.SignedByData()), new(TestImage.Png, i => i.SignedByBoxes()), new(TestImage.Jpeg, i => i.SignedByBoxes())];
        return Task.FromResult<Func<Random, string?>>(random =>
        {
            var original = originals[random.Next(originals.Length)];
            byte[] mutant = original.Change(random);
            ValidationResult? result = null;
            string? fault = Trial.Run(() => result = Seed.Read(mutant, Attacked.Options));
            if (fault is null && result is { State: ValidationState.Trusted } && original.Shown(mutant, result) != original.Essence)
            {
                fault = "is trusted, but not the same: " + Reading.Of(result);
            }

            fault ??= Trial.Run(
                () => Ingredient.FromAssetAsync(AssetSource.FromMemory(mutant), Relationship.ComponentOf, Validator, new() { KeepUnverified = random.Next(2) == 0 }).GetAwaiter().GetResult(),
                e => e is SigningException);
            return fault is null ? null : $"{fault}\n{Convert.ToHexString(mutant)}";
        });
    }

    /// <summary>A signed image and its parts.</summary>
    private sealed class Original
    {
        private readonly byte[] _file;
        private readonly byte[] _store;
        private readonly int _start;
        private readonly TestImage _image;

        public Original(TestImage image, Func<TestImage, byte[]> sign)
        {
            _image = image;
            _file = sign(image);
            _start = image.Pieces.TakeWhile(p => p.Name != "C2PA").Sum(p => p.Bytes.Length);
            var read = Seed.Read(_file, Attacked.Options);
            Assert.Equal(ValidationState.Trusted, read.State);
            var format = ImageFormats.All.Single(f => f.Recognizes(_file));
            _store = format.OpenAsync(AssetSource.FromMemory(_file), ParserLimits.Default).AsTask().GetAwaiter().GetResult().Stores[0].Bytes.ToArray();
            Essence = Shown(_file, read);
        }

        public string Essence { get; }

        // The store is one piece between the others; what is shown is the others, in place and order, and what the active manifest claims.
        public string Shown(byte[] file, ValidationResult result)
        {
            int behind = _image.Pieces.SkipWhile(p => p.Name != "C2PA").Skip(1).Sum(p => p.Bytes.Length);
            string pixels = file.Length < _start + behind ? "short" : Convert.ToHexString(file.AsSpan(0, _start)) + Convert.ToHexString(file.AsSpan(file.Length - behind));
            return pixels + string.Join(';', result.ActiveManifest!.Manifest.AssertionBoxes.Select(b => Convert.ToHexString(b.HashedContent.Span)));
        }

        public byte[] Change(Random random)
        {
            byte[] store = random.Next(2) == 0 ? _store : FileMutation.ApplyToStore(_store, random, _store);
            var pieces = _image.Pieces.Select(p => p.Name == "C2PA" ? _image.Wrap(store) : p.Bytes).ToList();
            switch (random.Next(6))
            {
                case 0:
                    pieces.Insert(random.Next(pieces.Count + 1), pieces[random.Next(pieces.Count)]);
                    break;
                case 1:
                    pieces.RemoveAt(random.Next(pieces.Count));
                    break;
                case 2:
                    (int one, int other) = (random.Next(pieces.Count), random.Next(pieces.Count));
                    (pieces[one], pieces[other]) = (pieces[other], pieces[one]);
                    break;
                case 3 or 4:
                    int at = random.Next(pieces.Count);
                    pieces[at] = ByteMutation.Apply([.. pieces[at]], random, 0, Math.Min(pieces[at].Length, 40), _file);
                    break;
            }

            byte[] file = [.. pieces.SelectMany(p => p)];
            return random.Next(3) == 0 ? ByteMutation.Apply(file, random, 0, file.Length, _file) : file;
        }
    }
}
