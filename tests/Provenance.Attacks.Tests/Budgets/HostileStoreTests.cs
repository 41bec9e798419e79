using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>What multiplies in a hostile store is counted, and the count ends it.</summary>
public sealed class HostileStoreTests
{
    // Of processor time, in a build without optimisation. Without the budgets these take minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Stores => [.. HostileStores.All.Keys];

    public static TheoryData<string> Files => [.. HostileFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_hostile_file_costs_seconds_at_most(string name)
    {
        byte[] file = HostileFiles.All[name]();
        var cost = Measured.Read(Attacked.Validator, AssetSource.FromMemory(file));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {file.Length >> 10} KB: {cost}");
        Assert.True(cost.Time < Patience, cost.ToString());
        Assert.True(cost.State < ValidationState.Valid, cost.ToString());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void A_hostile_store_costs_seconds_at_most(string name)
    {
        byte[] store = HostileStores.All[name]();
        var validator = new Validator(new TestFormat(store)) { Options = Attacked.Options };
        var cost = Measured.Read(validator, TestFormat.Asset);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {store.Length >> 10} KB: {cost}");
        Assert.True(cost.Time < Patience, cost.ToString());
    }
}
