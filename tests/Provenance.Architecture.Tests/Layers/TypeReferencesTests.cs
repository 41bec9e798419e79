namespace Provenance.Tests.Architecture;

/// <summary>The layer test can fail: the walk finds each way one type can name another.</summary>
public sealed class TypeReferencesTests
{
    private static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> References = TypeReferences.Read(typeof(TypeReferencesTests).Assembly.Location);

    [Theory]
    [InlineData(nameof(Seen.ByBase))]
    [InlineData(nameof(Seen.ByField))]
    [InlineData(nameof(Seen.BySignature))]
    [InlineData(nameof(Seen.ByGenericArgument))]
    [InlineData(nameof(Seen.ByInstruction))]
    [InlineData(nameof(Seen.ByLambda))]
    [InlineData(nameof(Seen.ByAsync))]
    [InlineData(nameof(Seen.ByTypeOf))]
    [InlineData(nameof(Seen.ByAttribute))]
    [InlineData(nameof(Seen.ByConstraint))]
    [InlineData(nameof(Seen.ByNested))]
    public void A_reference_is_seen(string way)
    {
        string owner = $"{typeof(Seen).Namespace}.{way}Owner";
        Assert.Contains("Provenance.Tests.Architecture.Named", References[owner]);
    }
}

internal static class Seen
{
    public const int ByBase = 0, ByField = 0, BySignature = 0, ByGenericArgument = 0, ByInstruction = 0, ByLambda = 0, ByAsync = 0, ByTypeOf = 0, ByAttribute = 0, ByConstraint = 0, ByNested = 0;
}

[AttributeUsage(AttributeTargets.All)]
internal class Named : Attribute
{
    public static int Value => 1;
}

[AttributeUsage(AttributeTargets.All)]
internal class ByBaseOwner : Named;

internal class ByFieldOwner
{
    internal Named? Field = null;
}

internal static class BySignatureOwner
{
    public static void Take(Named? named) => GC.KeepAlive(named);
}

internal class ByGenericArgumentOwner
{
    internal IReadOnlyList<KeyValuePair<int, Named[]>> Field = [];
}

internal static class ByInstructionOwner
{
    public static int Read() => Named.Value;
}

internal static class ByLambdaOwner
{
    public static Func<int> Read() => () => Named.Value;
}

internal static class ByAsyncOwner
{
    public static async Task<int> ReadAsync()
    {
        await Task.Yield();
        return Named.Value;
    }
}

internal static class ByTypeOfOwner
{
    public static Type Read() => typeof(Named);
}

[Named]
internal static class ByAttributeOwner;

internal class ByConstraintOwner
{
    public static void Take<T>()
        where T : Named
    {
    }
}

internal class ByNestedOwner
{
    internal class Inner
    {
        public int Read() => Named.Value;
    }
}
