using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>
/// Every open, read, write, flush, change of length and deletion of signing and updating in place fails once, dies with everything after it, and is where the
/// caller cancels. After the next run, which finds the record, the file is the old one or the complete new one, and nothing lies beside it.
/// </summary>
public sealed class InPlaceCallTests
{
    private const string Name = "clip.mp4";

    private const string Inserting = "sign by inserting";

    private static readonly Mp4Track Track = Mp4Track.Of(1, 40, 300);

    private static readonly Mp4Track Large = Mp4Track.Of(1, 20, 9000);

    private static readonly Dictionary<string, (Func<Task<byte[]>> Make, Func<InPlaceFile, CancellationToken, Task<SigningResult>> RunAsync)> Forms = new(StringComparer.Ordinal)
    {
        ["sign into padding"] = (() => Task.FromResult(new Mp4Builder().Ftyp().Free(20_000, 7, "free").Movie(Track).Media(Track).Build()), (f, t) => SignAsync(f, IfSigned.Replace, t)),
        ["sign again, credentials replaced"] = (() => Signing.SignAsync(Movie()), (f, t) => SignAsync(f, IfSigned.Replace, t)),
        ["sign again, an update dropped"] = (UpdatedAsync, (f, t) => SignAsync(f, IfSigned.Replace, t)),
        ["update"] = (() => Signing.SignAsync(Movie()), UpdateAsync),
        ["update of an update"] = (UpdatedAsync, UpdateAsync),
        [Inserting] = (() => Task.FromResult(new Mp4Builder().Ftyp().Media(Large).Movie(Large).Build()), (f, t) => SignAsync(f, IfSigned.Replace, t, mayInsert: true)),
    };

    private static readonly UpdateDefinition Published = new()
    {
        ClaimGenerator = new("Acme Publisher", "3.1"),
        Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Published)])],
    };

    public static TheoryData<string, FaultKind> Runs()
    {
        var data = new TheoryData<string, FaultKind>();
        foreach (string form in Forms.Keys)
        {
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                data.Add(form, kind);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Whatever_call_goes_wrong_the_file_is_the_old_one_or_the_complete_new_one(string name, FaultKind kind)
    {
        var form = Forms[name];
        byte[] old = await form.Make();
        using var disk = name == Inserting ? await LoopFileSystem.MountAsync("ext4", 64) : null;
        foreach (var point in await CountAsync(form.RunAsync, old, disk))
        {
            using var folder = Folder(disk);
            string path = folder.Write(Name, old);
            using var plan = new FaultPlan(point, kind);
            var thrown = await Record.ExceptionAsync(() => RunAsync(form.RunAsync, path, plan));
            string what = $"{name}, {kind} at {point}: {thrown?.ToString() ?? "no error"}";
            Assert.True(plan.Happened, what);
            Assert.True(thrown is null ? kind == FaultKind.Cancellation || point.Call == "output delete" : IsTyped(thrown, kind), what);

            // A fault that passes leaves the file whole already; after a death the next run puts it right.
            if (kind != FaultKind.Death)
            {
                await AssertWholeAsync(path, old, isNew: thrown is null, what);
            }

            Mp4.Recover(path);
            Assert.Equal([Name], folder.Names);
            await AssertWholeAsync(path, old, isNew: thrown is null, what);
            var next = await RunAsync(form.RunAsync, path, plan: null);
            Assert.True(next.Signed, what);
            Assert.Equal([Name], folder.Names);
        }
    }

    [Fact]
    public async Task The_plan_reaches_every_kind_of_call()
    {
        var calls = new SortedSet<string>(StringComparer.Ordinal);
        using var disk = await LoopFileSystem.MountAsync("ext4", 64);
        foreach (var form in Forms.Values)
        {
            calls.UnionWith((await CountAsync(form.RunAsync, await form.Make(), disk)).Select(p => p.Call));
        }

        // Taking out what was inserted comes after a fault only.
        Assert.Equal(["change insert", "change length", "change open", "change read", "change write", "input read", "output delete", "output flush", "output open"], calls);
    }

    private static byte[] Movie() => new Mp4Builder().Ftyp().Movie(Track).Media(Track).Build();

    private static async Task<byte[]> UpdatedAsync()
    {
        using var folder = new TempFolder();
        string path = folder.Write(Name, await Signing.SignAsync(Movie()));
        await Mp4.UpdateAsync(path, Published, Signing.Signer(), Signing.Options);
        return await File.ReadAllBytesAsync(path);
    }

    private static Task<SigningResult> SignAsync(InPlaceFile file, IfSigned ifSigned, CancellationToken token, bool mayInsert = false) =>
        new InPlacePass(file, Signing.Definition, Signing.Signer(), Signing.Options with { IfSigned = ifSigned }, new() { MayInsert = mayInsert }).RunAsync(bytesRead: null, token);

    private static TempFolder Folder(LoopFileSystem? disk) => disk is null ? new() : new(disk[string.Empty]);

    private static Task<SigningResult> UpdateAsync(InPlaceFile file, CancellationToken token) =>
        new UpdatePass(file.Source, Published, Signing.Signer(), Signing.Options, new()).InPlaceAsync(file, token);

    private static async Task<SigningResult> RunAsync(Func<InPlaceFile, CancellationToken, Task<SigningResult>> run, string path, FaultPlan? plan)
    {
        await using var file = InPlaceFile.Open(path, plan is null ? null : new FaultyFileSystem(plan));
        return await run(file, plan?.Token ?? CancellationToken.None);
    }

    private static async Task<IReadOnlyList<FaultPoint>> CountAsync(Func<InPlaceFile, CancellationToken, Task<SigningResult>> run, byte[] old, LoopFileSystem? disk)
    {
        using var folder = Folder(disk);
        using var plan = new FaultPlan(null, FaultKind.Error);
        Assert.True((await RunAsync(run, folder.Write(Name, old), plan)).Signed);
        return plan.Points;
    }

    private static async Task AssertWholeAsync(string path, byte[] old, bool isNew, string what)
    {
        byte[] now = await File.ReadAllBytesAsync(path);
        if (now.AsSpan().SequenceEqual(old))
        {
            Assert.False(isNew, what);
            return;
        }

        Assert.True((await Signing.ValidateAsync(now)).State == ValidationState.Trusted, what);
    }

    private static bool IsTyped(Exception thrown, FaultKind kind) => kind == FaultKind.Cancellation
        ? thrown is OperationCanceledException
        : thrown is InjectedFault or SigningException { Fault: SigningFault.Destination, InnerException: InjectedFault };
}
