using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>Changed files that are signed, updated, stripped: whatever they are, what is written is whole, or nothing is written.</summary>
internal static class WritingMutators
{
    private static readonly UpdateDefinition[] Updates =
    [
        new() { ClaimGenerator = new("Daily Paper", "1"), Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])] },
        new() { ClaimGenerator = new("Archive", "1"), Title = "From the archive" },
        new() { ClaimGenerator = new("Acme Privacy", "1"), Redactions = [new Redaction("com.example.note", RedactionReason.PersonalData)] },
    ];

    public static async Task<Func<Random, string?>> SignAgainAsync()
    {
        var seeds = await Seed.AllAsync().ConfigureAwait(false);
        return random =>
        {
            var (seed, mutant) = Mutant(seeds, random);
            var options = new SigningOptions { Clock = TestPki.Clock, IfSigned = random.Next(2) == 0 ? IfSigned.Replace : IfSigned.Ingredient, IngredientValidation = seed.Options };
            var merkle = random.Next(3) == 0 ? new MerkleOptions { BlockSize = 1024, StoredRow = random.Next(3) } : null;
            string? fault = Trial.Run(
                () => Mp4.SignAsync(AssetSource.FromMemory(mutant), new MemoryStream(), Attacked.Definition, Signer(), options, new() { Merkle = merkle }).GetAwaiter().GetResult(),
                e => e is SigningException);
            return seed.Kept(fault, mutant);
        };
    }

    public static async Task<Func<Random, string?>> MakeIngredientAsync()
    {
        var seeds = await Seed.AllAsync().ConfigureAwait(false);
        return random =>
        {
            var (seed, mutant) = Mutant(seeds, random);
            var options = new IngredientOptions { KeepUnverified = random.Next(2) == 0 };
            string? fault = Trial.Run(
                () => Ingredient.FromAssetAsync(AssetSource.FromMemory(mutant), Relationship.ComponentOf, new Validator(Mp4.Format) { Options = seed.Options }, options).GetAwaiter().GetResult(),
                e => e is SigningException);
            return seed.Kept(fault, mutant);
        };
    }

    public static async Task<Func<Random, string?>> InPlaceAsync()
    {
        var seeds = await WithRoomAsync().ConfigureAwait(false);
        return random =>
        {
            var (seed, mutant) = Mutant(seeds, random);
            using var folder = new TempFolder();
            string path = folder.Write("clip.mp4", mutant);
            var options = new SigningOptions { Clock = TestPki.Clock, IfSigned = random.Next(2) == 0 ? IfSigned.Replace : IfSigned.Ingredient, IngredientValidation = seed.Options with { OcspClient = null } };
            int what = random.Next(4);
            bool isDone = false;
            string? fault = Trial.Run(() => isDone = Write(what, folder, options, random).GetAwaiter().GetResult(), e => e is SigningException);
            fault ??= Check(folder, mutant, what, isDone, seed.Options);
            return seed.Kept(fault is null ? null : $"{((string[])["signed in place", "updated in place", "updated", "stripped"])[what]}: {fault}", mutant);
        };
    }

    public static Task<Func<Random, string?>> UndoRecordAsync()
    {
        byte[] old = Bytes.Pattern(3000, 3);
        var (record, torn) = Interrupted(old);
        return Task.FromResult<Func<Random, string?>>(random =>
        {
            byte[] mutant = ByteMutation.Apply([.. record], random, 0, record.Length, old);
            bool isHashed = random.Next(4) != 0 && mutant.Length > 32;
            if (isHashed)
            {
                SHA256.HashData(mutant.AsSpan(..^32)).CopyTo(mutant.AsSpan(^32..));
            }

            using var folder = new TempFolder();
            string path = folder.Write("clip.mp4", torn);
            File.WriteAllBytes(UndoRecord.PathFor(path), mutant);
            string? fault = Trial.Run(() => Mp4.Recover(path), e => e is SigningException);

            // A record with a hash that fits was written by somebody who can write the file too; without, it is none.
            byte[] after = File.ReadAllBytes(path);
            if (fault is null && !isHashed && !after.AsSpan().SequenceEqual(torn) && !after.AsSpan().SequenceEqual(old))
            {
                fault = "the file became something else";
            }

            return fault is null ? null : $"{fault}\n{Convert.ToHexString(mutant)}";
        });
    }

    private static async Task<bool> Write(int what, TempFolder folder, SigningOptions options, Random random)
    {
        string path = folder["clip.mp4"];
        var update = Updates[random.Next(Updates.Length)];
        return what switch
        {
            0 => (await Mp4.SignInPlaceAsync(path, Attacked.Definition, Signer(), options).ConfigureAwait(false)).Signed,
            1 => (await Mp4.UpdateAsync(path, update, Signer(), options, new() { VerifyMedia = true }).ConfigureAwait(false)).Signed,
            2 => (await Mp4.UpdateAsync(path, folder["out.mp4"], update, Signer(), options, new() { VerifyMedia = true }).ConfigureAwait(false)).Signed,
            _ => await Mp4.StripAsync(path, folder["out.mp4"]).ConfigureAwait(false),
        };
    }

    private static string? Check(TempFolder folder, byte[] mutant, int what, bool isDone, ValidationOptions options)
    {
        bool isCopy = what >= 2;
        string[] names = isCopy && isDone ? ["clip.mp4", "out.mp4"] : ["clip.mp4"];
        if (!folder.Names.SequenceEqual(names))
        {
            return "left " + string.Join(", ", folder.Names);
        }

        bool isOld = File.ReadAllBytes(folder["clip.mp4"]).AsSpan().SequenceEqual(mutant);
        if (isOld != (isCopy || !isDone))
        {
            return isDone ? "said that it was done, and did nothing" : "changed the file";
        }

        if (!isDone)
        {
            return null;
        }

        // What was signed anew is trusted. An update answers for itself: what it updates keeps the verdict it had.
        byte[] output = File.ReadAllBytes(folder[names[^1]]);
        var result = Seed.Read(output, Attacked.Options);
        var before = Seed.Read(mutant, options with { Clock = TestPki.Clock, TrustList = TestPki.Default.SignerTrust });
        return what switch
        {
            0 => result.State == ValidationState.Trusted ? null : "is not trusted: " + Reading.Of(result),
            3 => result.State == ValidationState.NoCredentials ? null : "still has credentials: " + Reading.Of(result),
            _ => result.State <= before.State || before.State == ValidationState.Valid ? null : $"{before.State} became {result.State}",
        };
    }

    private static (Seed Seed, byte[] Mutant) Mutant(Seed[] seeds, Random random)
    {
        var seed = seeds[random.Next(seeds.Length)];
        return (seed, FileMutation.Apply(seed.File, random, seeds[random.Next(seeds.Length)].File));
    }

    // Files with room for another manifest, and something to redact, beside those that every mutator has.
    private static async Task<Seed[]> WithRoomAsync()
    {
        var seeds = new List<Seed>();
        foreach (var merkle in (MerkleOptions?[])[null, new() { BlockSize = 1024, StoredRow = 0 }, new() { BlockSize = 1024, StoredRow = 9 }])
        {
            var output = new MemoryStream();
            var definition = Attacked.Definition with { Assertions = [.. Attacked.Definition.Assertions, UnknownAssertion.FromCbor("com.example.note", Cbor.CborValue.Text("Kim Example"))] };
            await Mp4.SignAsync(AssetSource.FromMemory(Attacked.Movie()), output, definition, Signer(), new() { Clock = TestPki.Clock }, new() { Merkle = merkle, Reserve = 20_000 }).ConfigureAwait(false);
            seeds.Add(new("room", output.ToArray(), Attacked.Options) { State = ValidationState.Trusted });
        }

        return [.. seeds, .. seeds, .. seeds, .. (await Seed.AllAsync().ConfigureAwait(false)).Where(s => s.Name is "update" or "fragments in one file" or "flat")];
    }

    private static (byte[] Record, byte[] Torn) Interrupted(byte[] old)
    {
        using var folder = new TempFolder();
        string path = folder.Write("clip.mp4", old);
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var change = new FileChange { OldLength = old.Length, NewLength = old.Length + 200, Writes = [new(50, Bytes.Pattern(400, 7)), new(old.Length - 20, Bytes.Pattern(220, 9))] };
        byte[] record = UndoContent.Of(FileSystem.Real, handle, change).Encode();
        byte[] torn = [.. old];
        change.Writes[0].Bytes.Span.CopyTo(torn.AsSpan(50));
        return (record, torn);
    }

    private static ClaimSigner Signer() => TestPki.Default.Signer().CreateSigner();
}
